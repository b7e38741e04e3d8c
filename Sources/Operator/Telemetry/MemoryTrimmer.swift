import Glibc
package import KubeRuntime
import ServiceLifecycle

/// Gives freed memory back to the system after bursts of work.
///
/// glibc keeps what was freed in the arena of the thread that allocated it: after ten thousand policies were reconciled
/// half of the resident memory was such leavings. Handing them back takes some milliseconds during which others wait
/// for memory, so it is done only after there was work, and when the work has let up.
package struct MemoryTrimmer: Service {
    private static let interval = Duration.seconds(2)
    /// Processor seconds that make enough litter to be worth sweeping.
    private static let work = 0.05
    /// Processor seconds in one interval below which the work has let up: 2 % of a core.
    private static let quiet = 0.04

    private let clock: RuntimeClock

    package init(clock: RuntimeClock) {
        self.clock = clock
    }

    package func run() async throws {
        try await runUntilGracefulShutdown { try await self.trim() }
    }

    private func trim() async throws {
        // Not declared by the Glibc module, and absent from other C libraries.
        guard let symbol = dlsym(nil, "malloc_trim") else { return try await Gate().wait() }
        let trim = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)
        var trimmedAt = 0.0
        var lastUse = 0.0
        while true {
            try await clock.sleep(for: Self.interval)
            let use = ProcessMetrics.processorSeconds()
            defer { lastUse = use }
            guard use - lastUse < Self.quiet, use - trimmedAt >= Self.work else { continue }
            _ = trim(0)
            trimmedAt = ProcessMetrics.processorSeconds()
        }
    }
}
