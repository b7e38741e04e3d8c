import Glibc
import KubeCore
import Logging
import NIOConcurrencyHelpers

/// The file that keeps a store's objects: a snapshot followed by the writes since, one checked line each.
///
/// Every write is handed to the operating system before it can be seen, so nothing is lost when the process dies. When
/// the machine dies the last lines may be torn; the file is then read up to the first line whose checksum is wrong.
/// Opening a file rewrites it as a snapshot, and so does a running store whose file is mostly history (through a second
/// file and a rename, so that a crash leaves one of both).
///
/// Line: eight hexadecimal digits (CRC-32 of the rest), a space, a JSON object, a newline.
final class StoreFile: StoreJournal {
    private static let format: JSONValue = "trimtab-sandbox/1"

    private struct State {
        var descriptor: Int32
        /// Bytes of the snapshot the file begins with, and of the writes behind it.
        var snapshotSize: Int
        var appendedSize = 0
        /// Writes since a new snapshot was begun; they follow it in the new file.
        var pending: [UInt8]?
    }

    /// A file is rewritten once the writes in it are this many times its snapshot...
    private static let growth = 3
    /// ...and at least this long: a short file costs nothing.
    private let minimumSize: Int
    private let path: String
    private let logger: Logger
    private let state: NIOLockedValueBox<State>

    struct Failure: Error, Sendable, CustomStringConvertible {
        let message: String
        var description: String { message }
    }

    /// Reads `path` when it exists, puts its objects into `store`, and keeps all further writes.
    ///
    /// `minimumSize`: bytes of writes below which the running file is left alone. Throws when the file can not be read
    /// or written, or is not of this format.
    @discardableResult
    static func attach(
        _ path: String, to store: ObjectStore, minimumSize: Int = 4 << 20, logger: Logger
    ) throws -> StoreFile {
        let (records, revision) = try read(path, logger: logger)
        store.restore(records, revision: revision)
        let file = try StoreFile(
            path: path, records: records, revision: revision, minimumSize: minimumSize, logger: logger)
        store.attach(file)
        return file
    }

    private init(
        path: String, records: [RestoredObject], revision: Int64, minimumSize: Int, logger: Logger
    ) throws {
        self.path = path
        self.minimumSize = minimumSize
        self.logger = logger
        let (descriptor, size) = try Self.writeSnapshot(records, revision: revision, to: path + ".new")
        guard rename(path + ".new", path) == 0 else {
            let failure = Self.failure("cannot write", path)
            close(descriptor)
            throw failure
        }
        state = NIOLockedValueBox(State(descriptor: descriptor, snapshotSize: size))
    }

    deinit {
        close(state.withLockedValue { $0.descriptor })
    }

    func append(_ event: StoreEvent, resource: GroupResource) {
        let line = Self.line(Self.json(event.object, resource: resource, isDeletion: event.kind == .deleted))
        let isWritten = state.withLockedValue { state in
            state.pending?.append(contentsOf: line)
            state.appendedSize += line.count
            return Self.write(line, to: state.descriptor)
        }
        if !isWritten {
            logger.error(
                "A write is kept in memory only: the data file refuses it",
                metadata: ["file": "\(path)", "error": "\(String(cString: strerror(errno)))"])
        }
    }

    // MARK: Compaction

    /// Bytes in the file, for tests.
    var size: Int { state.withLockedValue { $0.snapshotSize + $0.appendedSize } }

    /// Rewrites the file as a snapshot of `store` when most of it is history. Writes go on meanwhile; what fails leaves
    /// the old file in use.
    func compactIfDue(_ store: ObjectStore) {
        let isDue = state.withLockedValue { state in
            state.pending == nil && state.appendedSize >= max(minimumSize, Self.growth * state.snapshotSize)
        }
        guard isDue else { return }
        // Under the store's lock, so that every write is either in the snapshot or among the pending ones.
        let (records, revision) = store.everything { self.state.withLockedValue { $0.pending = [] } }
        do {
            let (descriptor, size) = try Self.writeSnapshot(records, revision: revision, to: path + ".new")
            try replace(by: descriptor, size: size)
        } catch {
            state.withLockedValue { state in
                state.pending = nil
                // Not again before the file has doubled.
                state.snapshotSize += state.appendedSize
                state.appendedSize = 0
            }
            logger.warning("The data file could not be rewritten and grows on", error: error)
        }
    }

    private func replace(by descriptor: Int32, size: Int) throws {
        let outcome: Failure? = state.withLockedValue { state in
            let pending = state.pending ?? []
            guard Self.write(pending, to: descriptor), rename(path + ".new", path) == 0 else {
                let failure = Self.failure("cannot write", path)
                close(descriptor)
                return failure
            }
            close(state.descriptor)
            state = State(descriptor: descriptor, snapshotSize: size, appendedSize: pending.count)
            return nil
        }
        if let outcome { throw outcome }
    }

    /// Writes a new file; it is complete on the disk when this returns.
    private static func writeSnapshot(
        _ records: [RestoredObject], revision: Int64, to path: String
    ) throws -> (descriptor: Int32, size: Int) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot create", path) }
        var size = 0
        var isWritten = true
        var bytes = line(["format": format, "revision": .integer(revision)])
        func flush() {
            isWritten = isWritten && write(bytes, to: descriptor)
            size += bytes.count
            bytes.removeAll(keepingCapacity: true)
        }
        for record in records {
            bytes += line(json(record.object, resource: record.resource, isDeletion: false))
            if bytes.count >= 1 << 18 { flush() }
        }
        flush()
        guard isWritten, fsync(descriptor) == 0 else {
            let problem = failure("cannot write", path)
            close(descriptor)
            throw problem
        }
        return (descriptor, size)
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
