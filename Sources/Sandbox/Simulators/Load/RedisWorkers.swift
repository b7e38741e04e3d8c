package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle

/// Lets simulated pods work off a real Redis list, so that a queue worker can be watched from 0 to N and back.
package final class RedisWorkers: Service {
    private let controlPlane: ControlPlane
    private let group: any EventLoopGroup
    private let tick: Duration
    private let logger: Logger

    package init(
        controlPlane: ControlPlane, group: any EventLoopGroup, tick: Duration = .milliseconds(500), logger: Logger
    ) {
        self.controlPlane = controlPlane
        self.group = group
        self.tick = tick
        self.logger = logger
    }

    /// Works until cancelled or shut down. A server that cannot be reached is tried again at the next tick.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var drain = RedisDrain()
            while !Task.isCancelled {
                // Ends early only by cancellation, which the loop sees.
                do { try await self.controlPlane.configuration.clock.sleep(for: self.tick) } catch { return }
                let pods = self.controlPlane.objects(GroupResource(resource: "pods"))
                let seconds = self.tick / .seconds(1)
                for (list, count) in drain.take(pods: pods, seconds: seconds) {
                    await self.pop(count, from: list)
                }
            }
        }
    }

    private func pop(_ count: Int, from list: RedisDrain.List) async {
        do {
            let channel = try await ClientBootstrap(group: group).connectTimeout(.seconds(1))
                .connect(host: list.host, port: list.port).get()
            let commands = [["SELECT", "\(list.database)"], ["LPOP", list.key, "\(count)"], ["QUIT"]]
            var buffer = channel.allocator.buffer(capacity: 128)
            for words in commands {
                buffer.writeString("*\(words.count)\r\n")
                for word in words { buffer.writeString("$\(word.utf8.count)\r\n\(word)\r\n") }
            }
            try await channel.writeAndFlush(buffer)
            // QUIT makes the server close once it has answered.
            try await channel.closeFuture.get()
        } catch {
            logger.debug("simulated workers cannot reach their queue", metadata: ["error": "\(error)"])
        }
    }
}
