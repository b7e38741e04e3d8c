/// The rules every object's metadata follows.
///
/// Source: k8s.io/apimachinery `api/validation` ValidateObjectMeta and ValidateObjectMetaUpdate.
package enum MetadataValidation {
    private static let path: FieldPath = "metadata"
    private static let annotationLimit = 256 * 1024

    /// Everything wrong with the metadata of `object`; `old` is nil at creation.
    package static func errors(
        _ object: JSONValue, old: JSONValue?, isNamespaced: Bool, name rule: NameRule
    ) -> [FieldError] {
        let metadata = object["metadata"] ?? [:]
        var errors = names(metadata, isNamespaced: isNamespaced, rule)
        if let generation = metadata["generation"]?.int64Value, generation < 0 {
            errors.append(
                FieldError(
                    .invalid, path.field("generation"), value: .integer(generation),
                    "must be greater than or equal to 0"))
        }
        errors += labels(metadata["labels"], at: path.field("labels"))
        errors += annotations(metadata["annotations"], at: path.field("annotations"))
        errors += ownerReferences(metadata["ownerReferences"])
        errors += finalizers(metadata["finalizers"])
        if let old { errors += immutable(metadata, old["metadata"] ?? [:]) }
        return errors
    }

    private static func names(_ metadata: JSONValue, isNamespaced: Bool, _ rule: NameRule) -> [FieldError] {
        var errors: [FieldError] = []
        let name = metadata["name"]?.stringValue ?? ""
        let generateName = metadata["generateName"]?.stringValue ?? ""
        if !generateName.isEmpty {
            // A trailing dash is fine: the random part follows it.
            let prefix = generateName.hasSuffix("-") ? generateName + "x" : generateName
            errors += rule.problems(prefix).map {
                FieldError(.invalid, path.field("generateName"), value: .string(generateName), $0)
            }
        }
        if name.isEmpty {
            errors.append(FieldError(.required, path.field("name"), "name or generateName is required"))
        } else {
            errors += rule.problems(name).map {
                FieldError(.invalid, path.field("name"), value: .string(name), $0)
            }
        }
        let namespace = metadata["namespace"]?.stringValue ?? ""
        if isNamespaced {
            if namespace.isEmpty {
                errors.append(FieldError(.required, path.field("namespace"), ""))
            } else {
                errors += NameRules.dns1123Label(namespace).map {
                    FieldError(.invalid, path.field("namespace"), value: .string(namespace), $0)
                }
            }
        } else if !namespace.isEmpty {
            errors.append(FieldError(.forbidden, path.field("namespace"), "not allowed on this type"))
        }
        return errors
    }

    /// Keys and values of a map of labels.
    package static func labels(_ labels: JSONValue?, at path: FieldPath) -> [FieldError] {
        (labels?.objectValue ?? JSONObject()).sortedByKey.members.flatMap { member in
            let value = member.value.stringValue ?? ""
            return labelKey(member.key, at: path)
                + NameRules.labelValue(value).map { FieldError(.invalid, path, value: .string(value), $0) }
        }
    }

    package static func labelKey(_ key: String, at path: FieldPath) -> [FieldError] {
        NameRules.qualifiedName(key).map { FieldError(.invalid, path, value: .string(key), $0) }
    }

    private static func annotations(_ annotations: JSONValue?, at path: FieldPath) -> [FieldError] {
        let members = (annotations?.objectValue ?? JSONObject()).sortedByKey.members
        // Upper case is allowed in annotation keys only.
        var errors = members.flatMap { labelKey($0.key.lowercased(), at: path) }
        let size = members.reduce(0) { $0 + $1.key.utf8.count + ($1.value.stringValue?.utf8.count ?? 0) }
        if size > annotationLimit {
            errors.append(FieldError(.tooLong, path, "may not be more than \(annotationLimit) bytes"))
        }
        return errors
    }

    private static func ownerReferences(_ references: JSONValue?) -> [FieldError] {
        let path = path.field("ownerReferences")
        var errors: [FieldError] = []
        var controller: JSONValue?
        for reference in references?.arrayValue ?? [] {
            let apiVersion = reference["apiVersion"]?.stringValue ?? ""
            if GroupVersion(apiVersion: apiVersion) == nil {
                errors.append(
                    FieldError(
                        .invalid, path.field("apiVersion"), value: .string(apiVersion), "version must not be empty"))
            }
            for field in ["kind", "name", "uid"] where (reference[field]?.stringValue ?? "").isEmpty {
                errors.append(FieldError(.invalid, path.field(field), value: "", "must not be empty"))
            }
            guard reference["controller"]?.boolValue == true else { continue }
            if let controller {
                errors.append(
                    FieldError(
                        .invalid, path, value: reference,
                        "Only one reference can have Controller set to true. Found \"true\" in references for "
                            + "\(text(controller)) and \(text(reference))"))
            } else {
                controller = reference
            }
        }
        return errors
    }

    private static func text(_ reference: JSONValue) -> String {
        "\(reference["kind"]?.stringValue ?? "")/\(reference["name"]?.stringValue ?? "")"
    }

    private static func finalizers(_ finalizers: JSONValue?) -> [FieldError] {
        let path = path.field("finalizers")
        // The last is what the API server itself puts on definitions, which it does not check so strictly.
        let standard: Set = [
            "kubernetes", "orphan", "foregroundDeletion", "customresourcecleanup.apiextensions.k8s.io",
        ]
        let names = (finalizers?.arrayValue ?? []).compactMap(\.stringValue)
        var errors = names.flatMap { name -> [FieldError] in
            var problems = NameRules.qualifiedName(name)
            if !name.contains("/"), !standard.contains(name) {
                problems.append("name is neither a standard finalizer name nor is it fully qualified")
            }
            return problems.map { FieldError(.invalid, path, value: .string(name), $0) }
        }
        if names.contains("orphan"), names.contains("foregroundDeletion") {
            errors.append(
                FieldError(
                    .invalid, path, value: .array(names.map(JSONValue.string)),
                    "finalizer set \"foregroundDeletion\" and \"orphan\" cannot be both set"))
        }
        return errors
    }

    private static func immutable(_ metadata: JSONValue, _ old: JSONValue) -> [FieldError] {
        ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"]
            .compactMap { field in
                metadata[field] == old[field]
                    ? nil
                    : FieldError(.invalid, path.field(field), value: metadata[field] ?? .null, "field is immutable")
            }
    }
}
