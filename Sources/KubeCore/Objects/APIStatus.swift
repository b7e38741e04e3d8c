/// The `Status` object an API server answers with when there is no other object to return.
///
/// Source: k8s.io/apimachinery metav1.Status.
package struct APIStatus: Hashable, Sendable {
    package struct Cause: Hashable, Sendable {
        package var reason: String
        package var message: String
        package var field: String

        package init(reason: String, message: String, field: String = "") {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    package struct Details: Hashable, Sendable {
        package var name = ""
        package var group = ""
        package var kind = ""
        package var uid = ""
        package var causes: [Cause] = []
        package var retryAfterSeconds = 0

        package init(name: String = "", group: String = "", kind: String = "", uid: String = "") {
            self.name = name
            self.group = group
            self.kind = kind
            self.uid = uid
        }
    }

    /// `Success` or `Failure`.
    package var status: String
    package var message: String
    /// One of `APIStatus.Reason`, or empty.
    package var reason: String
    package var details: Details?
    /// The HTTP status code.
    package var code: Int

    package init(status: String = "Failure", message: String, reason: String, details: Details? = nil, code: Int) {
        self.status = status
        self.message = message
        self.reason = reason
        self.details = details
        self.code = code
    }
}

extension APIStatus {
    /// From a response body; nil when it is no `Status` object.
    package init?(json: JSONValue) {
        guard json["kind"]?.stringValue == "Status", json["apiVersion"]?.stringValue == "v1" else { return nil }
        self.init(
            status: json["status"]?.stringValue ?? "", message: json["message"]?.stringValue ?? "",
            reason: json["reason"]?.stringValue ?? "", details: json["details"].map(Details.init(json:)),
            code: json["code"]?.intValue ?? 0)
    }

    /// The object as an API server spells it, empty fields left out.
    package var json: JSONValue {
        var object: JSONObject = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": .string(status),
        ]
        if !message.isEmpty { object["message"] = .string(message) }
        if !reason.isEmpty { object["reason"] = .string(reason) }
        if let details { object["details"] = details.json }
        if code != 0 { object["code"] = .integer(Int64(code)) }
        return .object(object)
    }
}

extension APIStatus.Details {
    fileprivate init(json: JSONValue) {
        self.init(
            name: json["name"]?.stringValue ?? "", group: json["group"]?.stringValue ?? "",
            kind: json["kind"]?.stringValue ?? "", uid: json["uid"]?.stringValue ?? "")
        retryAfterSeconds = json["retryAfterSeconds"]?.intValue ?? 0
        causes = (json["causes"]?.arrayValue ?? []).map { cause in
            APIStatus.Cause(
                reason: cause["reason"]?.stringValue ?? "", message: cause["message"]?.stringValue ?? "",
                field: cause["field"]?.stringValue ?? "")
        }
    }

    fileprivate var json: JSONValue {
        var object = JSONObject()
        if !name.isEmpty { object["name"] = .string(name) }
        if !group.isEmpty { object["group"] = .string(group) }
        if !kind.isEmpty { object["kind"] = .string(kind) }
        if !uid.isEmpty { object["uid"] = .string(uid) }
        if !causes.isEmpty {
            object["causes"] = .array(
                causes.map { cause in
                    var entry = JSONObject()
                    if !cause.reason.isEmpty { entry["reason"] = .string(cause.reason) }
                    if !cause.message.isEmpty { entry["message"] = .string(cause.message) }
                    if !cause.field.isEmpty { entry["field"] = .string(cause.field) }
                    return .object(entry)
                })
        }
        if retryAfterSeconds != 0 { object["retryAfterSeconds"] = .integer(Int64(retryAfterSeconds)) }
        return .object(object)
    }
}
