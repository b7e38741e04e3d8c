import KubeCore

/// The transitions; a pass makes at most one.
extension CanaryPass {
    mutating func step() {
        let command = acceptCommand()
        switch phase {
        case .idle, .succeeded, .failed: rest(command)
        case .blocked: unblock()
        case .holdAtCanary: serveCanary(command)
        case .rollingBack: rollBack()
        case .promoting: promote()
        case .returning: returnToStable()
        case .paused: stayPaused(command)
        case .preparing, .shifting, .holding, .gated: advance(command)
        case .terminating: break
        }
    }

    // MARK: No run

    private mutating func rest(_ command: RolloutCommand?) {
        if let problem = problems.first {
            enter(.blocked)
            return decide("Stay", problem.reason, problem.message)
        }
        guard adopt() else { return }
        releaseCanary()
        guard phase == .idle || phase == .succeeded || phase == .failed else { return }
        guard let canary, let stable else { return }
        let isAsked = command?.do == .start || command?.do == .retry
        if !isAsked {
            guard spec.trigger == .onTemplateChange else {
                return decide("Stay", "WaitingForStart", "waits for the command start")
            }
            guard canary.templateHash != status.finishedHash, canary.templateHash != status.failedHash else {
                return decide("Stay", "NoNewVersion", "no new version of \(canary.name) since the last run")
            }
        }
        if let closed = holdsBack() { return decide("Stay", closed.reason, closed.message) }
        guard traffic?.isZero == true else {
            return decide("Stay", "TrafficNotAtStable", "waits for the guard to lower")
        }
        start(stable: stable, canary: canary, cause: isAsked ? .command : .templateChanged)
    }

    /// Scales away what Trimtab scaled up, after the time that is kept for debugging.
    private mutating func releaseCanary() {
        guard status.scaledCanary == true, let last = status.history?.first else { return }
        let until = last.finishedAt + spec.onFailure.keepCanary.duration
        guard until <= now else { return requeue(at: until) }
        actions.append(.scaleCanary(to: 0))
        status.scaledCanary = nil
    }

    /// Takes over the split once, when it stands where a rollout begins; true when it is ours.
    private mutating func adopt() -> Bool {
        if isAdopted { return true }
        guard let traffic else { return false }
        if traffic.isZero {
            status.adopted = true
            return true
        }
        if traffic.isFull, spec.adoptAtCanary {
            status.adopted = true
            status.traffic?.desired = 100
            status.finishedHash = canary?.templateHash
            enter(.holdAtCanary)
            decide("Stay", "AdoptedAtCanary", "all traffic was on \(canary?.name ?? "the canary") already")
            return true
        }
        enter(.blocked)
        decide(
            "Stay", "InitialWeightNotZero",
            "the routes send \(Int32(traffic.share.rounded())) % to the canary: set its weight to 0 first"
                + (traffic.isFull ? ", or set adoptAtCanary" : ""))
        return false
    }

    private mutating func unblock() {
        guard problems.isEmpty, isAdopted || traffic.map({ $0.isZero || $0.isFull && spec.adoptAtCanary }) == true
        else {
            let problem = problems.first
            if let problem { decide("Stay", problem.reason, problem.message) }
            return requeue(after: .seconds(30))
        }
        switch status.history?.first?.result {
        case .succeeded: enter(.succeeded)
        case .rolledBack: enter(.failed)
        case nil: enter(.idle)
        }
        decide("Stay", "Validated", "what was wrong is mended")
        requeue(after: .seconds(1))
    }

    private mutating func start(stable: CanarySnapshot.Workload, canary: CanarySnapshot.Workload, cause: Status.Cause) {
        let count = (status.runCount ?? 0) + 1
        status.runCount = count
        status.run = Status.Run(
            id: "\(snapshot.key.name)-\(count)", startedAt: now, cause: cause, stable: version(stable),
            canary: version(canary), plan: spec.steps)
        status.traffic = .init(desired: 0)
        status.step = nil
        status.metrics = nil
        status.tests = nil
        enter(.preparing)
        decide("Start", cause.rawValue, "run \(snapshot.key.name)-\(count) of \(canary.name) begins")
        requeue(after: .seconds(1))
    }

    func version(_ workload: CanarySnapshot.Workload) -> Status.Version {
        Status.Version(name: workload.name, templateHash: workload.templateHash, images: workload.images)
    }

    // MARK: After success

    private mutating func serveCanary(_ command: RolloutCommand?) {
        if command?.do == .abort { return abortFinished(by: command) }
        guard problems.isEmpty else { return requeue(after: .seconds(30)) }
        if let canary, let hash = status.finishedHash, canary.templateHash != hash {
            return pause(
                "WouldSelfReplace",
                "\(canary.name) serves all traffic and its template was edited: the command approve accepts that")
        }
        if traffic?.isBelow(100) == true || target != nil {
            let who = snapshot.foreignManager.map { " by \($0)" } ?? ""
            pause("TrafficLowered", "the canary's share was lowered\(who); the command resume raises it again")
        }
    }

    /// A fast way back to the warm old version, as a run of its own so that no run has two results.
    private mutating func abortFinished(by command: RolloutCommand?) {
        guard let stable, let canary else { return }
        let count = (status.runCount ?? 0) + 1
        status.runCount = count
        status.run = Status.Run(
            id: "\(snapshot.key.name)-\(count)", startedAt: now, cause: .rollback, stable: version(stable),
            canary: version(canary), plan: status.run?.plan ?? spec.steps)
        status.run?.maxWeight = 100
        rollBackNow("Aborted", "aborted" + (command?.by.map { " by \($0)" } ?? ""))
    }

    // MARK: Ends

    mutating func rollBackNow(_ reason: String, _ message: String) {
        status.run?.reason = "\(reason): \(message)"
        enter(.rollingBack)
        lower(to: 0, because: reason, message)
        decide("Lower", reason, message)
        requeue(after: .seconds(1))
    }

    private mutating func rollBack() {
        lowerIfNeeded()
        if !(spec.tests ?? []).isEmpty { actions.append(.removeTesterRoutes) }
        guard let traffic else { return requeue(after: .seconds(5)) }
        guard traffic.isZero else { return requeue(after: .seconds(2)) }
        guard let settled = settledAt, settled <= now else {
            return requeue(at: settledAt ?? now + spec.traffic.propagation.settle.duration)
        }
        // A finished run that is resumed and then fails keeps its one result.
        if status.run?.result == nil { finishRun(.rolledBack) }
        status.failedHash = status.run?.canary.templateHash
        status.traffic?.desired = 0
        enter(.failed)
        decide("Finish", "RolledBack", status.run?.reason ?? "rolled back")
        requeue(after: .seconds(1))
    }

    private mutating func lowerIfNeeded() {
        guard traffic?.isZero == false else { return }
        lower(to: 0, because: "RollingBack", status.run?.reason ?? "rolling back")
    }

    /// When proxies have heard that nothing goes to the canary any more; nil while that is not recorded.
    private var settledAt: Timestamp? {
        guard status.traffic?.applied == 0, let at = status.traffic?.appliedAt else { return nil }
        return at + spec.traffic.propagation.settle.duration
    }

    mutating func finishRun(_ result: Status.Result) {
        guard let run = status.run, run.result == nil else { return }
        status.run?.result = result
        let record = Status.RunRecord(
            run: run.id, result: result, reason: run.reason ?? result.rawValue, maxWeight: run.maxWeight,
            startedAt: run.startedAt, finishedAt: now)
        status.history = Array(([record] + (status.history ?? [])).prefix(Int(spec.historyLimit)))
    }

    private mutating func promote() {
        guard let stable else { return pause("WorkloadMissing", "the stable workload does not exist") }
        if let canaryTemplate = canary?.template, let stableTemplate = stable.template,
            !TemplatePromotion.patch(from: canaryTemplate, to: stableTemplate).isEmpty
        {
            actions.append(.promoteTemplate)
            return requeue(after: .seconds(5))
        }
        guard stable.isSettled, stable.available > 0 else {
            if let run = status.run, (run.resumedAt ?? run.startedAt) + spec.deadlines.total.duration <= now {
                return pause(
                    "PromotionDeadline", "\(stable.name) did not become available; traffic stays on the canary")
            }
            decide("Stay", "WaitingForStable", "\(stable.name) is taking over the canary's template")
            return requeue(after: .seconds(5))
        }
        enter(.returning)
        decide("Lower", "Returning", "\(stable.name) runs the canary's template: traffic goes back")
        requeue(after: .seconds(1))
    }

    /// Traffic goes back to stable by the same steps in reverse.
    private mutating func returnToStable() {
        guard let traffic, let plan = status.run?.plan else { return requeue(after: .seconds(5)) }
        let next = plan.last { $0.weight < desired }
        if traffic.isAbove(desired) { return lower(to: desired, because: "Returning", "traffic goes back to stable") }
        let hold = plan.first { $0.weight == desired }?.hold.duration ?? spec.traffic.propagation.settle.duration
        let since = status.traffic?.appliedAt ?? now
        if desired == 0 {
            guard let settled = settledAt, settled <= now else {
                return requeue(after: spec.traffic.propagation.settle.duration)
            }
            status.finishedHash = status.run?.canary.templateHash
            enter(.succeeded)
            return decide("Finish", "Promoted", "stable serves the new version")
        }
        guard since + hold <= now, status.traffic?.applied == desired else { return requeue(at: since + hold) }
        status.traffic?.desired = next?.weight ?? 0
        lower(to: desired, because: "Returning", "traffic goes back to stable")
        decide("Lower", "Returning", "traffic goes back to stable: \(desired) % on the canary")
        requeue(after: .seconds(1))
    }

    // MARK: Deletion

    mutating func terminate() {
        let wasActive = isActive || phase == .terminating
        if wasActive, isAdopted, refusedWrite == nil, traffic?.isZero == false {
            enter(.terminating)
            lower(to: 0, because: "Deleted", "the rollout is deleted")
            // Without pods on the stable side nothing better can be done than to leave the traffic where it is served.
            if target != nil { return requeue(after: .seconds(1)) }
        }
        enter(.terminating)
        decide("Finish", "Deleted", "the rollout is deleted; traffic stays as it is")
        actions = [.removeTesterRoutes, .removeFinalizer]
    }

    mutating func enter(_ phase: Status.Phase) {
        status.phase = phase
    }

    mutating func pause(_ reason: String, _ message: String) {
        status.run?.reason = "\(reason): \(message)"
        enter(.paused)
        decide("Pause", reason, message)
    }
}
