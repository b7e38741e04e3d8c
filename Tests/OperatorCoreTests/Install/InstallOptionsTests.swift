import KubeCore
import OperatorCore
import Testing

@Suite struct InstallOptionsTests {
    private static let manifests: [JSONValue] = [
        ["kind": "Namespace", "metadata": ["name": "trimtab-system"]],
        [
            "kind": "Deployment", "metadata": ["name": "trimtab", "namespace": "trimtab-system"],
            "spec": [
                "replicas": 2,
                "template": ["spec": ["containers": [["name": "trimtab", "image": "trimtab:1", "args": ["run"]]]]],
            ],
        ],
        [
            "kind": "ValidatingWebhookConfiguration", "metadata": ["name": "trimtab"],
            "webhooks": [
                [
                    "name": "scalingpolicies.trimtab.dev", "failurePolicy": "Ignore",
                    "clientConfig": ["service": ["name": "trimtab-webhook", "namespace": "trimtab-system"]],
                ],
                [
                    "name": "horizontalpodautoscalers.trimtab.dev", "failurePolicy": "Ignore",
                    "matchConditions": [
                        ["expression": #"request.userInfo.username != "system:serviceaccount:trimtab-system:trimtab""#]
                    ],
                ],
            ],
        ],
    ]

    @Test("Without options the manifests are what they were, with the definitions behind the namespace")
    func unchanged() {
        let definition: JSONValue = ["kind": "CustomResourceDefinition"]
        let objects = InstallOptions().objects(of: Self.manifests, definitions: [definition])
        #expect(objects == [Self.manifests[0], definition, Self.manifests[1], Self.manifests[2]])
        let alone = InstallOptions(includesDefinitions: false).objects(of: Self.manifests, definitions: [definition])
        #expect(alone == Self.manifests)
    }

    @Test("Image, replicas and failure policy are set where they belong, and nowhere else")
    func options() {
        let options = InstallOptions(
            image: "registry.example.com/trimtab:2", replicas: 3, failurePolicy: .fail, includesDefinitions: false)
        let objects = options.objects(of: Self.manifests, definitions: [])
        var expected = Self.manifests
        expected[1]["spec"] = [
            "replicas": 3,
            "template": [
                "spec": [
                    "containers": [
                        ["name": "trimtab", "image": "registry.example.com/trimtab:2", "args": ["run"]]
                    ]
                ]
            ],
        ]
        var webhooks = Self.manifests[2]["webhooks"]?.arrayValue ?? []
        webhooks[0]["failurePolicy"] = "Fail"
        expected[2]["webhooks"] = .array(webhooks)
        #expect(objects == expected)
    }

    @Test("Another namespace is written wherever the default one stood, inside expressions too")
    func namespace() {
        let objects = InstallOptions(namespace: "scaling").objects(of: Self.manifests, definitions: [])
        let text = JSONValue.array(objects).serializedString()
        #expect(!text.contains("trimtab-system"))
        #expect(text.contains("system:serviceaccount:scaling:trimtab"))
        #expect(objects[0][path: "metadata", "name"] == "scaling")
    }

    @Test(
        "What cannot be meant is refused by its flag",
        arguments: [
            (InstallOptions(image: "a b"), "--image"), (InstallOptions(image: ""), "--image"),
            (InstallOptions(namespace: "Trimtab_System"), "--namespace"), (InstallOptions(replicas: 0), "--replicas"),
        ])
    func problems(options: InstallOptions, flag: String) {
        #expect(options.problems.count == 1 && options.problems[0].hasPrefix(flag), "\(options.problems)")
        #expect(InstallOptions(image: "x/y@sha256:0", namespace: "a", replicas: 1).problems == [])
    }
}
