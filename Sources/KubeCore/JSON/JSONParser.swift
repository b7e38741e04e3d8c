extension JSONValue {
    /// Reads one JSON document (RFC 8259).
    ///
    /// Duplicate names are refused. Cost: linear in the input.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        self = try JSONScanner.scan(bytes, limits: limits) { scanner throws(JSONError) in
            var parser = JSONParser()
            let value = try parser.parseValue(&scanner)
            try scanner.finish()
            return value
        }
    }

    /// Reads one JSON document from text.
    package init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

/// Builds values from tokens. Children wait on stacks until their number is known, so that arrays have exactly their size.
struct JSONParser: ~Copyable {
    private var elements = JSONStack<JSONValue>(capacity: 64)
    private var members = JSONStack<JSONObject.Member>(capacity: 64)

    mutating func parseValue(_ scanner: inout JSONScanner) throws(JSONError) -> JSONValue {
        switch try scanner.peek() {
        case UInt8(ascii: "\""):
            let text = try scanner.scanText()
            return .string(try scanner.sharedString(text))
        case UInt8(ascii: "{"): return .object(try parseObject(&scanner))
        case UInt8(ascii: "["): return .array(try parseArray(&scanner))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try scanner.scanNumber()
        case UInt8(ascii: "t"):
            try scanner.scanWord("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try scanner.scanWord("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try scanner.scanWord("null")
            return .null
        default: throw scanner.unexpected("looking for beginning of value")
        }
    }

    private mutating func parseArray(_ scanner: inout JSONScanner) throws(JSONError) -> [JSONValue] {
        try scanner.enter()
        let start = elements.count
        if try scanner.peek() == UInt8(ascii: "]") {
            scanner.leave()
            return []
        }
        while true {
            elements.push(try parseValue(&scanner))
            scanner.skipWhitespace()
            switch try scanner.peek() {
            case UInt8(ascii: ","): scanner.advance()
            case UInt8(ascii: "]"):
                scanner.leave()
                return elements.pop(from: start)
            default: throw scanner.unexpected("after array element")
            }
            scanner.skipWhitespace()
        }
    }

    private mutating func parseObject(_ scanner: inout JSONScanner) throws(JSONError) -> JSONObject {
        try scanner.enter()
        if try scanner.peek() == UInt8(ascii: "}") {
            scanner.leave()
            return JSONObject()
        }
        let start = members.count
        var names = JSONNameIndex()
        while true {
            let offset = scanner.offset
            guard try scanner.peek() == UInt8(ascii: "\"") else {
                throw scanner.unexpected("looking for beginning of object key string")
            }
            let text = try scanner.scanText()
            let key = try scanner.sharedString(text)
            guard isNew(key, since: start, &names) else {
                throw JSONError(.duplicateKey, offset: offset, "duplicate field \"\(key)\"")
            }
            try scanner.scanColon()
            members.push(.init(key: key, value: try parseValue(&scanner)))
            scanner.skipWhitespace()
            switch try scanner.peek() {
            case UInt8(ascii: ","): scanner.advance()
            case UInt8(ascii: "}"):
                scanner.leave()
                return JSONObject(uncheckedUniqueMembers: members.pop(from: start), index: names)
            default: throw scanner.unexpected("after object key:value pair")
            }
            scanner.skipWhitespace()
        }
    }

    /// Scans small objects and hashes large ones, so that a hostile object costs no quadratic time.
    @inline(__always)
    private func isNew(_ key: String, since start: Int, _ names: inout JSONNameIndex) -> Bool {
        let count = members.count - start
        if count < JSONNameIndex.largeCount { return !members.contains(from: start) { $0.key == key } }
        if names.isEmpty { names = JSONNameIndex(count) { members[start + $0].key } }
        guard names.find(key, name: { members[start + $0].key }) == nil else { return false }
        names.append(key) { members[start + $0].key }
        return true
    }
}
