import KubeCore

/// Makes the Jobs of a CronJob when they are due, and deletes those beyond its history.
///
/// Not simulated: time zones (schedules are read in UTC) and the short words such as `@every 5m`.
/// Source: Kubernetes documentation, "CronJob".
struct CronJobController {
    static let component = "cronjob-controller"
    /// How far back a missed start is looked for: more is a clock that jumped, or a control plane that stood still.
    private static let patience = Duration.seconds(24 * 3600)

    private let cronJob: JSONValue
    private let meta: ObjectMeta
    private let jobs: [JSONValue]
    private let now: Timestamp
    private var plan = SimulatorPlan()

    /// `jobs` are those that the CronJob controls.
    static func plan(_ cronJob: JSONValue, jobs: [JSONValue], now: Timestamp) -> SimulatorPlan {
        var controller = CronJobController(cronJob: cronJob, meta: cronJob.simulatedMeta, jobs: jobs, now: now)
        return controller.run()
    }

    private mutating func run() -> SimulatorPlan {
        guard !meta.isBeingDeleted else { return plan }
        var status = cronJob["status"] ?? [:]
        let running = jobs.filter { Self.end(of: $0) == nil }
        noteFinished(&status)
        status["active"] = running.isEmpty ? nil : .array(running.map(Self.reference))
        trimHistory()
        startDue(running, &status)
        if status != cronJob["status"] ?? [:] {
            var changed = cronJob
            changed["status"] = status
            plan.actions.append(.updateStatus(.simulatedCronJobs, changed))
        }
        return plan
    }

    // MARK: Starting

    private mutating func startDue(_ running: [JSONValue], _ status: inout JSONValue) {
        guard cronJob[path: "spec", "suspend"]?.boolValue != true, let expression = expression else { return }
        if let due = lastDue(expression) {
            if mayStart(running, due: due) {
                create(at: due)
                status["lastScheduleTime"] = .string(due.rfc3339)
            }
        }
        if let next = expression.next(after: now, in: .utc) { plan.recheck(after: next - now) }
    }

    private var expression: CronExpression? {
        // What cannot be read was refused at creation, or is one of the short words.
        do { return try CronExpression(cronJob[path: "spec", "schedule"]?.stringValue ?? "") } catch { return nil }
    }

    /// The newest start since the last one that is not in the future.
    private func lastDue(_ expression: CronExpression) -> Timestamp? {
        let last =
            cronJob[path: "status", "lastScheduleTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
            ?? meta.creationTimestamp ?? now
        var due: Timestamp?
        var cursor = max(last, now - Self.patience)
        while let next = expression.next(after: cursor, in: .utc), next <= now {
            due = next
            cursor = next
        }
        guard let due else { return nil }
        if let deadline = cronJob[path: "spec", "startingDeadlineSeconds"]?.intValue, due + .seconds(deadline) < now {
            return nil
        }
        return due
    }

    private mutating func mayStart(_ running: [JSONValue], due: Timestamp) -> Bool {
        guard !jobs.contains(where: { $0.simulatedMeta.name == name(at: due) }) else { return false }
        switch cronJob[path: "spec", "concurrencyPolicy"]?.stringValue {
        case "Forbid": return running.isEmpty
        case "Replace":
            for job in running { delete(job) }
            return true
        default: return true
        }
    }

    /// Upstream names a job by the minutes since 1970 of its start, so that it is never made twice.
    private func name(at due: Timestamp) -> String { "\(meta.name)-\(due.seconds / 60)" }

    private mutating func create(at due: Timestamp) {
        var job = cronJob[path: "spec", "jobTemplate"] ?? [:]
        job["kind"] = "Job"
        job["apiVersion"] = "batch/v1"
        job.simulate(.string(name(at: due)), at: "metadata", "name")
        job.simulate(.string(meta.namespace), at: "metadata", "namespace")
        job.simulate(
            .string(due.rfc3339), at: "metadata", "annotations", "batch.kubernetes.io/cronjob-scheduled-timestamp")
        job.simulate(
            [cronJob.simulatedOwner(kind: "CronJob", apiVersion: "batch/v1")], at: "metadata", "ownerReferences")
        plan.actions.append(
            .create(.simulatedJobs, job, announcement("SuccessfulCreate", "Created job \(name(at: due))")))
    }

    // MARK: What is done

    /// When a job ended; nil while it runs.
    private static func end(of job: JSONValue) -> (time: Timestamp, isSuccess: Bool)? {
        for condition in job[path: "status", "conditions"]?.arrayValue ?? [] where condition["status"] == "True" {
            guard let type = condition["type"]?.stringValue, type == "Complete" || type == "Failed" else { continue }
            let time = condition["lastTransitionTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
            return (time ?? Timestamp(seconds: 0), type == "Complete")
        }
        return nil
    }

    private mutating func noteFinished(_ status: inout JSONValue) {
        let known = Set(
            (cronJob[path: "status", "active"]?.arrayValue ?? []).compactMap { $0["uid"]?.stringValue })
        for job in jobs {
            guard let end = Self.end(of: job), known.contains(job.simulatedMeta.uid) else { continue }
            let condition = end.isSuccess ? "Complete" : "Failed"
            plan.actions.append(
                .announce(
                    announcement(
                        "SawCompletedJob", "Saw completed job: \(job.simulatedMeta.name), condition: \(condition)")))
        }
        let successes = jobs.compactMap { Self.end(of: $0) }.filter(\.isSuccess).map(\.time)
        if let newest = successes.max() { status["lastSuccessfulTime"] = .string(newest.rfc3339) }
    }

    /// Deletes the oldest finished jobs beyond the limits.
    private mutating func trimHistory() {
        for (isSuccess, limit) in [
            (true, cronJob.simulatedInt("spec", "successfulJobsHistoryLimit", default: 3)),
            (false, cronJob.simulatedInt("spec", "failedJobsHistoryLimit", default: 1)),
        ] {
            let ended = jobs.compactMap { job in
                Self.end(of: job).flatMap { $0.isSuccess == isSuccess ? (time: $0.time, job: job) : nil }
            }.sorted { $0.time < $1.time }
            for entry in ended.dropLast(max(0, limit)) { delete(entry.job) }
        }
    }

    private mutating func delete(_ job: JSONValue) {
        let meta = job.simulatedMeta
        guard !meta.isBeingDeleted else { return }
        plan.actions.append(
            .delete(
                .simulatedJobs, meta.key, uid: meta.uid, gracePeriodSeconds: nil,
                announcement("SuccessfulDelete", "Deleted job \(meta.name)")))
    }

    private static func reference(_ job: JSONValue) -> JSONValue {
        let meta = job.simulatedMeta
        return [
            "kind": "Job", "namespace": .string(meta.namespace), "name": .string(meta.name), "uid": .string(meta.uid),
            "apiVersion": "batch/v1", "resourceVersion": .string(meta.resourceVersion),
        ]
    }

    private func announcement(_ reason: String, _ message: String) -> Announcement {
        Announcement(about: cronJob, reason: reason, message: message, component: Self.component)
    }
}
