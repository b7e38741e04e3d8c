/// Reads what an API server answered; pure.
package enum APIResponse {
    /// The object in the body of a successful answer.
    ///
    /// Throws `APIError` for a status from 400 on, for a redirect and for a body that is no JSON object.
    package static func object(_ response: HTTPResponse, attempt: String) throws(APIError) -> JSONValue {
        if let error = failure(response, attempt: attempt) { throw error }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: response.body)
        } catch {
            throw APIError(
                .malformedResponse, attempt: attempt,
                message: "the answer is no JSON: \(error.message) at offset \(error.offset); is this a Kubernetes API?")
        }
        guard value.objectValue != nil else {
            throw APIError(.malformedResponse, attempt: attempt, message: "the answer is JSON but no object")
        }
        return value
    }

    /// The page in the body of a successful answer.
    package static func list(
        _ response: HTTPResponse, of kind: GroupVersionKind, attempt: String
    ) throws(APIError) -> ObjectList {
        let value = try object(response, attempt: attempt)
        guard let list = ObjectList(json: value, of: kind) else {
            let found = value["kind"]?.stringValue ?? "nothing"
            throw APIError(
                .malformedResponse, attempt: attempt, message: "the answer should be a list but its kind is \(found)")
        }
        return list
    }

    /// The error an answer stands for; nil when it is a success.
    package static func failure(_ response: HTTPResponse, attempt: String) -> APIError? {
        guard !(200..<300).contains(response.status) else { return nil }
        var status = statusObject(response.body)
        if status == nil || status?.code == 0 {
            let text = status?.message ?? message(of: response)
            status = APIStatus(
                message: text, reason: status?.reason ?? reason(forHTTPStatus: response.status),
                details: status?.details, code: response.status)
        }
        guard let status else { return nil }
        return APIError(status: status, attempt: attempt, retryAfter: retryAfter(response, status))
    }

    private static func statusObject(_ body: [UInt8]) -> APIStatus? {
        do throws(JSONError) {
            return APIStatus(json: try JSONValue(parsing: body))
        } catch {
            // A failure body that is no Status, as proxies send it, is no error of its own: the HTTP status counts.
            return nil
        }
    }

    /// `Retry-After` in whole seconds (the date form is not used by API servers), else `details.retryAfterSeconds`.
    private static func retryAfter(_ response: HTTPResponse, _ status: APIStatus) -> Duration? {
        if let header = response.headers["Retry-After"], let seconds = Int(header), seconds >= 0 {
            return .seconds(min(seconds, maximumRetryAfterSeconds))
        }
        guard let seconds = status.details?.retryAfterSeconds, seconds > 0 else { return nil }
        return .seconds(min(seconds, maximumRetryAfterSeconds))
    }

    /// A day: longer is a mistake of some proxy, and must not overflow later sums.
    private static let maximumRetryAfterSeconds = 86_400

    private static func message(of response: HTTPResponse) -> String {
        let text = String(decoding: response.body.prefix(200), as: UTF8.self)
        let firstLine = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let name = reason(forHTTPStatus: response.status)
        let head = "the server answered \(response.status)" + (name.isEmpty ? "" : " \(name)")
        return firstLine.isEmpty ? head : "\(head): \(firstLine)"
    }

    /// The reason Kubernetes gives to an HTTP status; empty where it has none.
    ///
    /// Source: apimachinery errors.NewGenericServerResponse.
    package static func reason(forHTTPStatus status: Int) -> String {
        switch status {
        case 400: "BadRequest"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 405: "MethodNotAllowed"
        case 406: "NotAcceptable"
        case 409: "Conflict"
        case 410: "Gone"
        case 413: "RequestEntityTooLarge"
        case 415: "UnsupportedMediaType"
        case 422: "Invalid"
        case 429: "TooManyRequests"
        case 500: "InternalError"
        case 503: "ServiceUnavailable"
        case 504: "Timeout"
        default: ""
        }
    }
}
