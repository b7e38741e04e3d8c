/// Why bytes are no acceptable JSON document, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case syntax, unexpectedEnd, invalidUTF8, invalidEscape, invalidNumber, duplicateKey, tooDeep, tooLarge
        case trailingData, typeMismatch, missingMember
    }

    package let code: Code
    /// Bytes from the start of the document.
    package let offset: Int
    package let message: String

    package init(_ code: Code, offset: Int, _ message: String) {
        self.code = code
        self.offset = offset
        self.message = message
    }

    package var description: String { "\(message) at offset \(offset)" }
}

/// What a parser accepts before it gives up; protects memory and the stack from hostile documents.
package struct JSONLimits: Hashable, Sendable {
    /// Nested arrays and objects; Kubernetes refuses beyond 10 000 (`json: exceeded max depth`), we need far fewer.
    package var maximumDepth: Int
    /// Bytes of the whole document.
    package var maximumSize: Int

    package init(maximumDepth: Int = 512, maximumSize: Int = 256 << 20) {
        self.maximumDepth = maximumDepth
        self.maximumSize = maximumSize
    }

    package static let standard = JSONLimits()
}
