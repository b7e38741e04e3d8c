import KubeCore

/// The rules of admission webhooks.
///
/// Source: kubernetes `pkg/apis/admissionregistration/validation/validation.go`.
enum WebhookValidation {
    @Sendable static func validating(_ context: ValidationContext) -> [FieldError] { webhooks(context) }

    @Sendable static func mutating(_ context: ValidationContext) -> [FieldError] {
        var checks = FieldChecks()
        for (index, webhook) in (context.object["webhooks"]?.arrayValue ?? []).enumerated() {
            checks.optionalOneOf(
                webhook["reinvocationPolicy"], ["IfNeeded", "Never"],
                FieldPath("webhooks").index(index).field("reinvocationPolicy"))
        }
        return webhooks(context) + checks.errors
    }

    private static func webhooks(_ context: ValidationContext) -> [FieldError] {
        var checks = FieldChecks()
        var names: Set<String> = []
        for (index, webhook) in (context.object["webhooks"]?.arrayValue ?? []).enumerated() {
            let path = FieldPath("webhooks").index(index)
            self.webhook(webhook, path, &checks)
            if let name = nonEmpty(webhook["name"]), !names.insert(name).inserted {
                checks.duplicate(path.field("name"), .string(name))
            }
        }
        return checks.errors
    }

    private static func webhook(_ webhook: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        if let name = nonEmpty(webhook["name"]) {
            let problems = NameRules.dns1123Subdomain(name)
            checks.problems(path.field("name"), name, problems)
            if problems.isEmpty, name.split(separator: ".").count < 3 {
                checks.invalid(
                    path.field("name"), .string(name),
                    "should be a domain with at least three segments separated by dots")
            }
        } else {
            checks.required(path.field("name"))
        }
        for (index, rule) in (webhook["rules"]?.arrayValue ?? []).enumerated() {
            self.rule(rule, path.field("rules").index(index), &checks)
        }
        checks.optionalOneOf(webhook["failurePolicy"], ["Fail", "Ignore"], path.field("failurePolicy"))
        checks.optionalOneOf(webhook["matchPolicy"], ["Equivalent", "Exact"], path.field("matchPolicy"))
        checks.oneOf(
            webhook["sideEffects"], ["None", "NoneOnDryRun"], path.field("sideEffects"),
            detail: "must specify one of None, NoneOnDryRun")
        if let timeout = webhook["timeoutSeconds"]?.int64Value, !(1...30).contains(timeout) {
            checks.invalid(
                path.field("timeoutSeconds"), .integer(timeout),
                "the timeout value must be between 1 and 30 seconds")
        }
        checks.selector(webhook["namespaceSelector"], path.field("namespaceSelector"))
        checks.selector(webhook["objectSelector"], path.field("objectSelector"))
        clientConfig(webhook["clientConfig"] ?? [:], path.field("clientConfig"), &checks)
        checks.add(MatchConditions.errors(webhook["matchConditions"], at: path.field("matchConditions")))
        reviewVersions(webhook["admissionReviewVersions"], path.field("admissionReviewVersions"), &checks)
    }

    private static func reviewVersions(_ value: JSONValue?, _ path: FieldPath, _ checks: inout FieldChecks) {
        let versions = (value?.arrayValue ?? []).compactMap(\.stringValue)
        if versions.isEmpty {
            checks.required(path, "must specify one of v1, v1beta1")
        } else if !versions.contains(where: { $0 == "v1" || $0 == "v1beta1" }) {
            checks.invalid(
                path, .array(versions.map(JSONValue.string)), "must include at least one of v1, v1beta1")
        }
    }

    private static func rule(_ rule: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        for field in ["operations", "apiGroups", "apiVersions", "resources"]
        where rule[field].map(\.isEmptyOrAbsentList) ?? true {
            checks.required(path.field(field))
        }
        let operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]
        for (index, operation) in (rule["operations"]?.arrayValue ?? []).enumerated() {
            checks.oneOf(operation, operations, path.field("operations").index(index))
        }
        for field in ["operations", "apiGroups", "apiVersions"] {
            let values = rule[field]?.arrayValue ?? []
            if values.count > 1, values.contains("*") {
                checks.invalid(
                    path.field(field), .array(values),
                    "if '*' is present, must not specify other "
                        + (field == "operations" ? "operations" : field == "apiGroups" ? "API groups" : "API versions"))
            }
        }
        checks.optionalOneOf(rule["scope"], ["*", "Cluster", "Namespaced"], path.field("scope"))
    }

    /// By URL or by service, never both; shared with conversion webhooks of CustomResourceDefinitions.
    static func clientConfig(_ config: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        let url = config["url"].flatMap { $0 == .null ? nil : $0.stringValue }
        let service = config["service"].flatMap { $0 == .null ? nil : $0 }
        if (url == nil) == (service == nil) {
            return checks.required(path, "exactly one of url or service is required")
        }
        if let url { self.url(url, path.field("url"), &checks) }
        guard let service else { return }
        for field in ["name", "namespace"] where nonEmpty(service[field]) == nil {
            checks.required(path.field("service").field(field), "service \(field) is required")
        }
        if let port = service["port"]?.int64Value, !(1...65535).contains(port) {
            checks.invalid(
                path.field("service").field("port"), .integer(port),
                "port is not valid: must be between 1 and 65535, inclusive")
        }
        if let text = service["path"]?.stringValue, !text.hasPrefix("/") {
            checks.invalid(path.field("service").field("path"), .string(text), "must start with a '/'")
        }
    }

    private static func url(_ url: String, _ path: FieldPath, _ checks: inout FieldChecks) {
        let form = "desired format: https://host[/path]"
        guard url.hasPrefix("https://") else {
            return checks.invalid(path, .string(url), "'https' is the only allowed URL scheme; \(form)")
        }
        let rest = url.dropFirst("https://".count)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if host.isEmpty { checks.invalid(path, .string(url), "host must be specified; \(form)") }
        if host.contains("@") {
            checks.invalid(path, .string(url), "user information is not permitted in the URL")
        }
        if rest.contains("#") { checks.invalid(path, .string(url), "fragments are not permitted in the URL") }
        if rest.contains("?") {
            checks.invalid(path, .string(url), "query parameters are not permitted in the URL")
        }
    }
}
