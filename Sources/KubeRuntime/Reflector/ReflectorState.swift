package import KubeCore

/// The decisions of a reflector: which request comes next, and what each answer means for the store.
///
/// ```
///  ┌─▶ initial ──▶ watch with initial events ──(refused, or ended early)──▶ list, page by page
///  │                    │ end-of-initial-events bookmark                        │ last page
///  │                    └──────────────▶ synced ◀───────────────────────────────┘
///  │                                       │
///  │  410, or the kind is not served       ▼
///  └────────────────────────────── watch from the last resourceVersion ─┐
///                                          ▲  ended, idle, connection   │
///                                          └────── lost (backoff) ◀─────┘
/// ```
/// While objects are being listed their keys are remembered; when the list is complete, every other object in the
/// store is one whose deletion was missed.
package struct ReflectorState: Sendable {
    /// What to do now.
    package enum Step: Hashable, Sendable {
        case list(continueToken: String?)
        /// `resourceVersion` nil asks for the initial events.
        case watch(resourceVersion: String?)
        case wait(until: Duration)
    }

    /// What a watch event is to this machine.
    package enum Event: Hashable, Sendable {
        case changed(ObjectKey, resourceVersion: String?)
        case removed(ObjectKey, resourceVersion: String?)
        case bookmark(resourceVersion: String?, endsInitialEvents: Bool)
    }

    package enum Failure: Hashable, Sendable {
        /// 410: the resourceVersion or continue token is too old.
        case expired
        /// The server does not know `sendInitialEvents`, or refuses it.
        case refusedInitialEvents
        /// 404 on the collection: the kind is not installed.
        case notServed
        /// A watch was silent for its idle limit.
        case idle
        case other(retryAfter: Duration?)
    }

    private enum Phase: Hashable, Sendable {
        case initial
        case listing(continueToken: String?)
        case streaming
        case watching(resourceVersion: String)
    }

    private var phase = Phase.initial
    /// Keys seen since the present list began.
    private var seen: Set<ObjectKey> = []
    private var usesInitialEvents: Bool
    private var failures = 0
    private var waitUntil: Duration?
    private var watchBeganAt: Duration?
    private var receivedInWatch = false
    /// Watches in a row that ended within `shortestBusyWatch`.
    private var hastyWatches = 0
    private let backoff: Backoff

    /// A kind that is not installed is asked for again at most this often, however often it was asked for.
    package static let notServedInterval = Duration.seconds(30)
    /// A watch that the server ends sooner, without any event, counts as a failure: else it would be a tight loop.
    private static let shortestHealthyWatch = Duration.seconds(5)
    /// With events a watch may be shorter; but when several in a row are, something between us and the server cuts them.
    private static let shortestBusyWatch = Duration.seconds(1)
    private static let toleratedHastyWatches = 3

    package init(usesInitialEvents: Bool = true, backoff: Backoff = .reflector) {
        self.usesInitialEvents = usesInitialEvents
        self.backoff = backoff
    }

    /// Failures in a row.
    package var failureCount: Int { failures }
    /// True from the first complete list on, while changes are being followed.
    package var isFollowing: Bool { if case .watching = phase { true } else { false } }
    /// The request under way asks for initial events.
    package var isStreaming: Bool { phase == .streaming }

    /// The next request; `listed`, `received`, `watchEnded` or `failed` must tell what came of it.
    package mutating func next(now: Duration) -> Step {
        if let waitUntil {
            guard waitUntil <= now else { return .wait(until: waitUntil) }
            self.waitUntil = nil
        }
        switch phase {
        case .initial, .streaming:
            seen = []
            phase = usesInitialEvents ? .streaming : .listing(continueToken: nil)
            if !usesInitialEvents { return .list(continueToken: nil) }
            return beginWatch(nil, now: now)
        case .listing(let token):
            if token == nil { seen = [] }
            return .list(continueToken: token)
        case .watching(let version):
            return beginWatch(version, now: now)
        }
    }

    private mutating func beginWatch(_ resourceVersion: String?, now: Duration) -> Step {
        watchBeganAt = now
        receivedInWatch = false
        return .watch(resourceVersion: resourceVersion)
    }

    /// One page arrived. Answers the keys of the complete list after the last page: all others are gone.
    package mutating func listed(
        _ keys: some Sequence<ObjectKey>, resourceVersion: String, continueToken: String?
    ) -> Set<ObjectKey>? {
        seen.formUnion(keys)
        if let continueToken {
            phase = .listing(continueToken: continueToken)
            return nil
        }
        return complete(resourceVersion)
    }

    /// One watch event arrived. Answers the keys of the complete list when this event ends it.
    package mutating func received(_ event: Event) -> Set<ObjectKey>? {
        receivedInWatch = true
        let version: String?
        switch event {
        case .changed(let key, let newVersion):
            if phase == .streaming { seen.insert(key) }
            version = newVersion
        case .removed(let key, let newVersion):
            if phase == .streaming { seen.remove(key) }
            version = newVersion
        case .bookmark(let newVersion, let ends):
            if phase == .streaming, ends, let newVersion { return complete(newVersion) }
            version = newVersion
        }
        if case .watching = phase {
            failures = 0
            if let version { phase = .watching(resourceVersion: version) }
        }
        return nil
    }

    private mutating func complete(_ resourceVersion: String) -> Set<ObjectKey> {
        // `failures` stays: a server that expires what it just listed must not be asked in a tight loop.
        phase = .watching(resourceVersion: resourceVersion)
        defer { seen = [] }
        return seen
    }

    /// The server ended the watch without an error, as it does every few minutes.
    package mutating func watchEnded(now: Duration, random: Double) {
        if phase == .streaming {
            // Old servers ignore `sendInitialEvents` and never send the bookmark that ends them.
            usesInitialEvents = false
            phase = .initial
        }
        let lasted = watchBeganAt.map { now - $0 } ?? .zero
        hastyWatches = lasted < Self.shortestBusyWatch ? hastyWatches + 1 : 0
        let isBusy = receivedInWatch && hastyWatches <= Self.toleratedHastyWatches
        if isBusy || lasted >= Self.shortestHealthyWatch {
            failures = 0
        } else {
            delay(now: now, random: random, atLeast: .zero)
        }
    }

    /// Forgets the wait that failures have brought, and the failures: what hindered is thought to be gone.
    package mutating func retryNow() {
        waitUntil = nil
        failures = 0
    }

    package mutating func failed(_ failure: Failure, now: Duration, random: Double) {
        switch failure {
        case .expired:
            phase = .initial
            // The first is normal after a pause; a server that does it again at once is given time.
            failures += 1
            if failures > 1 { waitUntil = now + backoff.delay(attempt: failures - 2, random: random) }
        case .refusedInitialEvents where usesInitialEvents:
            usesInitialEvents = false
            phase = .initial
        case .notServed:
            phase = .initial
            delay(now: now, random: random, atLeast: .zero, atMost: Self.notServedInterval)
        case .idle:
            watchEnded(now: now, random: random)
        case .other(let retryAfter): retry(after: retryAfter, now: now, random: random)
        case .refusedInitialEvents: retry(after: nil, now: now, random: random)
        }
    }

    private mutating func retry(after asked: Duration?, now: Duration, random: Double) {
        if case .listing = phase { phase = .initial }
        delay(now: now, random: random, atLeast: asked ?? .zero)
    }

    private mutating func delay(
        now: Duration, random: Double, atLeast: Duration, atMost: Duration = .seconds(3600)
    ) {
        let delay = min(backoff.delay(attempt: failures, random: random), atMost)
        failures += 1
        waitUntil = now + max(delay, atLeast)
    }
}
