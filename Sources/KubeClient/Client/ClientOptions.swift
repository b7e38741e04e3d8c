/// How a client goes about its requests.
package struct ClientOptions: Sendable {
    /// One attempt of a request takes at most this long; the API server's own limit is 60 s.
    package var requestDeadline: Duration
    /// Objects per page in `listAll`; client-go's value.
    package var pageSize: Int
    /// A list of more bytes is refused. One page of 500 objects of 1.5 MiB would be 750 MiB; real ones stay far below.
    package var maximumBodySize: Int
    /// A watch event of more bytes ends the watch.
    package var maximumEventSize: Int
    /// How long a watch runs before the server ends it; drawn anew for each watch so that not all end together.
    package var watchSeconds: ClosedRange<Int>
    /// A watch that brought nothing for this long after its end was due is given up.
    package var watchGrace: Duration
    package var retry: RetryPolicy
    /// What waiting between retries is measured by.
    package var clock: any Clock<Duration>
    /// Called for each `Warning: 299` header of an answer.
    package var onWarning: @Sendable (ServerWarning) -> Void
    /// Called after each attempt, for metrics.
    package var onAttempt: @Sendable (RequestRecord) -> Void

    package init(
        requestDeadline: Duration = .seconds(65), pageSize: Int = 500, maximumBodySize: Int = 256 << 20,
        maximumEventSize: Int = 16 << 20, watchSeconds: ClosedRange<Int> = 240...360,
        watchGrace: Duration = .seconds(30), retry: RetryPolicy = RetryPolicy(),
        clock: any Clock<Duration> = ContinuousClock(),
        onWarning: @escaping @Sendable (ServerWarning) -> Void = { _ in },
        onAttempt: @escaping @Sendable (RequestRecord) -> Void = { _ in }
    ) {
        self.requestDeadline = requestDeadline
        self.pageSize = pageSize
        self.maximumBodySize = maximumBodySize
        self.maximumEventSize = maximumEventSize
        self.watchSeconds = watchSeconds
        self.watchGrace = watchGrace
        self.retry = retry
        self.clock = clock
        self.onWarning = onWarning
        self.onAttempt = onAttempt
    }
}

/// A warning the server attached to an answer, as kubectl prints it.
package struct ServerWarning: Hashable, Sendable {
    package let text: String
    /// What was asked for: `create scalingpolicies.trimtab.dev default/web`.
    package let attempt: String

    package init(text: String, attempt: String) {
        self.text = text
        self.attempt = attempt
    }
}

/// One attempt of a request, for metrics; its labels are of bounded value sets.
package struct RequestRecord: Hashable, Sendable {
    package let verb: String
    /// `deployments.apps`, or the path of a raw request.
    package let resource: String
    /// The HTTP status; 0 when there was no answer.
    package let statusCode: Int
    package let duration: Duration

    package init(verb: String, resource: String, statusCode: Int, duration: Duration) {
        self.verb = verb
        self.resource = resource
        self.statusCode = statusCode
        self.duration = duration
    }
}
