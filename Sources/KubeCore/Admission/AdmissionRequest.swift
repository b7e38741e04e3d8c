/// What an API server asks of a webhook before it stores, changes or deletes an object.
///
/// Source: k8s.io/api admission/v1.
package struct AdmissionRequest: Hashable, Sendable {
    package enum Operation: String, Hashable, Sendable, CaseIterable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
        case connect = "CONNECT"
    }

    /// Who makes the request.
    package struct User: Hashable, Sendable {
        package var name: String
        package var uid: String
        package var groups: [String]

        package init(name: String = "", uid: String = "", groups: [String] = []) {
            self.name = name
            self.uid = uid
            self.groups = groups
        }
    }

    /// To be echoed in the answer.
    package var uid: String
    /// Of the object sent here; its version may be another than the client used.
    package var kind: GroupVersionKind
    package var resource: GroupVersionResource
    /// Such as `status` or `scale`; empty for the object itself.
    package var subresource: String
    /// Empty when the server is still to make the name.
    package var name: String
    /// Empty for objects of the cluster.
    package var namespace: String
    package var operation: Operation
    package var user: User
    /// Nil for a deletion.
    package var object: JSONValue?
    /// Nil for a creation.
    package var oldObject: JSONValue?
    /// Nothing will be stored, and the webhook must change nothing elsewhere either.
    package var isDryRun: Bool

    package init(
        uid: String, kind: GroupVersionKind, resource: GroupVersionResource, subresource: String = "",
        name: String = "", namespace: String = "", operation: Operation, user: User = User(),
        object: JSONValue? = nil, oldObject: JSONValue? = nil, isDryRun: Bool = false
    ) {
        self.uid = uid
        self.kind = kind
        self.resource = resource
        self.subresource = subresource
        self.name = name
        self.namespace = namespace
        self.operation = operation
        self.user = user
        self.object = object
        self.oldObject = oldObject
        self.isDryRun = isDryRun
    }
}

extension AdmissionRequest {
    package static let apiVersion = "admission.k8s.io/v1"
    package static let reviewKind = "AdmissionReview"

    /// Reads the body of a webhook call; any bytes give a request or an error, never a trap.
    package init(reviewBody body: [UInt8]) throws(ReviewError) {
        let request = try ReviewReader.request(in: body, apiVersion: Self.apiVersion, kind: Self.reviewKind)
        uid = try request.string("uid")
        let kind = try request.reader("kind")
        self.kind = GroupVersionKind(
            group: try kind.optionalString("group"), version: try kind.string("version"),
            kind: try kind.string("kind"))
        let resource = try request.reader("resource")
        self.resource = GroupVersionResource(
            group: try resource.optionalString("group"), version: try resource.string("version"),
            resource: try resource.string("resource"))
        subresource = try request.optionalString("subResource")
        name = try request.optionalString("name")
        namespace = try request.optionalString("namespace")
        let text = try request.string("operation")
        guard let operation = Operation(rawValue: text) else {
            let known = Operation.allCases.map(\.rawValue).joined(separator: ", ")
            throw ReviewError("request.operation", "must be one of \(known), got \"\(ReviewError.shown(text))\"")
        }
        self.operation = operation
        let user = try request.reader("userInfo")
        self.user = User(
            name: try user.optionalString("username"), uid: try user.optionalString("uid"),
            groups: try user.strings("groups"))
        object = try request.optionalObject("object")
        oldObject = try request.optionalObject("oldObject")
        isDryRun = try request.flag("dryRun")
        try checkObjects()
    }

    /// What each operation must carry; without it there is nothing to judge.
    private func checkObjects() throws(ReviewError) {
        switch operation {
        case .create where object == nil, .update where object == nil:
            throw ReviewError("request.object", "is missing; \(operation.rawValue) must carry the new object")
        case .update where oldObject == nil:
            throw ReviewError("request.oldObject", "is missing; UPDATE must carry the stored object")
        default: break
        }
    }

    /// The review as an API server sends it.
    package var reviewJSON: JSONValue {
        var request: JSONObject = [
            "uid": .string(uid),
            "kind": [
                "group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind),
            ],
            "resource": [
                "group": .string(resource.group), "version": .string(resource.version),
                "resource": .string(resource.resource),
            ],
        ]
        if !subresource.isEmpty { request["subResource"] = .string(subresource) }
        if !name.isEmpty { request["name"] = .string(name) }
        if !namespace.isEmpty { request["namespace"] = .string(namespace) }
        request["operation"] = .string(operation.rawValue)
        var user: JSONObject = ["username": .string(self.user.name)]
        if !self.user.uid.isEmpty { user["uid"] = .string(self.user.uid) }
        if !self.user.groups.isEmpty { user["groups"] = .array(self.user.groups.map(JSONValue.string)) }
        request["userInfo"] = .object(user)
        request["object"] = object ?? .null
        request["oldObject"] = oldObject ?? .null
        request["dryRun"] = .bool(isDryRun)
        return [
            "kind": .string(Self.reviewKind), "apiVersion": .string(Self.apiVersion), "request": .object(request),
        ]
    }
}

extension AdmissionRequest {
    /// Whether there is something to judge: the object itself is made or changed, it is not on its way out, and more
    /// than its metadata or status changes. What is not is let pass, so that finalizers can always be removed and an
    /// object that an older version let in can still be labelled.
    package var needsJudgement: Bool {
        guard subresource.isEmpty, let object else { return false }
        switch operation {
        case .delete, .connect: return false
        case .create: return true
        case .update:
            if let deletion = object[path: "metadata", "deletionTimestamp"], deletion != .null { return false }
            guard let oldObject else { return true }
            return !Self.areEqualBesideMetadata(object, oldObject)
        }
    }

    private static func areEqualBesideMetadata(_ one: JSONValue, _ other: JSONValue) -> Bool {
        func content(_ value: JSONValue) -> JSONObject {
            var object = value.objectValue ?? JSONObject()
            object.removeAll { ["metadata", "status"].contains($0.key) }
            return object
        }
        return content(one) == content(other)
    }
}
