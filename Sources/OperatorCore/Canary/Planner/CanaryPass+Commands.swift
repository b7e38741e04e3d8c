import KubeCore

/// Commands and the paused phase.
extension CanaryPass {
    /// The command to execute in this pass; nil when there is none, it was executed before, or it is not for this run.
    mutating func acceptCommand() -> RolloutCommand? {
        guard let command = snapshot.command, status.lastCommand?.id != command.id else { return nil }
        let refusal = refusal(of: command)
        status.lastCommand = .init(
            id: command.id, do: command.do.rawValue, by: command.by, run: command.run,
            result: refusal.map { "Refused: \($0)" } ?? "Accepted")
        if let refusal {
            event(.warning, "CommandRefused", "\(command.do.rawValue): \(refusal)")
            return nil
        }
        event(.normal, "CommandAccepted", "\(command.do.rawValue)" + (command.by.map { " by \($0)" } ?? ""))
        return command
    }

    private func refusal(of command: RolloutCommand) -> String? {
        if command.do == .start || command.do == .retry {
            let isResting = [.idle, .succeeded, .failed].contains(phase)
            return isResting ? nil : "the rollout is \(phase.rawValue)"
        }
        guard let run = status.run else { return "there is no run" }
        guard command.run == run.id else { return "the run is \(run.id), not \(command.run ?? "named")" }
        guard Self.phases(for: command.do).contains(phase) else { return "the rollout is \(phase.rawValue)" }
        if command.do == .setWeight {
            let weights = [0] + run.plan.map(\.weight)
            guard let weight = command.weight, weights.contains(weight) else {
                return "weight must be one of \(weights.map { "\($0)" }.joined(separator: ", "))"
            }
        }
        if command.do == .approve, phase == .paused, !isSelfReplaced { return "nothing waits for approval" }
        if command.do == .resume, let problem = problems.first { return problem.message }
        return nil
    }

    /// Whether the version that serves all traffic was edited, and that waits to be accepted.
    private var isSelfReplaced: Bool { phase == .paused && status.lastDecision?.reason == "WouldSelfReplace" }

    private static func phases(for verb: RolloutCommand.Verb) -> Set<Status.Phase> {
        switch verb {
        case .start, .retry: [.idle, .succeeded, .failed]
        case .approve: [.gated, .paused]
        case .pause: [.preparing, .shifting, .holding, .gated]
        case .resume: [.paused]
        case .abort: [.preparing, .shifting, .holding, .gated, .paused, .holdAtCanary]
        case .promoteFull, .setWeight: [.shifting, .holding, .gated]
        }
    }

    mutating func stayPaused(_ command: RolloutCommand?) {
        guard let run = status.run else { return enter(.idle) }
        if command?.do == .abort {
            return run.result == nil ? rollBackNow("Aborted", "aborted") : abortServing()
        }
        if isSelfReplaced {
            guard command?.do == .approve || command?.do == .resume, let canary else { return }
            status.finishedHash = canary.templateHash
            let accepted = version(canary)
            status.run?.canary = accepted
            enter(.holdAtCanary)
            return decide("Stay", "Accepted", "the new template of \(canary.name) is accepted")
        }
        if run.result == nil, stopForVersions(run) { return }
        guard command?.do == .resume, !spec.suspend else { return }
        resume(run)
    }

    private mutating func abortServing() {
        status.run?.reason = "Aborted"
        enter(.rollingBack)
        lower(to: 0, because: "Aborted", "aborted")
        decide("Lower", "Aborted", "aborted")
        requeue(after: .seconds(1))
    }

    /// The step begins again: its timers and counters restart, and a share that somebody lowered needs evidence anew.
    private mutating func resume(_ run: Status.Run) {
        if let baseline = stable.map(version) { status.run?.stable = baseline }
        status.run?.resumedAt = now
        status.traffic?.drift = nil
        guard var step = status.step else {
            enter(.preparing)
            return decide("Stay", "Resumed", "the run goes on")
        }
        step.since = now
        // The person who resumes takes over what the weight is: it is written again as for a new step.
        step.restarts += 1
        status.step = step
        enter(.shifting)
        decide("Stay", "Resumed", "step \(step.index + 1) of \(step.of) begins again at \(step.weight) %")
        requeue(after: .seconds(1))
    }
}
