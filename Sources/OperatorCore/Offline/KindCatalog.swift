package import KubeCore

/// The kinds that objects can be judged by: built-in ones, those of an OpenAPI document, and those that definitions
/// declare. Later sources win over earlier ones.
package struct KindCatalog: Sendable {
    /// What is known of a kind.
    package enum Answer: Sendable {
        case known(any ObjectReview)
        /// The kind is known in these versions only, the preferred first.
        case otherVersions([String])
        case unknown
    }

    private let builtIn: @Sendable (GroupVersionKind) -> (any ObjectReview)?
    private var declared: [GroupVersionKind: any ObjectReview] = [:]
    private var versions: [GroupKind: [String]] = [:]

    private struct GroupKind: Hashable {
        let group: String
        let kind: String
    }

    /// - Parameter builtIn: What a server knows without any definition.
    package init(builtIn: @escaping @Sendable (GroupVersionKind) -> (any ObjectReview)?) {
        self.builtIn = builtIn
    }

    package func answer(for kind: GroupVersionKind) -> Answer {
        if let review = declared[kind] ?? builtIn(kind) { return .known(review) }
        let others = versions[GroupKind(group: kind.group, kind: kind.kind)] ?? []
        return others.isEmpty ? .unknown : .otherVersions(others)
    }

    package mutating func insert(_ review: any ObjectReview) {
        let kind = review.type.kind
        declared[kind] = review
        let key = GroupKind(group: kind.group, kind: kind.kind)
        versions[key] = (versions[key] ?? []).filter { $0 != kind.version } + [kind.version]
    }

    /// Takes up the versions that a CustomResourceDefinition serves.
    ///
    /// Throws when a schema cannot be read; what is wrong with the definition otherwise is not looked at here.
    package mutating func insert(definition: JSONValue) throws(SchemaError) {
        for review in try CustomResourceReview.served(by: definition) { insert(review) }
    }
}

extension CustomResourceReview {
    /// The versions that a CustomResourceDefinition serves; none when it does not say how they are called.
    package static func served(by definition: JSONValue) throws(SchemaError) -> [CustomResourceReview] {
        let spec = definition["spec"]
        guard let group = spec?["group"]?.stringValue, let kind = spec?[path: "names", "kind"]?.stringValue,
            let plural = spec?[path: "names", "plural"]?.stringValue
        else { return [] }
        var reviews: [CustomResourceReview] = []
        for (index, version) in (spec?["versions"]?.arrayValue ?? []).enumerated() {
            guard let name = version["name"]?.stringValue, version["served"]?.boolValue == true else { continue }
            let kind = GroupVersionKind(group: group, version: name, kind: kind)
            let path = FieldPath("spec.versions").index(index).field("schema").field("openAPIV3Schema")
            reviews.append(
                CustomResourceReview(
                    type: ResourceType(
                        kind: kind, plural: plural, isNamespaced: spec?["scope"]?.stringValue != "Cluster"),
                    schema: try version[path: "schema", "openAPIV3Schema"].map { json throws(SchemaError) in
                        try Schema(json: json, path: path)
                    } ?? Schema(type: .object, preservesUnknownFields: true),
                    hasStatus: version[path: "subresources", "status"] != nil))
        }
        return reviews
    }

    /// Whether an object is a CustomResourceDefinition.
    package static func isDefinition(_ object: JSONValue) -> Bool {
        object["kind"]?.stringValue == "CustomResourceDefinition"
            && object["apiVersion"]?.stringValue?.hasPrefix("apiextensions.k8s.io/") == true
    }
}
