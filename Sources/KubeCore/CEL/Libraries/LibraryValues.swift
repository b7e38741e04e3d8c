// Arguments as the libraries' functions take them; the checker has seen to their types unless they are dynamic.
extension CELValue {
    func asString() throws(CELError) -> String {
        guard case .string(let text) = self else { throw .noSuchOverload }
        return text
    }

    func asInt() throws(CELError) -> Int64 {
        guard case .int(let value) = self else { throw .noSuchOverload }
        return value
    }

    func asBool() throws(CELError) -> Bool {
        guard case .bool(let value) = self else { throw .noSuchOverload }
        return value
    }

    func asElements() throws(CELError) -> [CELValue] {
        guard case .list(let list) = self else { throw .noSuchOverload }
        return try list.elements()
    }

    func asOpaque<Value: CELOpaqueValue>(_ type: Value.Type) throws(CELError) -> Value {
        guard case .opaque(let value) = self, let value = value as? Value else { throw .noSuchOverload }
        return value
    }

    static func list(_ values: [CELValue]) -> CELValue { .list(.values(values)) }
    static func strings(_ values: [String]) -> CELValue { .list(.values(values.map(CELValue.string))) }
}

extension CELType {
    /// The types that lists can be sorted by, with their names in overloads.
    static let comparable: [(name: String, type: CELType)] = [
        ("int", .int), ("uint", .uint), ("double", .double), ("bool", .bool), ("duration", .duration),
        ("timestamp", .timestamp), ("string", .string), ("bytes", .bytes),
    ]
}

extension CELMap {
    /// Keys and values; those of an object are the members its schema knows.
    func allEntries() throws(CELError) -> [(key: CELValue, value: CELValue)] {
        switch self {
        case .entries(let entries): return Array(zip(entries.keys, entries.values).map { (key: $0.0, value: $0.1) })
        case .json(let object, let schema):
            var result: [(key: CELValue, value: CELValue)] = []
            for member in object {
                switch schema?.form {
                case .object(let fields)?:
                    guard let field = fields[property: member.key] else { continue }
                    let name = field.identifier ?? member.key
                    result.append((.string(name), try CELValue(json: member.value, type: field.type)))
                case .map(let element)?:
                    result.append((.string(member.key), try CELValue(json: member.value, type: element)))
                default: result.append((.string(member.key), CELValue(json: member.value)))
                }
            }
            return result
        }
    }
}

extension CELValue {
    /// The name of the value's type, as messages spell it.
    var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .duration: "google.protobuf.Duration"
        case .timestamp: "google.protobuf.Timestamp"
        case .list: "list"
        case .map: "map"
        case .optional: "optional_type"
        case .type: "type"
        case .opaque(let value): value.type.name
        case .unknown: "dyn"
        }
    }

    /// The text that `string(x)` gives; nil where there is none.
    var plainText: String? {
        switch self {
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number): GoNumber.text(number)
        case .string(let text): text
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        case .duration(let duration): duration.secondsText
        case .timestamp(let time): time.nanosecondText
        case .type(let type): type.name
        default: nil
        }
    }

    /// Whether `==` holds between two values.
    func equals(_ other: CELValue) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.string(let left), .string(let right)): left.isExactly(right)
        case (.bytes(let left), .bytes(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        case (.timestamp(let left), .timestamp(let right)): left == right
        case (.type(let left), .type(let right)): left.name == right.name
        case (.opaque(let left), .opaque(let right)): left.isEqual(to: right)
        case (.unknown(let left), .unknown(let right)): left == right
        case (.optional(let left), .optional(let right)): Self.equal(left, right)
        case (.list(let left), .list(let right)): left.equals(right)
        case (.map(let left), .map(let right)): left.equals(right)
        case (.int, _), (.uint, _), (.double, _): equalsNumber(other)
        default: false
        }
    }

    private static func equal(_ left: CELValue?, _ right: CELValue?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): left.equals(right)
        default: false
        }
    }

    /// Numbers of different types are equal when they are the same number.
    private func equalsNumber(_ other: CELValue) -> Bool {
        switch (self, other) {
        case (.int(let left), .int(let right)): left == right
        case (.uint(let left), .uint(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.int(let left), .uint(let right)), (.uint(let right), .int(let left)): left >= 0 && UInt64(left) == right
        case (.int(let left), .double(let right)), (.double(let right), .int(let left)): Int64(exactly: right) == left
        case (.uint(let left), .double(let right)), (.double(let right), .uint(let left)):
            UInt64(exactly: right) == left
        default: false
        }
    }
}

extension CELList {
    fileprivate func equals(_ other: CELList) -> Bool {
        guard count == other.count else { return false }
        do {
            return zip(try elements(), try other.elements()).allSatisfy { $0.equals($1) }
        } catch {
            return false
        }
    }
}

extension CELMap {
    fileprivate func equals(_ other: CELMap) -> Bool {
        do {
            let left = try allEntries()
            let right = try other.allEntries()
            guard left.count == right.count else { return false }
            return left.allSatisfy { entry in
                right.contains { $0.key.equals(entry.key) && $0.value.equals(entry.value) }
            }
        } catch {
            return false
        }
    }
}

extension CELDuration {
    /// `90.5s`
    fileprivate var secondsText: String {
        let magnitude = nanoseconds.magnitude
        var text = String(magnitude / 1_000_000_000)
        let fraction = magnitude % 1_000_000_000
        if fraction > 0 {
            let digits = String(fraction)
            var padded = String(repeating: "0", count: 9 - digits.count) + digits
            while padded.hasSuffix("0") { padded.removeLast() }
            text += "." + padded
        }
        return (nanoseconds < 0 ? "-" : "") + text + "s"
    }
}

extension Timestamp {
    /// RFC 3339 with as many digits of the fraction as there are.
    fileprivate var nanosecondText: String {
        guard nanoseconds != 0 else { return rfc3339 }
        let digits = String(nanoseconds)
        var fraction = String(repeating: "0", count: 9 - digits.count) + digits
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return rfc3339.dropLast() + "." + fraction + "Z"
    }
}
