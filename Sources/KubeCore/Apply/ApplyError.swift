/// Why an apply was refused.
package enum ApplyError: Error, Hashable, Sendable {
    /// Other managers own fields that the patch would change; 409.
    case conflicts([Conflict])
    /// The request itself is wrong; 400.
    case badRequest(String)
    /// The object or the patch does not fit the schema; the server answers 500.
    case unmergeable(String)

    package struct Conflict: Hashable, Sendable {
        package let manager: ManagedFields.Manager
        package let path: [PathElement]

        /// `.spec.items[name="a"].weight`
        package var field: String { path.map(\.description).joined() }

        /// `"kubectl-client-side-apply" using example.trimtab.dev/v1alpha1`
        var owner: String {
            var text = JSONValue.string(manager.name).serializedString()
            if !manager.subresource.isEmpty {
                text += " with subresource " + JSONValue.string(manager.subresource).serializedString()
            }
            guard manager.operation == .update else { return text }
            return "\(text) using \(manager.apiVersion)"
        }
    }

    package var message: String {
        switch self {
        case .badRequest(let message), .unmergeable(let message): message
        case .conflicts(let conflicts): Self.message(conflicts)
        }
    }

    private static func message(_ conflicts: [Conflict]) -> String {
        if conflicts.count == 1, let only = conflicts.first {
            return "Apply failed with 1 conflict: conflict with \(only.owner): \(only.field)"
        }
        var lines: [String] = []
        for owner in Set(conflicts.map(\.owner)).sorted() {
            lines.append("conflicts with \(owner):")
            lines += conflicts.filter { $0.owner == owner }.map { "- \($0.field)" }
        }
        return "Apply failed with \(conflicts.count) conflicts: \(lines.joined(separator: "\n"))"
    }

    /// The `Status` the server answers with.
    package var status: APIStatus {
        switch self {
        case .conflicts(let conflicts):
            var details = APIStatus.Details()
            details.causes = conflicts.map { conflict in
                APIStatus.Cause(
                    reason: "FieldManagerConflict", message: "conflict with \(conflict.owner)", field: conflict.field)
            }
            return APIStatus(message: message, reason: "Conflict", details: details, code: 409)
        case .badRequest: return APIStatus(message: message, reason: "BadRequest", code: 400)
        case .unmergeable: return APIStatus(message: message, reason: "", code: 500)
        }
    }
}
