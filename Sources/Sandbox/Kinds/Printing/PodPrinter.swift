import KubeCore

extension KindPrinter {
    /// Source: kubernetes `pkg/printers/internalversion/printers.go` printPod.
    static let pods = KindPrinter(
        columns: [
            .objectName,
            PrintColumn("Ready", "How many of its containers can serve."),
            PrintColumn("Status", "What its containers do, in one word."),
            PrintColumn("Restarts", "How often its containers were started again, and when last."),
            .age,
            PrintColumn("IP", "Its address.", priority: 1),
            PrintColumn("Node", "The node it is on.", priority: 1),
            PrintColumn("Nominated Node", "The node it will get when others have left.", priority: 1),
            PrintColumn("Readiness Gates", "Conditions beyond its containers that it waits for.", priority: 1),
        ], cells: { PodSummary($0).cells })
}

/// A pod in one line.
private struct PodSummary {
    private let context: PrintContext
    private var reason: String
    private var readyContainers = 0
    private var totalContainers: Int
    private var restarts: Int64 = 0
    private var lastRestart: Timestamp?

    init(_ context: PrintContext) {
        self.context = context
        let spec = context.spec
        totalContainers = spec["containers"]?.arrayValue?.count ?? 0
        reason = nonEmpty(context.status["reason"]) ?? context.status["phase"]?.stringValue ?? ""
        if context.condition("PodScheduled")?["reason"] == "SchedulingGated" { reason = "SchedulingGated" }
        let sidecars = Set(
            (spec["initContainers"]?.arrayValue ?? []).filter { $0["restartPolicy"] == "Always" }
                .compactMap { $0["name"]?.stringValue })
        totalContainers += sidecars.count
        let isInitializing = readInitContainers(sidecars)
        if !isInitializing || context.isTrue("Initialized") { readContainers() }
        readDeletion()
    }

    /// Whether containers that run first are still at work.
    private mutating func readInitContainers(_ sidecars: Set<String>) -> Bool {
        let statuses = context.status["initContainerStatuses"]?.arrayValue ?? []
        let total = context.spec["initContainers"]?.arrayValue?.count ?? 0
        for (index, status) in statuses.enumerated() {
            count(status)
            let terminated = status[path: "state", "terminated"]
            if let terminated, terminated["exitCode"]?.int64Value ?? 0 == 0 { continue }
            if sidecars.contains(status["name"]?.stringValue ?? ""), status["started"] == true {
                if status["ready"] == true { readyContainers += 1 }
                continue
            }
            if let terminated {
                reason = "Init:" + Self.endReason(terminated)
            } else if let waiting = nonEmpty(status[path: "state", "waiting", "reason"]), waiting != "PodInitializing" {
                reason = "Init:\(waiting)"
            } else {
                reason = "Init:\(index)/\(total)"
            }
            return true
        }
        return false
    }

    private mutating func readContainers() {
        var isAnyRunning = false
        for status in (context.status["containerStatuses"]?.arrayValue ?? []).reversed() {
            count(status)
            if let waiting = nonEmpty(status[path: "state", "waiting", "reason"]) {
                reason = waiting
            } else if let terminated = status[path: "state", "terminated"] {
                reason = Self.endReason(terminated)
            } else if status["ready"] == true, status[path: "state", "running"] != nil {
                isAnyRunning = true
                readyContainers += 1
            }
        }
        if reason == "Completed", isAnyRunning { reason = context.isTrue("Ready") ? "Running" : "NotReady" }
    }

    private mutating func count(_ status: JSONValue) {
        restarts += status["restartCount"]?.int64Value ?? 0
        guard let end = context.moment(status[path: "lastState", "terminated", "finishedAt"]) else { return }
        lastRestart = lastRestart.map { max($0, end) } ?? end
    }

    private static func endReason(_ terminated: JSONValue) -> String {
        if let reason = nonEmpty(terminated["reason"]) { return reason }
        if let signal = terminated["signal"]?.int64Value, signal != 0 { return "Signal:\(signal)" }
        return "ExitCode:\(terminated["exitCode"]?.int64Value ?? 0)"
    }

    private mutating func readDeletion() {
        guard context.isBeingDeleted else { return }
        let phase = context.status["phase"]?.stringValue ?? ""
        if context.status["reason"] == "NodeLost" {
            reason = "Unknown"
        } else if phase != "Succeeded", phase != "Failed" {
            reason = "Terminating"
        }
    }

    var cells: [JSONValue] {
        var restartText = "\(restarts)"
        if restarts != 0, let lastRestart {
            let ago = HumanDuration.format(.seconds(context.now.seconds - lastRestart.seconds))
            restartText = "\(restarts) (\(ago) ago)"
        }
        let addresses = context.status["podIPs"]?.arrayValue ?? []
        let address = nonEmpty(addresses.first?["ip"]) ?? nonEmpty(context.status["podIP"]) ?? PrintContext.none
        return [
            .string(context.name), .string("\(readyContainers)/\(totalContainers)"), .string(reason),
            .string(restartText), context.age, .string(address), context.text(context.spec["nodeName"]),
            context.text(context.status["nominatedNodeName"]), .string(readinessGates),
        ]
    }

    private var readinessGates: String {
        let gates = (context.spec["readinessGates"]?.arrayValue ?? []).compactMap { $0["conditionType"]?.stringValue }
        if gates.isEmpty { return PrintContext.none }
        return "\(gates.filter(context.isTrue).count)/\(gates.count)"
    }
}
