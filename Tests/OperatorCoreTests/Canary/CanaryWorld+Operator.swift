import KubeCore
import OperatorCore
import TestSupport

/// The operator in the world: plans, writes in the agreed order, and is struck by every fault.
extension CanaryWorld {
    struct Faults {
        /// Crashes before the write of this number.
        var crashBefore: Int?
        /// Is answered by a server error at the write of this number, which has not happened.
        var failAt: Int?
        /// Hears nothing of the write of this number, which has happened.
        var loseAt: Int?
        var age: (status: Int, services: Int) = (0, 0)

        var areNone: Bool { crashBefore == nil && failAt == nil && loseAt == nil && age == (0, 0) }
    }

    enum Stop: Error {
        case crashed, failed, conflict
    }

    mutating func reconcile(_ faults: Faults = Faults()) {
        guard !isGone else { return }
        var (snapshot, statusVersion) = snapshot(age: faults.age)
        var plan = CanaryPlanner.plan(snapshot)
        if plan.weights != nil {
            // Weights are decided on the rollout as the server has it, read anew: caches may lag.
            (snapshot, statusVersion) = self.snapshot(age: (0, faults.age.services))
            plan = CanaryPlanner.plan(snapshot)
        }
        var write = 0
        do {
            if spec.mode == .observe, plan.weights != nil { violate("I18", "\(plan.weights?.weight ?? 0)") }
            if plan.weights?.direction == .raise {
                try self.write(faults, &write) { world throws(Stop) in
                    try world.persist(plan.status, over: statusVersion, snapshot)
                }
                try apply(plan, snapshot, faults, &write)
            } else {
                try apply(plan, snapshot, faults, &write)
                try self.write(faults, &write) { world throws(Stop) in
                    try world.persist(plan.status, over: statusVersion, snapshot)
                }
            }
            if plan.actions.contains(.removeFinalizer) {
                try self.write(faults, &write) { $0.isGone = true }
            }
        } catch {
            return
        }
        guard faults.areNone else { return }
        checkCompleted(plan, snapshot)
    }

    private mutating func write(
        _ faults: Faults, _ number: inout Int, _ body: (inout CanaryWorld) throws(Stop) -> Void
    ) throws(Stop) {
        defer { number += 1 }
        if faults.crashBefore == number { throw .crashed }
        if faults.failAt == number { throw .failed }
        try body(&self)
        if faults.loseAt == number { throw .failed }
    }

    private mutating func persist(_ new: Status, over version: Int, _ snapshot: CanarySnapshot) throws(Stop) {
        guard let last = statuses.last, last.version == version else { throw .conflict }
        guard last.value != new else { return }
        log(
            "recorded \(new.phase?.rawValue ?? "") desired \(new.traffic?.desired ?? -1) \(new.lastDecision?.reason ?? "")"
        )
        checkRecorded(new, after: last.value, snapshot)
        statuses.append(Versioned(version: version + 1, value: new))
        if statuses.count > 20 { statuses.removeFirst(10) }
    }

    /// Lowering goes on past failures and reports them at the end; raising stops at the first.
    private mutating func apply(
        _ plan: CanaryPlan, _ snapshot: CanarySnapshot, _ faults: Faults, _ write: inout Int
    ) throws(Stop) {
        guard let weights = plan.weights else { return }
        var failure: Stop?
        for change in weights.changes {
            do throws(Stop) {
                try self.write(faults, &write) { world throws(Stop) in
                    try world.patch(change, weights, snapshot)
                }
            } catch {
                if error == .crashed || weights.direction == .raise { throw error }
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private mutating func patch(
        _ change: CanaryPlan.Change, _ weights: CanaryPlan.Weights, _ snapshot: CanarySnapshot
    ) throws(Stop) {
        guard let index = Self.names.firstIndex(of: change.object.name), let last = services[index].last,
            let patch = try? JSONPatch(json: change.patch), var result = try? patch.apply(to: last.value),
            result[path: "metadata", "resourceVersion"]?.stringValue == "\(last.version)"
        else { throw .conflict }
        let before = share(last.value)
        result["metadata"]?["resourceVersion"] = .string("\(last.version + 1)")
        services[index].append(Versioned(version: last.version + 1, value: result))
        if services[index].count > 20 { services[index].removeFirst(10) }
        log("wrote \(before) -> \(share(result)) on \(change.object.name) in \(status.phase?.rawValue ?? "")")
        checkWrite(from: before, to: share(result), result, weights, snapshot)
    }

    // MARK: Invariants

    private mutating func checkWrite(
        from before: Int64, to after: Int64, _ object: JSONValue, _ weights: CanaryPlan.Weights,
        _ snapshot: CanarySnapshot
    ) {
        let truth = status
        let pair = (object[path: "spec", "http"]?[0]?["route"]?.arrayValue ?? []).compactMap {
            $0["weight"]?.int64Value
        }
        if pair.reduce(0, +) != 100 || pair.count != 2 {
            violate("I1", "the pair does not total 100: \(object)")
        }
        if truth.adopted != true { violate("I21", "\(before) -> \(after) before adoption") }
        let earned = [0] + (truth.run?.plan ?? spec.steps).map { Int64($0.weight) }
        if !earned.contains(after) { violate("I5", "\(after) is no weight of the plan") }
        if after > before {
            if canaryNow.available == 0 { violate("I2", "raised without pods") }
            if ![.shifting, .holding, .gated].contains(truth.phase ?? .idle) {
                violate("I2", "raised in \(truth.phase?.rawValue ?? "none")")
            }
            if truth.traffic?.desired != Int32(after) { violate("I2", "raised to what is not recorded: \(after)") }
            if truth.run?.canary.templateHash != canaryNow.templateHash {
                violate("I2", "raised another version")
            }
            if spec.suspend { violate("I10", "raised while suspended") }
            if truth.phase == .holding || truth.phase == .gated, !isPassing(snapshot) {
                violate("I13", "raised again without a pass")
            }
        } else if after < before {
            if stableNow.available == 0, canaryNow.available > 0 {
                violate("I4b", "lowered onto a stable side without pods")
            }
            if truth.phase == .holdAtCanary, canaryNow.available > 0, !isDeleted,
                snapshot.command?.do != .abort
            {
                violate("I12", "lowered a finished canary \(before) -> \(after)")
            }
        }
    }

    private func isPassing(_ snapshot: CanarySnapshot) -> Bool {
        guard let readings = snapshot.readings, let analysis = spec.analysis else { return false }
        let verdict = MetricEvaluation.evaluate(
            readings, metrics: analysis.metrics ?? [], steps: 3, before: [])
        return verdict.failure == nil && verdict.undecided.isEmpty
            && (verdict.samples ?? 0) >= Double(analysis.minSamples)
    }

    private mutating func checkRecorded(_ new: Status, after old: Status, _ snapshot: CanarySnapshot) {
        if let id = new.lastCommand?.id, id != old.lastCommand?.id, new.lastCommand?.result == "Accepted" {
            accepted[id, default: 0] += 1
            if accepted[id] ?? 0 > 1 { violate("I9", "command \(id) was accepted twice") }
        }
        for record in new.history ?? [] where !(old.history ?? []).contains(record) {
            if !finishedRuns.insert(record.run).inserted { violate("I9", "run \(record.run) has two results") }
        }
        checkAdvance(from: old, to: new, snapshot)
    }

    private mutating func checkAdvance(from old: Status, to new: Status, _ snapshot: CanarySnapshot) {
        guard old.phase == .holding, new.phase == .shifting, let before = old.step, let after = new.step,
            after.index > before.index, new.lastCommand?.id == old.lastCommand?.id
        else { return }
        if let until = before.holdUntil, until > now { violate("I7", "advanced before its hold was over") }
        if after.index != before.index + 1 { violate("I5", "skipped a step") }
        if !isPassing(snapshot) {
            violate("I7", "advanced without a pass")
        }
        if providerIsDown { violate("I7", "advanced while metrics were not to be had") }
    }

    private mutating func checkCompleted(_ plan: CanaryPlan, _ snapshot: CanarySnapshot) {
        guard status.adopted == true, spec.mode == .enforce, !isGone, !isDeleted else { return }
        guard (snapshot.status.swapped ?? false) == isSwapped, stableNow.available > 0 else { return }
        if canaryNow.available == 0, largestShare != 0 { violate("I3", "\(largestShare) % on a canary without pods") }
        if largestShare > Int64(status.traffic?.desired ?? 0) + 1 {
            violate("I13", "\(largestShare) % although \(status.traffic?.desired ?? 0) % is wanted")
        }
        let phase = status.phase ?? .idle
        if [.rollingBack, .failed, .idle, .blocked].contains(phase), largestShare != 0 {
            violate(phase == .rollingBack ? "I4" : "I12", "\(largestShare) % in \(phase.rawValue)")
        }
        // Planning again from what the plan produced gives no writes.
        let again = CanaryPlanner.plan(self.snapshot().0)
        if plan.weights == nil, again.weights != nil, again.status.phase == plan.status.phase,
            again.weights?.direction == .lower
        {
            violate("level", "planning twice lowers again")
        }
    }
}
