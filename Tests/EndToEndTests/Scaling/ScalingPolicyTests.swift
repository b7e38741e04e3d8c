import KubeClient
import KubeCore
import OperatorCore
import Sandbox
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ScalingPolicyTests {
    private static let cpu: JSONValue = [
        "targetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"], "replicas": ["min": 2, "max": 20],
        "triggers": [["name": "cpu", "source": ["resource": ["name": "cpu"]], "target": ["utilization": 70]]],
    ]

    @Test("Given a Deployment, when a cpu policy is made, then an HPA is owned by it after two writes")
    func delegates() async throws {
        try await OperatorOnSandbox.run { sandbox in
            try await sandbox.createDeployment("web")
            try await sandbox.createPolicy("web", spec: Self.cpu)
            let policy = try #require(
                await sandbox.first(ScalingPolicy.resourceType, "web") {
                    OperatorOnSandbox.condition("Ready", $0)?.status == .isTrue
                })
            #expect(policy[path: "status", "engine"] == "HPA")
            let object = try await sandbox.client.get(
                HorizontalPodAutoscalerPlan.resourceType, OperatorOnSandbox.key("web"))
            #expect(object[path: "spec", "minReplicas"] == 2)
            #expect(object[path: "spec", "scaleTargetRef", "name"] == "web")
            #expect(ObjectMeta(json: object["metadata"] ?? .null).controller?.name == "web")
            #expect(sandbox.requests.writes.count == 2, "\(sandbox.requests.writes)")

            // Somebody deletes it: it comes back.
            let uid = object[path: "metadata", "uid"]
            try await sandbox.client.delete(
                HorizontalPodAutoscalerPlan.resourceType, OperatorOnSandbox.key("web"))
            _ = try #require(
                await sandbox.first(HorizontalPodAutoscalerPlan.resourceType, "web") {
                    $0[path: "metadata", "uid"] != uid
                })
        }
    }

    @Test("Given no target, when a policy is made, then it says so, and nothing is made in a loop")
    func missingTarget() async throws {
        try await OperatorOnSandbox.run { sandbox in
            var spec = Self.cpu
            spec["engine"] = "Native"
            try await sandbox.createPolicy("web", spec: spec)
            let policy = try #require(
                await sandbox.first(ScalingPolicy.resourceType, "web") {
                    OperatorOnSandbox.condition("Ready", $0)?.status == .isFalse
                })
            let message = try #require(OperatorOnSandbox.condition("Ready", policy)?.message)
            #expect(message == "Deployment/web does not exist in namespace default")
        }
    }

    @Test("Given a policy that syncs every ten minutes, when its target comes and goes, then that shows at once")
    func targetComesAndGoes() async throws {
        try await OperatorOnSandbox.run { sandbox in
            var spec = Self.cpu
            spec["syncInterval"] = "10m"
            try await sandbox.createPolicy("web", spec: spec)
            func reaches(_ reason: String) async -> Bool {
                await sandbox.first(ScalingPolicy.resourceType, "web") {
                    OperatorOnSandbox.condition("Ready", $0)?.reason == reason
                } != nil
            }
            #expect(await reaches("TargetUnavailable"))
            let start = ContinuousClock.now
            try await sandbox.createDeployment("web")
            #expect(await reaches("Valid"))
            try await sandbox.client.delete(OperatorOnSandbox.deployments, OperatorOnSandbox.key("web"))
            #expect(await reaches("TargetUnavailable"))
            // Far less than the interval, whatever else the machine does.
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }

    @Test("Given a policy that scales vertically, when the VPA's CRD is installed, then the VPA is made at once")
    func verticalInstalledLater() async throws {
        try await OperatorOnSandbox.run { sandbox in
            try await sandbox.createDeployment("web")
            var spec = Self.cpu
            spec["syncInterval"] = "10m"
            spec["vertical"] = [
                "mode": "Recreate", "containers": [["name": "app", "controlledResources": ["memory"]]],
            ]
            try await sandbox.createPolicy("web", spec: spec)
            let waiting = try #require(
                await sandbox.first(ScalingPolicy.resourceType, "web") {
                    OperatorOnSandbox.condition("VerticalReady", $0) != nil
                })
            #expect(OperatorOnSandbox.condition("VerticalReady", waiting)?.reason == "NotServed")
            let start = ContinuousClock.now
            for definition in BundledDefinitions.all {
                _ = try await ManifestLoader(client: sandbox.client).apply(definition, file: "vpa")
            }
            _ = try #require(
                await sandbox.first(ScalingPolicy.resourceType, "web") {
                    OperatorOnSandbox.condition("VerticalReady", $0)?.reason == "NoRecommendation"
                })
            // Without the watch on definitions it would be half a minute.
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test("Given a policy that contradicts itself, then its status says where, and a good one beside it is served")
    func invalid() async throws {
        try await OperatorOnSandbox.run { sandbox in
            try await sandbox.createDeployment("web")
            var bad = Self.cpu
            // A fault that the rules of the CRD do not see.
            let schedule: JSONValue = ["start": "0 8 * * *", "end": "0 8 31 2 *", "timeZone": "Mars/Olympus"]
            bad["replicas"] = ["max": 3, "windows": [["name": "night", "schedule": schedule, "min": 2]]]
            try await sandbox.createPolicy("bad", spec: bad)
            try await sandbox.createPolicy("web", spec: Self.cpu)
            let refused = try #require(
                await sandbox.first(ScalingPolicy.resourceType, "bad") {
                    OperatorOnSandbox.condition("Ready", $0)?.status == .isFalse
                })
            #expect(OperatorOnSandbox.condition("Ready", refused)?.reason == "Invalid")
            _ = try #require(
                await sandbox.first(ScalingPolicy.resourceType, "web") {
                    OperatorOnSandbox.condition("Ready", $0)?.status == .isTrue
                })
        }
    }

    @Test(
        "Given a schedule that is always open, when the policy is native, then /scale is written and an event tells it")
    func scales() async throws {
        try await OperatorOnSandbox.run { sandbox in
            try await sandbox.createDeployment("worker")
            let spec: JSONValue = [
                "targetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "worker"],
                "replicas": ["min": 1, "max": 10],
                "triggers": [
                    [
                        "name": "always",
                        "source": [
                            "schedule": [
                                "start": "0 0 29 2 *", "end": "* * * * *", "timeZone": "UTC", "replicas": 4,
                            ]
                        ], "target": ["replicas": true],
                    ]
                ],
            ]
            try await sandbox.createPolicy("worker", spec: spec)
            _ = try #require(
                await sandbox.first(OperatorOnSandbox.deployments, "worker") {
                    $0[path: "spec", "replicas"] == 4
                })
            let policy = try #require(
                await sandbox.first(ScalingPolicy.resourceType, "worker") {
                    $0[path: "status", "replicas", "desired"] == 4
                })
            #expect(policy[path: "status", "engine"] == "Native")
            let event = try #require(try await sandbox.firstEvent { $0["reason"] == "Rescaled" })
            #expect(event[path: "regarding", "name"] == "worker")
            #expect(event["note"]?.stringValue?.hasPrefix("1 -> 4: ") == true)
        }
    }

    @Test(
        "Given a real Prometheus, when a policy follows its answer, then it scales; when it is gone, nothing moves",
        .enabled(if: ServerProcess.find("prometheus") != nil, "prometheus is not installed"))
    func prometheus() async throws {
        let port = try ServerProcess.freePort()
        let server = try ServerProcess(
            try #require(ServerProcess.find("prometheus")),
            [
                "--config.file={folder}/prometheus.yml", "--storage.tsdb.path={folder}/data",
                "--web.listen-address=127.0.0.1:\(port)",
            ], files: ["prometheus.yml": "global: {}\n"], ready: "Server is ready to receive web requests")
        defer { server.stop() }
        try await OperatorOnSandbox.run { sandbox in
            try await sandbox.createDeployment("shop")
            try await sandbox.createPolicy("shop", spec: Self.followingPrometheus(port: port))
            _ = try #require(
                await sandbox.first(OperatorOnSandbox.deployments, "shop") { $0[path: "spec", "replicas"] == 4 })
            server.stop()
            let policy = try #require(
                await sandbox.first(ScalingPolicy.resourceType, "shop") {
                    $0[path: "status", "triggers"]?[0]?["lastError"]?.stringValue != nil
                })
            let url = "http://127.0.0.1:\(port)"
            #expect(
                policy[path: "status", "triggers"]?[0]?["lastError"]?.stringValue?
                    .hasPrefix("no answer from Prometheus at \(url): ") == true)
            let deployment = try await sandbox.client.get(
                OperatorOnSandbox.deployments, OperatorOnSandbox.key("shop"))
            #expect(deployment[path: "spec", "replicas"] == 4)
        }
    }

    private static func followingPrometheus(port: Int) -> JSONValue {
        [
            "targetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "shop"], "syncInterval": "5s",
            "replicas": ["min": 1, "max": 10],
            "connections": [
                ["name": "prom", "prometheus": ["url": .string("http://127.0.0.1:\(port)")], "timeout": "2s"]
            ],
            "triggers": [
                [
                    "name": "load", "source": ["prometheus": ["connection": "prom", "query": "vector(7)"]],
                    "target": ["averageValue": "2"],
                ]
            ],
        ]
    }

    @Test("Given no CRD, then the operator waits without a loop, and works once it is installed")
    func installedLater() async throws {
        try await OperatorOnSandbox.run(installsCRD: false) { sandbox in
            try await sandbox.createDeployment("web")
            try await sandbox.installCRD()
            try await sandbox.createPolicy("web", spec: Self.cpu)
            _ = try #require(
                await sandbox.first(ScalingPolicy.resourceType, "web") {
                    OperatorOnSandbox.condition("Ready", $0)?.status == .isTrue
                })
        }
    }
}
