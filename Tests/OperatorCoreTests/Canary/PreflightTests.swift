import KubeCore
import OperatorCore
import Testing

@Suite struct PreflightTests {
    static func workload(_ name: String, _ labels: [String: JSONValue]) -> JSONValue {
        let labels = JSONValue.object(JSONObject(labels.sorted { $0.key < $1.key }))
        return [
            "metadata": ["name": .string(name), "namespace": "prod"],
            "spec": ["selector": ["matchLabels": labels], "template": ["metadata": ["labels": labels]]],
        ]
    }

    static func pod(_ version: JSONValue, proxy: Bool = true, ready: Bool = true) -> JSONValue {
        [
            "metadata": ["name": "web-\(version.stringValue ?? "")-x", "labels": ["app": "web", "version": version]],
            "spec": ["containers": [["name": "app"]], "initContainers": proxy ? [["name": "istio-proxy"]] : []],
            "status": ["conditions": [["type": "Ready", "status": ready ? "True" : "False"]]],
        ]
    }

    static let rule: JSONValue = [
        "metadata": ["name": "web", "namespace": "prod"],
        "spec": [
            "host": "web",
            "subsets": [
                ["name": "v1", "labels": ["version": "v1"]], ["name": "v2", "labels": ["version": "v2"]],
            ],
        ],
    ]

    static let virtualService: JSONValue = [
        "metadata": ["name": "web-public", "namespace": "prod"], "spec": ["hosts": ["web"]],
    ]

    /// All is well.
    static func good() -> PreflightObservation {
        var observation = PreflightObservation(namespace: "prod", spec: CanaryWorld.spec())
        observation.stable = workload("web-v1", ["app": "web", "version": "v1"])
        observation.canary = workload("web-v2", ["app": "web", "version": "v2"])
        observation.pods = [pod("v1"), pod("v2")]
        observation.services["web.prod.svc.cluster.local"] = [
            "metadata": ["name": "web"], "spec": ["selector": ["app": "web"]],
        ]
        observation.destinationRules = [rule]
        observation.virtualServices = [virtualService, virtualService]
        return observation
    }

    struct Case: Sendable {
        let reason: String
        let message: String
        let change: @Sendable (inout PreflightObservation) -> Void
    }

    static let cases: [Case] = [
        Case(reason: "WorkloadMissing", message: "Deployment/web-v2 does not exist in namespace prod") {
            $0.canary = nil
        },
        Case(
            reason: "SameWorkloadTwice", message: "stable and canary are both Deployment/web-v1; name two workloads"
        ) { $0.spec.workloads.canary = $0.spec.workloads.stable },
        Case(
            reason: "SelectorOverlap",
            message:
                "the selectors of Deployment/web-v1 and Deployment/web-v2 match each other's pods; give each a label of its own"
        ) { $0.stable?["spec"]?["selector"] = ["matchLabels": ["app": "web"]] },
        Case(reason: "ServiceMissing", message: "Service web.prod.svc.cluster.local does not exist") {
            $0.services = [:]
        },
        Case(
            reason: "ServiceSelectsNoCanaryPod",
            message:
                "Service web selects version=v1, which the pods of web-v2 do not have; a Service of both versions must not select on the version label"
        ) { $0.services["web.prod.svc.cluster.local"]?["spec"]?["selector"] = ["app": "web", "version": "v1"] },
        Case(
            reason: "SubsetMissing",
            message:
                "no DestinationRule of web.prod.svc.cluster.local defines subset v2; define it, or set destinationRule.manage to Ensure"
        ) { $0.destinationRules[0]["spec"]?["subsets"] = [["name": "v1", "labels": ["version": "v1"]]] },
        Case(
            reason: "SubsetShadowed", message: "subset v1 is defined by web and other; Istio uses that of web only"
        ) {
            $0.destinationRules.append([
                "metadata": ["name": "other", "namespace": "prod"],
                "spec": ["host": "web", "subsets": [["name": "v1", "labels": ["version": "v9"]]]],
            ])
        },
        Case(
            reason: "PodsMissingVersionLabel",
            message: "subset v2 needs version=v2 on the pod template of web-v2, found app=web,version=2"
        ) { $0.canary = workload("web-v2", ["app": "web", "version": "2"]) },
        Case(
            reason: "SubsetLabelsDiffer",
            message: "subset v2 selects app=web, which the pods of web-v1 have too; it must tell the versions apart"
        ) {
            $0.destinationRules[0]["spec"]?["subsets"] = [
                ["name": "v1", "labels": ["version": "v1"]], ["name": "v2", "labels": ["app": "web"]],
            ]
        },
        Case(
            reason: "SubsetSelectsNoPods",
            message: "subset v1 selects no ready pod: stable must serve before a run begins"
        ) { $0.pods = [pod("v1", ready: false), pod("v2")] },
        Case(
            reason: "SidecarNotInjected",
            message:
                "pod web-v2-x and 0 others have no istio-proxy: label the namespace istio-injection=enabled or istio.io/rev and restart the workloads"
        ) { $0.pods = [pod("v1"), pod("v2", proxy: false)] },
        Case(
            reason: "VirtualServiceMissing", message: "VirtualService web-mesh does not exist in namespace prod"
        ) { $0.virtualServices = [virtualService, nil] },
        Case(
            reason: "HostClaimedTwice",
            message:
                "host web.prod.svc.cluster.local is claimed by VirtualService web-public and by prod/rival; only one of them takes effect"
        ) {
            $0.virtualServices = [virtualService]
            $0.otherVirtualServices = [
                [
                    "metadata": ["name": "rival", "namespace": "prod"],
                    "spec": ["hosts": ["web.prod.svc.cluster.local"]],
                ]
            ]
        },
        Case(
            reason: "GatewayMissing",
            message: "VirtualService web-public names gateway prod/edge, which does not exist"
        ) {
            $0.virtualServices[0]?["spec"]?["gateways"] = ["edge"]
            $0.virtualServices = [$0.virtualServices[0]]
        },
        Case(
            reason: "HostNotInGateway",
            message: "gateway prod/edge serves *.example.com, not web of VirtualService web-public"
        ) {
            $0.virtualServices[0]?["spec"]?["gateways"] = ["edge"]
            $0.virtualServices = [$0.virtualServices[0]]
            $0.gateways["prod/edge"] = ["spec": ["servers": [["hosts": ["*/*.example.com"]]]]]
        },
        Case(
            reason: "MtlsMismatch",
            message:
                "DestinationRule web sends with tls DISABLE and PeerAuthentication is STRICT for web-v1: every request would fail; remove tls from the rule"
        ) {
            $0.destinationRules[0]["spec"]?["trafficPolicy"] = ["tls": ["mode": "DISABLE"]]
            $0.peerAuthentications = [
                ["metadata": ["namespace": "istio-system"], "spec": ["mtls": ["mode": "STRICT"]]]
            ]
        },
        Case(
            reason: "AutoscalerConflict",
            message:
                "capacity.canary would write the replicas that HorizontalPodAutoscaler/web-v2 writes; remove one of the two"
        ) {
            $0.spec.capacity = RolloutCapacity(
                canary: .init(mode: .matchNextWeight, headroom: 1.2, min: 1), scalingPolicyRef: nil, stableFloor: 1)
            $0.canaryScalers = ["HorizontalPodAutoscaler/web-v2"]
        },
        Case(
            reason: "ManagedTwice", message: "Canary/web manages the same route or workload; remove one of the two"
        ) { $0.otherManagers = ["Canary/web"] },
        Case(
            reason: "MetricsSilent",
            message:
                "metric errors gave nothing for the stable version in the last 5 minutes: the canary could never pass; check its query, or send traffic"
        ) { $0.silentMetrics = ["errors"] },
        Case(
            reason: "NotImplemented",
            message: "workloads.source (Revision mode) is not carried out by this version; remove it"
        ) { $0.spec.workloads.source = TargetReference(name: "web") },
    ]

    @Test("Nothing is found where all is well")
    func nothing() {
        #expect(Preflight.problems(Self.good()) == [])
    }

    @Test("Each mistake is named in words that say what to do, and nothing else is reported")
    func mistakes() {
        for test in Self.cases {
            var observation = Self.good()
            test.change(&observation)
            #expect(Preflight.problems(observation) == [.init(test.reason, test.message)], "\(test.reason)")
        }
    }

    @Test("The mode of mutual TLS is that of the closest policy")
    func peers() {
        var observation = Self.good()
        observation.destinationRules[0]["spec"]?["trafficPolicy"] = ["tls": ["mode": "SIMPLE"]]
        observation.peerAuthentications = [
            ["metadata": ["namespace": "istio-system"], "spec": ["mtls": ["mode": "STRICT"]]],
            ["metadata": ["namespace": "prod"], "spec": ["mtls": ["mode": "PERMISSIVE"]]],
        ]
        #expect(Preflight.problems(observation) == [])
        observation.peerAuthentications.append([
            "metadata": ["namespace": "prod"],
            "spec": ["selector": ["matchLabels": ["version": "v2"]], "mtls": ["mode": "STRICT"]],
        ])
        #expect(Preflight.problems(observation).map(\.reason) == ["MtlsMismatch"])
    }
}
