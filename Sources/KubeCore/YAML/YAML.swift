/// YAML as Kubernetes reads and writes it.
package enum YAML {
    /// Reads all documents of a text. Empty ones are there with the value null; a text without content has none.
    ///
    /// Anchors, aliases and merge keys are resolved; duplicate keys are refused. Cost: linear in the text, plus the nodes
    /// that aliases repeat, which are bounded.
    package static func parse(
        _ bytes: [UInt8], limits: YAMLLimits = .standard
    ) throws(YAMLError) -> [YAMLDocument] {
        guard bytes.count <= limits.maximumSize else {
            throw YAMLError(
                .tooLarge, at: SourcePosition(ofByte: limits.maximumSize, in: bytes),
                "the text of \(bytes.count) bytes exceeds the limit of \(limits.maximumSize)")
        }
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<[YAMLDocument], YAMLError> in
            var composer = YAMLComposer(buffer, limits: limits)
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
