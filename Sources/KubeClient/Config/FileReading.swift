import Glibc
import KubeCore

/// Reads small files: configuration, certificates, tokens.
enum FileReading {
    /// The whole content of the file at `path`.
    ///
    /// Throws `APIError` with `code` naming the path and the reason; also for a file of more than `limit` bytes.
    static func read(
        _ path: String, _ what: String, code: APIError.Code = .configuration, limit: Int = 16 << 20
    ) throws(APIError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, what, code, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path, what, code, errno)
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= limit else {
                throw APIError(
                    code, attempt: "read \(what) \(path)", message: "the file is larger than \(limit) bytes")
            }
        }
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    private static func failure(_ path: String, _ what: String, _ code: APIError.Code, _ number: Int32) -> APIError {
        let reason =
            switch number {
            case ENOENT: "there is no such file"
            case EACCES: "this user may not read it"
            default: String(cString: strerror(number))
            }
        return APIError(code, attempt: "read \(what) \(path)", message: reason)
    }
}
