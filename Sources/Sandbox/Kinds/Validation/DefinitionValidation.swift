import KubeCore

/// The rules of CustomResourceDefinitions and APIServices, but for the schemas of versions.
///
/// Source: kubernetes `apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go`.
enum DefinitionValidation {
    private static let path: FieldPath = "spec"

    @Sendable static func definition(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let object = context.object
        let spec = object["spec"] ?? [:]
        let group = spec["group"]?.stringValue ?? ""
        let plural = spec[path: "names", "plural"]?.stringValue ?? ""
        let name = object[path: "metadata", "name"]?.stringValue ?? ""
        if name != "\(plural).\(group)" {
            checks.invalid("metadata.name", .string(name), "must be spec.names.plural+\".\"+spec.group")
        }
        if group.isEmpty {
            checks.required(path.field("group"))
        } else {
            let problems = NameRules.dns1123Subdomain(group)
            checks.problems(path.field("group"), group, problems)
            if problems.isEmpty, !group.contains(".") {
                checks.invalid(
                    path.field("group"), .string(group), "should be a domain with at least one dot")
            }
        }
        approval(object, group, &checks)
        checks.oneOf(spec["scope"], ["Cluster", "Namespaced"], path.field("scope"))
        names(spec["names"] ?? [:], path.field("names"), &checks)
        versions(spec["versions"], path.field("versions"), &checks)
        schemas(spec["versions"]?.arrayValue ?? [], &checks)
        conversion(spec, &checks)
        if spec["preserveUnknownFields"] == true {
            checks.invalid(
                path.field("preserveUnknownFields"), true,
                "must be false in order to use defaults in the schema")
        }
        if let old = context.old { update(object, old, &checks) }
        return checks.errors
    }

    /// Groups of the Kubernetes community need a link to their approval.
    private static func approval(_ object: JSONValue, _ group: String, _ checks: inout FieldChecks) {
        guard group.hasSuffix(".k8s.io") || group == "k8s.io" || group.hasSuffix(".kubernetes.io") else { return }
        let key = "api-approved.kubernetes.io"
        if nonEmpty(object[path: "metadata", "annotations", key]) == nil {
            checks.required(
                FieldPath("metadata.annotations").key(key),
                "protected groups must have approval annotation \"\(key)\", "
                    + "see https://github.com/kubernetes/enhancements/pull/1111")
        }
    }

    private static func names(_ names: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        for field in ["plural", "singular", "kind", "listKind"] {
            guard let name = nonEmpty(names[field]) else {
                checks.required(path.field(field))
                continue
            }
            let isKind = field.lowercased().hasSuffix("kind")
            let problems = NameRules.dns1035Label(isKind ? name.lowercased() : name)
            let prefix = isKind ? "may have mixed case, but should otherwise match: " : ""
            checks.problems(path.field(field), name, problems.map { prefix + $0 })
        }
        for (index, name) in (names["shortNames"]?.arrayValue ?? []).enumerated() {
            guard let name = name.stringValue else { continue }
            checks.problems(path.field("shortNames").index(index), name, NameRules.dns1035Label(name))
        }
        for (index, name) in (names["categories"]?.arrayValue ?? []).enumerated() {
            guard let name = name.stringValue else { continue }
            checks.problems(path.field("categories").index(index), name, NameRules.dns1035Label(name))
        }
        if let kind = nonEmpty(names["kind"]), names["listKind"]?.stringValue == kind {
            checks.invalid(
                path.field("listKind"), .string(kind), "kind and listKind may not be the same")
        }
    }

    private static func versions(_ value: JSONValue?, _ path: FieldPath, _ checks: inout FieldChecks) {
        let versions = value?.arrayValue ?? []
        if versions.isEmpty { checks.required(path, "must have at least one version") }
        var names: Set<String> = []
        for (index, version) in versions.enumerated() {
            let place = path.index(index)
            let name = version["name"]?.stringValue ?? ""
            checks.problems(place.field("name"), name, NameRules.dns1035Label(name))
            if !names.insert(name).inserted {
                checks.invalid(path, .array(versions), "must contain unique version names")
            }
            let schema = version[path: "schema", "openAPIV3Schema"]
            if schema == nil || schema == .null {
                checks.required(place.field("schema").field("openAPIV3Schema"), "schemas are required")
            }
            columns(version["additionalPrinterColumns"], place.field("additionalPrinterColumns"), &checks)
            scale(version[path: "subresources", "scale"], place.field("subresources").field("scale"), &checks)
        }
        if !versions.isEmpty, versions.filter({ $0["storage"] == true }).count != 1 {
            checks.invalid(path, .array(versions), "must have exactly one version marked as storage version")
        }
    }

    /// The schemas of all versions, and their rules.
    private static func schemas(_ versions: [JSONValue], _ checks: inout FieldChecks) {
        var schemas: [Schema] = []
        for (index, version) in versions.enumerated() {
            guard let json = version[path: "schema", "openAPIV3Schema"], !json.isNull else { return }
            do {
                schemas.append(try Schema(json: json))
            } catch {
                let place = path.field("versions").index(index).field("schema").field("openAPIV3Schema")
                checks.invalid(FieldPath(place.elements + error.path.elements), json, error.message)
                return
            }
        }
        checks.add(StructuralSchema.validate(versions: schemas))
    }

    private static func columns(_ columns: JSONValue?, _ path: FieldPath, _ checks: inout FieldChecks) {
        let types = ["boolean", "date", "integer", "number", "string"]
        for (index, column) in (columns?.arrayValue ?? []).enumerated() {
            let place = path.index(index)
            if nonEmpty(column["name"]) == nil { checks.required(place.field("name")) }
            if let type = nonEmpty(column["type"]) {
                if !types.contains(type) {
                    checks.invalid(
                        place.field("type"), .string(type), "must be one of \(types.joined(separator: ","))")
                }
            } else {
                checks.required(place.field("type"), "must be one of \(types.joined(separator: ","))")
            }
            if nonEmpty(column["jsonPath"]) == nil { checks.required(place.field("jsonPath")) }
        }
    }

    private static func scale(_ scale: JSONValue?, _ path: FieldPath, _ checks: inout FieldChecks) {
        guard let scale, scale != .null else { return }
        for (field, root) in [("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")] {
            guard let text = nonEmpty(scale[field]) else {
                checks.required(path.field(field))
                continue
            }
            if !text.hasPrefix(root) {
                checks.invalid(
                    path.field(field), .string(text), "should be a json path under \(root.dropLast())")
            }
        }
        if let text = nonEmpty(scale["labelSelectorPath"]), !text.hasPrefix(".spec."), !text.hasPrefix(".status.") {
            checks.invalid(
                path.field("labelSelectorPath"), .string(text),
                "should be a json path under either .status or .spec")
        }
    }

    private static func conversion(_ spec: JSONValue, _ checks: inout FieldChecks) {
        guard let conversion = spec["conversion"], conversion != .null else { return }
        let place = path.field("conversion")
        checks.oneOf(conversion["strategy"], ["None", "Webhook"], place.field("strategy"))
        let webhook = conversion["webhook"].flatMap { $0 == .null ? nil : $0 }
        if conversion["strategy"] == "Webhook" {
            guard let config = webhook?["clientConfig"], config != .null else {
                return checks.required(
                    place.field("webhook").field("clientConfig"), "required when strategy is set to Webhook")
            }
            WebhookValidation.clientConfig(config, place.field("webhook").field("clientConfig"), &checks)
        } else if webhook != nil {
            checks.forbidden(
                place.field("webhook"), "should not be set when strategy is not set to Webhook")
        }
    }

    private static func update(_ object: JSONValue, _ old: JSONValue, _ checks: inout FieldChecks) {
        let isEstablished = (old[path: "status", "conditions"]?.arrayValue ?? []).contains {
            $0["type"] == "Established" && $0["status"] == "True"
        }
        checks.immutable(object[path: "spec", "group"], old[path: "spec", "group"], "spec.group")
        checks.immutable(
            object[path: "spec", "names", "plural"], old[path: "spec", "names", "plural"], "spec.names.plural")
        if isEstablished {
            checks.immutable(object[path: "spec", "scope"], old[path: "spec", "scope"], "spec.scope")
            checks.immutable(
                object[path: "spec", "names", "kind"], old[path: "spec", "names", "kind"], "spec.names.kind")
        }
        let versions = (object[path: "spec", "versions"]?.arrayValue ?? []).compactMap { $0["name"] }
        for (index, stored) in (old[path: "status", "storedVersions"]?.arrayValue ?? []).enumerated()
        where !versions.contains(stored) {
            checks.invalid(
                FieldPath("status.storedVersions").index(index), stored,
                "missing from spec.versions; \(stored.stringValue ?? "") was previously a storage version, and must "
                    + "remain in spec.versions until a storage migration ensures no data remains persisted in "
                    + "\(stored.stringValue ?? "") and removes \(stored.stringValue ?? "") from status.storedVersions")
        }
    }

    // MARK: APIService

    @Sendable static func apiService(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        let version = spec["version"]?.stringValue ?? ""
        let group = spec["group"]?.stringValue ?? ""
        let name = context.object[path: "metadata", "name"]?.stringValue ?? ""
        if name != "\(version).\(group)" {
            checks.invalid("metadata.name", .string(name), "must be `spec.version+\".\"+spec.group`")
        }
        checks.problems(path.field("version"), version, NameRules.dns1035Label(version))
        for (field, limit) in [("groupPriorityMinimum", Int64(20000)), ("versionPriority", 1000)] {
            let value = spec[field]?.int64Value ?? 0
            if value <= 0 || value > limit {
                checks.invalid(
                    path.field(field), .integer(value), "must be positive and less than \(limit)")
            }
        }
        guard let service = spec["service"], service != .null else {
            if nonEmpty(spec["caBundle"]) != nil {
                checks.invalid(path.field("caBundle"), "", "local APIServices may not have a caBundle")
            }
            if spec["insecureSkipTLSVerify"] == true {
                checks.invalid(
                    path.field("insecureSkipTLSVerify"), true,
                    "local APIServices may not have insecureSkipTLSVerify")
            }
            return checks.errors
        }
        for field in ["namespace", "name"] where nonEmpty(service[field]) == nil {
            checks.required(path.field("service").field(field))
        }
        if spec["insecureSkipTLSVerify"] == true, nonEmpty(spec["caBundle"]) != nil {
            checks.invalid(
                path.field("insecureSkipTLSVerify"), true, "may not be true if caBundle is present")
        }
        return checks.errors
    }
}
