import KubeCore
import OperatorCore
import Testing

@Suite("Trimtab's admission")
struct TrimtabAdmissionTests {
    static func request(
        _ kind: GroupVersionKind, _ object: JSONValue, operation: AdmissionRequest.Operation = .create,
        old: JSONValue? = nil
    ) -> AdmissionRequest {
        AdmissionRequest(
            uid: "u", kind: kind,
            resource: GroupVersionResource(group: kind.group, version: kind.version, resource: "things"),
            name: object[path: "metadata", "name"]?.stringValue ?? "", namespace: "shop", operation: operation,
            object: object, oldObject: old)
    }

    static func response(_ request: AdmissionRequest, _ surroundings: ScalingSurroundings = .unknown) throws
        -> JSONValue
    {
        let answer = TrimtabAdmission.handler.answer(
            method: "POST", target: WebhookDefaults.validatePath, contentType: "application/json",
            body: request.reviewJSON.serialized(), in: surroundings)
        #expect(answer.status == 200)
        return try JSONValue(parsing: answer.body)["response"] ?? .null
    }

    static func policy(min: Int64, max: Int64) -> JSONValue {
        [
            "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy",
            "metadata": ["name": "web", "namespace": "shop"],
            "spec": [
                "targetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"],
                "replicas": ["min": .integer(min), "max": .integer(max)],
                "triggers": [
                    ["name": "cpu", "source": ["resource": ["name": "cpu"]], "target": ["utilization": 70]]
                ],
            ],
        ]
    }

    static let policyKind = ScalingPolicy.resourceType.kind
    static let horizontalKind = GroupVersionKind(group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler")

    static func horizontal(_ owner: String? = nil) -> JSONValue {
        var metadata: JSONValue = ["name": "web-hpa", "namespace": "shop"]
        if let owner {
            metadata["ownerReferences"] = [
                [
                    "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy", "name": .string(owner), "uid": "1",
                    "controller": true,
                ]
            ]
        }
        return [
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata,
            "spec": [
                "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"], "maxReplicas": 3,
            ],
        ]
    }

    @Test("A policy is judged by its validator")
    func policies() throws {
        let good = Self.policy(min: 1, max: 5)
        let bad = Self.policy(min: 9, max: 5)
        #expect(try Self.response(Self.request(Self.policyKind, good))["allowed"] == true)
        let refusal = try Self.response(Self.request(Self.policyKind, bad))
        #expect(refusal["allowed"] == false)
        let causes = refusal[path: "status", "details", "causes"]?.arrayValue ?? []
        #expect(causes.contains { $0["field"] == "spec.replicas.min" })
        #expect(
            try Self.response(Self.request(Self.policyKind, bad, operation: .update, old: bad))["allowed"] == true)
        #expect(
            try Self.response(Self.request(Self.policyKind, bad, operation: .update, old: good))["allowed"] == false)
    }

    @Test("An autoscaler is never refused; one on a policy's workload gets a warning, unless the policy made it")
    func autoscalers() throws {
        let around = ScalingSurroundings(
            rivals: [.init(.scalingPolicy, "web"), .init(.horizontalPodAutoscaler, "web-hpa")])
        let warned = try Self.response(Self.request(Self.horizontalKind, Self.horizontal()), around)
        #expect(warned["allowed"] == true)
        #expect(
            warned["warnings"] == [
                "spec.scaleTargetRef: Deployment web is already scaled by ScalingPolicy web; two on one workload undo each other's changes: delete one of them"
            ])
        let own = try Self.response(Self.request(Self.horizontalKind, Self.horizontal("web")), around)
        #expect(own == ["uid": "u", "allowed": true])
        #expect(
            try Self.response(Self.request(Self.horizontalKind, Self.horizontal())) == ["uid": "u", "allowed": true])
        #expect(
            try Self.response(Self.request(Self.horizontalKind, ["spec": "x"]), around) == [
                "uid": "u", "allowed": true,
            ])
    }

    @Test("The question asked of the caches names the workload, and the policy it is asked for")
    func questions() {
        let policy = SurroundingsQuestion(Self.request(Self.policyKind, Self.policy(min: 1, max: 2)))
        #expect(policy?.target == TargetReference(name: "web"))
        #expect(policy?.namespace == "shop")
        #expect(policy?.policy == "web")
        let horizontal = SurroundingsQuestion(Self.request(Self.horizontalKind, Self.horizontal()))
        #expect(horizontal?.target == TargetReference(name: "web"))
        #expect(horizontal?.policy == "")
        #expect(SurroundingsQuestion(Self.request(Self.policyKind, ["spec": ["targetRef": "x"]])) == nil)
        let other = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        #expect(SurroundingsQuestion(Self.request(other, Self.horizontal())) == nil)
    }
}
