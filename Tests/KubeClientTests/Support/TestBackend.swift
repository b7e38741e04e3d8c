import HTTPServing
import KubeCore
import Logging
import NIOConcurrencyHelpers

/// What the servers of these tests answer, and what they saw.
final class TestBackend: Sendable {
    struct Seen: Sendable {
        var requests: [String] = []
        var streamedBytes = 0
        var endedStreams = 0
    }

    let seen = NIOLockedValueBox(Seen())
    /// One element for each `/wait` that has begun.
    let waits: AsyncStream<Void>
    private let waitSink: AsyncStream<Void>.Continuation
    let overrides: @Sendable (ServerRequest) async -> ServerResponse?

    init(overrides: @escaping @Sendable (ServerRequest) async -> ServerResponse? = { _ in nil }) {
        (waits, waitSink) = AsyncStream.makeStream()
        self.overrides = overrides
    }

    func answer(_ request: ServerRequest) async -> ServerResponse {
        seen.withLockedValue { $0.requests.append("\(request.method) \(request.target)") }
        if let response = await overrides(request) { return response }
        let path = request.target.split(separator: "?").first.map(String.init) ?? ""
        let parts = path.split(separator: "/").map(String.init)
        switch parts.first {
        case "echo": return echo(request)
        case "status": return .text(Int(parts[1]) ?? 500, "as asked")
        case "wait":
            waitSink.yield()
            await untilCancelled()
            return .text(500, "cancelled")
        case "big":
            return ServerResponse(status: 200, body: .bytes([UInt8](repeating: 0x61, count: Int(parts[1]) ?? 0)))
        case "stream": return stream(chunks: Int(parts[1]) ?? 0, size: Int(parts[2]) ?? 0)
        case "drip": return drip()
        default: return .text(404, "no such path")
        }
    }

    private func echo(_ request: ServerRequest) -> ServerResponse {
        var headers = JSONObject()
        for (name, value) in request.headers { headers[name.lowercased()] = .string(value) }
        let value: JSONValue = [
            "method": .string(request.method), "target": .string(request.target), "headers": .object(headers),
            "body": .string(String(decoding: request.body, as: UTF8.self)),
        ]
        return ServerResponse(
            status: 200, headers: [("Content-Type", "application/json"), ("X-Empty", "")],
            body: .bytes(value.serialized()))
    }

    private func stream(chunks: Int, size: Int) -> ServerResponse {
        let sent = NIOLockedValueBox(0)
        let body = AsyncStream<[UInt8]> { [seen] in
            let index = sent.withLockedValue { sent in
                defer { sent += 1 }
                return sent
            }
            guard index < chunks else { return nil }
            seen.withLockedValue { $0.streamedBytes += size }
            return [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: size)
        }
        return ServerResponse(status: 200, body: .stream(body))
    }

    /// One piece, and then nothing more.
    private func drip() -> ServerResponse {
        let (body, sink) = AsyncStream<[UInt8]>.makeStream()
        sink.onTermination = { [seen] _ in seen.withLockedValue { $0.endedStreams += 1 } }
        sink.yield(Array("one\n".utf8))
        return ServerResponse(status: 200, body: .stream(body))
    }
}

/// Returns when the task is cancelled.
func untilCancelled() async {
    let (stream, sink) = AsyncStream<Void>.makeStream()
    await withTaskCancellationHandler {
        for await _ in stream {}
    } onCancel: {
        sink.finish()
    }
}
