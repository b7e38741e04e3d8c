package import KubeCore

extension Client {
    /// The changes of a collection, from `options.resourceVersion` on, until the server ends the watch.
    ///
    /// The connection is made at the first `next()`. An error event is thrown as `APIError` (`isGone`: list again).
    /// The stream ends without an error about every five minutes: watch again from the last `resourceVersion`.
    /// Dropping the stream, or cancelling the task that reads it, ends the transfer.
    package func watch(
        _ type: ResourceType, namespace: String? = nil, options: WatchOptions = WatchOptions()
    ) -> AsyncThrowingStream<WatchEvent, any Error> {
        let session = WatchSession(client: self, type: type, namespace: namespace, options: options)
        return AsyncThrowingStream { try await session.next() }
    }
}

/// One watch being read, by one task at a time.
private actor WatchSession {
    private let client: Client
    private let attempt: Attempt
    private let request: HTTPRequest
    private let idleTimeout: Duration
    private var splitter: WatchFrameSplitter
    private var body: AsyncThrowingStream<[UInt8], any Error>.Iterator?
    /// Frames that arrived in one chunk, not yet asked for; reversed, so that the next is last.
    private var frames: [[UInt8]] = []
    private var hasEnded = false

    init(client: Client, type: ResourceType, namespace: String?, options: WatchOptions) {
        var options = options
        let seconds = options.timeoutSeconds ?? Int.random(in: client.options.watchSeconds)
        options.timeoutSeconds = seconds
        self.client = client
        attempt = Attempt("watch", type, namespace: namespace)
        request = APIRequest.watch(type, namespace: namespace, options: options)
        idleTimeout = .seconds(seconds) + client.options.watchGrace
        splitter = WatchFrameSplitter(maximumFrameSize: client.options.maximumEventSize)
    }

    func next() async throws -> WatchEvent? {
        do {
            while true {
                if let frame = frames.popLast() { return try event(frame) }
                if hasEnded { return nil }
                try await fill()
            }
        } catch {
            hasEnded = true
            frames = []
            body = nil
            throw error
        }
    }

    private func event(_ frame: [UInt8]) throws -> WatchEvent {
        let event: WatchEvent
        do throws(WatchFrameError) {
            event = try WatchEvent(parsing: frame)
        } catch {
            throw malformed(error)
        }
        guard case .error(let status) = event else { return event }
        throw APIError(status: status, attempt: attempt.text)
    }

    private func fill() async throws {
        var reader = if let body { body } else { try await open() }
        body = nil
        let chunk: [UInt8]?
        do {
            chunk = try await reader.next(isolation: #isolation)
        } catch let error as APIError {
            throw attempt.located(error)
        }
        // A stream read by a cancelled task ends as if the server had ended it.
        if chunk == nil { try Task.checkCancellation() }
        do throws(WatchFrameError) {
            if let chunk {
                frames = try splitter.append(chunk).reversed()
                body = reader
            } else {
                hasEnded = true
                if let last = try splitter.finish() { frames = [last] }
            }
        } catch {
            throw malformed(error)
        }
    }

    private func open() async throws -> AsyncThrowingStream<[UInt8], any Error>.Iterator {
        try Task.checkCancellation()
        let start = ContinuousClock.now
        let stream: HTTPStream
        do {
            stream = try await client.transport.open(request, idleTimeout: idleTimeout)
        } catch let error as APIError {
            client.record(attempt, 0, since: start)
            throw attempt.located(error)
        }
        client.record(attempt, stream.status, since: start)
        client.report(warningsIn: stream.headers, attempt)
        guard stream.status == 200 else { throw try await failure(stream) }
        return stream.body.makeAsyncIterator()
    }

    /// The error that an answer other than 200 stands for, read from its body.
    private func failure(_ stream: HTTPStream) async throws -> APIError {
        var body: [UInt8] = []
        for try await chunk in stream.body {
            body.append(contentsOf: chunk)
            // A Status is small; of a proxy's page the first lines are enough.
            if body.count > 1 << 20 { break }
        }
        let response = HTTPResponse(status: stream.status, headers: stream.headers, body: body)
        return APIResponse.failure(response, attempt: attempt.text)
            ?? APIError(
                .malformedResponse, attempt: attempt.text,
                message: "the server answered \(stream.status) to a watch, where 200 is due")
    }

    private func malformed(_ error: WatchFrameError) -> APIError {
        let code: APIError.Code =
            switch error.code {
            case .tooLarge: .tooLarge
            case .truncated: .connectionLost
            case .json, .shape: .malformedResponse
            }
        return APIError(code, attempt: attempt.text, message: error.message)
    }
}
