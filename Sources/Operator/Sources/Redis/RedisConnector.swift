import HTTPServing
import NIOCore
import NIOPosix
import OperatorCore

/// Opens connections that are logged in and have their database selected.
struct RedisConnector: Sendable {
    let group: any EventLoopGroup
    let tls: ClientTLS?
    let timeout: Duration

    func connect(
        to address: String, credentials: RedisConfiguration.Credentials?, database: Int32
    ) -> EventLoopFuture<any Channel> {
        guard let (host, port) = Self.split(address) else {
            return group.any().makeFailedFuture(
                RedisError(.connect, "\"\(address)\" is no address; write host:port, such as redis:6379"))
        }
        let (tls, timeout) = (tls, timeout)
        let loop = group.next()
        let secured = loop.makePromise(of: Void.self)
        return ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try tls.makeHandler(host: host, timeout: timeout, handshake: secured)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    } else {
                        secured.succeed()
                    }
                    try channel.pipeline.syncOperations.addHandler(RedisRequestHandler(address: address))
                }
            }
            .connect(host: host, port: port)
            .flatMap { channel in secured.futureResult.map { channel } }
            .flatMapError { error in
                // Nobody waits for the handshake when there was no connection.
                secured.fail(error)
                return loop.makeFailedFuture(error)
            }
            .flatMapErrorThrowing { error in
                throw RedisError(
                    .connect,
                    "no connection to Redis at \(address); check the address, the TLS settings and that the server runs",
                    cause: ConnectFailure(error))
            }
            .flatMap { channel in
                logIn(channel, address, credentials, database).map { channel }
                    .flatMapError { error in
                        channel.close(promise: nil)
                        return channel.eventLoop.makeFailedFuture(error)
                    }
            }
    }

    private func logIn(
        _ channel: any Channel, _ address: String, _ credentials: RedisConfiguration.Credentials?, _ database: Int32
    ) -> EventLoopFuture<Void> {
        var commands: [[String]] = []
        if let credentials {
            commands.append(["AUTH"] + [credentials.username, credentials.password].compactMap(\.self))
        }
        if database != 0 { commands.append(["SELECT", String(database)]) }
        guard !commands.isEmpty else { return channel.eventLoop.makeSucceededVoidFuture() }
        let names = commands.map { $0[0] }
        return send(commands, on: channel, address: address).flatMapThrowing { answers in
            for (name, answer) in zip(names, answers) {
                if case .error(let message) = answer {
                    throw RedisError(
                        .authentication,
                        "Redis at \(address) refused \(name): \(message); check the user and password in the connection's Secret"
                    )
                }
            }
        }
    }

    /// The answers in order; the connection is closed when they do not come in time.
    func send(_ commands: [[String]], on channel: any Channel, address: String) -> EventLoopFuture<[RESPValue]> {
        let promise = channel.eventLoop.makePromise(of: [RESPValue].self)
        let timeout = timeout
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            promise.fail(RedisError(.timeout, "Redis at \(address) did not answer within \(timeout)"))
            channel.close(promise: nil)
        }
        promise.futureResult.whenComplete { _ in timer.cancel() }
        channel.writeAndFlush(RedisRequest(commands: commands, answers: promise)).whenFailure { error in
            promise.fail(RedisError(.closed, "the connection to Redis at \(address) broke", cause: error))
        }
        return promise.futureResult
    }

    private static func split(_ address: String) -> (host: String, port: Int)? {
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]),
            colon != address.startIndex
        else { return nil }
        let host = address[..<colon]
        return (host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host), port)
    }
}
