import KubeCore

/// Runs pods of a Job until enough have succeeded or too many have failed.
///
/// Not simulated: indexed completion, success policies, pod failure policies.
/// Source: Kubernetes documentation, "Jobs".
struct JobController {
    static let component = "job-controller"
    /// Pods made in one pass, as upstream.
    private static let burst = 500

    private let job: JSONValue
    private let meta: ObjectMeta
    private let pods: [PodReading]
    private let now: Timestamp
    private var plan = SimulatorPlan()

    /// `pods` are those that the job controls.
    static func plan(_ job: JSONValue, pods: [PodReading], now: Timestamp) -> SimulatorPlan {
        var controller = JobController(job: job, meta: job.simulatedMeta, pods: pods, now: now)
        return controller.run()
    }

    private var parallelism: Int { job.simulatedInt("spec", "parallelism", default: 1) }
    /// Nil: any success ends the job.
    private var completions: Int? { job[path: "spec", "completions"]?.intValue }
    private var isSuspended: Bool { job[path: "spec", "suspend"]?.boolValue ?? false }
    private var succeeded: Int { pods.filter { $0.phase == "Succeeded" }.count }
    private var failed: Int { pods.filter { $0.phase == "Failed" }.count }

    private var isFinished: Bool {
        (job[path: "status", "conditions"]?.arrayValue ?? []).contains { condition in
            ["Complete", "Failed"].contains(condition["type"]?.stringValue ?? "")
                && condition["status"]?.stringValue == "True"
        }
    }

    private mutating func run() -> SimulatorPlan {
        guard !meta.isBeingDeleted else { return plan }
        guard !isFinished else {
            expire()
            return plan
        }
        let active = pods.filter(\.isActive)
        if failed > job.simulatedInt("spec", "backoffLimit", default: 6) {
            finish("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit", active)
        } else if isPastDeadline {
            finish("Failed", "DeadlineExceeded", "Job was active longer than specified deadline", active)
        } else if completions.map({ succeeded >= $0 }) ?? (succeeded > 0 && active.isEmpty) {
            finish("Complete", "CompletionsReached", "Reached expected number of succeeded pods", active)
        } else {
            keepRunning(active)
            writeStatus(active: active.count, conditions: [])
        }
        return plan
    }

    private var started: Timestamp? {
        job[path: "status", "startTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
    }

    private var isPastDeadline: Bool {
        guard let started, let limit = job[path: "spec", "activeDeadlineSeconds"]?.intValue else { return false }
        return started + .seconds(limit) <= now
    }

    private mutating func keepRunning(_ active: [PodReading]) {
        let missing = completions.map { max(0, $0 - succeeded) } ?? (succeeded > 0 ? active.count : parallelism)
        let wanted = isSuspended ? 0 : min(parallelism, missing)
        if active.count < wanted {
            for _ in active.count..<min(wanted, active.count + Self.burst) { createPod() }
        } else {
            for pod in active.sorted(by: ReplicaSetController.isDeletedBefore).prefix(active.count - wanted) {
                delete(pod)
            }
        }
        if let started, let limit = job[path: "spec", "activeDeadlineSeconds"]?.intValue {
            plan.recheck(after: started + .seconds(limit) - now)
        }
    }

    private mutating func createPod() {
        var pod = job[path: "spec", "template"] ?? [:]
        pod["kind"] = "Pod"
        pod["apiVersion"] = "v1"
        pod.simulate(.string("\(meta.name)-"), at: "metadata", "generateName")
        pod.simulate(.string(meta.namespace), at: "metadata", "namespace")
        for (label, value) in [
            ("batch.kubernetes.io/controller-uid", meta.uid), ("batch.kubernetes.io/job-name", meta.name),
            ("controller-uid", meta.uid), ("job-name", meta.name),
        ] {
            pod.simulate(.string(value), at: "metadata", "labels", label)
        }
        pod.simulate([job.simulatedOwner(kind: "Job", apiVersion: "batch/v1")], at: "metadata", "ownerReferences")
        plan.actions.append(.create(.simulatedPods, pod, announcement("SuccessfulCreate", "Created pod: {name}")))
    }

    private mutating func delete(_ pod: PodReading) {
        plan.actions.append(
            .delete(
                .simulatedPods, pod.meta.key, uid: pod.meta.uid, gracePeriodSeconds: nil,
                announcement("SuccessfulDelete", "Deleted pod: \(pod.meta.name)")))
    }

    private func announcement(_ reason: String, _ message: String, isWarning: Bool = false) -> Announcement {
        Announcement(
            about: job, isWarning: isWarning, reason: reason, message: message, component: Self.component)
    }

    private mutating func finish(_ type: String, _ reason: String, _ message: String, _ active: [PodReading]) {
        for pod in active { delete(pod) }
        let criterion = type == "Complete" ? "SuccessCriteriaMet" : "FailureTarget"
        let time = JSONValue.string(now.rfc3339)
        let conditions: [JSONValue] = [criterion, type].map { name in
            [
                "type": .string(name), "status": "True", "lastProbeTime": time, "lastTransitionTime": time,
                "reason": .string(reason), "message": .string(message),
            ]
        }
        writeStatus(active: 0, conditions: conditions)
        plan.actions.append(
            .announce(
                type == "Complete"
                    ? announcement("Completed", "Job completed") : announcement(reason, message, isWarning: true)))
    }

    private mutating func writeStatus(active: Int, conditions: [JSONValue]) {
        var status = job["status"] ?? [:]
        if status["startTime"] == nil, !isSuspended { status["startTime"] = .string(now.rfc3339) }
        let ready = conditions.isEmpty ? pods.filter { $0.isActive && $0.isReady }.count : 0
        for (name, count) in [("active", active), ("succeeded", succeeded), ("failed", failed)] {
            status[name] = count == 0 ? nil : .integer(Int64(count))
        }
        status["ready"] = .integer(Int64(ready))
        status["terminating"] = .integer(Int64(pods.filter { $0.meta.isBeingDeleted && !$0.isFinished }.count))
        status["uncountedTerminatedPods"] = [:]
        if !conditions.isEmpty {
            status["conditions"] = .array((status["conditions"]?.arrayValue ?? []) + conditions)
            if conditions.contains(where: { $0["type"]?.stringValue == "Complete" }) {
                status["completionTime"] = .string(now.rfc3339)
            }
        }
        guard status != job["status"] else { return }
        var changed = job
        changed["status"] = status
        plan.actions.append(.updateStatus(.simulatedJobs, changed))
    }

    /// Deletes a finished job after its time to live.
    private mutating func expire() {
        guard let limit = job[path: "spec", "ttlSecondsAfterFinished"]?.intValue else { return }
        let ends = (job[path: "status", "conditions"]?.arrayValue ?? []).compactMap {
            $0["lastTransitionTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
        }
        guard let end = ends.max() else { return }
        let left = end + .seconds(limit) - now
        if left > .zero {
            plan.recheck(after: left)
        } else {
            plan.actions.append(.delete(.simulatedJobs, meta.key, uid: meta.uid, gracePeriodSeconds: nil, nil))
        }
    }
}
