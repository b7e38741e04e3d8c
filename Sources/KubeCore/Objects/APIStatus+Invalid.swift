extension APIStatus {
    /// The refusal of an object whose fields are wrong, in kube-apiserver's words; kubectl prints its causes line by line.
    ///
    /// `group` and `kind` name the kind (not the resource), as the server does for validation errors.
    package static func invalid(group: String, kind: String, name: String, _ errors: [FieldError]) -> APIStatus {
        var details = Details(name: name, group: group, kind: kind)
        details.causes = errors.map { Cause(reason: $0.kind.rawValue, message: $0.body, field: "\($0.path)") }
        let list = errors.map(\.description)
        var unique: [String] = []
        for text in list where !unique.contains(text) { unique.append(text) }
        let subject = group.isEmpty ? kind : "\(kind).\(group)"
        let text = unique.count == 1 ? unique[0] : "[\(unique.joined(separator: ", "))]"
        return APIStatus(
            message: "\(subject) \(JSONValue.string(name).serializedString()) is invalid"
                + (unique.isEmpty ? "" : ": \(text)"), reason: "Invalid",
            details: details, code: 422)
    }
}
