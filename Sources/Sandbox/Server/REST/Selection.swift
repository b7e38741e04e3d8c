import KubeCore

/// Which objects of a resource a request is about.
struct Selection: Sendable {
    private let labels: LabelSelector?
    private let fields: FieldSelector?
    private let rules: any KindRules
    /// Only this object.
    let name: String?

    /// Throws the server's refusal when a selector is malformed or names a field the kind can not be selected by.
    init(_ parameters: ListParameters, resource: ServedResource, name: String? = nil) throws {
        self.name = name
        rules = resource.rules
        labels = parameters.labelSelector.isEmpty ? nil : try Self.labels(parameters.labelSelector)
        fields = parameters.fieldSelector.isEmpty ? nil : try Self.fields(parameters.fieldSelector, resource)
    }

    /// No selector was given.
    var isEverything: Bool { labels == nil && fields == nil && name == nil }

    func contains(_ object: StoredObject) -> Bool {
        if let name, object.key.name != name { return false }
        if let labels, !labels.matches(object.labels) { return false }
        guard let fields else { return true }
        return fields.matches { field in
            switch field {
            case "metadata.name": object.key.name
            case "metadata.namespace": object.key.namespace
            default: rules.fieldValue(field, of: rules.fromStored(object.value))
            }
        }
    }

    private static func labels(_ text: String) throws -> LabelSelector {
        do { return try LabelSelector(text) } catch {
            throw StatusError(
                .badRequest(
                    "unable to parse requirement: \(error)"))
        }
    }

    private static func fields(_ text: String, _ resource: ServedResource) throws -> FieldSelector {
        let selector: FieldSelector
        do { selector = try FieldSelector(text) } catch {
            throw StatusError(.badRequest("invalid field selector: \(error)"))
        }
        let known = ["metadata.name", "metadata.namespace"] + resource.rules.selectableFields
        for requirement in selector.terms where !known.contains(requirement.field) {
            throw StatusError(.badRequest(message(unknown: requirement.field, resource)))
        }
        return selector
    }

    private static func message(unknown field: String, _ resource: ServedResource) -> String {
        if resource.rules.isCustom {
            return "field label not supported: \(field)"
        }
        let kind = resource.kind
        let version = kind.group.isEmpty ? kind.version : kind.apiVersion
        return "Unable to find \(quoted("\(version), Resource=\(resource.plural)")) that match label selector "
            + "\(quoted("")), field selector \(quoted("\(field)")): field label not supported: \(field)"
    }
}
