import Glibc
import KubeCore
import Logging

/// The file that keeps a store's objects: a snapshot followed by the writes since, one checked line each.
///
/// Every write is handed to the operating system before it can be seen, so nothing is lost when the process dies. When
/// the machine dies the last lines may be torn; the file is then read up to the first line whose checksum is wrong.
/// Opening a file rewrites it as a snapshot (through a second file and a rename, so that a crash leaves one of both).
///
/// Line: eight hexadecimal digits (CRC-32 of the rest), a space, a JSON object, a newline.
final class StoreFile: StoreJournal {
    private static let format: JSONValue = "trimtab-sandbox/1"

    private let descriptor: Int32
    private let path: String
    private let logger: Logger

    struct Failure: Error, Sendable, CustomStringConvertible {
        let message: String
        var description: String { message }
    }

    /// Reads `path` when it exists, puts its objects into `store`, and keeps all further writes.
    ///
    /// Throws when the file can not be read or written, or is not of this format.
    static func attach(_ path: String, to store: ObjectStore, logger: Logger) throws {
        let (records, revision) = try read(path, logger: logger)
        store.restore(records, revision: revision)
        let file = try StoreFile(path: path, records: records, revision: revision, logger: logger)
        store.attach(file)
    }

    private init(path: String, records: [RestoredObject], revision: Int64, logger: Logger) throws {
        self.path = path
        self.logger = logger
        let temporary = path + ".new"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("cannot create", temporary) }
        var bytes = Self.line(["format": Self.format, "revision": .integer(revision)])
        for record in records {
            bytes += Self.line(Self.json(record.object, resource: record.resource, isDeletion: false))
        }
        guard Self.write(bytes, to: descriptor), fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            let failure = Self.failure("cannot write", temporary)
            close(descriptor)
            throw failure
        }
    }

    deinit {
        close(descriptor)
    }

    func append(_ event: StoreEvent, resource: GroupResource) {
        let line = Self.line(Self.json(event.object, resource: resource, isDeletion: event.kind == .deleted))
        if !Self.write(line, to: descriptor) {
            logger.error(
                "A write is kept in memory only: the data file refuses it",
                metadata: ["file": "\(path)", "error": "\(String(cString: strerror(errno)))"])
        }
    }

    // MARK: Lines

    private static func json(_ object: StoredObject, resource: GroupResource, isDeletion: Bool) -> JSONObject {
        var record: JSONObject = [
            "revision": .integer(object.revision), "group": .string(resource.group),
            "resource": .string(resource.resource), "namespace": .string(object.key.namespace),
            "name": .string(object.key.name),
        ]
        if !isDeletion { record["object"] = object.value }
        return record
    }

    static func line(_ record: JSONObject) -> [UInt8] {
        let body = JSONValue.object(record).serialized()
        let digits = String(CRC32.checksum(body), radix: 16)
        return Array(String(repeating: "0", count: 8 - digits.utf8.count).utf8) + digits.utf8 + [0x20] + body + [0x0A]
    }

    private static func record(of line: ArraySlice<UInt8>) -> JSONValue? {
        guard line.count > 9, let checksum = UInt32(String(decoding: line.prefix(8), as: UTF8.self), radix: 16)
        else { return nil }
        let body = Array(line.dropFirst(9))
        guard CRC32.checksum(body) == checksum else { return nil }
        do { return try JSONValue(parsing: body) } catch { return nil }
    }

    // MARK: Reading

    private static func read(_ path: String, logger: Logger) throws -> ([RestoredObject], Int64) {
        guard let bytes = try contents(of: path), !bytes.isEmpty else { return ([], 0) }
        var objects: [GroupResource: [ObjectKey: StoredObject]] = [:]
        var revision: Int64 = 0
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: true)[...]
        let header = lines.popFirst().flatMap(record(of:))
        guard let header, header["format"] == format else {
            throw Failure(message: "\(path) is no data file of a sandbox (or of a later version of it)")
        }
        revision = header["revision"]?.int64Value ?? 0
        for line in lines {
            guard let record = record(of: line), let written = record["revision"]?.int64Value else {
                logger.warning(
                    "The data file ends in a torn write, which is dropped",
                    metadata: ["file": "\(path)", "offset": "\(line.startIndex)", "size": "\(bytes.count)"])
                break
            }
            revision = max(revision, written)
            let resource = GroupResource(
                group: record["group"]?.stringValue ?? "", resource: record["resource"]?.stringValue ?? "")
            let key = ObjectKey(
                namespace: record["namespace"]?.stringValue ?? "", name: record["name"]?.stringValue ?? "")
            objects[resource, default: [:]][key] = record["object"].map {
                StoredObject(key: key, revision: written, value: $0)
            }
        }
        let records = objects.flatMap { resource, table in
            table.values.map { RestoredObject(resource: resource, object: $0) }
        }
        return (records.sorted { $0.object.revision < $1.object.revision }, revision)
    }

    /// Nil when there is no such file.
    private static func contents(of path: String) throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("cannot open", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("cannot read", path)
            }
            bytes += buffer[..<count]
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func failure(_ attempt: String, _ path: String) -> Failure {
        Failure(message: "\(attempt) \(path): \(String(cString: strerror(errno)))")
    }
}

/// The checksum of Ethernet, gzip and PNG (reflected polynomial 0xEDB88320).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }
}
