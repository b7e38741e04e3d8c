import KubeCore
import OperatorCore
import Testing

/// A ScalingPolicy in few words: members of `spec` that replace or join those of a small valid one.
struct PolicyCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// YAML flow members of `spec`.
    let spec: String

    init(_ name: String, _ spec: String) {
        self.name = name
        self.spec = spec
    }

    var testDescription: String { name }

    func object() throws -> JSONValue {
        var members = try Self.members(Self.base)
        for member in try Self.members(spec) { members[member.key] = member.value }
        return [
            "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy",
            "metadata": ["name": "web", "namespace": "shop"], "spec": .object(members),
        ]
    }

    /// As the API server hands it on: defaults filled in.
    func defaulted() throws -> JSONValue { SchemaDefaulter().applying(ScalingPolicy.schema, to: try object()) }

    private static func members(_ text: String) throws -> JSONObject {
        let value = try #require(try YAML.parse(Array("{\(text)}".utf8)).first).value
        return try #require(value.objectValue)
    }

    private static let base = """
        targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, replicas: {min: 1, max: 10}, \
        triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}}]
        """

    static let redis = "connections: [{name: r, redis: {addresses: ['redis:6379']}}]"
    static let cpu = "{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}}"
    static let queue = "{name: q, source: {redisList: {connection: r, keys: [a]}}, target: {averageValue: 10}}"
}
