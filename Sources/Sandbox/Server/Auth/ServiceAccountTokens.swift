import HTTPServing
import KubeCore
import NIOConcurrencyHelpers

/// Makes and checks the tokens of ServiceAccounts: JSON Web Tokens signed with a key of the control plane's own.
///
/// Source: RFC 7519; Kubernetes' bound service account tokens (KEP-1205).
final class ServiceAccountTokens: Sendable {
    static let issuer = "https://kubernetes.default.svc.cluster.local"

    private let key = NIOLockedValueBox<SigningKey?>(nil)
    private let privateKeyPEM: String?
    private let secrets: KeptSecrets

    /// With the key that `secrets` keeps, made when it is first needed, unless one is given.
    init(privateKeyPEM: String?, secrets: KeptSecrets) {
        self.privateKeyPEM = privateKeyPEM
        self.secrets = secrets
    }

    private func signingKey() throws -> SigningKey {
        try key.withLockedValue { key in
            if let key { return key }
            let pem = try privateKeyPEM ?? keptPEM()
            let made = try SigningKey(privateKeyPEM: pem)
            key = made
            return made
        }
    }

    private func keptPEM() throws -> String {
        let kept = try secrets.value("service-account-tokens") {
            ["key": try SigningKey.generateP256().privateKeyPEM]
        }
        return kept["key"] ?? ""
    }

    struct Claims: Sendable {
        var namespace: String
        var name: String
        var uid: String
        var audiences: [String]
        var issuedAt: Timestamp
        var expires: Timestamp
        var identifier: String
    }

    func issue(_ claims: Claims) throws -> String {
        let key = try signingKey()
        let header: JSONValue = ["alg": .string(key.algorithm.rawValue), "kid": "trimtab-sandbox"]
        let payload: JSONValue = [
            "aud": .array(claims.audiences.map(JSONValue.string)), "exp": .integer(claims.expires.seconds),
            "iat": .integer(claims.issuedAt.seconds), "iss": .string(Self.issuer), "jti": .string(claims.identifier),
            "kubernetes.io": [
                "namespace": .string(claims.namespace),
                "serviceaccount": ["name": .string(claims.name), "uid": .string(claims.uid)],
            ],
            "nbf": .integer(claims.issuedAt.seconds),
            "sub": .string("system:serviceaccount:\(claims.namespace):\(claims.name)"),
        ]
        return try JWS.sign(header: header.serialized(), payload: payload.serialized(), key: key)
    }

    /// The account a token was made for, when the signature holds, it has not expired, and the account is still the
    /// same (`uid` tells the uid there is now).
    func user(token: String, now: Timestamp, uid: (_ namespace: String, _ name: String) -> String?) -> UserInfo? {
        let key: SigningKey
        // Without OpenSSL's key no token can be checked, and none is trusted.
        do { key = try signingKey() } catch { return nil }
        guard let payload = JWS.verifiedPayload(token, key: key) else { return nil }
        let claims: JSONValue
        do { claims = try JSONValue(parsing: payload) } catch { return nil }
        let account = claims["kubernetes.io"]
        guard let expires = claims["exp"]?.int64Value, expires > now.seconds,
            let namespace = account?["namespace"]?.stringValue,
            let name = account?[path: "serviceaccount", "name"]?.stringValue,
            let tokenUID = account?[path: "serviceaccount", "uid"]?.stringValue, uid(namespace, name) == tokenUID
        else { return nil }
        return .serviceAccount(namespace: namespace, name: name, uid: tokenUID)
    }
}

extension ControlPlane {
    /// Answers a TokenRequest.
    func createToken(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        let kind = GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "TokenRequest")
        guard var body = try RequestBody.read(call.request, kind: kind, accepted: ResponseForm.accepted) else {
            throw StatusError(.badRequest("the body of a TokenRequest is empty"))
        }
        try RequestBody.check(&body, is: kind, isCustom: false)
        guard let stored = store.object(call.storage, call.key) else {
            throw StatusError(.notFound(call.groupResource, call.info.name))
        }
        let seconds = body[path: "spec", "expirationSeconds"]?.int64Value ?? 3600
        guard (600...(1 << 32)).contains(seconds) else {
            let detail =
                seconds < 600
                ? "may not specify a duration less than 10 minutes"
                : "may not specify a duration larger than 2^32 seconds"
            let error = FieldError(.invalid, "spec.expirationSeconds", value: .integer(seconds), detail)
            throw StatusError(.invalid(group: kind.group, kind: kind.kind, name: "", [error]))
        }
        var audiences = (body[path: "spec", "audiences"]?.arrayValue ?? []).compactMap(\.stringValue)
        if audiences.isEmpty { audiences = [ServiceAccountTokens.issuer] }
        let now = configuration.now()
        let expires = now + .seconds(seconds)
        let token = try serviceAccountTokens.issue(
            ServiceAccountTokens.Claims(
                namespace: call.info.namespace, name: call.info.name,
                uid: stored.value[path: "metadata", "uid"]?.stringValue ?? "", audiences: audiences, issuedAt: now,
                expires: expires, identifier: configuration.makeUID()))
        body.modifyMetadata { metadata in
            metadata["name"] = .string(call.info.name)
            metadata["namespace"] = .string(call.info.namespace)
            metadata["creationTimestamp"] = .string(now.rfc3339)
        }
        body.modifyMember("spec") { spec in
            spec["audiences"] = .array(audiences.map(JSONValue.string))
            spec["expirationSeconds"] = .integer(seconds)
            if spec["boundObjectRef"] == nil { spec["boundObjectRef"] = .null }
        }
        body["status"] = ["token": .string(token), "expirationTimestamp": .string(expires.rfc3339)]
        return response(body, status: 201, form: ResponseForm(shape: .object, encoding: call.form.encoding))
    }

    /// Every namespace has an account for the pods that name none.
    func provideServiceAccount(in namespace: String) {
        let object: JSONValue = [
            "kind": "ServiceAccount", "apiVersion": "v1",
            "metadata": [
                "name": "default", "namespace": .string(namespace), "uid": .string(configuration.makeUID()),
                "creationTimestamp": .string(configuration.now().rfc3339),
            ],
        ]
        do throws(ObjectStore.Refusal) {
            _ = try store.put(
                .serviceAccounts, ObjectKey(namespace: namespace, name: "default"), object, expecting: .absent)
        } catch {}  // it is there already
    }
}
