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
            // Some of the parser's messages say so themselves.
            let text = "\(error)"
            let prefix = "unable to parse requirement: "
            throw StatusError(.badRequest(text.hasPrefix(prefix) ? text : prefix + text))
        }
    }

    private static func fields(_ text: String, _ resource: ServedResource) throws -> FieldSelector {
        let selector: FieldSelector
        do { selector = try FieldSelector(text) } catch {
            throw StatusError(.badRequest("invalid field selector: \(error)"))
        }
        let known = ["metadata.name", "metadata.namespace"] + resource.rules.selectableFields
        for requirement in selector.terms where !known.contains(requirement.field) {
            throw StatusError(.badRequest("field label not supported: \(requirement.field)"))
        }
        return selector
    }
}
