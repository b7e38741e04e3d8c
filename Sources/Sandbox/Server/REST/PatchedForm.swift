import KubeCore

/// Words what is wrong with the form of a patched object as kube-apiserver does: a 422 about `patch`, which shows the
/// result of a merge or JSON patch as JSON, and a strategic patch itself as Go prints maps.
///
/// Source: kube-apiserver 1.36; k8s.io/apimachinery `runtime.DefaultUnstructuredConverter`.
struct PatchedForm: Sendable {
    let result: JSONValue
    /// Nil unless the patch is a strategic one.
    let patch: JSONValue?

    /// Refuses a value of a type that the built-in kind's field cannot hold.
    func checkTypes(_ resource: ServedResource) throws {
        guard let rules = resource.rules as? BuiltInRules, let problem = rules.kind.decodingProblem(in: result) else {
            return
        }
        let mismatch = patch == nil ? nil : rules.kind.typeMismatch(in: result)
        throw refusal(mismatch.map(Self.conversionProblem) ?? problem)
    }

    /// What a refusal of unknown fields becomes; any other stays as it is.
    func unknownFields(_ refusal: StatusError) -> StatusError {
        let marker = "strict decoding error: "
        guard let start = refusal.status.message.firstRange(of: marker)?.lowerBound else { return refusal }
        return self.refusal(String(refusal.status.message[start...]))
    }

    private func refusal(_ problem: String) -> StatusError {
        let value = patch.map(Self.goText) ?? result.serializedString()
        return StatusError(
            .invalid(
                group: "", kind: "", name: "", [FieldError(.invalid, "patch", value: .string(value), problem)]))
    }

    /// A strategic patch is converted by reflection, which knows other words than the JSON decoder.
    private static func conversionProblem(_ mismatch: TypedDecoding.Mismatch) -> String {
        let kinds = ["object": "map", "array": "slice", "number": "int64"]
        let found = mismatch.found.split(separator: " ").first.map(String.init) ?? ""
        let kind = kinds[found] ?? found
        switch mismatch.goType {
        case let type where type.hasPrefix("[]"): return "cannot restore slice from \(kind)"
        case let type where type.hasPrefix("map["): return "cannot restore map from \(kind)"
        case let type where type.contains("."): return "cannot restore struct from: \(kind)"
        case "string" where found == "number": return "cannot convert int64 to string"
        case let type: return "unrecognized type: \(type)"
        }
    }

    /// As Go's `%v` prints decoded JSON: `map[spec:map[replicas:two]]`, names sorted.
    static func goText(_ value: JSONValue) -> String {
        switch value {
        case .null: "<nil>"
        case .string(let text): text
        case .object(let object):
            "map[" + object.sortedByKey.map { "\($0.key):\(goText($0.value))" }.joined(separator: " ") + "]"
        case .array(let items): "[" + items.map(goText).joined(separator: " ") + "]"
        default: value.serializedString()
        }
    }
}
