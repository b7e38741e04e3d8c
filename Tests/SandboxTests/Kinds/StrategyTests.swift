import KubeCore
import Sandbox
import Testing

@Suite("What writes to built-in kinds may change")
struct StrategyTests {
    private static func deployment(_ spec: String, status: String = "{}", generation: Int = 3) throws -> JSONValue {
        try object(
            """
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: web, generation: \(generation)},
             spec: \(spec), status: \(status)}
            """)
    }

    @Test("A creator sets no status, and the generation starts at 1")
    func creation() throws {
        var value = try Self.deployment("{replicas: 1}", status: "{replicas: 5}")
        try kind(of: value).prepareForCreate(&value)
        #expect(value["status"] == nil)
        #expect(value[path: "metadata", "generation"] == 1)
    }

    @Test("The generation counts changes of the spec and nothing else")
    func generation() throws {
        let old = try Self.deployment("{replicas: 1}", status: "{replicas: 1}")
        let deployment = try kind(of: old)
        var same = try Self.deployment("{replicas: 1}", status: "{replicas: 9}", generation: 77)
        same["metadata"]?["labels"] = ["a": "b"]
        deployment.prepareForUpdate(&same, old: old)
        #expect(same[path: "metadata", "generation"] == 3)
        #expect(same["status"] == old["status"])
        var changed = try Self.deployment("{replicas: 2}")
        deployment.prepareForUpdate(&changed, old: old)
        #expect(changed[path: "metadata", "generation"] == 4)
    }

    @Test("A status write leaves the spec alone")
    func status() throws {
        let old = try Self.deployment("{replicas: 1}")
        var value = try Self.deployment("{replicas: 2}", status: "{replicas: 1}")
        value["metadata"]?["labels"] = ["a": "b"]
        try kind(of: old).prepareForUpdate(&value, old: old, subresource: "status")
        #expect(value[path: "spec", "replicas"] == 1)
        #expect(value[path: "metadata", "labels"] == nil)
        #expect(value[path: "status", "replicas"] == 1)
        #expect(value[path: "metadata", "generation"] == 3)
    }

    @Test(
        "Autoscalers, services and namespaces have no generation",
        arguments: [
            "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}}",
            "{apiVersion: v1, kind: Service, metadata: {name: a}}",
            "{apiVersion: v1, kind: Namespace, metadata: {name: a}}",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}",
        ])
    func withoutGeneration(_ yaml: String) throws {
        var value = try object(yaml)
        try kind(of: value).prepareForCreate(&value)
        #expect(value[path: "metadata", "generation"] == nil)
    }

    @Test("A new definition has stored its storage version only")
    func definition() throws {
        var value = BundledDefinitions.verticalPodAutoscaler
        let kind = try kind(of: value)
        kind.applyDefaults(to: &value)
        kind.prepareForCreate(&value)
        kind.applyDefaults(to: &value)
        #expect(
            value["status"]?.serializedString()
                == #"{"conditions":null,"acceptedNames":{"plural":"","kind":""},"storedVersions":["v1"]}"#)
        #expect(kind.validate(value, old: nil).isEmpty)
    }

    @Test("The selector of a job is made of its identity")
    func job() throws {
        var value = try object("{apiVersion: batch/v1, kind: Job, metadata: {name: j, uid: u-1}, spec: {template: {}}}")
        try kind(of: value).prepareForCreate(&value)
        #expect(
            value[path: "spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid"]?.stringValue == "u-1")
        #expect(
            value[path: "spec", "template", "metadata", "labels", "batch.kubernetes.io/job-name"]?.stringValue == "j")
    }
}
