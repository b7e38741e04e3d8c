import KubeCore
import Testing

@Suite struct TypedDecodingTests {
    static let definitions = SchemaDefinitions([
        "io.k8s.api.apps.v1.Deployment": .object([
            "metadata": .object(["labels": .map(of: .string())]),
            "spec": .reference("io.k8s.api.apps.v1.DeploymentSpec"),
        ]),
        "io.k8s.api.apps.v1.DeploymentSpec": .object([
            "replicas": .integer(format: "int32"), "paused": .boolean(),
            "template": .reference("io.k8s.api.core.v1.PodSpec"), "ratio": .number(),
        ]),
        "io.k8s.api.core.v1.PodSpec": .object([
            "containers": .array(of: .reference("io.k8s.api.core.v1.Container"))
        ]),
        "io.k8s.api.core.v1.Container": .object(["name": .string(), "args": .array(of: .string())]),
    ])

    static let cases: [(JSONValue, String?)] = [
        (["spec": ["replicas": 3, "paused": true, "ratio": 1, "template": .null]], nil),
        (["spec": ["replicas": "three"]], "string into Go struct field DeploymentSpec.spec.replicas of type int32"),
        (
            ["spec": ["replicas": 3_000_000_000]],
            "number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32"
        ),
        (["spec": ["replicas": 1.5]], "number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32"),
        (["spec": ["paused": 1]], "number into Go struct field DeploymentSpec.spec.paused of type bool"),
        (["spec": [1]], "array into Go struct field Deployment.spec of type v1.DeploymentSpec"),
        (
            ["spec": ["template": ["containers": [["args": [1]]]]]],
            "number into Go struct field Container.spec.template.containers.args of type string"
        ),
        (
            ["spec": ["template": ["containers": "x"]]],
            "string into Go struct field PodSpec.spec.template.containers of type []v1.Container"
        ),
        (["metadata": ["labels": ["a": 1]]], "number into Go struct field Deployment.metadata.labels of type string"),
    ]

    @Test("The first value of another type is named as Go names it", arguments: cases)
    func mismatch(_ object: JSONValue, _ expected: String?) {
        let found = TypedDecoding(definitions: Self.definitions).mismatch(object, "io.k8s.api.apps.v1.Deployment")
        #expect(found == expected.map { "json: cannot unmarshal " + $0 })
    }

    @Test("The server's message names kind and version")
    func message() {
        let kind = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        #expect(
            TypedDecoding.message("json: x", kind: kind)
                == "Deployment in version \"v1\" cannot be handled as a Deployment: json: x")
    }
}
