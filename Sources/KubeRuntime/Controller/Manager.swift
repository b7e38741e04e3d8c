package import Logging
package import ServiceLifecycle
package import UnixSignals

/// Runs a list of services as one: all start, and when one fails or a signal arrives all stop.
package struct Manager: Sendable {
    /// In the order of their dependencies: shutdown goes backwards, so what writes comes after what it writes
    /// through, and the leader election before all that must have stopped when the lease is given up.
    package let services: [any Service]
    private let gracePeriod: Duration
    private let signals: [UnixSignal]
    private let logger: Logger

    /// Services that have not ended `gracePeriod` after shutdown began are cancelled. Kubernetes kills a container
    /// 30 s after SIGTERM by default; 20 s leave time for that.
    package init(
        services: [any Service], gracePeriod: Duration = .seconds(20), signals: [UnixSignal] = [.sigterm, .sigint],
        logger: Logger
    ) {
        self.services = services
        self.gracePeriod = gracePeriod
        self.signals = signals
        self.logger = logger
    }

    /// Returns after an orderly shutdown; throws the error of the first service that failed.
    package func run() async throws {
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = gracePeriod
        // A service that ignores cancellation must not hold the process for ever.
        configuration.maximumCancellationDuration = .seconds(5)
        let group = ServiceGroup(configuration: configuration)
        try await withLogger(logger) { _ in try await group.run() }
    }
}
