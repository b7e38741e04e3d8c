import KubeCore

// Get, list and watch.

extension ControlPlane {
    func get(_ call: ResourceCall) throws -> ControlPlaneResponse {
        guard let object = store.object(call.storage, call.key) else {
            throw StatusError(.notFound(call.groupResource, call.info.name))
        }
        return response(call.presentation(now: configuration.now()).single(object.value), form: call.form)
    }

    func list(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        let parameters = try ListParameters(request: call.request)
        let selection = try Selection(parameters, resource: call.resource)
        let page = try await readPage(call, parameters, selection)
        return response(call.presentation(now: configuration.now()).list(page), form: call.form)
    }

    func watch(_ call: ResourceCall) throws -> ControlPlaneResponse {
        let parameters = try ListParameters(request: call.request)
        let name = call.info.name.isEmpty ? nil : call.info.name
        let selection = try Selection(parameters, resource: call.resource, name: name)
        let start: WatchRequest.Start
        switch (parameters.sendInitialEvents, parameters.revision) {
        case (true, _): start = .initialState
        case (false, nil): start = .now
        case (_, nil), (_, 0): start = .initialState
        case (_, let revision?): start = .after(revision)
        }
        // kube-apiserver ends watches at a random time between half an hour and an hour.
        // Who asks for more than a day may watch again then: clocks do not count to every number.
        let timeout = parameters.timeoutSeconds.map { Duration.seconds(min(max(1, $0), 86_400)) } ?? .seconds(1800)
        let request = WatchRequest(
            resource: call.storage, namespace: call.info.namespace.isEmpty ? nil : call.info.namespace,
            isSelected: { selection.contains($0) }, start: start, allowsBookmarks: parameters.allowsBookmarks,
            marksEndOfInitialState: parameters.allowsBookmarks && parameters.sendInitialEvents == true,
            timeout: timeout, bookmarkInterval: configuration.bookmarkInterval,
            encoder: PresentationEncoder(call: call, now: configuration.now))
        return ControlPlaneResponse(
            status: 200, headers: ["Content-Type": "application/json"],
            body: .stream(store.watch(request, clock: configuration.clock)))
    }

    /// The objects a list asks for, at the revision it asks for.
    func readPage(
        _ call: ResourceCall, _ parameters: ListParameters, _ selection: Selection
    ) async throws -> ListPage {
        let namespace = call.info.namespace.isEmpty ? nil : call.info.namespace
        if !parameters.continueToken.isEmpty {
            return try readNextPage(call, parameters, selection, namespace: namespace)
        }
        if let revision = parameters.revision, revision > 0 {
            try await waitForRevision(revision, call.storage)
            // Before resourceVersionMatch existed, a limit made the match exact.
            let isExact =
                parameters.resourceVersionMatch == "Exact"
                || parameters.resourceVersionMatch.isEmpty && parameters.limit > 0
            if isExact {
                guard let objects = store.list(call.storage, namespace: namespace, at: revision) else {
                    throw StatusError(.expiredList)
                }
                return ListPage(
                    objects: objects.filter(selection.contains), revision: revision, limit: parameters.limit,
                    countsRemaining: selection.isEverything)
            }
        }
        let snapshot = store.list(call.storage, namespace: namespace)
        return ListPage(
            objects: selection.isEverything ? snapshot.objects : snapshot.objects.filter(selection.contains),
            revision: snapshot.revision, limit: parameters.limit, countsRemaining: selection.isEverything)
    }

    private func readNextPage(
        _ call: ResourceCall, _ parameters: ListParameters, _ selection: Selection, namespace: String?
    ) throws -> ListPage {
        let token = try ContinueToken(parameters.continueToken)
        if let revision = parameters.revision, revision > 0 {
            throw StatusError(
                .badRequest("specifying resource version is not allowed when using continue"))
        }
        let objects: [StoredObject]
        let revision: Int64
        if token.revision == 0 {
            let snapshot = store.list(call.storage, namespace: namespace)
            (objects, revision) = (snapshot.objects, snapshot.revision)
        } else if let past = store.list(call.storage, namespace: namespace, at: token.revision) {
            (objects, revision) = (past, token.revision)
        } else {
            var refusal = StatusError(.expiredContinue)
            refusal.continueToken = ContinueToken(revision: 0, after: token.after).text
            throw refusal
        }
        return ListPage(
            objects: objects.filter { $0.key > token.after && selection.contains($0) }, revision: revision,
            limit: parameters.limit, countsRemaining: selection.isEverything)
    }

    /// Waits, for at most three seconds, until the store has reached `revision`.
    private func waitForRevision(_ revision: Int64, _ resource: GroupResource) async throws {
        for _ in 0..<30 where store.revision < revision {
            try await configuration.clock.sleep(for: .milliseconds(100))
        }
        let current = store.revision
        if current < revision { throw StatusError(.tooLargeResourceVersion(revision, current: current)) }
    }
}

/// One page of a list.
struct ListPage: Sendable {
    let objects: [StoredObject]
    let revision: Int64
    /// Empty on the last page.
    let continueToken: String
    /// How many follow; nil when that is not known or there are none.
    let remaining: Int?

    init(objects: [StoredObject], revision: Int64, limit: Int, countsRemaining: Bool) {
        self.revision = revision
        guard limit > 0, objects.count > limit else {
            self.objects = objects
            continueToken = ""
            remaining = nil
            return
        }
        self.objects = Array(objects.prefix(limit))
        continueToken = ContinueToken(revision: revision, after: objects[limit - 1].key).text
        remaining = countsRemaining ? objects.count - limit : nil
    }
}
