package import NIOCore
import NIOPosix
import OperatorCore

/// One client for everything that reads from one Redis with one set of credentials.
///
/// Connections are opened on first use, one per node, shared by all triggers, and replaced when they break.
package actor RedisClient {
    private let configuration: RedisConfiguration
    private let connector: RedisConnector
    /// A connection, or the attempt at one that several callers await.
    private var channels: [String: EventLoopFuture<any Channel>] = [:]
    /// Which node of a cluster answered for a slot; learned from redirections.
    private var slotOwners: [Int: String] = [:]
    private var master: String?

    private static let maximumRedirections = 5

    package init(configuration: RedisConfiguration, group: any EventLoopGroup) {
        self.configuration = configuration
        connector = RedisConnector(group: group, tls: configuration.tls, timeout: configuration.timeout)
    }

    /// A pool drops a client that nobody uses: its connections must not outlive it.
    deinit {
        for attempt in channels.values { attempt.whenSuccess { $0.close(promise: nil) } }
    }

    /// How many elements each key holds, 0 for a key that does not exist.
    ///
    /// Throws `RedisError` for an unreachable or unwilling server, `RedisLengths.Failure` for a key without a length.
    package func lengths(of keys: [String]) async throws -> [Int64] {
        do {
            return try await readLengths(keys)
        } catch let error as RedisError where error.isConnectionLost && configuration.topology != .cluster {
            // A kept connection may have died unnoticed, a master may have moved: once more on a fresh one.
            await forgetEverything()
            return try await readLengths(keys)
        }
    }

    package func close() async {
        await forgetEverything()
    }

    private func readLengths(_ keys: [String]) async throws -> [Int64] {
        var lengths: [Int64] = []
        for key in keys {
            let type = try await send(["TYPE", key], forKey: key)
            guard let name = type.text else { throw unexpected(type, to: "TYPE \(key)") }
            guard let command = try RedisLengths.command(forType: name, key: key) else {
                lengths.append(0)
                continue
            }
            let answer = try await send(command, forKey: key)
            guard case .integer(let length) = answer else {
                throw unexpected(answer, to: command.joined(separator: " "))
            }
            lengths.append(length)
        }
        return lengths
    }

    private func unexpected(_ answer: RESPValue, to command: String) -> RedisError {
        if case .error(let message) = answer {
            return RedisError(.refused, "Redis refused \(command): \(message)")
        }
        return RedisError(.protocolViolation, "Redis answered \(command) with \(answer)")
    }

    // MARK: Routing

    private func send(_ command: [String], forKey key: String) async throws -> RESPValue {
        let slot = RedisSlot.of(key)
        var address = try await address(forSlot: slot)
        var asking = false
        for _ in 0..<Self.maximumRedirections {
            let answer: RESPValue
            do {
                answer = try await send(command, to: address, asking: asking)
            } catch let error as RedisError where error.isConnectionLost {
                slotOwners[slot] = nil
                throw error
            }
            guard configuration.topology == .cluster, case .error(let message) = answer,
                let redirection = RedisRedirection(error: message, answeredBy: address)
            else { return answer }
            switch redirection {
            case .moved(let slot, let target):
                slotOwners[slot] = target
                (address, asking) = (target, false)
            case .ask(_, let target):
                (address, asking) = (target, true)
            }
        }
        throw RedisError(
            .topology,
            "key \"\(key)\" was redirected more than \(Self.maximumRedirections) times; is the cluster resharding?")
    }

    private func send(_ command: [String], to address: String, asking: Bool) async throws -> RESPValue {
        let commands = asking ? [["ASKING"], command] : [command]
        let answers = try await exchange(
            commands, with: address, credentials: configuration.credentials, database: configuration.database)
        guard let answer = answers.last else { throw RedisError(.protocolViolation, "Redis did not answer \(command)") }
        return answer
    }

    private func exchange(
        _ commands: [[String]], with address: String, credentials: RedisConfiguration.Credentials?, database: Int32
    ) async throws -> [RESPValue] {
        let attempt =
            channels[address] ?? connector.connect(to: address, credentials: credentials, database: database)
        channels[address] = attempt
        do {
            let channel = try await attempt.get()
            guard channel.isActive else { throw RedisError(.closed, "Redis at \(address) closed the connection") }
            return try await connector.send(commands, on: channel, address: address).get()
        } catch {
            channels[address] = nil
            throw error
        }
    }

    private func address(forSlot slot: Int) async throws -> String {
        switch configuration.topology {
        case .standalone: return try firstAddress
        case .cluster:
            if let owner = slotOwners[slot] { return owner }
            return try await firstReachableNode()
        case .sentinel:
            if let master { return master }
            let found = try await askSentinels()
            master = found
            return found
        }
    }

    private var firstAddress: String {
        get throws {
            guard let address = configuration.addresses.first else {
                throw RedisError(.connect, "the connection has no address")
            }
            return address
        }
    }

    /// Any seed node will do: it redirects.
    private func firstReachableNode() async throws -> String {
        var lastError: (any Error)?
        for address in configuration.addresses {
            do {
                _ = try await exchange(
                    [["PING"]], with: address, credentials: configuration.credentials, database: 0)
                return address
            } catch {
                lastError = error
            }
        }
        throw lastError ?? RedisError(.connect, "the connection has no address")
    }

    private func askSentinels() async throws -> String {
        guard let name = configuration.master else { throw RedisError(.topology, "the connection names no master") }
        var lastError: (any Error)?
        for address in configuration.addresses {
            do {
                let answers = try await exchange(
                    [["SENTINEL", "get-master-addr-by-name", name]], with: address,
                    credentials: configuration.sentinelCredentials, database: 0)
                if case .array(let parts)? = answers.first, parts.count == 2, let host = parts[0].text,
                    let port = parts[1].text
                {
                    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
                }
                if case .error(let message)? = answers.first {
                    throw RedisError(.refused, "sentinel \(address) refused: \(message)")
                }
                throw RedisError(.topology, "sentinel \(address) knows no master \"\(name)\"")
            } catch {
                lastError = error
            }
        }
        throw lastError ?? RedisError(.topology, "the connection has no sentinel")
    }

    private func forgetEverything() async {
        let attempts = channels.values
        channels = [:]
        slotOwners = [:]
        master = nil
        for attempt in attempts {
            attempt.whenSuccess { $0.close(promise: nil) }
        }
    }
}
