import KubeCore
import KubeRuntime
import OperatorCore
import TestSupport
import Testing

@testable import Operator

@Suite struct ScalingMetricsTests {
    private static func snapshot(_ triggers: [Trigger]) -> ScalingSnapshot {
        var spec = ScalingPolicySpec(
            targetRef: TargetReference(apiVersion: "apps/v1", kind: "Deployment", name: "web"),
            replicas: ReplicaBounds(min: 1, max: 10), triggers: triggers)
        spec.engine = .native
        let metadata = ObjectMeta(name: "web", namespace: "shop")
        let policy = ScalingPolicy(metadata: metadata, spec: spec)
        return ScalingSnapshot(
            policy: policy,
            scale: .found(
                .init(
                    specReplicas: 2, statusReplicas: 2, selector: "app=web", resourceVersion: "7",
                    type: ResourceType("apps/v1", "Deployment", plural: "deployments"))))
    }

    private static func trigger(_ name: String) -> Trigger {
        var trigger = Trigger(name: name, source: .external(.init(metric: name)))
        trigger.target = TriggerTarget(averageValue: Quantity(10))
        return trigger
    }

    private static func lines(_ registry: MetricsRegistry) -> [String] {
        registry.exposition().split(separator: "\n").map(String.init).filter {
            $0.hasPrefix("scalingpolicy_") && !$0.contains("_seconds_bucket") && !$0.contains("reconcile_seconds")
        }
    }

    @Test("Values, proposals, ages, errors, decisions and limits are told, and forgotten with the policy")
    func report() {
        let clock = ManualClock()
        let registry = MetricsRegistry()
        let metrics = ScalingMetrics(registry: registry, clock: RuntimeClock(clock))
        var snapshot = Self.snapshot([Self.trigger("queue"), Self.trigger("mails")])
        snapshot.answers = ["queue": .value(200_000), "mails": .failed("the adapter is away")]
        let plan = ScalingPlanner.plan(snapshot, now: Timestamp(seconds: 1_800_000_000))
        metrics.report(snapshot, plan)
        clock.advance(by: .seconds(20))
        #expect(
            Self.lines(registry) == [
                #"scalingpolicy_current_replicas{namespace="shop",name="web"} 2"#,
                #"scalingpolicy_decisions_total{reason="Rescaled"} 1"#,
                #"scalingpolicy_desired_replicas{namespace="shop",name="web"} 6"#,
                #"scalingpolicy_limited_total{by="ScaleUpLimit"} 1"#,
                #"scalingpolicy_rescales_total{direction="up"} 1"#,
                #"scalingpolicy_trigger_age_seconds{namespace="shop",name="web",trigger="mails"} 20"#,
                #"scalingpolicy_trigger_age_seconds{namespace="shop",name="web",trigger="queue"} 20"#,
                #"scalingpolicy_trigger_errors_total{namespace="shop",name="web",trigger="mails"} 1"#,
                #"scalingpolicy_trigger_proposal{namespace="shop",name="web",trigger="queue"} 20"#,
                #"scalingpolicy_trigger_value{namespace="shop",name="web",trigger="queue"} 200"#,
            ])
        // The next good reading makes it young again; a trigger that is edited away leaves no series.
        snapshot.policy.status = plan.status ?? snapshot.policy.status
        snapshot.policy.spec.triggers = [Self.trigger("queue")]
        metrics.report(snapshot, ScalingPlanner.plan(snapshot, now: Timestamp(seconds: 1_800_000_020)))
        let lines = Self.lines(registry)
        #expect(lines.contains(#"scalingpolicy_trigger_age_seconds{namespace="shop",name="web",trigger="queue"} 0"#))
        #expect(!lines.contains { $0.contains("mails") })
        metrics.forget(ObjectKey(namespace: "shop", name: "web"))
        #expect(!Self.lines(registry).contains { $0.contains("shop") })
    }

    @Test("A pass is measured whether it succeeds or throws")
    func duration() async {
        let registry = MetricsRegistry()
        let metrics = ScalingMetrics(registry: registry, clock: RuntimeClock(ManualClock()))
        struct Failure: Error {}
        await #expect(throws: Failure.self) { try await metrics.timed { throw Failure() } }
        #expect(registry.exposition().contains("scalingpolicy_reconcile_seconds_count 1\n"))
    }
}
