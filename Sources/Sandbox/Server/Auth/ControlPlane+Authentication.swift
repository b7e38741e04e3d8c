package import HTTPServing
import KubeCore

extension ControlPlane {
    /// Who a request comes from; nil when its credentials are refused, which is answered 401.
    ///
    /// A bearer token counts before a client certificate, and no credentials at all are `system:anonymous`.
    package func authenticate(authorization: String?, peer: PeerCertificate?) -> UserInfo? {
        if let authorization {
            let parts = authorization.split(separator: " ", maxSplits: 1).map(String.init)
            if parts.count == 2, parts[0].lowercased() == "bearer" { return user(token: parts[1]) }
        }
        if let peer, !peer.commonName.isEmpty {
            return UserInfo(
                username: peer.commonName, groups: Self.withAuthenticated(peer.organizations))
        }
        return .anonymous
    }

    /// The answer to refused credentials.
    package var unauthorizedResponse: ControlPlaneResponse { statusResponse(.unauthorized) }

    /// The user a bearer token stands for; nil when it stands for none.
    func user(token: String) -> UserInfo? {
        if var user = configuration.staticTokens[token] {
            user.groups = Self.withAuthenticated(user.groups)
            return user
        }
        return serviceAccountTokens.user(token: token, now: configuration.now()) { namespace, name in
            store.object(.serviceAccounts, ObjectKey(namespace: namespace, name: name))?
                .value[path: "metadata", "uid"]?.stringValue
        }
    }

    static func withAuthenticated(_ groups: [String]) -> [String] {
        groups.contains("system:authenticated") ? groups : groups + ["system:authenticated"]
    }

    // MARK: Impersonation

    /// The user the request's impersonation headers name, when `user` may impersonate; else `user`.
    func impersonated(_ user: UserInfo, _ request: HTTPRequest) throws -> UserInfo {
        func values(_ name: String) -> [String] {
            request.headers.fields.filter { $0.name.lowercased() == name }.map(\.value)
        }
        let groups = values("impersonate-group")
        let extraPrefix = "impersonate-extra-"
        let extras = request.headers.fields.filter { $0.name.lowercased().hasPrefix(extraPrefix) }
        guard let name = values("impersonate-user").first, !name.isEmpty else {
            guard groups.isEmpty, extras.isEmpty else {
                throw StatusError(.badRequest("requested impersonation without impersonating a user"))
            }
            return user
        }
        var result = UserInfo(username: name, uid: values("impersonate-uid").first ?? "", groups: groups)
        if let account = Self.serviceAccount(username: name) {
            try require(
                user, "impersonate", GroupResource(resource: "serviceaccounts"), account.namespace, account.name)
            if groups.isEmpty {
                result = .serviceAccount(namespace: account.namespace, name: account.name, uid: result.uid)
            }
        } else {
            try require(user, "impersonate", GroupResource(resource: "users"), "", name)
            result.groups = name == "system:anonymous" ? groups + ["system:unauthenticated"] : groups
        }
        for group in groups { try require(user, "impersonate", GroupResource(resource: "groups"), "", group) }
        for extra in extras {
            let key = String(extra.name.dropFirst(extraPrefix.count)).lowercased()
            let resource = GroupResource(group: "authentication.k8s.io", resource: "userextras")
            try require(user, "impersonate", resource, "", extra.value)
            result.extra[PercentEncoding.decode(key) ?? key, default: []].append(extra.value)
        }
        if name != "system:anonymous" { result.groups = Self.withAuthenticated(result.groups) }
        return result
    }

    private func require(
        _ user: UserInfo, _ verb: String, _ resource: GroupResource, _ namespace: String, _ name: String
    ) throws {
        let access = ResourceAccess(
            verb: verb, group: resource.group, resource: resource.resource, subresource: "", namespace: namespace,
            name: name)
        guard decision(user, .resource(access)).isAllowed else {
            throw StatusError(access.refusal(of: user))
        }
    }

    /// Namespace and name behind `system:serviceaccount:namespace:name`.
    static func serviceAccount(username: String) -> ObjectKey? {
        let parts = username.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" else { return nil }
        return ObjectKey(namespace: parts[2], name: parts[3])
    }
}
