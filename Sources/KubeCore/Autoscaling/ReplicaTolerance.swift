/// How far usage may be from its target before the replica count changes, as a fraction of the target.
package struct ReplicaTolerance: Hashable, Sendable, Codable {
    /// 0.1 ignores usage up to 10 % above the target.
    package var up: Double
    /// 0.1 ignores usage down to 10 % below the target.
    package var down: Double

    package init(up: Double, down: Double) {
        self.up = up
        self.down = down
    }

    /// The controller's default in both directions (`--horizontal-pod-autoscaler-tolerance`).
    package static let standard = ReplicaTolerance(up: 0.1, down: 0.1)

    /// Both bounds belong to the range; false for NaN.
    package func contains(_ ratio: Double) -> Bool {
        1 - down <= ratio && ratio <= 1 + up
    }
}
