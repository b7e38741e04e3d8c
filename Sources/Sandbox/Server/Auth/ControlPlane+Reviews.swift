import KubeCore

// Kinds that are asked and never stored.

extension ControlPlane {
    /// The answer to a review; nil when the resource is none.
    func answerReview(_ call: ResourceCall) async throws -> ControlPlaneResponse? {
        let answer: (JSONValue) -> JSONValue
        switch (call.groupResource.group, call.groupResource.resource) {
        case ("authorization.k8s.io", "selfsubjectaccessreviews"): answer = { self.accessStatus($0, call.user) }
        case ("authorization.k8s.io", "subjectaccessreviews"), ("authorization.k8s.io", "localsubjectaccessreviews"):
            answer = { self.accessStatus($0, Self.subject(of: $0)) }
        case ("authorization.k8s.io", "selfsubjectrulesreviews"): answer = { self.rulesStatus($0, call.user) }
        case ("authentication.k8s.io", "selfsubjectreviews"): answer = { _ in ["userInfo": call.user.json] }
        case ("authentication.k8s.io", "tokenreviews"): answer = { self.tokenStatus($0) }
        default: return nil
        }
        var object = try RequestBody.object(call, kind: call.resource.kind)
        let status = answer(object["spec"] ?? [:])
        object.modifyMetadata { $0["creationTimestamp"] = .null }
        object["status"] = status
        return response(object, status: 201, form: ResponseForm(shape: .object, encoding: call.form.encoding))
    }

    private func accessStatus(_ spec: JSONValue, _ user: UserInfo) -> JSONValue {
        let access: Access
        if let attributes = spec["resourceAttributes"] {
            func text(_ name: String) -> String { attributes[name]?.stringValue ?? "" }
            access = .resource(
                ResourceAccess(
                    verb: text("verb"), group: text("group"), resource: text("resource"),
                    subresource: text("subresource"), namespace: text("namespace"), name: text("name")))
        } else {
            access = .path(
                verb: spec[path: "nonResourceAttributes", "verb"]?.stringValue ?? "",
                path: spec[path: "nonResourceAttributes", "path"]?.stringValue ?? "")
        }
        let decision = decision(user, access)
        var status: JSONObject = ["allowed": .bool(decision.isAllowed)]
        if !decision.reason.isEmpty { status["reason"] = .string(decision.reason) }
        return .object(status)
    }

    private static func subject(of spec: JSONValue) -> UserInfo {
        UserInfo(
            username: spec["user"]?.stringValue ?? "", uid: spec["uid"]?.stringValue ?? "",
            groups: (spec["groups"]?.arrayValue ?? []).compactMap(\.stringValue))
    }

    private func rulesStatus(_ spec: JSONValue, _ user: UserInfo) -> JSONValue {
        let namespace = spec["namespace"]?.stringValue ?? ""
        var rules = RBACAuthorizer(store: store).grants(to: user, namespace: namespace).flatMap(\.rules)
        if user.groups.contains("system:masters") {
            rules.append(PolicyRule(["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]))
            rules.append(PolicyRule(["verbs": ["*"], "nonResourceURLs": ["*"]]))
        }
        func strings(_ list: [String]) -> JSONValue { .array(list.map(JSONValue.string)) }
        let resources = rules.filter { !$0.resources.isEmpty }.map { rule -> JSONValue in
            var json: JSONObject = [
                "verbs": strings(rule.verbs), "apiGroups": strings(rule.groups), "resources": strings(rule.resources),
            ]
            if !rule.names.isEmpty { json["resourceNames"] = strings(rule.names) }
            return .object(json)
        }
        let paths = rules.filter { !$0.paths.isEmpty }.map { rule -> JSONValue in
            ["verbs": strings(rule.verbs), "nonResourceURLs": strings(rule.paths)]
        }
        return ["resourceRules": .array(resources), "nonResourceRules": .array(paths), "incomplete": false]
    }

    private func tokenStatus(_ spec: JSONValue) -> JSONValue {
        guard let user = user(token: spec["token"]?.stringValue ?? "") else {
            return ["user": [:], "error": "invalid bearer token"]
        }
        return [
            "authenticated": true, "user": user.json, "audiences": [.string(ServiceAccountTokens.issuer)],
        ]
    }
}

extension UserInfo {
    /// As `authentication.k8s.io` spells it.
    var json: JSONValue {
        var object: JSONObject = ["username": .string(username)]
        if !uid.isEmpty { object["uid"] = .string(uid) }
        if !groups.isEmpty { object["groups"] = .array(groups.map(JSONValue.string)) }
        if !extra.isEmpty {
            object["extra"] = .object(
                JSONObject(
                    extra.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map(JSONValue.string))) }))
        }
        return .object(object)
    }
}
