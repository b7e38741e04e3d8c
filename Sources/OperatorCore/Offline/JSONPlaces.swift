import KubeCore

/// Finds where the parts of a JSON text were written. The text has been read before: it is valid.
///
/// Nothing is kept but the text: each search costs time linear in what lies before the place.
struct JSONPlaces {
    private let bytes: [UInt8]
    private var offset: Int

    /// - Parameter start: Where the value that paths begin at is written.
    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        offset = start
        skipSpace()
    }

    struct Place {
        var value: Int
        /// Of a member; the value's own offset for elements.
        var key: Int
    }

    /// Where the value at a path stands; nil when there is none.
    mutating func find(_ path: FieldPath) -> Place? {
        var place = Place(value: offset, key: offset)
        for element in path.elements {
            let found: Place? =
                switch element {
                case .field(let name), .key(let name): member(name)
                case .index(let index): self.element(index)
                }
            guard let found else { return nil }
            place = found
            offset = found.value
        }
        return place
    }

    /// Offsets of all elements of the list at a path; empty when there is none.
    mutating func elements(of path: FieldPath) -> [Int] {
        guard find(path) != nil, peek == UInt8(ascii: "[") else { return [] }
        var offsets: [Int] = []
        offset += 1
        while true {
            skipSpace()
            guard let byte = peek, byte != UInt8(ascii: "]") else { return offsets }
            offsets.append(offset)
            skipValue()
            skipSeparator()
        }
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func member(_ name: String) -> Place? {
        guard peek == UInt8(ascii: "{") else { return nil }
        offset += 1
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { return nil }
            let key = offset
            skipString()
            let isFound = isString(bytes[key..<offset], name)
            skipSpace()
            offset += 1  // the colon
            skipSpace()
            if isFound { return Place(value: offset, key: key) }
            skipValue()
            skipSeparator()
        }
    }

    private mutating func element(_ index: Int) -> Place? {
        guard peek == UInt8(ascii: "[") else { return nil }
        offset += 1
        for _ in 0..<index {
            skipSpace()
            guard peek != UInt8(ascii: "]"), offset < bytes.count else { return nil }
            skipValue()
            skipSeparator()
        }
        skipSpace()
        guard let byte = peek, byte != UInt8(ascii: "]") else { return nil }
        return Place(value: offset, key: offset)
    }

    private func isString(_ quoted: ArraySlice<UInt8>, _ name: String) -> Bool {
        let content = quoted.dropFirst().dropLast()
        guard content.contains(UInt8(ascii: "\\")) else { return content.elementsEqual(name.utf8) }
        do throws(JSONError) {
            return try JSONValue(parsing: Array(quoted)) == .string(name)
        } catch {
            return false
        }
    }

    private mutating func skipSpace() {
        while let byte = peek, [0x20, 0x0A, 0x0D, 0x09].contains(byte) { offset += 1 }
    }

    private mutating func skipSeparator() {
        skipSpace()
        if peek == UInt8(ascii: ",") { offset += 1 }
    }

    private mutating func skipString() {
        offset += 1
        while let byte = peek, byte != UInt8(ascii: "\"") { offset += byte == UInt8(ascii: "\\") ? 2 : 1 }
        offset += 1
    }

    /// A whole value: brackets are counted, strings passed over.
    private mutating func skipValue() {
        var depth = 0
        repeat {
            switch peek {
            case nil: return
            case UInt8(ascii: "\"")?: skipString()
            case UInt8(ascii: "{")?, UInt8(ascii: "[")?:
                depth += 1
                offset += 1
            case UInt8(ascii: "}")?, UInt8(ascii: "]")?:
                depth -= 1
                offset += 1
            case UInt8(ascii: ",")?, UInt8(ascii: ":")?: offset += 1
            case .some: skipWord()
            }
            if depth > 0 { skipSpace() }
        } while depth > 0
    }

    private mutating func skipWord() {
        while let byte = peek, !",:{}[]\" \n\r\t".utf8.contains(byte) { offset += 1 }
    }
}

/// Lines and columns of offsets that are asked for in rising order, counted once.
struct LineCounter {
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var column = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// - Parameter target: Not less than the last one.
    mutating func position(of target: Int) -> SourcePosition {
        while offset < min(target, bytes.count) {
            if bytes[offset] == 0x0A {
                line += 1
                column = 1
            } else if bytes[offset] & 0xC0 != 0x80 {
                column += 1
            }
            offset += 1
        }
        return SourcePosition(line: line, column: column)
    }
}
