package import KubeCore

/// Everything the control plane knows about one version of one kind that needs no CustomResourceDefinition.
package struct BuiltInKind: Sendable {
    package struct Subresource: Hashable, Sendable {
        package var name: String
        /// What its requests answer with, as discovery says it.
        package var kind: GroupVersionKind
        package var verbs: [String]
    }

    package let type: ResourceType
    package let singular: String
    package let shortNames: [String]
    package let categories: [String]
    /// Sorted; only `create` for kinds that are asked and never stored (`TokenReview`).
    package let verbs: [String]
    /// Sorted by name.
    package let subresources: [Subresource]
    /// The name of the kind's schema in `BuiltInKinds.definitions`.
    package let schemaName: String
    /// The version and resource whose form is stored: one object can be read as several kinds
    /// (`autoscaling/v1` and `v2`, `events` of two groups).
    package let storage: GroupVersionResource
    let behavior: KindBehavior

    package var kind: GroupVersionKind { type.kind }
    package var listKind: String { type.kind.kind + "List" }
    /// False for kinds that only answer a question.
    package var isStored: Bool { verbs.contains("get") && verbs.contains("create") }

    package func subresource(_ name: String) -> Subresource? {
        subresources.first { $0.name == name }
    }

    /// The form of a whole object; a schema that preserves everything when nothing of the kind is written down.
    package var schema: Schema {
        BuiltInKinds.definitions[schemaName] ?? Schema(type: .object, preservesUnknownFields: true)
    }
}

// MARK: - What the API server does with an object

extension BuiltInKind {
    /// Fills in what was left out and brings the object into the form in which the server stores and shows it:
    /// defaults of the kind, members in their declared order, nothing unknown, quantities canonical.
    package func applyDefaults(to object: inout JSONValue) {
        behavior.complete(&object)
        behavior.defaults(&object)
        BuiltInKinds.normalizer.normalize(&object, as: schemaName)
    }

    /// Everything wrong with the object, in the server's words; `old` is nil at creation, `subresource` empty for
    /// the object itself. Metadata is checked too.
    package func validate(_ object: JSONValue, old: JSONValue?, subresource: String) -> [FieldError] {
        let context = ValidationContext(object: object, old: old, subresource: subresource, type: type)
        return MetadataValidation.errors(object, old: old, isNamespaced: type.isNamespaced, name: behavior.name)
            + behavior.validate(context)
    }

    /// Drops what a creator may not set (the status, most of all) and sets the first generation.
    package func prepareForCreate(_ object: inout JSONValue) {
        behavior.strategy.prepareForCreate(&object)
        behavior.prepareForCreate(&object)
    }

    /// Puts back what this endpoint may not change, and counts the generation up when the desired state changed.
    package func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, subresource: String = "") {
        behavior.strategy.prepareForUpdate(&object, old: old, subresource: subresource)
        behavior.prepareForUpdate(&object, old, subresource)
    }

    /// A PUT without a resourceVersion overwrites what is there.
    package var allowsUnconditionalUpdate: Bool { behavior.allowsUnconditionalUpdate }

    /// The object as it is stored, from this version's form; and back.
    package func toStored(_ object: JSONValue) -> JSONValue {
        guard let conversion = behavior.conversion else { return object }
        var stored = conversion.toStored(object)
        let owner = BuiltInKinds.all.first {
            $0.kind.groupVersion == storage.groupVersion && $0.type.plural == storage.resource
        }
        owner?.applyDefaults(to: &stored)
        return stored
    }

    package func fromStored(_ object: JSONValue) -> JSONValue {
        guard let conversion = behavior.conversion else { return object }
        var shown = conversion.fromStored(object)
        BuiltInKinds.normalizer.normalize(&shown, as: schemaName)
        return shown
    }
}

extension BuiltInKind: ObjectReview {
    package func admit(_ object: inout JSONValue) -> [String] {
        let unknown = unknownFields(in: object)
        applyDefaults(to: &object)
        prepareForCreate(&object)
        return unknown
    }

    package func validate(_ object: JSONValue, old: JSONValue?) -> [FieldError] {
        validate(object, old: old, subresource: "")
    }
}

// MARK: - Tables, field selectors, scale

extension BuiltInKind {
    /// The columns of a table of this kind; the first is the name.
    package var columns: [PrintColumn] { behavior.printer.columns }

    /// One cell per column.
    package func cells(of object: JSONValue, now: Timestamp) -> [JSONValue] {
        behavior.printer.cells(PrintContext(object: object, now: now))
    }

    /// Fields a field selector may name besides `metadata.name` and `metadata.namespace`.
    package var selectableFields: [String] { behavior.selectableFields }

    /// The value of a selectable field; empty when it is not set.
    package func fieldValue(_ field: String, of object: JSONValue) -> String {
        behavior.fieldValue(field, of: object)
    }

    /// Places of the numbers the scale subresource reads and writes, as member names; nil without that subresource.
    package var scalePaths: BuiltInScalePaths? {
        subresource("scale").map { _ in
            BuiltInScalePaths(
                specReplicas: ["spec", "replicas"], statusReplicas: ["status", "replicas"],
                selector: ["spec", "selector"])
        }
    }
}

/// Where replicas and selector of a scalable kind stand; the selector is a LabelSelector, of a
/// ReplicationController a plain map of labels.
package struct BuiltInScalePaths: Hashable, Sendable {
    package var specReplicas: [String]
    package var statusReplicas: [String]
    package var selector: [String]
}

/// A column of a table as the server prints it.
package struct PrintColumn: Hashable, Sendable {
    package var name: String
    /// `string`, `integer`, `boolean`, `date`.
    package var type: String
    package var format: String
    package var description: String
    /// 0 is always shown, others with `-o wide`.
    package var priority: Int

    package init(_ name: String, type: String = "string", format: String = "", _ description: String, priority: Int = 0)
    {
        self.name = name
        self.type = type
        self.format = format
        self.description = description
        self.priority = priority
    }
}
