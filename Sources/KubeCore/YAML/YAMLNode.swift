/// A scalar as it was written.
struct YAMLScalarNode {
    let text: String
    /// Resolved: `tag:yaml.org,2002:str` for `!!str`.
    let tag: String?
    /// Without quotes and without a tag: its look decides its type.
    let isPlain: Bool
}

/// What single nodes mean: tags, keys and merges.
enum YAMLNode {
    private static let standard = "tag:yaml.org,2002:"

    /// The value of a scalar in its place as a value.
    static func value(_ node: borrowing YAMLScalarNode, at position: SourcePosition) throws(YAMLError) -> JSONValue {
        switch try scalar(node, at: position) {
        case .string, .merge: return .string(node.text)
        case .notFinite:
            throw YAMLError(
                .invalidScalar, at: position,
                "\(node.text) has no form in JSON; put quotes around it or use a number")
        case let scalar: return scalar.json ?? .string(node.text)
        }
    }

    /// The name that a scalar in its place as a key gives; nil for the merge key `<<`.
    static func key(_ node: borrowing YAMLScalarNode, at position: SourcePosition) throws(YAMLError) -> String? {
        let scalar = try scalar(node, at: position)
        switch scalar {
        case .string: return node.text
        case .merge: return nil
        default: break
        }
        guard let key = scalar.json?.yamlKey else {
            throw YAMLError(
                .invalidKey, at: position,
                "a key cannot be \(node.text.isEmpty ? "empty" : node.text); put quotes around it")
        }
        return key
    }

    static func unusableKey(at position: SourcePosition) -> YAMLError {
        YAMLError(
            .invalidKey, at: position,
            "a list or mapping cannot be a key; put quotes around text that begins with { or [")
    }

    private static func scalar(
        _ node: borrowing YAMLScalarNode, at position: SourcePosition
    ) throws(YAMLError) -> YAMLScalar {
        guard let tag = node.tag else { return node.isPlain ? YAMLScalar(node.text) : .string }
        guard tag != "!" else { return .string }
        let resolved = YAMLScalar(node.text)
        switch (tag.hasPrefix(standard) ? tag.dropFirst(standard.count) : "", resolved) {
        case ("str", _), ("timestamp", _): return .string
        case ("null", .null), ("bool", .bool), ("int", .integer), ("int", .unsigned), ("float", .float),
            ("float", .notFinite), ("merge", .merge):
            return resolved
        case ("float", .integer(let number)): return .float(Double(number))
        case ("float", .unsigned(let number)): return .float(Double(number))
        case ("null", _), ("bool", _), ("int", _), ("float", _), ("merge", _):
            throw YAMLError(
                .invalidScalar, at: position,
                "\"\(node.text)\" is no \(tag.dropFirst(standard.count)); correct the value or remove the tag")
        default: throw unsupported(tag, position)
        }
    }

    static func checkCollectionTag(
        _ tag: String, isMapping: Bool, at position: SourcePosition
    ) throws(YAMLError) {
        let expected = standard + (isMapping ? "map" : "seq")
        if tag != "!", tag != expected { throw unsupported(tag, position) }
    }

    private static func unsupported(_ tag: String, _ position: SourcePosition) -> YAMLError {
        let shown = tag.hasPrefix(standard) ? "!!" + tag.dropFirst(standard.count) : tag
        return YAMLError(.unsupportedTag, at: position, "tag \(shown) is not supported; remove it")
    }

    /// The objects that the value of a merge key names.
    static func mergeSources(_ value: JSONValue, _ position: SourcePosition) throws(YAMLError) -> [JSONObject] {
        switch value {
        case .object(let object): return [object]
        case .array(let elements):
            let objects = elements.compactMap(\.objectValue)
            if objects.count == elements.count { return objects }
        default: break
        }
        throw YAMLError(
            .invalidMerge, at: position, "a merge (<<) needs a mapping or a list of mappings, as in <<: *anchor")
    }
}

extension JSONValue {
    /// The name this scalar gives as a key; nil for null and collections.
    var yamlKey: String? {
        switch self {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .integer, .number: serializedString()
        case .null, .array, .object: nil
        }
    }
}
