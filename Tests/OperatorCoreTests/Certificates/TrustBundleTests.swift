import KubeCore
import OperatorCore
import Testing

@Suite("Trust bundles")
struct TrustBundleTests {
    static let address = WebhookAddress(
        service: ObjectKey(namespace: "trimtab-system", name: "trimtab-webhook"), origin: "https://192.0.2.7:9443")
    static let service: JSONValue = ["name": "trimtab-webhook", "namespace": "trimtab-system", "path": "/validate"]
    static let encoded = JSONValue.string(Base64Coding.encode("PEM".utf8))

    static let configuration: JSONValue = [
        "kind": "ValidatingWebhookConfiguration", "metadata": ["resourceVersion": "7"],
        "webhooks": [
            ["name": "other.example.com", "clientConfig": ["service": ["name": "x", "namespace": "trimtab-system"]]],
            ["name": "a.trimtab.dev", "clientConfig": ["service": service]],
            [
                "name": "b.trimtab.dev",
                "clientConfig": ["url": "https://192.0.2.7:9443/validate", "caBundle": encoded],
            ],
            ["name": "c.trimtab.dev", "clientConfig": ["url": "https://192.0.2.7:94430/validate"]],
            ["name": "d.trimtab.dev", "clientConfig": ["service": service, "caBundle": "?"]],
        ],
    ]

    @Test("Those of a webhook configuration that point to us are found")
    func configuration() throws {
        let found = TrustBundle.find(in: Self.configuration, for: Self.address)
        #expect(
            found.map(\.pointer) == [1, 2, 4].map { "/webhooks/\($0)/clientConfig/caBundle" })
        #expect(found.map(\.text) == ["", "PEM", ""])
        #expect(found.map(\.isDecodable) == [true, true, false])
        #expect(TrustBundle.find(in: Self.configuration, for: WebhookAddress()).isEmpty)
        #expect(TrustBundle.find(in: "x", for: Self.address).isEmpty)
    }

    @Test("A patch fills the place it was made for, and is refused when another entry has come there")
    func patch() throws {
        let bundle = try #require(TrustBundle.find(in: Self.configuration, for: Self.address).first)
        let patch = try JSONPatch(json: bundle.patch(to: "NEW", resourceVersion: "7"))
        let changed = try patch.apply(to: Self.configuration)
        #expect(TrustBundle.find(in: changed, for: Self.address).map(\.text) == ["NEW", "PEM", ""])
        var moved = Self.configuration
        moved["webhooks"] = .array(Array((moved["webhooks"]?.arrayValue ?? []).reversed()))
        #expect(throws: JSONPatchError.self) { try patch.apply(to: moved) }
        var newer = Self.configuration
        newer["metadata"] = ["resourceVersion": "8"]
        #expect(throws: JSONPatchError.self) { try patch.apply(to: newer) }
    }

    @Test("A CRD's conversion counts only when it is a webhook, an APIService only when it verifies")
    func others() {
        func crd(_ strategy: String) -> JSONValue {
            [
                "kind": "CustomResourceDefinition",
                "spec": [
                    "conversion": [
                        "strategy": .string(strategy), "webhook": ["clientConfig": ["service": Self.service]],
                    ]
                ],
            ]
        }
        #expect(TrustBundle.find(in: crd("None"), for: Self.address).isEmpty)
        #expect(
            TrustBundle.find(in: crd("Webhook"), for: Self.address).map(\.pointer) == [
                "/spec/conversion/webhook/clientConfig/caBundle"
            ])
        func api(_ insecure: Bool) -> JSONValue {
            ["kind": "APIService", "spec": ["service": Self.service, "insecureSkipTLSVerify": .bool(insecure)]]
        }
        #expect(TrustBundle.find(in: api(true), for: Self.address).isEmpty)
        #expect(TrustBundle.find(in: api(false), for: Self.address).map(\.pointer) == ["/spec/caBundle"])
    }

    @Test(
        "A certificate must be good for every name and address the webhook is reached by",
        arguments: [
            (
                address,
                [
                    "trimtab-webhook", "trimtab-webhook.trimtab-system", "trimtab-webhook.trimtab-system.svc",
                    "trimtab-webhook.trimtab-system.svc.cluster.local", "192.0.2.7",
                ]
            ),
            (WebhookAddress(origin: "https://[2001:db8::1]:9443"), ["2001:db8::1"]),
            (WebhookAddress(origin: "https://hooks.example.com"), ["hooks.example.com"]), (WebhookAddress(), []),
        ] as [(WebhookAddress, [String])])
    func hosts(address: WebhookAddress, hosts: [String]) {
        #expect(address.hosts == hosts)
    }
}
