package import KubeClient
package import KubeCore
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// One change in an informer's store.
package enum InformerEvent<Object: KubeObject>: Sendable {
    case added(Object)
    case updated(old: Object, new: Object)
    case removed(Object)
    /// The object is there and cannot be read; the store says why.
    case malformed(MalformedObject)

    package var key: ObjectKey {
        switch self {
        case .added(let object), .updated(_, let object), .removed(let object): object.key
        case .malformed(let malformed): malformed.metadata.key
        }
    }
}

/// How far an informer's view can be trusted.
package enum InformerCondition: Hashable, Sendable {
    /// No complete list yet.
    case starting
    /// The store shows the collection, as of a moment ago.
    case synced
    /// The server does not serve the kind: its CRD or API is not installed.
    case notServed
    /// Requests fail; the store shows the collection as of the last success, if there was one.
    case failing(String)
}

/// A store that follows the server, shared by all who are interested in the kind.
package final class Informer<Object: KubeObject>: Service {
    private struct State {
        var handlers: [@Sendable ([InformerEvent<Object>]) async -> Void] = []
        var onCondition: [@Sendable (InformerCondition) async -> Void] = []
        var condition = InformerCondition.starting
        var hasSynced = false
        var isRunning = false
        var reflector: Reflector?
    }

    package let store: Store<Object>
    private let client: Client
    private let scope: Scope
    private let clock: RuntimeClock
    private let usesInitialEvents: Bool
    private let metrics: ReflectorMetrics?
    private let state = NIOLockedValueBox(State())
    private let settled = Gate()
    private let compact: @Sendable (inout Object, inout StringPool) -> Void
    /// Used by one task at a time.
    private let strings = NIOLockedValueBox(StringPool())

    /// `compact` makes an object smaller before it is stored, without changing what it says.
    package init(
        client: Client, scope: Scope = .everything, indexes: [StoreIndex<Object>] = [], clock: RuntimeClock,
        usesInitialEvents: Bool = true, registry: MetricsRegistry? = nil,
        compact: @escaping @Sendable (inout Object, inout StringPool) -> Void = { _, _ in }
    ) {
        self.client = client
        self.scope = scope
        self.clock = clock
        self.usesInitialEvents = usesInitialEvents
        self.compact = compact
        store = Store(indexes: indexes)
        metrics = registry.map { ReflectorMetrics(resource: Object.resourceType.resource.groupResource, registry: $0) }
    }

    /// Calls `handler` with each batch of changes, in order, after they are in the store; before `run` only.
    /// The next change waits for it, so it should do no more than to add keys to a queue.
    package func onEvents(_ handler: @escaping @Sendable ([InformerEvent<Object>]) async -> Void) {
        state.withLockedValue { state in
            precondition(!state.isRunning, "handlers are added before an informer runs, or they miss objects")
            state.handlers.append(handler)
        }
    }

    /// Calls `handler` when the condition changes: once per change, however often a request fails.
    package func onCondition(_ handler: @escaping @Sendable (InformerCondition) async -> Void) {
        state.withLockedValue { $0.onCondition.append(handler) }
    }

    package var condition: InformerCondition { state.withLockedValue { $0.condition } }
    /// True once a complete list was seen.
    package var hasSynced: Bool { state.withLockedValue { $0.hasSynced } }
    package var isServed: Bool { condition != .notServed }

    /// Waits until the first complete list, or until it is known that the kind is not served.
    package func waitUntilSettled() async throws { try await settled.wait() }

    /// Asks again at once where a failure or a missing kind is being waited out.
    package func retryNow() {
        let reflector = state.withLockedValue { $0.condition == .synced ? nil : $0.reflector }
        reflector?.retryNow()
    }

    /// Follows the server until cancelled or shut down.
    package func run() async throws {
        let reflector = Reflector(
            client: client, type: Object.resourceType, scope: scope, clock: clock,
            usesInitialEvents: usesInitialEvents, metrics: metrics, deliver: { [self] in await deliver($0) })
        state.withLockedValue { state in
            state.isRunning = true
            state.reflector = reflector
        }
        try await runUntilGracefulShutdown { try await reflector.run() }
    }

    private func deliver(_ change: ReflectorChange) async {
        switch change {
        case .applied(let objects):
            await tell(objects.compactMap(apply))
        case .removed(let object):
            if let key = Reflector.key(object), let old = store.remove(key) { await tell([.removed(old)]) }
        case .listed(let keys):
            let gone = store.keys(notIn: keys).compactMap { store.remove($0).map(InformerEvent.removed) }
            await tell(gone)
            state.withLockedValue { $0.hasSynced = true }
            await enter(.synced)
            settled.open()
        case .failed(let error, let isNotServed):
            await enter(isNotServed ? .notServed : .failing("\(error)"))
            if isNotServed { settled.open() }
        case .recovered: if hasSynced { await enter(.synced) }
        }
    }

    private func apply(_ json: JSONValue) -> InformerEvent<Object>? {
        do {
            var object = try Object(json: json)
            strings.withLockedValue { compact(&object, &$0) }
            guard let change = store.change(object), let new = change.new else { return nil }
            return change.old.map { .updated(old: $0, new: new) } ?? .added(new)
        } catch {
            // Without a name there is no object to report it on; servers do not send such objects.
            let malformed = MalformedObject(
                metadata: ObjectMeta(json: json["metadata"] ?? .null), message: "\(error)", object: json)
            guard !malformed.metadata.name.isEmpty, store.setMalformed(malformed) else { return nil }
            Logger.current.info(
                "Object cannot be read; the others are served", error: error,
                metadata: [
                    "object.kind": "\(Object.resourceType.kind.kind)", "object.key": "\(malformed.metadata.key)",
                ])
            return .malformed(malformed)
        }
    }

    private func tell(_ events: [InformerEvent<Object>]) async {
        guard !events.isEmpty else { return }
        for handler in state.withLockedValue({ $0.handlers }) { await handler(events) }
    }

    /// A condition of another kind is told; another message of the same kind is only stored.
    private func enter(_ condition: InformerCondition) async {
        let handlers = state.withLockedValue { state in
            let isSameKind =
                switch (state.condition, condition) {
                case (.failing, .failing): true
                default: state.condition == condition
                }
            state.condition = condition
            return isSameKind ? [] : state.onCondition
        }
        for handler in handlers { await handler(condition) }
    }
}
