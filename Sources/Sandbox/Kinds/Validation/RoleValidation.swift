import KubeCore

/// The rules of roles and their bindings.
///
/// Source: kubernetes `pkg/apis/rbac/validation/validation.go`.
enum RoleValidation {
    @Sendable static func role(_ context: ValidationContext) -> [FieldError] {
        var checks = FieldChecks()
        for (index, rule) in (context.object["rules"]?.arrayValue ?? []).enumerated() {
            let path = FieldPath("rules").index(index)
            func isEmpty(_ field: String) -> Bool { rule[field].map(\.isEmptyOrAbsentList) ?? true }
            if isEmpty("verbs") {
                checks.required(path.field("verbs"), "verbs must contain at least one value")
            }
            if !isEmpty("nonResourceURLs") {
                if context.type.isNamespaced {
                    checks.invalid(
                        path.field("nonResourceURLs"), rule["nonResourceURLs"] ?? [],
                        "namespaced rules cannot apply to non-resource URLs")
                }
                if !isEmpty("apiGroups") || !isEmpty("resources") || !isEmpty("resourceNames") {
                    checks.invalid(
                        path.field("nonResourceURLs"), rule["nonResourceURLs"] ?? [],
                        "rules cannot apply to both regular resources and non-resource URLs")
                }
                continue
            }
            if isEmpty("apiGroups") {
                checks.required(path.field("apiGroups"), "resource rules must supply at least one api group")
            }
            if isEmpty("resources") {
                checks.required(path.field("resources"), "resource rules must supply at least one resource")
            }
        }
        return checks.errors
    }

    @Sendable static func binding(_ context: ValidationContext) -> [FieldError] {
        var checks = FieldChecks()
        let reference = context.object["roleRef"] ?? [:]
        let path: FieldPath = "roleRef"
        let group = "rbac.authorization.k8s.io"
        checks.optionalOneOf(reference["apiGroup"], [group], path.field("apiGroup"))
        let kinds = context.type.isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]
        let kind = reference["kind"]?.stringValue ?? ""
        if !kinds.contains(kind) { checks.unsupported(path.field("kind"), .string(kind), kinds) }
        if nonEmpty(reference["name"]) == nil { checks.required(path.field("name")) }
        for (index, subject) in (context.object["subjects"]?.arrayValue ?? []).enumerated() {
            self.subject(subject, FieldPath("subjects").index(index), group, &checks)
        }
        if let old = context.old, old["roleRef"] != context.object["roleRef"] {
            checks.invalid(path, reference, "cannot change roleRef")
        }
        return checks.errors
    }

    private static func subject(
        _ subject: JSONValue, _ path: FieldPath, _ group: String, _ checks: inout FieldChecks
    ) {
        if nonEmpty(subject["name"]) == nil { checks.required(path.field("name")) }
        switch subject["kind"]?.stringValue ?? "" {
        case "ServiceAccount":
            if let name = nonEmpty(subject["name"]) {
                checks.problems(path.field("name"), name, NameRules.dns1123Subdomain(name))
            }
            checks.optionalOneOf(subject["apiGroup"], [""], path.field("apiGroup"))
            if nonEmpty(subject["namespace"]) == nil { checks.required(path.field("namespace")) }
        case "User", "Group":
            if subject["apiGroup"]?.stringValue != group {
                checks.unsupported(path.field("apiGroup"), subject["apiGroup"] ?? "", [group])
            }
        case let kind:
            checks.unsupported(path.field("kind"), .string(kind), ["ServiceAccount", "User", "Group"])
        }
    }
}
