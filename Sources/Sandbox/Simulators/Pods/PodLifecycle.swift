import KubeCore

/// How long pods take, in the absence of annotations that say otherwise.
struct PodTimings: Hashable, Sendable {
    /// From placement to running.
    var start: Duration = .milliseconds(300)
    /// From running to ready.
    var ready: Duration = .milliseconds(300)
    /// From deletion to gone; never longer than the pod's grace period.
    var stop: Duration = .zero
    /// How long the pods of Jobs run.
    var run: Duration = .seconds(2)

    static let startKey = "sandbox.trimtab.dev/start-delay"
    static let readyKey = "sandbox.trimtab.dev/ready-delay"
    static let stopKey = "sandbox.trimtab.dev/stop-delay"
    static let runKey = "sandbox.trimtab.dev/run-duration"
    /// `true`: the pod starts and never becomes ready. `Failed`: it ends in failure after its run duration.
    static let failKey = "sandbox.trimtab.dev/fail"

    /// With what a pod's annotations say (Go durations, such as `1m30s`); what cannot be read counts as not there.
    func adjusted(by annotations: [String: String]) -> PodTimings {
        func read(_ key: String, _ fallback: Duration) -> Duration {
            annotations[key].flatMap(GoDuration.parse).map { max($0, .zero) } ?? fallback
        }
        return PodTimings(
            start: read(Self.startKey, start), ready: read(Self.readyKey, ready), stop: read(Self.stopKey, stop),
            run: read(Self.runKey, run))
    }
}

/// What a kubelet would do with a placed pod.
///
/// ```
/// placed --start--> Running, not ready --ready--> Ready --(restartPolicy other than Always) run--> Succeeded | Failed
/// any of them: deletionTimestamp --stop--> gone
/// ```
enum PodLifecycle {
    /// All times come from the pod itself, so that a restart of the simulator changes nothing. `address` gives a new one.
    static func plan(
        _ pod: PodReading, timings: PodTimings, address: () -> String, now: Timestamp
    ) -> SimulatorPlan {
        var plan = SimulatorPlan()
        let timings = timings.adjusted(by: pod.meta.annotations)
        if let deletion = pod.meta.deletionTimestamp {
            stop(pod, deletion, timings, now, &plan)
        } else if !pod.node.isEmpty, !pod.isFinished {
            advance(pod, timings, address, now, &plan)
        }
        return plan
    }

    private static func stop(
        _ pod: PodReading, _ deletion: Timestamp, _ timings: PodTimings, _ now: Timestamp, _ plan: inout SimulatorPlan
    ) {
        // The timestamp is when the grace period ends.
        let grace = Duration.seconds(pod.json.simulatedInt("metadata", "deletionGracePeriodSeconds"))
        let left = deletion - grace + min(timings.stop, grace) - now
        if left > .zero {
            plan.recheck(after: left)
        } else {
            plan.actions.append(
                .delete(.simulatedPods, pod.meta.key, uid: pod.meta.uid, gracePeriodSeconds: 0, nil))
        }
    }

    private static func advance(
        _ pod: PodReading, _ timings: PodTimings, _ address: () -> String, _ now: Timestamp, _ plan: inout SimulatorPlan
    ) {
        let failure = pod.meta.annotations[PodTimings.failKey]
        guard pod.phase == "Running" else {
            let placed = time(of: "PodScheduled", in: pod) ?? pod.meta.creationTimestamp ?? now
            let left = placed + timings.start - now
            if left > .zero { return plan.recheck(after: left) }
            let isReadyAtOnce = timings.ready == .zero && failure == nil
            plan.actions.append(status(pod, "Running", isReady: isReadyAtOnce, address: address, now: now))
            return
        }
        let started = pod.json[path: "status", "startTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:)) ?? now
        if !pod.isReady, failure == nil {
            let left = started + timings.ready - now
            if left > .zero { return plan.recheck(after: left) }
            plan.actions.append(status(pod, "Running", isReady: true, address: address, now: now))
            return
        }
        guard pod.json[path: "spec", "restartPolicy"]?.stringValue ?? "Always" != "Always" else { return }
        let left = started + timings.ready + timings.run - now
        if left > .zero { return plan.recheck(after: left) }
        plan.actions.append(
            status(pod, failure == "Failed" ? "Failed" : "Succeeded", isReady: false, address: address, now: now))
    }

    private static func time(of type: String, in pod: PodReading) -> Timestamp? {
        condition(type, in: pod)?["lastTransitionTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
    }

    private static func condition(_ type: String, in pod: PodReading) -> JSONValue? {
        (pod.json[path: "status", "conditions"]?.arrayValue ?? []).first { $0["type"]?.stringValue == type }
    }

    // MARK: - Status

    private static func status(
        _ pod: PodReading, _ phase: String, isReady: Bool, address: () -> String, now: Timestamp
    ) -> SimulatorAction {
        var json = pod.json
        var status = json["status"] ?? [:]
        let started = status["startTime"] ?? .string(now.rfc3339)
        let ended = phase == "Succeeded" || phase == "Failed"
        status["phase"] = .string(phase)
        status["observedGeneration"] = pod.meta.generation > 0 ? .integer(pod.meta.generation) : nil
        status["conditions"] = .array(conditions(pod, isReady: isReady, ended: ended, now: now))
        let host = JSONValue.string(PodScheduler.address(of: pod.node))
        status["hostIP"] = host
        status["hostIPs"] = [["ip": host]]
        let given = status["podIP"] ?? .string(address())
        status["podIP"] = given
        status["podIPs"] = [["ip": given]]
        status["startTime"] = started
        let containers = pod.json[path: "spec", "containers"]?.arrayValue ?? []
        status["containerStatuses"] = .array(
            containers.map { container($0, phase: phase, isReady: isReady, started: started, now: now, pod) })
        json["status"] = status
        return .updateStatus(.simulatedPods, json)
    }

    private static func conditions(_ pod: PodReading, isReady: Bool, ended: Bool, now: Timestamp) -> [JSONValue] {
        let wanted: [(type: String, status: Bool)] = [
            ("PodReadyToStartContainers", !ended), ("Initialized", true), ("Ready", isReady),
            ("ContainersReady", isReady), ("PodScheduled", true),
        ]
        return wanted.map { type, status in
            let before = condition(type, in: pod)
            let text = JSONValue.string(status ? "True" : "False")
            let time =
                before?["status"] == text
                ? before?["lastTransitionTime"] ?? .string(now.rfc3339) : .string(now.rfc3339)
            var condition: JSONValue = [
                "type": .string(type), "status": text, "lastProbeTime": nil, "lastTransitionTime": time,
            ]
            if !status, type.hasSuffix("Ready") {
                condition["reason"] = ended ? "PodCompleted" : "ContainersNotReady"
                if !ended {
                    let names = (pod.json[path: "spec", "containers"]?.arrayValue ?? [])
                        .compactMap { $0["name"]?.stringValue }.joined(separator: " ")
                    condition["message"] = .string("containers with unready status: [\(names)]")
                }
            }
            return condition
        }
    }

    private static func container(
        _ spec: JSONValue, phase: String, isReady: Bool, started: JSONValue, now: Timestamp, _ pod: PodReading
    ) -> JSONValue {
        let state: JSONValue =
            switch phase {
            case "Succeeded", "Failed":
                [
                    "terminated": [
                        "exitCode": phase == "Failed" ? 1 : 0, "reason": phase == "Failed" ? "Error" : "Completed",
                        "startedAt": started, "finishedAt": .string(now.rfc3339),
                    ]
                ]
            default: ["running": ["startedAt": started]]
            }
        return [
            "name": spec["name"] ?? "", "state": state, "lastState": [:], "ready": .bool(isReady), "restartCount": 0,
            "image": spec["image"] ?? "", "imageID": spec["image"] ?? "", "started": .bool(phase == "Running"),
            "containerID": .string("simulated://\(pod.meta.uid)"),
        ]
    }
}
