package import HTTPServing
import KubeCore
package import Logging
import ServiceLifecycle

/// A control plane that listens: HTTPS on loopback, with certificates of its own making.
///
/// The credentials it accepts are client certificates of its authority, its administrator's bearer token, and the
/// tokens of ServiceAccounts.
package final class SandboxServer: Service {
    package let controlPlane: ControlPlane
    package let authority: CertificateAuthority
    /// The administrator's client certificate.
    package let administrator: IssuedCertificate
    /// What a client must trust, in PEM.
    package let authorityPEM: String
    private let server: HTTPServer
    private let host: String

    /// `port` 0 lets the system choose. `authority` nil: the control plane's own, kept with its objects.
    ///
    /// Throws when certificates cannot be made.
    package init(
        controlPlane: ControlPlane, host: String = "127.0.0.1", port: Int = 0,
        authority: CertificateAuthority? = nil, logger: Logger
    ) throws {
        self.controlPlane = controlPlane
        self.host = host
        let authority = try authority ?? controlPlane.keptAuthority()
        self.authority = authority
        authorityPEM = try authority.certificatePEM
        administrator = try authority.issueClient(
            commonName: UserInfo.administrator.username, organizations: ["system:masters"])
        let certificate = try authority.issueServer(
            commonName: "kube-apiserver",
            dnsNames: [
                "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
            ], ipAddresses: ["127.0.0.1", "::1", "10.96.0.1"])
        let identity = try TLSIdentity(
            certificateChainPEM: certificate.certificatePEM, privateKeyPEM: certificate.privateKeyPEM)
        let policy = ClientCertificatePolicy.optional(authorities: authorityPEM)
        let configuration = HTTPServerConfiguration(
            host: host, port: port,
            security: .tls(TLSConfiguration(identity: identity, clientCertificates: policy)))
        server = HTTPServer(configuration: configuration, logger: logger) { request in
            await Self.answer(request, controlPlane)
        }
    }

    /// Serves until cancelled or shut down, the control plane's controllers with it.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.controlPlane.run() }
            try await server.run()
            group.cancelAll()
        }
    }

    /// The port listened on, as soon as it is.
    package func boundPort() async throws -> Int { try await server.boundPort() }

    /// A kubeconfig for the administrator, as YAML.
    package func kubeconfig(port: Int, namespace: String = "default") throws -> String {
        try KubeconfigText.text(
            server: "https://\(host):\(port)", authorityPEM: authorityPEM, user: administrator,
            namespace: namespace)
    }

    private static func answer(_ request: ServerRequest, _ controlPlane: ControlPlane) async -> ServerResponse {
        if request.peerCertificateError != nil, request.header("Authorization") == nil {
            return serverResponse(controlPlane.unauthorizedResponse)
        }
        let user = controlPlane.authenticate(
            authorization: request.header("Authorization"), peer: request.peerCertificate)
        guard let user else { return serverResponse(controlPlane.unauthorizedResponse) }
        return serverResponse(await controlPlane.respond(to: httpRequest(request), as: user))
    }

    private static func serverResponse(_ response: ControlPlaneResponse) -> ServerResponse {
        let headers = response.headers.fields.map { ($0.name, $0.value) }
        let body: ServerResponse.Body =
            switch response.body {
            case .bytes(let bytes): .bytes(bytes)
            case .stream(let stream): .stream(stream)
            }
        return ServerResponse(status: response.status, headers: headers, body: body)
    }

    private static func httpRequest(_ request: ServerRequest) -> HTTPRequest {
        let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = parts.count > 1 ? queryItems(parts[1]) : []
        return HTTPRequest(
            method: request.method, path: String(parts[0]), query: query,
            headers: HTTPHeaders(request.headers.map { HTTPHeaders.Field(name: $0.0, value: $0.1) }),
            body: request.body)
    }

    private static func queryItems(_ text: Substring) -> [HTTPRequest.QueryItem] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            func decoded(_ text: Substring) -> String {
                PercentEncoding.decode(text, plusIsSpace: true) ?? String(text)
            }
            return HTTPRequest.QueryItem(decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
        }
    }
}

/// Writes the file by which kubectl finds a sandbox.
enum KubeconfigText {
    static func text(
        server: String, authorityPEM: String, user: IssuedCertificate, namespace: String
    ) throws -> String {
        func data(_ pem: String) -> JSONValue { .string(Base64.encode(Array(pem.utf8))) }
        let name: JSONValue = "trimtab-sandbox"
        let config: JSONValue = [
            "apiVersion": "v1", "kind": "Config", "current-context": name, "preferences": [:],
            "clusters": [
                [
                    "name": name,
                    "cluster": ["server": .string(server), "certificate-authority-data": data(authorityPEM)],
                ]
            ],
            "users": [
                [
                    "name": name,
                    "user": [
                        "client-certificate-data": data(user.certificatePEM),
                        "client-key-data": data(user.privateKeyPEM),
                    ],
                ]
            ],
            "contexts": [
                [
                    "name": name,
                    "context": ["cluster": name, "user": name, "namespace": .string(namespace)],
                ]
            ],
        ]
        return YAML.serialize(config)
    }
}
