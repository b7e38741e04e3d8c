package import KubeCore

/// When a failed attempt is tried again by the client itself, and after how long; pure.
///
/// Only what the server asks to be repeated, or what certainly or harmlessly may be: callers have their own backoff
/// for the rest.
///
/// | failure | verbs | wait |
/// |---|---|---|
/// | 429 with Retry-After | all: the request was not acted on | as told |
/// | 503 and other 5xx with Retry-After | idempotent | as told |
/// | 503 without | idempotent | base, doubled each time |
/// | connection lost | reads | base, doubled each time |
/// | connection lost | idempotent | none, once: a server that goes away gracefully closes its old connections |
package struct RetryPolicy: Hashable, Sendable {
    /// Attempts in all.
    package var maximumAttempts: Int
    /// A longer Retry-After is not waited for: the error goes to the caller, who has other work to do.
    package var maximumWait: Duration
    package var baseWait: Duration

    package init(
        maximumAttempts: Int = 4, maximumWait: Duration = .seconds(10), baseWait: Duration = .milliseconds(250)
    ) {
        self.maximumAttempts = maximumAttempts
        self.maximumWait = maximumWait
        self.baseWait = baseWait
    }

    package static let none = RetryPolicy(maximumAttempts: 1)

    /// How often a request may reach the server without a further effect.
    package enum Repeatability: Hashable, Sendable {
        /// GET: no effect at all.
        case read
        /// PUT, DELETE, server-side apply and merge patches: the second has no effect, or fails by a precondition.
        case idempotent
        /// POST and JSON patches.
        case once
    }

    /// How long to wait before attempt `attempt` + 1; nil when the error is final. `attempt` counts from 1.
    package func wait(after error: APIError, attempt: Int, _ repeatability: Repeatability) -> Duration? {
        guard attempt < maximumAttempts else { return nil }
        let wait: Duration
        switch (error.code, error.statusCode ?? 0) {
        case (.response, 429):
            guard let asked = error.retryAfter else { return nil }
            wait = asked
        case (.response, 503) where repeatability != .once:
            wait = error.retryAfter ?? backoff(attempt)
        case (.response, 500...599) where repeatability != .once:
            guard let asked = error.retryAfter else { return nil }
            wait = asked
        case (.connectionLost, _) where repeatability == .read:
            wait = backoff(attempt)
        case (.connectionLost, _) where repeatability == .idempotent && attempt == 1:
            wait = .zero
        default: return nil
        }
        return wait <= maximumWait ? wait : nil
    }

    private func backoff(_ attempt: Int) -> Duration {
        baseWait * (1 << min(attempt - 1, 16))
    }
}
