import KubeCore
import Testing

/// Owners of a Deployment, as a 1.36 server was seen to record them.
@Suite struct TypedFormTests {
    static let version = "apps/v1"

    static let definitions = SchemaDefinitions([
        "ObjectMeta": .object([
            "name": .string(), "namespace": .string(), "uid": .string(), "labels": .map(of: .string()),
            "creationTimestamp": .reference("Time"),
        ]),
        "Time": .string(format: "date-time"),
        "LabelSelector": Schema(
            type: .object, properties: ["matchLabels": .map(of: .string())], mapType: .atomic),
        "Deployment": Schema(
            type: .object,
            properties: [
                "apiVersion": .string(), "kind": .string(), "metadata": .reference("ObjectMeta", default: [:]),
                "spec": .reference("DeploymentSpec", default: [:]),
                "status": .reference("DeploymentStatus", default: [:]),
            ]),
        "DeploymentSpec": .object(
            [
                "replicas": .integer(format: "int32"), "selector": .reference("LabelSelector"),
                "strategy": .reference("Strategy", default: [:]), "template": .reference("PodTemplate", default: [:]),
            ], required: ["selector", "template"]),
        "Strategy": .object(["type": .string(), "rollingUpdate": .reference("RollingUpdate")]),
        "RollingUpdate": .object(["maxSurge": Schema(format: "int-or-string")]),
        "PodTemplate": .object([
            "metadata": .reference("ObjectMeta", default: [:]), "spec": .reference("PodSpec", default: [:]),
        ]),
        "PodSpec": .object(
            [
                "containers": .array(of: .reference("Container"), listType: .map, keys: ["name"]),
                "securityContext": .object(["runAsUser": .integer()]),
                "restartPolicy": .string(),
            ], required: ["containers"]),
        "Container": .object(
            [
                "name": .string(default: ""), "image": .string(),
                "resources": .reference("Resources", default: [:]),
                "ports": .array(
                    of: .object([
                        "containerPort": Schema(type: .integer, default: 0), "protocol": .string(default: "TCP"),
                    ]), listType: .map, keys: ["containerPort", "protocol"]),
            ], required: ["name"]),
        "Resources": .object(["limits": .map(of: .string())]),
        "DeploymentStatus": .object(["replicas": .integer(), "observedGeneration": .integer()]),
    ])

    static let apply = ServerSideApply(
        apiVersion: version, schemas: [version: .reference("Deployment")], definitions: definitions, form: .typed,
        ignoring: FieldSet([[.field("status")]]))
    static let now = Timestamp(seconds: 1_800_000_000)

    static let deployment: JSONValue = [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "labels": ["app": "web"]],
        "spec": [
            "replicas": 2, "selector": ["matchLabels": ["app": "web"]],
            "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%"]],
            "template": [
                "metadata": ["labels": ["app": "web"]],
                "spec": [
                    "containers": [
                        ["name": "nginx", "image": "nginx", "resources": [:], "ports": [["containerPort": 80]]]
                    ],
                    "securityContext": [:],
                ],
            ],
        ],
    ]

    private func fields(_ object: JSONValue, _ index: Int = 0) -> String {
        object["metadata"]?["managedFields"]?[index]?["fieldsV1"]?.serializedString() ?? ""
    }

    @Test("Inline structs and required lists have no owner of their own, pointers and maps have")
    func create() {
        let object = Self.apply.update(nil, to: Self.deployment, manager: "kubectl-create", now: Self.now)
        #expect(
            fields(object)
                == #"{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:replicas":{},"f:selector":{},"#
                + #""f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{}},"f:type":{}},"f:template":{"f:metadata":"#
                + #"{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"nginx\"}":{".":{},"#
                + #""f:image":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"#
                + #""f:containerPort":{}}},"f:resources":{}}},"f:securityContext":{}}}}}"#)
        #expect(object["spec"] == Self.deployment["spec"], "the object itself is stored as it was written")
    }

    @Test("A status write owns the status's fields, not the status")
    func status() {
        var live = Self.apply.update(nil, to: Self.deployment, manager: "kubectl-create", now: Self.now)
        live["metadata"]?["uid"] = "u"
        var changed = live
        changed["status"] = ["replicas": 2, "observedGeneration": 1]
        let status = ServerSideApply(
            apiVersion: Self.version, schemas: [Self.version: .reference("Deployment")],
            definitions: Self.definitions, form: .typed, subresource: "status")
        let object = status.update(live, to: changed, manager: "kube-controller-manager", now: Self.now)
        #expect(fields(object, 0) == #"{"f:status":{"f:observedGeneration":{},"f:replicas":{}}}"#)
    }

    @Test("An image set by another manager is taken from the first")
    func setImage() {
        var live = Self.apply.update(nil, to: Self.deployment, manager: "kubectl-create", now: Self.now)
        live["metadata"]?["uid"] = "u"
        var changed = live
        changed["spec"]?["template"]?["spec"]?["containers"] = [
            ["name": "nginx", "image": "nginx:2", "resources": [:], "ports": [["containerPort": 80]]]
        ]
        let object = Self.apply.update(live, to: changed, manager: "kubectl-set", now: Self.now + .seconds(1))
        #expect(
            fields(object, 1)
                == #"{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"nginx\"}":{"f:image":{}}}}}}}"#)
        #expect(!fields(object, 0).contains("f:image"))
    }

    @Test("An apply creates the object without nulls and owns what it says")
    func applied() throws {
        let object = try Self.apply.apply(Self.deployment, to: nil, manager: "m", force: false, now: Self.now)
        #expect(object["spec"]?["template"] == Self.deployment["spec"]?["template"])
        #expect(
            fields(object).hasPrefix(
                #"{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:replicas":{},"f:selector":{},"f:strategy":{"f:rollingUpdate":{"f:maxSurge":{}}"#
            ))
        var without = Self.deployment
        without["spec"]?["replicas"] = nil
        var stored = object
        stored["metadata"]?["uid"] = "u"
        let again = try Self.apply.apply(without, to: stored, manager: "m", force: false, now: Self.now)
        #expect(again["spec"]?["replicas"] == nil)
        #expect(again["spec"]?["selector"] == Self.deployment["spec"]?["selector"])
    }
}
