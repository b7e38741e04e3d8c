import KubeCore

/// What one watch wants and how it shows it.
struct WatchRequest: Sendable {
    enum Start: Hashable, Sendable {
        /// Every existing object as ADDED, then what follows.
        case initialState
        /// What happens from now on.
        case now
        /// What happened after a revision.
        case after(Int64)
    }

    var resource: GroupResource
    var namespace: String?
    var isSelected: @Sendable (StoredObject) -> Bool
    var start: Start
    var allowsBookmarks: Bool
    /// Ends the initial state with an annotated bookmark.
    var marksEndOfInitialState: Bool
    var timeout: Duration?
    var bookmarkInterval: Duration
    var encoder: any WatchEncoder
}

/// Puts the events of one watch into bytes, each ending with a newline.
protocol WatchEncoder: Sendable {
    /// Names everything the bytes depend on but the event itself.
    var formName: String { get }
    func object(_ type: StoreEvent.Kind, _ object: StoredObject, isFirst: Bool) -> [UInt8]
    func bookmark(revision: Int64, endsInitialState: Bool) -> [UInt8]
    func error(_ status: APIStatus) -> [UInt8]
}

/// Reads one watch: each call of `next` gives the following chunk of the response's body.
///
/// A reader holds only its place in the log; a slow one that falls out of the log is told so and ends.
actor WatchReader<WatchClock: Clock> where WatchClock.Duration == Duration {
    private let store: ObjectStore
    private let request: WatchRequest
    private let clock: WatchClock
    private let end: WatchClock.Instant?
    private var nextBookmark: WatchClock.Instant
    private var cursor: Int64 = 0
    private var isStarted = false
    private var isFinished = false
    private var hasSentObject = false
    /// What is left of the initial state: many watches that begin at once share the objects, not their bytes.
    private var initial: ArraySlice<StoredObject> = []
    private var owesEndOfInitialState = false
    /// Bytes of one chunk of the initial state, about.
    private static var chunkSize: Int { 1 << 16 }

    init(store: ObjectStore, request: WatchRequest, clock: WatchClock) {
        self.store = store
        self.request = request
        self.clock = clock
        end = request.timeout.map { clock.now.advanced(by: $0) }
        nextBookmark = clock.now.advanced(by: request.bookmarkInterval)
    }

    func next() async -> [UInt8]? {
        if !isStarted {
            isStarted = true
            start()
        }
        if let chunk = initialChunk() { return chunk }
        while !isFinished, !Task.isCancelled {
            if let chunk = availableChunk() { return chunk }
            if let end, clock.now >= end { break }
            if request.allowsBookmarks, clock.now >= nextBookmark { return bookmark() }
            await waitForMore()
        }
        return nil
    }

    private func start() {
        switch request.start {
        case .after(let revision): cursor = revision
        case .now: cursor = store.revision
        case .initialState:
            let snapshot = store.list(request.resource, namespace: request.namespace)
            cursor = snapshot.revision
            initial = snapshot.objects[...]
            owesEndOfInitialState = request.marksEndOfInitialState
        }
    }

    /// The next part of the initial state; nil once all of it is sent.
    private func initialChunk() -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < Self.chunkSize, let object = initial.popFirst() {
            guard request.isSelected(object) else { continue }
            bytes += request.encoder.object(.added, object, isFirst: !hasSentObject)
            hasSentObject = true
        }
        if initial.isEmpty {
            initial = []
            if owesEndOfInitialState {
                owesEndOfInitialState = false
                bytes += request.encoder.bookmark(revision: cursor, endsInitialState: true)
            }
        }
        return bytes.isEmpty ? nil : bytes
    }

    private func availableChunk() -> [UInt8]? {
        switch store.events(request.resource, after: cursor) {
        case .tooOld(let oldest):
            isFinished = true
            return request.encoder.error(.tooOldResourceVersion(cursor, oldest: oldest))
        case .events(let events, let revision):
            cursor = max(cursor, revision)
            var bytes: [UInt8] = []
            for event in events { bytes += line(of: event) }
            return bytes.isEmpty ? nil : bytes
        }
    }

    private func bookmark() -> [UInt8] {
        nextBookmark = clock.now.advanced(by: request.bookmarkInterval)
        return request.encoder.bookmark(revision: cursor, endsInitialState: false)
    }

    /// The event as this watch sees it: an object that begins or ceases to be selected is added or deleted for it.
    private func line(of event: StoreEvent) -> [UInt8] {
        guard let shown = Self.shown(event, request) else { return [] }
        let isFirst = !hasSentObject
        hasSentObject = true
        let encoder = request.encoder
        let form = EncodedLines.Form(
            name: isFirst ? encoder.formName + "/first" : encoder.formName, type: shown.rawValue,
            showsOldState: false)
        return event.lines.line(form) {
            guard shown == .deleted, event.kind != .deleted, let old = event.old else {
                return encoder.object(shown, event.object, isFirst: isFirst)
            }
            // No longer selected: the last selected state, at the revision of the change.
            var value = old.value
            value.setResourceVersion(event.revision)
            let last = StoredObject(key: old.key, revision: event.revision, value: value)
            return encoder.object(.deleted, last, isFirst: isFirst)
        }
    }

    private static func shown(_ event: StoreEvent, _ request: WatchRequest) -> StoreEvent.Kind? {
        if let namespace = request.namespace, event.object.key.namespace != namespace { return nil }
        switch event.kind {
        case .added: return request.isSelected(event.object) ? .added : nil
        case .deleted: return event.old.map(request.isSelected) ?? false ? .deleted : nil
        case .modified:
            let was = event.old.map(request.isSelected) ?? false
            let now = request.isSelected(event.object)
            return was ? (now ? .modified : .deleted) : (now ? .added : nil)
        }
    }

    private func waitForMore() async {
        var deadline = end
        if request.allowsBookmarks { deadline = deadline.map { min($0, nextBookmark) } ?? nextBookmark }
        let request = request
        let store = store
        let place = cursor
        let isWanted: @Sendable (StoreEvent) -> Bool = { Self.shown($0, request) != nil }
        guard let deadline else {
            cursor = max(cursor, await store.waitForEvent(request.resource, after: place, isWanted: isWanted))
            return
        }
        let clock = clock
        let passed = await withTaskGroup(of: Int64.self) { group in
            group.addTask { await store.waitForEvent(request.resource, after: place, isWanted: isWanted) }
            group.addTask {
                // Ends early only when the other child or the watch is done.
                do { try await clock.sleep(until: deadline, tolerance: nil) } catch { return place }
                return place
            }
            _ = await group.next()
            group.cancelAll()
            return await group.reduce(place) { max($0, $1) }
        }
        cursor = max(cursor, passed)
    }
}

extension ObjectStore {
    /// The body of a watch; ends at its timeout, when its reader goes, or after an error event.
    func watch(_ request: WatchRequest, clock: some Clock<Duration>) -> AsyncStream<[UInt8]> {
        let reader = WatchReader(store: self, request: request, clock: clock)
        return AsyncStream { await reader.next() }
    }
}
