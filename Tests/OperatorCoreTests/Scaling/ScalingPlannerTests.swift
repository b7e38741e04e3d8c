import KubeCore
import OperatorCore
import Testing

@Suite struct ScalingPlannerTests {
    private let now = Timestamp.start
    private let deployments = ResourceType("apps/v1", "Deployment", plural: "deployments")

    private func policy(_ change: (inout ScalingPolicySpec) -> Void = { _ in }) -> ScalingPolicy {
        var metadata = ObjectMeta(name: "web", namespace: "shop")
        metadata.uid = "u1"
        metadata.resourceVersion = "7"
        metadata.generation = 3
        metadata.creationTimestamp = now - .seconds(3600)
        var spec = ScalingPolicySpec(
            targetRef: TargetReference(name: "web"), replicas: ReplicaBounds(min: 2, max: 10), triggers: [.cpu(60)])
        change(&spec)
        return ScalingPolicy(metadata: metadata, spec: spec)
    }

    private func snapshot(_ policy: ScalingPolicy, replicas: Int32 = 2) -> ScalingSnapshot {
        ScalingSnapshot(
            policy: policy,
            scale: .found(
                .init(
                    specReplicas: replicas, statusReplicas: replicas, selector: "app=web", resourceVersion: "40",
                    type: deployments)))
    }

    private func native(_ items: Double) -> ScalingSnapshot {
        var snapshot = snapshot(
            policy {
                $0.triggers = [.queue()]
                $0.engine = .native
            })
        snapshot.readings["queue"] = .value(items, at: now)
        return snapshot
    }

    /// Status patch, if the plan has one.
    private func reported(_ plan: ScalingPlan) throws -> ScalingPolicyStatus? {
        for case .patchStatus(_, _, _, let to, let version) in plan.actions {
            #expect(version == "7")
            return try JSONValueDecoder().decode(ScalingPolicyStatus.self, from: to)
        }
        return nil
    }

    @Test("What an HPA can do becomes an HPA, anything more is done natively, and the status says why")
    func engines() {
        #expect(ScalingEngine.choice(for: policy().spec).engine == .hpa)
        let queue = ScalingEngine.choice(for: policy { $0.triggers = [.queue()] }.spec)
        #expect(queue.engine == .native)
        #expect(queue.reason.contains("reads only the metrics APIs of the cluster"))
        #expect(ScalingEngine.choice(for: policy { $0.engine = .native }.spec).engine == .native)
    }

    @Test("The native engine writes the count first and its status last")
    func nativeOrder() throws {
        let plan = ScalingPlanner.plan(native(45), now: now)
        guard case .scale(deployments, let key, from: 2, to: 5, resourceVersion: "40")? = plan.actions.first else {
            Issue.record("\(plan.actions)")
            return
        }
        #expect(key == ObjectKey(namespace: "shop", name: "web"))
        guard case .event(let event) = plan.actions[1] else {
            Issue.record("\(plan.actions)")
            return
        }
        #expect(event.reason == "Rescaled")
        #expect(plan.actions.count == 3)
        #expect(try reported(plan)?.engine == .native)
        #expect(plan.summary == "shop/web: 2 -> 5, queue 45 / 10 per pod = 5")
        #expect(plan.requeueAfter == .seconds(15))
    }

    @Test("Planning again from what the plan made asks for nothing")
    func settles() throws {
        var snapshot = native(45)
        for _ in 0..<3 {
            let plan = ScalingPlanner.plan(snapshot, now: now)
            if let status = try reported(plan) { snapshot.policy.status = status }
            snapshot.scale = .found(
                .init(
                    specReplicas: 5, statusReplicas: 5, selector: "app=web", resourceVersion: "41", type: deployments))
        }
        #expect(ScalingPlanner.plan(snapshot, now: now).actions.isEmpty)
    }

    @Test("A failed write is reported without the write")
    func failedWrite() throws {
        let plan = ScalingPlanner.plan(native(45), now: now, afterFailedWrite: "HTTP 500")
        #expect(
            !plan.actions.contains { action in
                if case .scale = action { true } else { false }
            })
        #expect(try reported(plan)?.conditions?[type: "AbleToScale"]?.reason == "FailedUpdateScale")
    }

    @Test("An HPA owned by the policy carries its bounds, metrics, behavior and held direction")
    func horizontal() throws {
        let policy = policy {
            $0.triggers?.append(
                Trigger(
                    name: "rps", source: .pods(PodsSource(metric: "rps")),
                    target: TriggerTarget(averageValue: Quantity(milli: 1500))))
            $0.hold = Hold(down: true)
        }
        let plan = ScalingPlanner.plan(snapshot(policy), now: now)
        guard case .apply(HorizontalPodAutoscalerPlan.resourceType, let object, nil)? = plan.actions.first else {
            Issue.record("\(plan.actions)")
            return
        }
        #expect(
            object["metadata"]
                == [
                    "name": "web", "namespace": "shop", "labels": ["app.kubernetes.io/managed-by": "trimtab"],
                    "ownerReferences": [
                        [
                            "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy", "name": "web", "uid": "u1",
                            "controller": true, "blockOwnerDeletion": true,
                        ]
                    ],
                ])
        let spec = object["spec"]
        #expect(spec?["minReplicas"] == 2)
        #expect(spec?["maxReplicas"] == 10)
        #expect(
            spec?["metrics"]
                == [
                    [
                        "type": "Resource",
                        "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 60]],
                    ],
                    [
                        "type": "Pods",
                        "pods": [
                            "metric": ["name": "rps"], "target": ["type": "AverageValue", "averageValue": "1500m"],
                        ],
                    ],
                ])
        #expect(spec?["behavior"]?["scaleDown"]?["selectPolicy"] == "Disabled")
        let status = try reported(plan)
        #expect(status?.engine == .hpa)
        #expect(status?.conditions?[type: "ScalingActive"]?.reason == "Pending")
        #expect(status?.conditions?[type: "Held"]?.status == .isTrue)
    }

    @Test("The HPA's status comes back in the policy's terms")
    func horizontalStatus() throws {
        let policy = policy()
        var object = HorizontalPodAutoscalerPlan.object(for: policy, timeZones: [:], now: now)
        object["status"] = [
            "currentReplicas": 3, "desiredReplicas": 4, "lastScaleTime": "2027-01-15T08:00:00Z",
            "currentMetrics": [
                [
                    "type": "Resource",
                    "resource": ["name": "cpu", "current": ["averageUtilization": 75, "averageValue": "150m"]],
                ]
            ],
            "conditions": [
                [
                    "type": "ScalingActive", "status": "True", "reason": "ValidMetricFound", "message": "fine",
                    "lastTransitionTime": "2027-01-15T08:00:00Z",
                ]
            ],
        ]
        var snapshot = snapshot(policy, replicas: 3)
        snapshot.horizontal = .present(object)
        let status = try #require(try reported(ScalingPlanner.plan(snapshot, now: now)))
        #expect(status.replicas?.current == 3)
        #expect(status.replicas?.desired == 4)
        #expect(status.triggers?.first?.value == "75")
        #expect(status.triggers?.first?.unit == "%")
        #expect(status.conditions?[type: "ScalingActive"]?.reason == "ValidMetricFound")
        #expect(status.lastScale?.up != nil)
    }

    @Test("Somebody else's HPA of the same name is left alone, ours goes when the engine changes")
    func foreignHorizontal() throws {
        var foreign = snapshot(policy())
        foreign.horizontal = .present(["metadata": ["name": "web", "namespace": "shop", "uid": "h1"]])
        let plan = ScalingPlanner.plan(foreign, now: now)
        #expect(
            !plan.actions.contains { action in
                if case .apply = action { true } else { false }
            })
        #expect(try reported(plan)?.conditions?[type: "Conflict"]?.status == .isTrue)
        let ours = HorizontalPodAutoscalerPlan.object(for: policy(), timeZones: [:], now: now)
        var changed = native(20)
        changed.horizontal = .present(ours)
        guard
            case .delete(HorizontalPodAutoscalerPlan.resourceType, _, _)? = ScalingPlanner.plan(changed, now: now)
                .actions.first
        else {
            Issue.record("the HPA stays")
            return
        }
    }

    @Test("A VPA is made where its kind is served, and its recommendation shown")
    func vertical() throws {
        var container = ContainerSizing(name: "app", controlledResources: ["memory"])
        container.minAllowed = ["memory": Quantity("256Mi") ?? .zero]
        let policy = policy { $0.vertical = VerticalScaling(mode: .auto, containers: [container]) }
        var snapshot = snapshot(policy)
        #expect(
            try reported(ScalingPlanner.plan(snapshot, now: now))?.conditions?[type: "VerticalReady"]?.reason
                == "NotServed")
        snapshot.vertical = .absent
        let plan = ScalingPlanner.plan(snapshot, now: now)
        var made: JSONValue?
        for case .apply(VerticalPodAutoscalerPlan.resourceType, let object, nil) in plan.actions { made = object }
        #expect(
            made?["spec"]
                == [
                    "targetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"],
                    "updatePolicy": ["updateMode": "Recreate"],
                    "resourcePolicy": [
                        "containerPolicies": [
                            [
                                "containerName": "app", "mode": "Auto", "minAllowed": ["memory": "256Mi"],
                                "controlledResources": ["memory"], "controlledValues": "RequestsAndLimits",
                            ]
                        ]
                    ],
                ])
        var existing = try #require(made)
        existing["status"] = [
            "recommendation": [
                "containerRecommendations": [["containerName": "app", "target": ["memory": "812Mi"]]]
            ]
        ]
        snapshot.vertical = .present(existing)
        let status = try #require(try reported(ScalingPlanner.plan(snapshot, now: now)))
        #expect(status.vertical?.containers?.first?.target?["memory"] == Quantity("812Mi"))
        #expect(status.conditions?[type: "VerticalReady"]?.reason == "RecommendationProvided")
        snapshot.policy.spec.mode = .dryRun
        var dry: JSONValue?
        for case .apply(_, let object, _) in ScalingPlanner.plan(snapshot, now: now).actions { dry = object }
        #expect(dry?["spec"]?["updatePolicy"] == ["updateMode": "Off"])
    }

    @Test("Snapshot and plan survive encoding")
    func coding() throws {
        let snapshot = native(45)
        let plan = ScalingPlanner.plan(snapshot, now: now)
        let encoder = JSONValueEncoder()
        let decoder = JSONValueDecoder()
        #expect(try decoder.decode(ScalingSnapshot.self, from: encoder.encode(snapshot)) == snapshot)
        #expect(try decoder.decode(ScalingPlan.self, from: encoder.encode(plan)) == plan)
    }
}
