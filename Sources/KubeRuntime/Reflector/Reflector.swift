package import KubeClient
package import KubeCore
import NIOConcurrencyHelpers

/// Which objects are followed.
package struct Scope: Hashable, Sendable {
    /// Nil for all.
    package var namespace: String?
    package var labelSelector: String?
    package var fieldSelector: String?
    package var detail: ObjectDetail

    package init(
        namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil,
        detail: ObjectDetail = .whole
    ) {
        self.detail = detail
        self.namespace = namespace
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
    }

    package static let everything = Scope()
}

/// What a reflector found out.
package enum ReflectorChange: Sendable {
    /// Objects that are new or changed, or the same as before.
    case applied([JSONValue])
    case removed(JSONValue)
    /// A complete list was given: objects with other keys are gone.
    case listed(keys: Set<ObjectKey>)
    /// A request failed and is repeated; `isNotServed` when the kind is not installed.
    case failed(any Error, isNotServed: Bool)
    /// The first sign of success after `failed`.
    case recovered
}

/// Follows one collection and tells each change, for as long as it runs; see `ReflectorState`.
package actor Reflector {
    private let client: Client
    private let type: ResourceType
    private let scope: Scope
    private let clock: RuntimeClock
    private let pageSize: Int
    private var state: ReflectorState
    private var hasFailed = false
    private let metrics: ReflectorMetrics?
    private let deliver: @Sendable (ReflectorChange) async -> Void
    private let retry = WakeSignal()

    /// `pageSize` is a trade-off: client-go's 500 keeps one answer of large objects at some MB.
    package init(
        client: Client, type: ResourceType, scope: Scope = .everything, clock: RuntimeClock,
        usesInitialEvents: Bool = true, pageSize: Int = 500, metrics: ReflectorMetrics? = nil,
        deliver: @escaping @Sendable (ReflectorChange) async -> Void
    ) {
        self.client = client
        self.type = type
        self.scope = scope
        self.clock = clock
        self.pageSize = pageSize
        self.metrics = metrics
        self.deliver = deliver
        state = ReflectorState(usesInitialEvents: usesInitialEvents)
    }

    /// Returns only by throwing `CancellationError`.
    package func run() async throws {
        while true {
            try Task.checkCancellation()
            switch state.next(now: clock.now()) {
            case .wait(let until):
                try await clock.wait(until: until, or: retry)
                if clock.now() < until { state.retryNow() }
            case .list(let token): try await attempt { try await self.list(token) }
            case .watch(let version): try await attempt { try await self.watch(version) }
            }
        }
    }

    /// Ends the present wait after failures, or the next one: there is reason to believe that it works now.
    package nonisolated func retryNow() { retry.signal() }

    private func attempt(_ request: () async throws -> Void) async throws {
        do {
            try await request()
        } catch let error as CancellationError {
            throw error
        } catch {
            try Task.checkCancellation()
            let failure = Self.failure(error, isStreaming: state.isStreaming)
            metrics?.failures.add()
            state.failed(failure, now: clock.now(), random: clock.random())
            switch failure {
            case .idle, .expired, .refusedInitialEvents: break
            case .notServed, .other:
                hasFailed = true
                await deliver(.failed(error, isNotServed: failure == .notServed))
            }
        }
    }

    /// A request that failed before has brought something, if only a bookmark.
    private func succeeded() async {
        guard hasFailed else { return }
        hasFailed = false
        await deliver(.recovered)
    }

    private func list(_ continueToken: String?) async throws {
        if continueToken == nil { metrics?.lists.add() }
        let page = try await client.list(
            type, namespace: scope.namespace,
            options: ListOptions(
                labelSelector: scope.labelSelector, fieldSelector: scope.fieldSelector, limit: pageSize,
                continueToken: continueToken, detail: scope.detail))
        await succeeded()
        let complete = state.listed(
            page.items.compactMap(Self.key), resourceVersion: page.resourceVersion, continueToken: page.continueToken)
        await deliver(.applied(page.items))
        if let complete { await deliver(.listed(keys: complete)) }
    }

    private func watch(_ resourceVersion: String?) async throws {
        metrics?.watches.add()
        let events = client.watch(
            type, namespace: scope.namespace,
            options: WatchOptions(
                labelSelector: scope.labelSelector, fieldSelector: scope.fieldSelector,
                resourceVersion: resourceVersion, sendInitialEvents: resourceVersion == nil, detail: scope.detail))
        for try await event in events { await follow(event) }
        // A stream that is dropped by cancellation ends without an error.
        try Task.checkCancellation()
        await succeeded()
        state.watchEnded(now: clock.now(), random: clock.random())
    }

    private func follow(_ event: WatchEvent) async {
        metrics?.events.add()
        await succeeded()
        let version = event.resourceVersion
        switch event {
        case .added(let object), .modified(let object):
            guard let key = Self.key(object) else { return await deliver(.applied([object])) }
            let complete = state.received(.changed(key, resourceVersion: version))
            await deliver(.applied([object]))
            if let complete { await deliver(.listed(keys: complete)) }
        case .deleted(let object):
            if let key = Self.key(object) { _ = state.received(.removed(key, resourceVersion: version)) }
            await deliver(.removed(object))
        case .bookmark:
            let complete = state.received(
                .bookmark(resourceVersion: version, endsInitialEvents: event.endsInitialEvents))
            if let complete { await deliver(.listed(keys: complete)) }
        case .error: break  // thrown by the client
        }
    }

    /// Nil when the object has no name.
    package static func key(_ object: JSONValue) -> ObjectKey? {
        guard let metadata = object["metadata"], let name = metadata["name"]?.stringValue, !name.isEmpty else {
            return nil
        }
        return ObjectKey(namespace: metadata["namespace"]?.stringValue ?? "", name: name)
    }

    /// `isStreaming` when initial events were asked for: then a refusal of the request is taken as a refusal of them.
    private static func failure(_ error: any Error, isStreaming: Bool) -> ReflectorState.Failure {
        guard let error = error as? APIError else { return .other(retryAfter: nil) }
        if error.isGone { return .expired }
        if error.isNotFound { return .notServed }
        if error.code == .idle { return .idle }
        if isStreaming, error.isInvalid || error.isBadRequest { return .refusedInitialEvents }
        return .other(retryAfter: error.retryAfter)
    }
}

/// What reflectors count, by resource.
package struct ReflectorMetrics: Sendable {
    package let lists: Counter.Series
    package let watches: Counter.Series
    package let events: Counter.Series
    package let failures: Counter.Series

    package init(resource: String, registry: MetricsRegistry) {
        lists = registry.counter("reflector_lists_total", "Complete lists begun.", labels: ["resource"])[resource]
        watches =
            registry.counter(
                "reflector_watches_total", "Watches begun, restarts included.", labels: ["resource"])[resource]
        events = registry.counter("reflector_events_total", "Watch events received.", labels: ["resource"])[resource]
        failures =
            registry.counter(
                "reflector_failures_total", "Lists and watches that failed.", labels: ["resource"])[resource]
    }
}
