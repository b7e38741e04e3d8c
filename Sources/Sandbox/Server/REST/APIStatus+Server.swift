import KubeCore

/// A refusal on its way to the client.
struct StatusError: Error, Sendable {
    var status: APIStatus
    /// Where a list that expired may go on; empty when it can not.
    var continueToken = ""

    init(_ status: APIStatus) {
        self.status = status
    }

    var json: JSONValue {
        var json = status.json
        if !continueToken.isEmpty { json["metadata"] = ["continue": .string(continueToken)] }
        return json
    }
}

/// The refusals of kube-apiserver in its own words.
///
/// Source: k8s.io/apimachinery `pkg/api/errors`.
extension APIStatus {
    static func notFound(_ resource: GroupResource, _ name: String) -> APIStatus {
        APIStatus(
            message: "\(resource) \(quoted(name)) not found", reason: "NotFound",
            details: Details(name: name, group: resource.group, kind: resource.resource), code: 404)
    }

    static func alreadyExists(_ resource: GroupResource, _ name: String) -> APIStatus {
        APIStatus(
            message: "\(resource) \(quoted(name)) already exists", reason: "AlreadyExists",
            details: Details(name: name, group: resource.group, kind: resource.resource), code: 409)
    }

    static func conflict(_ resource: GroupResource, _ name: String, _ cause: String) -> APIStatus {
        APIStatus(
            message: "Operation cannot be fulfilled on \(resource) \(quoted(name)): \(cause)", reason: "Conflict",
            details: Details(name: name, group: resource.group, kind: resource.resource), code: 409)
    }

    static func modified(_ resource: GroupResource, _ name: String) -> APIStatus {
        conflict(
            resource, name,
            "the object has been modified; please apply your changes to the latest version and try again")
    }

    static func forbidden(_ resource: GroupResource, _ name: String, _ cause: String) -> APIStatus {
        let subject = name.isEmpty ? "\(resource)" : "\(resource) \(quoted(name))"
        return APIStatus(
            message: "\(subject) is forbidden: \(cause)", reason: "Forbidden",
            details: Details(name: name, group: resource.group, kind: resource.resource), code: 403)
    }

    static func badRequest(_ message: String) -> APIStatus {
        APIStatus(message: message, reason: "BadRequest", code: 400)
    }

    static func internalError(_ message: String) -> APIStatus {
        var details = Details()
        details.causes = [Cause(reason: "", message: message)]
        return APIStatus(
            message: "Internal error occurred: \(message)", reason: "InternalError", details: details, code: 500)
    }

    static func methodNotSupported(_ resource: GroupResource, _ action: String) -> APIStatus {
        APIStatus(
            message: "\(action) is not supported on resources of kind \(quoted("\(resource)"))",
            reason: "MethodNotAllowed", details: Details(group: resource.group, kind: resource.resource), code: 405)
    }

    /// A JSON patch whose `test` fails or whose path leads nowhere.
    static var unprocessablePatch: APIStatus {
        APIStatus(
            message: "the server rejected our request due to an error in our request", reason: "Invalid",
            details: Details(), code: 422)
    }

    static func unsupportedMediaType(_ accepted: [String]) -> APIStatus {
        APIStatus(
            message: "the body of the request was in an unknown format - accepted media types include: "
                + accepted.joined(separator: ", "), reason: "UnsupportedMediaType", code: 415)
    }

    static func notAcceptable(_ accepted: [String]) -> APIStatus {
        APIStatus(
            message: "only the following media types are accepted: " + accepted.joined(separator: ", "),
            reason: "NotAcceptable", code: 406)
    }

    static var unauthorized: APIStatus {
        APIStatus(message: "Unauthorized", reason: "Unauthorized", code: 401)
    }

    static func tooOldResourceVersion(_ revision: Int64, oldest: Int64) -> APIStatus {
        APIStatus(message: "too old resource version: \(revision) (\(oldest))", reason: "Expired", code: 410)
    }

    static var expiredList: APIStatus {
        APIStatus(
            message: "The resourceVersion for the provided list is too old.", reason: "Expired", code: 410)
    }

    static var expiredContinue: APIStatus {
        APIStatus(
            message: "The provided continue parameter is too old to display a consistent list result. You can start "
                + "a new list without the continue parameter, or use the continue token in this response to retrieve "
                + "the remainder of the results. Continuing with the provided token results in an inconsistent list "
                + "- objects that were created, modified, or deleted between the time the first chunk was returned "
                + "and now may show up in the list.", reason: "Expired", code: 410)
    }

    static func tooLargeResourceVersion(_ revision: Int64, current: Int64) -> APIStatus {
        var details = Details()
        details.causes = [Cause(reason: "ResourceVersionTooLarge", message: "Too large resource version")]
        details.retryAfterSeconds = 1
        return APIStatus(
            message: "Timeout: Too large resource version: \(revision), current: \(current)", reason: "Timeout",
            details: details, code: 504)
    }

    static func serviceUnavailable(_ message: String) -> APIStatus {
        APIStatus(message: message, reason: "ServiceUnavailable", code: 503)
    }

    static func tooManyRequests(_ message: String, retryAfterSeconds: Int) -> APIStatus {
        var details = Details()
        details.retryAfterSeconds = retryAfterSeconds
        return APIStatus(message: message, reason: "TooManyRequests", details: details, code: 429)
    }

    static var pathNotFound: APIStatus {
        APIStatus(
            message: "the server could not find the requested resource", reason: "NotFound", details: Details(),
            code: 404)
    }
}

/// `text` in double quotes, escaped as Go's `%q` does for what occurs in names.
func quoted(_ text: String) -> String {
    JSONValue.string(text).serializedString()
}
