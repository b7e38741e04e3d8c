package import KubeCore

extension Client {
    /// All objects, read page by page; the result has no continue token.
    ///
    /// When the server forgets the snapshot between two pages (410), everything is read once more in one page, as
    /// client-go does.
    package func listAll(
        _ type: ResourceType, namespace: String? = nil, options: ListOptions = ListOptions()
    ) async throws -> ObjectList {
        var options = options
        if options.limit == nil { options.limit = self.options.pageSize }
        var whole = try await list(type, namespace: namespace, options: options)
        while let token = whole.continueToken {
            var next = options
            next.continueToken = token
            // Both are part of the token.
            next.resourceVersion = nil
            next.resourceVersionMatch = nil
            do {
                let page = try await list(type, namespace: namespace, options: next)
                whole.items += page.items
                whole.resourceVersion = page.resourceVersion
                whole.continueToken = page.continueToken
            } catch let error as APIError where error.isGone {
                options.limit = nil
                whole = try await list(type, namespace: namespace, options: options)
                break
            }
        }
        whole.continueToken = nil
        whole.remainingItemCount = nil
        return whole
    }

    /// All present objects, then all changes, as one stream.
    ///
    /// By one streaming request (`sendInitialEvents`) where the server allows it, else by a paged list followed by a
    /// watch. It ends and fails as `watch` does; begin anew then.
    package func watchList(
        _ type: ResourceType, namespace: String? = nil, options: WatchOptions = WatchOptions()
    ) -> AsyncThrowingStream<WatchListEvent, any Error> {
        let session = WatchListSession(client: self, type: type, namespace: namespace, options: options)
        return AsyncThrowingStream { try await session.next() }
    }
}

/// What `Client.watchList` brings, in this order: `initial`s, one `initialEnd`, `change`s. An object that goes while the
/// initial ones are still coming is a `change` before the end.
package enum WatchListEvent: Hashable, Sendable {
    case initial(JSONValue)
    /// All objects of this state of the collection were brought.
    case initialEnd(resourceVersion: String)
    /// Never an error event.
    case change(WatchEvent)
}

/// One `watchList` being read, by one task at a time.
private actor WatchListSession {
    private enum Phase {
        /// The initial objects come as events, ended by a bookmark; nothing has come yet when `isFresh`.
        case streamingInitial(AsyncThrowingStream<WatchEvent, any Error>.Iterator, isFresh: Bool)
        /// The initial objects of a list, last first, are being handed out.
        case listed([JSONValue], resourceVersion: String)
        case watching(AsyncThrowingStream<WatchEvent, any Error>.Iterator)
        case ended
    }

    private let client: Client
    private let type: ResourceType
    private let namespace: String?
    private let options: WatchOptions
    private var phase: Phase

    init(client: Client, type: ResourceType, namespace: String?, options: WatchOptions) {
        self.client = client
        self.type = type
        self.namespace = namespace
        self.options = options
        var initial = options
        initial.sendInitialEvents = true
        initial.resourceVersion = nil
        phase = .streamingInitial(
            client.watch(type, namespace: namespace, options: initial).makeAsyncIterator(), isFresh: true)
    }

    func next() async throws -> WatchListEvent? {
        let current = phase
        // Whatever is thrown below ends the stream.
        phase = .ended
        switch current {
        case .ended: return nil
        case .watching(var events):
            guard let event = try await events.next(isolation: #isolation) else { return nil }
            phase = .watching(events)
            return .change(event)
        case .listed(var objects, let resourceVersion):
            if let object = objects.popLast() {
                phase = .listed(objects, resourceVersion: resourceVersion)
                return .initial(object)
            }
            var options = options
            options.resourceVersion = resourceVersion
            options.sendInitialEvents = false
            phase = .watching(client.watch(type, namespace: namespace, options: options).makeAsyncIterator())
            return .initialEnd(resourceVersion: resourceVersion)
        case .streamingInitial(let events, let isFresh):
            return try await nextInitial(events, isFresh: isFresh)
        }
    }

    private func nextInitial(
        _ iterator: AsyncThrowingStream<WatchEvent, any Error>.Iterator, isFresh: Bool
    ) async throws -> WatchListEvent? {
        var events = iterator
        let event: WatchEvent?
        do {
            event = try await events.next(isolation: #isolation)
        } catch let error as APIError where isFresh && (error.isInvalid || error.isBadRequest) {
            // The server is too old for sendInitialEvents, or has it switched off.
            return try await startList()
        }
        switch event {
        case nil:
            try Task.checkCancellation()
            throw APIError(
                .connectionLost, attempt: Attempt("watch", type, namespace: namespace).text,
                message: "the watch ended before all present objects were sent")
        case .bookmark?:
            guard let event, event.endsInitialEvents, let version = event.resourceVersion else {
                phase = .streamingInitial(events, isFresh: false)
                return try await next()
            }
            phase = .watching(events)
            return .initialEnd(resourceVersion: version)
        case .added(let object)?, .modified(let object)?:
            phase = .streamingInitial(events, isFresh: false)
            return .initial(object)
        case .deleted?, .error?:
            phase = .streamingInitial(events, isFresh: false)
            return event.map(WatchListEvent.change)
        }
    }

    private func startList() async throws -> WatchListEvent? {
        let list = try await client.listAll(
            type, namespace: namespace,
            options: ListOptions(labelSelector: options.labelSelector, fieldSelector: options.fieldSelector))
        phase = .listed(list.items.reversed(), resourceVersion: list.resourceVersion)
        return try await next()
    }
}
