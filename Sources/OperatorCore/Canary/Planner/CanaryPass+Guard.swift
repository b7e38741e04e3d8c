import KubeCore

/// What is lowered whatever else is decided; lowering never waits for a status to be written.
extension CanaryPass {
    mutating func guardTraffic() {
        guard isAdopted, let traffic else { return }
        if canaryAvailable == 0, !traffic.isZero {
            lower(to: 0, because: "CanaryUnavailable", "the canary has no available pod")
        } else if Self.emptyPhases.contains(phase), !traffic.isZero {
            lower(to: 0, because: "TrafficNotAllowed", "no traffic belongs to the canary in phase \(phase.rawValue)")
        } else if traffic.isAbove(desired) {
            let who = snapshot.foreignManager.map { " by \($0)" } ?? ""
            lower(
                to: desired, because: "TrafficRaisedExternally",
                "the canary's share was raised\(who) above \(desired) %")
        }
    }

    private static let emptyPhases: Set<Status.Phase> = [
        .idle, .blocked, .preparing, .rollingBack, .failed, .succeeded,
    ]

    /// Lowers unless that would send users to a stable side without pods.
    mutating func lower(to weight: Int32, because reason: String, _ message: String) {
        guard stableAvailable > 0 else {
            deferral = "\(message), but the stable side has no available pod: nothing is lowered until it has"
            event(.warning, "AbortDeferred", deferral ?? "")
            requeue(after: .seconds(5))
            return
        }
        guard traffic?.isAbove(weight) == true, target.map({ weight < $0 }) ?? true else { return }
        target = weight
        if spec.mode == .enforce {
            event(.warning, reason, "\(message); lowered to \(weight) %")
        }
    }
}
