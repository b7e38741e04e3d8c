import KubeClient
import KubeCore
import KubeRuntime
import NIOConcurrencyHelpers
import Operator
import OperatorCore
import Testing

@Suite("Webhook", .timeLimit(.minutes(2)))
struct WebhookTests {
    @Test("A policy with faults is refused with all of them, as a schema error is; also in a dry run")
    func refused() async throws {
        try await WebhookOnSandbox.run { sandbox in
            // Faults that the rules of the CRD do not see: no expression reads a cron schedule.
            var policy = WebhookOnSandbox.policy("web")
            let schedule: JSONValue = ["start": "99 8 * * *", "end": "0 25 * * *", "timeZone": "UTC"]
            policy["spec"]?["replicas"]?["windows"] = [["name": "night", "schedule": schedule, "min": 2]]
            for dryRun in [false, true] {
                let error = try await #require(throws: APIError.self) {
                    try await sandbox.create(policy, dryRun: dryRun)
                }
                #expect(error.statusCode == 422)
                #expect(error.reason == "Invalid")
                #expect(
                    error.status?.message.hasPrefix(
                        "admission webhook \"policies.trimtab.dev\" denied the request: ScalingPolicy.trimtab.dev \"web\" is invalid: ["
                    ) == true)
                let fields = error.status?.details?.causes.map(\.field) ?? []
                #expect(fields.contains("spec.replicas.windows[0].schedule.start"))
                #expect(fields.contains("spec.replicas.windows[0].schedule.end"))
                #expect(error.status?.details?.name == "web")
            }
        }
    }

    @Test("A faultless policy is stored, and only judged in a dry run")
    func accepted() async throws {
        try await WebhookOnSandbox.run { sandbox in
            try await sandbox.create(WebhookOnSandbox.policy("web"), dryRun: true)
            let key = ObjectKey(namespace: "default", name: "web")
            let error = try await #require(throws: APIError.self) {
                try await sandbox.client.get(ScalingPolicy.resourceType, key)
            }
            #expect(error.isNotFound)
            try await sandbox.create(WebhookOnSandbox.policy("web"))
        }
    }

    @Test("An autoscaler on a workload that a policy scales is let in with a warning")
    func warned() async throws {
        try await WebhookOnSandbox.run { sandbox in
            try await sandbox.create(WebhookOnSandbox.policy("web"))
            let app = try #require(sandbox.replicas.first)
            try await sandbox.settled { app.policies.store.count == 1 }
            _ = try await sandbox.client.create(
                [
                    "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
                    "metadata": ["name": "mine", "namespace": "default"],
                    "spec": [
                        "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"],
                        "maxReplicas": 3,
                    ],
                ], as: WebhookOnSandbox.autoscalers)
            #expect(
                sandbox.warnings.withLockedValue { $0 }.contains(
                    "spec.scaleTargetRef: Deployment web is already scaled by ScalingPolicy web; two on one workload undo each other's changes: delete one of them"
                ))
        }
    }

    @Test("A policy from before the webhook can be labelled and deleted, not changed into another faulty one")
    func stored() async throws {
        var options = WebhookOnSandbox.Options()
        options.prepare = { client in
            // The webhook is registered, but nobody answers yet: it is taken away for a moment.
            let held = try await client.get(WebhookOnSandbox.configurations, WebhookOnSandbox.configuration)
            try await client.delete(WebhookOnSandbox.configurations, WebhookOnSandbox.configuration)
            _ = try await client.create(
                WebhookOnSandbox.policy("old", min: 9, max: 2), as: ScalingPolicy.resourceType)
            var again = held
            again["metadata"] = ["name": .string(WebhookOnSandbox.configuration.name)]
            _ = try await client.create(again, as: WebhookOnSandbox.configurations)
        }
        try await WebhookOnSandbox.run(options) { sandbox in
            let key = ObjectKey(namespace: "default", name: "old")
            _ = try await sandbox.client.patch(
                ScalingPolicy.resourceType, key,
                .merge(["metadata": ["labels": ["a": "b"], "finalizers": ["example.com/hold"]]]))
            let error = try await #require(throws: APIError.self) {
                try await sandbox.client.patch(
                    ScalingPolicy.resourceType, key, .merge(["spec": ["replicas": ["max": 3]]]))
            }
            #expect(error.isInvalid)
            try await sandbox.client.delete(ScalingPolicy.resourceType, key)
            _ = try await sandbox.client.patch(
                ScalingPolicy.resourceType, key, .merge(["metadata": ["finalizers": nil]]))
        }
    }

    @Test("Several operators that start together agree on one certificate and serve it")
    func agreed() async throws {
        var options = WebhookOnSandbox.Options()
        options.replicas = 3
        try await WebhookOnSandbox.run(options) { sandbox in
            let kept = try await sandbox.material().kept
            try await sandbox.settled {
                sandbox.replicas.allSatisfy { $0.webhook?.keeper.inUse?.info == kept.serving.info }
            }
            #expect(kept.authorities.count == 1)
            #expect(kept.signer == kept.authorities[0].id)
            #expect(kept.serving.hasNames)
            let secret = try await sandbox.client.get(WebhookOnSandbox.secrets, WebhookOnSandbox.secret)
            #expect(secret["type"] == "kubernetes.io/tls")
            let metrics = sandbox.replicas[0].registry.exposition()
            #expect(metrics.contains("webhook_certificate_not_after_seconds{certificate=\"serving\"}"))
        }
    }

    @Test("A Secret made by somebody else is served, its authority trusted, and another one is taken up")
    func provided() async throws {
        let policy = CertificatePolicy()
        let maker = CertificateMaker(policy: policy, hosts: WebhookOnSandbox.address.hosts)
        @Sendable func make() throws -> [String: String] {
            var data =
                try maker.data(.everything(keeping: []), present: nil, now: RuntimeClock.systemWallTime()) ?? [:]
            data[CertificateMaterial.Key.authorityKey] = nil
            return data
        }
        var options = WebhookOnSandbox.Options()
        options.certificates = .provided
        options.prepare = { client in
            var secret = CertificateSecret.json(WebhookOnSandbox.secret, data: try make())
            secret["metadata"] = [
                "name": .string(WebhookOnSandbox.secret.name),
                "namespace": .string(WebhookOnSandbox.secret.namespace),
            ]
            _ = try await client.create(secret, as: WebhookOnSandbox.secrets)
        }
        try await WebhookOnSandbox.run(options) { sandbox in
            let first = try await sandbox.material().kept.serving.info
            #expect(sandbox.replicas[0].webhook?.keeper.inUse?.info == first)
            try await sandbox.create(WebhookOnSandbox.policy("web"), dryRun: true)
            let data = JSONObject(
                try make().map { ($0.key, JSONValue.string(Base64Coding.encode($0.value.utf8))) })
            _ = try await sandbox.client.patch(
                WebhookOnSandbox.secrets, WebhookOnSandbox.secret, .merge(["data": .object(data)]))
            let second = try await sandbox.material().kept.serving.info
            #expect(second != first)
            try await sandbox.settled { sandbox.replicas[0].webhook?.keeper.inUse?.info == second }
            try await sandbox.create(WebhookOnSandbox.policy("web"), dryRun: true)
        }
    }
}
