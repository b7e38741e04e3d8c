/// YAML as Kubernetes reads and writes it.
package enum YAML {
    /// Reads all documents of a text. Empty ones are there with the value null; a text without content has none.
    ///
    /// Anchors, aliases and merge keys are resolved. Cost: linear in the text, plus the nodes that aliases repeat, which
    /// are bounded.
    ///
    /// - Parameter firstLine: The number of the first line, for a text that was cut out of another.
    package static func parse(
        _ bytes: [UInt8], limits: YAMLLimits = .standard, duplicateKeys: YAMLDuplicateKeys = .refused,
        firstLine: Int = 1
    ) throws(YAMLError) -> [YAMLDocument] {
        guard bytes.count <= limits.maximumSize else {
            throw YAMLError(
                .tooLarge, at: SourcePosition(ofByte: limits.maximumSize, in: bytes),
                "the text of \(bytes.count) bytes exceeds the limit of \(limits.maximumSize)")
        }
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<[YAMLDocument], YAMLError> in
            var composer = YAMLComposer(buffer, limits: limits, duplicateKeys: duplicateKeys, firstLine: firstLine)
            do throws(YAMLError) {
                return .success(try composer.documents())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    package static func parse(
        _ text: String, limits: YAMLLimits = .standard
    ) throws(YAMLError) -> [YAMLDocument] {
        try parse(Array(text.utf8), limits: limits)
    }
}

/// What becomes of a key that a mapping has twice.
package enum YAMLDuplicateKeys: Sendable {
    case refused
    /// The later one wins, as in kubectl; `YAMLDocument.duplicates` names them. Beyond a hundred they are refused.
    case laterWins
}

/// A key that was already set in its mapping.
package struct YAMLDuplicate: Hashable, Sendable {
    package let path: FieldPath
    package let position: SourcePosition
    /// Where it was set before.
    package let firstLine: Int
}
