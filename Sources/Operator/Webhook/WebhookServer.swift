package import HTTPServing
import KubeCore
package import KubeRuntime
package import Logging
import NIOConcurrencyHelpers
import OperatorCore
import ServiceLifecycle

/// Serves the admission webhook over TLS, from the moment there is a certificate.
package final class WebhookServer: Service {
    private let configuration: WebhookConfiguration
    private let keeper: CertificateKeeper
    private let surroundings: SurroundingsReader
    private let clock: RuntimeClock
    private let metrics: WebhookMetrics
    private let logger: Logger
    private let state = NIOLockedValueBox(State.waiting)
    private let bound = Gate()

    private enum State: Sendable {
        case waiting
        case serving(HTTPServer, port: Int)
        case stopping
    }

    package init(
        configuration: WebhookConfiguration, keeper: CertificateKeeper, surroundings: SurroundingsReader,
        clock: RuntimeClock, registry: MetricsRegistry, logger: Logger
    ) {
        self.configuration = configuration
        self.keeper = keeper
        self.surroundings = surroundings
        self.clock = clock
        self.logger = logger
        metrics = WebhookMetrics(registry: registry)
    }

    /// Red until requests are answered with a certificate that API servers trust, and from the beginning of shutdown.
    package var check: HealthEndpoints.Check {
        HealthEndpoints.Check("webhook") { [self] in
            switch state.withLockedValue({ $0 }) {
            case .waiting: keeper.problem ?? "the webhook does not listen yet"
            case .serving: keeper.problem
            case .stopping: "the webhook is shutting down"
            }
        }
    }

    /// The port listened on, as soon as it is.
    package func boundPort() async throws -> Int {
        try await bound.wait()
        guard case .serving(_, let port) = state.withLockedValue({ $0 }) else { throw CancellationError() }
        return port
    }

    /// After shutdown began requests are taken for `lingering` more, then those in flight are answered.
    package func run() async throws {
        guard let identity = try await identity() else { return }
        var http = HTTPServerConfiguration(
            host: configuration.host, port: configuration.port, security: .tls(TLSConfiguration(identity: identity)))
        // Two objects of at most 1.5 MiB each, which is what etcd takes, and some more for managed fields.
        http.maximumBodySize = 7 << 20
        http.maximumHeaderSize = 16 * 1024
        http.maximumConnections = 1024
        http.idleTimeout = .seconds(300)
        http.requestReadTimeout = .seconds(10)
        http.shutdownDelay = configuration.lingering
        let server = HTTPServer(configuration: http, logger: logger) { [self] in await answer($0) }
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                let port = try await server.boundPort()
                state.withLockedValue { $0 = .serving(server, port: port) }
                bound.open()
                logger.info("Serving the admission webhook", metadata: ["webhook.port": "\(port)"])
                try await group.waitForAll()
            }
        } onGracefulShutdown: { [self] in
            state.withLockedValue { $0 = .stopping }
        }
    }

    /// Nil when shutdown begins before there is one.
    private func identity() async throws -> TLSIdentity? {
        let box = NIOLockedValueBox<TLSIdentity?>(nil)
        try await runUntilGracefulShutdown { [keeper] in
            let identity = try await keeper.identity()
            box.withLockedValue { $0 = identity }
        }
        return box.withLockedValue { $0 }
    }

    /// Answers one request.
    package func answer(_ request: ServerRequest) async -> ServerResponse {
        let start = clock.now()
        let step = TrimtabAdmission.handler.begin(
            method: request.method, target: request.target, contentType: request.header("Content-Type"),
            body: request.body)
        let answer: WebhookAnswer
        switch step {
        case .answered(let ready):
            answer = ready
            metrics.count(ready.status == 200 ? .passed : .refused)
        case .review(let review, let reviewer):
            let around = await surroundings.surroundings(of: review)
            var verdict = reviewer(review, around.surroundings)
            verdict.warnings += around.warnings
            answer = .review(review, verdict)
            metrics.count(verdict.isAllowed ? .allowed : .denied)
            if !verdict.isAllowed { log(review, verdict) }
        }
        metrics.observe(clock.now() - start)
        return ServerResponse(answer)
    }

    private func log(_ review: AdmissionRequest, _ verdict: AdmissionVerdict) {
        logger.debug(
            "Denied an object",
            metadata: [
                "object.kind": "\(review.kind.kind)", "object.key": "\(review.namespace)/\(review.objectName)",
                "webhook.errors": "\(verdict.errors.count)",
            ])
    }
}

extension ServerResponse {
    fileprivate init(_ answer: WebhookAnswer) {
        var headers = [("Content-Type", answer.contentType)]
        if let allow = answer.allow { headers.append(("Allow", allow)) }
        self.init(status: answer.status, headers: headers, body: .bytes(answer.body))
    }
}

/// What is told of reviews.
struct WebhookMetrics: Sendable {
    enum Result: String {
        case allowed, denied
        /// Nothing was to be judged.
        case passed
        /// It was no review.
        case refused
    }

    private let allowed: Counter.Series
    private let denied: Counter.Series
    private let passed: Counter.Series
    private let refused: Counter.Series
    private let duration: Histogram.Series

    init(registry: MetricsRegistry) {
        let requests = registry.counter(
            "webhook_requests_total",
            "Requests to the admission webhook: allowed and denied were judged, passed needed no judgement, refused were malformed.",
            labels: ["result"])
        allowed = requests[Result.allowed.rawValue]
        denied = requests[Result.denied.rawValue]
        passed = requests[Result.passed.rawValue]
        refused = requests[Result.refused.rawValue]
        duration =
            registry.histogram("webhook_request_duration_seconds", "How long requests took to answer.", labels: [])[]
    }

    func count(_ result: Result) {
        switch result {
        case .allowed: allowed.add()
        case .denied: denied.add()
        case .passed: passed.add()
        case .refused: refused.add()
        }
    }

    func observe(_ time: Duration) { duration.observe(time) }
}
