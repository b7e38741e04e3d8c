import KubeCore

extension TriggerEvaluator {
    /// The count a step table asks for: `current` plus the rung that matches, or `current` between the bands and while
    /// the last change still takes effect.
    ///
    /// Above 70 add 1, below 30 remove 1, with 5 replicas: 75 asks for 6, 70 and 30 for 5, 12 for 4.
    func step(
        _ table: StepTable, milli: Int64, name: String, _ evaluation: inout TriggerEvaluation
    ) -> Int32 {
        let value = Self.decimal(milli)
        let rung = (table.above ?? []).filter { milli > $0.value.milliValue }.max { $0.value < $1.value }
        let lower = (table.below ?? []).filter { milli < $0.value.milliValue }.min { $0.value < $1.value }
        guard rung != nil || lower != nil else {
            evaluation.reason = "\(name) \(value) is between the bands"
            return current
        }
        if let wait = pause(table) {
            evaluation.reason = "\(name) \(value), \(wait)"
            return current
        }
        if let rung {
            evaluation.reason = "\(name) \(value) > \(rung.value): add \(rung.add)"
            return Int32(clamping: Int64(current) + Int64(rung.add))
        }
        guard let lower else { return current }
        evaluation.reason = "\(name) \(value) < \(lower.value): remove \(lower.remove)"
        return Int32(clamping: max(0, Int64(current) - Int64(lower.remove)))
    }

    /// Why no step is made now; nil when one may be made.
    private func pause(_ table: StepTable) -> String? {
        let last = input.snapshot.status.lastScale
        guard let time = [last?.up, last?.down].compactMap({ $0 }).max() else { return nil }
        if input.snapshot.now < time + table.every.duration { return "next step after \(table.every)" }
        guard let up = last?.up, up == time, case .pods(let pods) = input.snapshot.selection else { return nil }
        // A pod that never becomes ready must not stop the table for ever: five minutes is the HPA's own patience.
        let warmup = table.warmup?.duration ?? .seconds(300)
        let ready = pods.count(where: \.isRunningAndReady)
        guard ready < Int(current), input.snapshot.now < up + warmup else { return nil }
        return "waiting for \(Int(current) - ready) pods of the last step"
    }

    /// The most replicas that keep the shared resource within `allowed`; nil when the reading does not tell.
    ///
    /// Allowed 80 connections at 20 per replica is 4. Measured 42 % with 14 replicas and 80 % allowed is
    /// floor(0.8 * 14 / 0.42) = 26.
    static func limit(_ cap: ReplicaCap, milli: Int64, current: Int32) -> Int32? {
        let allowed = cap.allowed.milliValue
        if let perReplica = cap.perReplica?.milliValue, perReplica > 0 {
            return AutoscalingArithmetic.saturated(allowed / perReplica)
        }
        guard milli > 0, current > 0 else { return nil }
        return AutoscalingArithmetic.saturated(
            AutoscalingArithmetic.scale(allowed, by: Int64(current), over: milli))
    }
}
