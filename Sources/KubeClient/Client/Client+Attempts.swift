import KubeCore

/// What a request is about, for errors and metrics.
struct Attempt: Sendable {
    let verb: String
    let resource: String
    let key: ObjectKey
    /// `get deployments.apps/scale default/web`
    let text: String

    init(_ verb: String, _ type: ResourceType, _ key: ObjectKey, _ subresource: String? = nil) {
        self.verb = verb
        self.key = key
        resource = type.resource.groupResource
        let plural = type.resource.groupResource
        let name = subresource.map { "\(plural)/\($0)" } ?? plural
        text =
            key.name.isEmpty
            ? (key.namespace.isEmpty ? "\(verb) \(name)" : "\(verb) \(name) in namespace \(key.namespace)")
            : "\(verb) \(name) \(key)"
    }

    init(_ verb: String, _ type: ResourceType, namespace: String?) {
        self.verb = verb
        key = ObjectKey(namespace: namespace ?? "", name: "")
        resource = type.resource.groupResource
        text = key.namespace.isEmpty ? "\(verb) \(resource)" : "\(verb) \(resource) in namespace \(key.namespace)"
    }

    init(discovering path: String) {
        verb = "get"
        resource = "discovery"
        key = ObjectKey(namespace: "", name: "")
        text = "discover what \(path) serves"
    }

    init(_ request: HTTPRequest) {
        verb = request.method.lowercased()
        resource = request.path
        key = ObjectKey(namespace: "", name: "")
        text = "\(request.method) \(request.path)"
    }
}

extension Attempt {
    /// A transport knows where it went, or what it read, and not what for: this adds it.
    func located(_ error: APIError) -> APIError {
        var error = error
        if error.attempt.isEmpty {
            error.attempt = text
        } else if error.isAboutAddress {
            error.attempt = "\(text) at \(error.attempt)"
        } else {
            error.attempt = "\(error.attempt) to \(text)"
        }
        return error
    }
}

extension Client {
    /// The object answered to `request`.
    func object(
        _ request: HTTPRequest, _ attempt: Attempt, _ repeatability: RetryPolicy.Repeatability
    ) async throws -> JSONValue {
        try APIResponse.object(try await send(request, attempt, repeatability), attempt: attempt.text)
    }

    /// A successful answer, after as many attempts as the retry policy allows.
    func send(
        _ request: HTTPRequest, _ attempt: Attempt, _ repeatability: RetryPolicy.Repeatability
    ) async throws -> HTTPResponse {
        var count = 1
        while true {
            do {
                let response = try await once(request, attempt)
                guard let failure = APIResponse.failure(response, attempt: attempt.text) else { return response }
                throw failure
            } catch let error as APIError {
                guard let wait = options.retry.wait(after: error, attempt: count, repeatability) else { throw error }
                try await options.clock.sleep(for: wait)
                count += 1
            }
        }
    }

    /// One attempt; the answer may be a failure.
    func once(_ request: HTTPRequest, _ attempt: Attempt) async throws -> HTTPResponse {
        let start = ContinuousClock.now
        do {
            let response = try await transport.send(
                request, deadline: options.requestDeadline, maximumBodySize: options.maximumBodySize)
            record(attempt, response.status, since: start)
            report(warningsIn: response.headers, attempt)
            return response
        } catch let error as APIError {
            record(attempt, 0, since: start)
            throw attempt.located(error)
        }
    }

    func record(_ attempt: Attempt, _ status: Int, since start: ContinuousClock.Instant) {
        options.onAttempt(
            RequestRecord(
                verb: attempt.verb, resource: attempt.resource, statusCode: status,
                duration: ContinuousClock.now - start))
    }

    func report(warningsIn headers: HTTPHeaders, _ attempt: Attempt) {
        // The length first: lower case costs an allocation, and this runs for every header.
        for field in headers.fields where field.name.utf8.count == 7 && field.name.lowercased() == "warning" {
            for text in WarningHeader.texts(field.value) {
                options.onWarning(ServerWarning(text: text, attempt: attempt.text))
            }
        }
    }
}
