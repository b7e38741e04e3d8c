/// A place in a text, counted from 1; columns count characters.
package struct SourcePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place of a byte of a UTF-8 text.
    init(ofByte offset: Int, in bytes: some RandomAccessCollection<UInt8>) {
        let before = bytes.prefix(offset)
        let lastLine = before.reversed().prefix { $0 != 0x0A }
        line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        column = lastLine.reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }

    /// `12:5`, as compilers write it.
    package var description: String { "\(line):\(column)" }

    package static func < (lhs: SourcePosition, rhs: SourcePosition) -> Bool {
        (lhs.line, lhs.column) < (rhs.line, rhs.column)
    }
}

/// Why a text is no acceptable YAML, where, and what to do about it.
package struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        case syntax, encoding, duplicateKey, invalidKey, unknownAnchor, recursiveAlias, excessiveAliases, invalidMerge
        case unsupportedTag, invalidScalar, tooDeep, tooLarge
    }

    package let code: Code
    package let position: SourcePosition
    /// One line, beginning in lower case; what is wrong, then what to do.
    package let message: String

    package init(_ code: Code, at position: SourcePosition, _ message: String) {
        self.code = code
        self.position = position
        self.message = message
    }

    /// `3:7: key "name" is already set in line 2; remove one of them`
    package var description: String { "\(position): \(message)" }
}

/// What the reader accepts before it gives up; protects memory from hostile documents.
package struct YAMLLimits: Hashable, Sendable {
    /// Bytes of the whole text.
    package var maximumSize: Int
    /// Nested sequences and mappings.
    package var maximumDepth: Int
    /// Nodes of one document, those that aliases repeat counted each time.
    package var maximumNodes: Int

    package init(maximumSize: Int = 64 << 20, maximumDepth: Int = 512, maximumNodes: Int = 10_000_000) {
        self.maximumSize = maximumSize
        self.maximumDepth = maximumDepth
        self.maximumNodes = maximumNodes
    }

    package static let standard = YAMLLimits()
}
