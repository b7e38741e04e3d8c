/// An expression over `CELTestWorld`, what it gives, and what a server of Kubernetes 1.36 counts for it.
struct CELCase: Sendable {
    let source: String
    /// As `CELTestWorld.outcome` spells it.
    let outcome: String
    let cost: UInt64

    init(_ source: String, _ outcome: String, cost: UInt64) {
        self.source = source
        self.outcome = outcome
        self.cost = cost
    }
}

/// Answers of a real server (its packages, with the libraries and limits of rules of custom resources).
enum CELCases {}
