import ServiceLifecycle

/// Runs `operation` until it ends, is cancelled (throws), or graceful shutdown begins (cancels it, and returns).
package func runUntilGracefulShutdown(_ operation: @Sendable @escaping () async throws -> Void) async throws {
    do {
        try await cancelWhenGracefulShutdown(operation)
    } catch is CancellationError where Task.isShuttingDownGracefully {
        return
    }
}
