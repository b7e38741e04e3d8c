import HTTPServing
import KubeCore

/// Reads objects in Kubernetes' protobuf encoding: four magic bytes, then a `runtime.Unknown` that names the kind.
enum ProtobufBody {
    static let mediaType = "application/vnd.kubernetes.protobuf"
    private static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]
    /// Deep enough for any built-in kind; a hostile body ends here.
    private static let maximumDepth = 64

    /// The object as JSON. Throws the server's refusal for broken bytes and for kinds that are not known in protobuf.
    static func decode(_ body: [UInt8]) throws -> JSONValue {
        do {
            guard body.starts(with: magic) else {
                throw ProtobufReader.Malformed(description: "the body does not begin with the magic bytes")
            }
            var apiVersion = ""
            var kind = ""
            var raw: ArraySlice<UInt8> = []
            var reader = ProtobufReader(body.dropFirst(magic.count))
            while let (number, value) = try reader.next() {
                guard case .bytes(let bytes) = value else { continue }
                if number == 2 { raw = bytes }
                guard number == 1 else { continue }
                var type = ProtobufReader(bytes)
                while let (number, value) = try type.next() {
                    guard case .bytes(let text) = value else { continue }
                    if number == 1 { apiVersion = string(text) }
                    if number == 2 { kind = string(text) }
                }
            }
            return try object(raw, apiVersion: apiVersion, kind: kind)
        } catch let error as ProtobufReader.Malformed {
            throw StatusError(.badRequest("the protobuf body can not be read: \(error)"))
        }
    }

    private static func object(_ raw: ArraySlice<UInt8>, apiVersion: String, kind: String) throws -> JSONValue {
        guard let version = GroupVersion(apiVersion: apiVersion) else {
            throw ProtobufReader.Malformed(description: "the body names no version")
        }
        let group = version.group.isEmpty ? "core" : String(version.group.prefix { $0 != "." })
        let name = kind == "DeleteOptions" ? "meta.v1.DeleteOptions" : "\(group).\(version.version).\(kind)"
        guard ProtobufTypes.kubernetes.fields(of: name) != nil else {
            throw StatusError(.unsupportedMediaType(["application/json", "application/yaml"]))
        }
        var members: JSONObject = ["kind": .string(kind), "apiVersion": .string(apiVersion)]
        for member in try message(raw, name, depth: 0) { members[member.key] = member.value }
        return .object(members)
    }

    private static func message(
        _ bytes: ArraySlice<UInt8>, _ name: String, depth: Int
    ) throws(ProtobufReader.Malformed) -> JSONObject {
        guard depth < maximumDepth else { throw ProtobufReader.Malformed(description: "nested too deeply") }
        guard let fields = ProtobufTypes.kubernetes.fields(of: name) else { return [:] }
        var object = JSONObject()
        var reader = ProtobufReader(bytes)
        while let (number, value) = try reader.next() {
            guard let field = fields[number] else { continue }
            if field.shape == .map {
                try readEntry(value, field, into: &object, depth: depth)
                continue
            }
            let json = try self.value(value, field.type, depth: depth)
            if field.name.isEmpty {
                for member in json.objectValue ?? [:] { object[member.key] = member.value }
            } else if field.shape == .list {
                object.modify(field.name, default: []) { list in
                    list = .array((list.arrayValue ?? []) + [json])
                }
            } else if field.keepsZero || !isZero(json) {
                object[field.name] = json
            }
        }
        return object
    }

    private static func isZero(_ value: JSONValue) -> Bool {
        switch value {
        case .null, "", 0, false: true
        default: false
        }
    }

    private static func readEntry(
        _ value: ProtobufReader.Value, _ field: ProtobufTypes.Field, into object: inout JSONObject, depth: Int
    ) throws(ProtobufReader.Malformed) {
        guard case .bytes(let bytes) = value else { return }
        var key = ""
        var content: JSONValue = zero(field.type)
        var reader = ProtobufReader(bytes)
        while let (number, value) = try reader.next() {
            if number == 1, case .bytes(let text) = value { key = string(text) }
            if number == 2 { content = try self.value(value, field.type, depth: depth) }
        }
        var map = object[field.name]?.objectValue ?? [:]
        map[key] = content
        object[field.name] = .object(map)
    }

    private static func zero(_ type: ProtobufTypes.FieldType) -> JSONValue {
        switch type {
        case .integer: 0
        case .bool: false
        case .message, .raw, .fields: [:]
        case .strings: []
        default: ""
        }
    }

    private static func value(
        _ value: ProtobufReader.Value, _ type: ProtobufTypes.FieldType, depth: Int
    ) throws(ProtobufReader.Malformed) -> JSONValue {
        switch (type, value) {
        case (.integer, .varint(let number)): return .integer(Int64(bitPattern: number))
        case (.bool, .varint(let number)): return .bool(number != 0)
        case (.string, .bytes(let bytes)): return .string(string(bytes))
        case (.bytes, .bytes(let bytes)): return .string(Base64.encode(Array(bytes)))
        case (.message(let name), .bytes(let bytes)): return .object(try message(bytes, name, depth: depth + 1))
        case (.time, .bytes(let bytes)): return try time(bytes).map { .string($0.rfc3339) } ?? .null
        case (.microTime, .bytes(let bytes)): return try time(bytes).map { .string($0.rfc3339Micro) } ?? .null
        case (.quantity, .bytes(let bytes)): return .string(string(try part(1, of: bytes)))
        case (.intOrString, .bytes(let bytes)): return try intOrString(bytes)
        case (.raw, .bytes(let bytes)), (.fields, .bytes(let bytes)): return try json(try part(1, of: bytes))
        case (.strings, .bytes(let bytes)): return try strings(bytes)
        default: throw ProtobufReader.Malformed(description: "a field has the wrong wire type")
        }
    }

    private static func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The bytes of one field; empty when it is not there.
    private static func part(
        _ number: Int, of bytes: ArraySlice<UInt8>
    ) throws(ProtobufReader.Malformed) -> ArraySlice<UInt8> {
        var reader = ProtobufReader(bytes)
        while let (found, value) = try reader.next() {
            if found == number, case .bytes(let bytes) = value { return bytes }
        }
        return []
    }

    private static func time(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> Timestamp? {
        var seconds: Int64?
        var nanoseconds: Int32 = 0
        var reader = ProtobufReader(bytes)
        while let (number, value) = try reader.next() {
            guard case .varint(let raw) = value else { continue }
            if number == 1 { seconds = Int64(bitPattern: raw) }
            if number == 2 { nanoseconds = Int32(truncatingIfNeeded: raw) }
        }
        return seconds.map { Timestamp(seconds: $0, nanoseconds: nanoseconds) }
    }

    private static func intOrString(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> JSONValue {
        var isString = false
        var number: Int64 = 0
        var text = ""
        var reader = ProtobufReader(bytes)
        while let (field, value) = try reader.next() {
            switch (field, value) {
            case (1, .varint(let kind)): isString = kind == 1
            case (2, .varint(let raw)): number = Int64(bitPattern: raw)
            case (3, .bytes(let bytes)): text = string(bytes)
            default: break
            }
        }
        return isString ? .string(text) : .integer(number)
    }

    private static func strings(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> JSONValue {
        var list: [JSONValue] = []
        var reader = ProtobufReader(bytes)
        while let (number, value) = try reader.next() {
            if number == 1, case .bytes(let text) = value { list.append(.string(string(text))) }
        }
        return .array(list)
    }

    private static func json(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> JSONValue {
        guard !bytes.isEmpty else { return .null }
        do { return try JSONValue(parsing: Array(bytes)) } catch {
            throw ProtobufReader.Malformed(description: "an embedded object is no JSON: \(error)")
        }
    }
}
