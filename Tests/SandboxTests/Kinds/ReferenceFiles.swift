import TestSupport
import Glibc

/// Files of a real API server that tests compare with; they lie outside the repository.
enum ReferenceFiles {
    static let openAPIFolder = RepositoryPaths.shared + "/kubernetes/openapi"

    /// Names of the files in a folder, sorted; none when the folder does not exist.
    static func list(_ folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// What a gzip file holds; nil when it can not be read.
    static func unzipped(_ path: String) -> [UInt8]? {
        guard let pipe = popen("gzip -dc '\(path)'", "r") else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return pclose(pipe) == 0 ? bytes : nil
    }
}
