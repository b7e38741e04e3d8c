import KubeCore

/// The query parameters of a write, read and checked.
struct WriteParameters: Hashable, Sendable {
    enum FieldValidation: String, Hashable, Sendable {
        case strict = "Strict"
        case warn = "Warn"
        case ignore = "Ignore"
    }

    var isDryRun = false
    var fieldManager: String
    var fieldValidation = FieldValidation.warn
    /// Only of an apply.
    var isForced = false

    /// `options` is the name the server gives these parameters in errors: `CreateOptions`.
    init(request: HTTPRequest, options: String) throws {
        var errors: [FieldError] = []
        let dryRun = request.query.filter { $0.name == "dryRun" }.map(\.value)
        for value in dryRun where value != "All" {
            errors.append(
                FieldError(
                    .notSupported, "dryRun", value: .array(dryRun.map(JSONValue.string)), "supported values: \"All\""))
            break
        }
        isDryRun = dryRun.contains("All")
        let manager = request.queryValue("fieldManager") ?? ""
        fieldManager = manager.isEmpty ? Self.manager(userAgent: request.headers["User-Agent"]) : manager
        if manager.utf8.count > 128 {
            errors.append(
                FieldError(.tooLong, "fieldManager", value: .string(manager), "may not be more than 128 bytes"))
        }
        let validation = request.queryValue("fieldValidation") ?? ""
        if let known = FieldValidation(rawValue: validation) {
            fieldValidation = known
        } else if !validation.isEmpty {
            errors.append(
                FieldError(
                    .notSupported, "fieldValidation", value: .string(validation),
                    "supported values: \"Ignore\", \"Strict\", \"Warn\""))
        }
        isForced = Self.bool(request.queryValue("force"))
        if !errors.isEmpty { throw StatusError(.invalid(group: "meta.k8s.io", kind: options, name: "", errors)) }
    }

    /// What stands before the first slash of the user agent, as the server names unnamed managers.
    private static func manager(userAgent: String?) -> String {
        let name = (userAgent ?? "").prefix { $0 != "/" }
        return name.isEmpty ? "unknown" : String(name.prefix(128))
    }

    static func bool(_ text: String?) -> Bool {
        guard let text else { return false }
        return text.isEmpty || text == "1" || text.lowercased() == "true"
    }
}

/// The query parameters of a list, a watch, or a collection's deletion.
struct ListParameters: Sendable {
    var labelSelector: String
    var fieldSelector: String
    var resourceVersion: String
    var resourceVersionMatch: String
    var limit: Int
    var continueToken: String
    var isWatch: Bool
    var sendInitialEvents: Bool?
    var allowsBookmarks: Bool
    var timeoutSeconds: Int?

    /// Throws the server's refusal when parameters contradict each other.
    init(request: HTTPRequest) throws {
        labelSelector = request.queryValue("labelSelector") ?? ""
        fieldSelector = request.queryValue("fieldSelector") ?? ""
        resourceVersion = request.queryValue("resourceVersion") ?? ""
        resourceVersionMatch = request.queryValue("resourceVersionMatch") ?? ""
        limit = request.queryValue("limit").flatMap(Int.init) ?? 0
        continueToken = request.queryValue("continue") ?? ""
        isWatch = WriteParameters.bool(request.queryValue("watch"))
        sendInitialEvents = request.queryValue("sendInitialEvents").map { WriteParameters.bool($0) }
        allowsBookmarks = WriteParameters.bool(request.queryValue("allowWatchBookmarks"))
        timeoutSeconds = request.queryValue("timeoutSeconds").flatMap(Int.init)
        let errors = isWatch ? watchErrors : listErrors
        if !errors.isEmpty {
            throw StatusError(.invalid(group: "meta.k8s.io", kind: "ListOptions", name: "", errors))
        }
        if !resourceVersion.isEmpty, revision == nil {
            throw StatusError(
                .badRequest(
                    "Invalid value: \(quoted(resourceVersion)): strconv.ParseUint: parsing "
                        + "\(quoted(resourceVersion)): invalid syntax"))
        }
    }

    /// The resource version as a number; nil when none is asked for.
    var revision: Int64? {
        guard let value = Int64(resourceVersion), value >= 0 else { return nil }
        return value
    }

    private var match: FieldPath { "resourceVersionMatch" }

    private var listErrors: [FieldError] {
        var errors: [FieldError] = []
        if !resourceVersionMatch.isEmpty {
            if resourceVersion.isEmpty {
                errors.append(
                    FieldError(
                        .forbidden, match, "resourceVersionMatch is forbidden unless resourceVersion is provided"))
            }
            if !continueToken.isEmpty {
                errors.append(
                    FieldError(.forbidden, match, "resourceVersionMatch is forbidden when continue is provided"))
            }
            if resourceVersionMatch != "Exact", resourceVersionMatch != "NotOlderThan" {
                errors.append(
                    FieldError(
                        .notSupported, match, value: .string(resourceVersionMatch),
                        "supported values: \"Exact\", \"NotOlderThan\", \"\""))
            }
            if resourceVersionMatch == "Exact", resourceVersion == "0" {
                errors.append(
                    FieldError(
                        .forbidden, match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
            }
        }
        if sendInitialEvents != nil {
            errors.append(
                FieldError(.forbidden, "sendInitialEvents", "sendInitialEvents is forbidden for list"))
        }
        return errors
    }

    private var watchErrors: [FieldError] {
        var errors: [FieldError] = []
        if sendInitialEvents != nil, resourceVersionMatch != "NotOlderThan" {
            errors.append(
                FieldError(
                    .forbidden, match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
        }
        guard !resourceVersionMatch.isEmpty else { return errors }
        if sendInitialEvents == nil {
            errors.append(
                FieldError(
                    .forbidden, match,
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
        }
        if resourceVersionMatch != "NotOlderThan" {
            errors.append(
                FieldError(
                    .notSupported, match, value: .string(resourceVersionMatch), "supported values: \"NotOlderThan\""))
        }
        if !continueToken.isEmpty {
            errors.append(
                FieldError(.forbidden, match, "resourceVersionMatch is forbidden when continue is provided"))
        }
        return errors
    }
}
