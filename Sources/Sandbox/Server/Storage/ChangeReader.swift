import KubeCore

/// Reads the changes of one resource for a part of this process, as values.
actor ChangeReader {
    private let store: ObjectStore
    private let resource: GroupResource
    private var pending: [ObjectChange] = []
    private var position = 0
    private var cursor: Int64?

    init(store: ObjectStore, resource: GroupResource) {
        self.store = store
        self.resource = resource
    }

    func next() async -> ObjectChange? {
        while !Task.isCancelled {
            if position < pending.count {
                position += 1
                return pending[position - 1]
            }
            pending = []
            position = 0
            guard let cursor else {
                begin(isRestart: false)
                continue
            }
            switch store.events(resource, after: cursor) {
            case .tooOld: begin(isRestart: true)
            case .events(let events, let revision):
                self.cursor = max(cursor, revision)
                pending = events.map(Self.change)
                if events.isEmpty {
                    _ = await store.waitForEvent(resource, after: max(cursor, revision)) { _ in true }
                }
            }
        }
        return nil
    }

    private func begin(isRestart: Bool) {
        let snapshot = store.list(resource, namespace: nil)
        cursor = snapshot.revision
        pending = (isRestart ? [.reset] : []) + snapshot.objects.map { .added($0.value) }
    }

    private static func change(_ event: StoreEvent) -> ObjectChange {
        switch event.kind {
        case .added: .added(event.object.value)
        case .modified: .modified(event.object.value, old: event.old?.value ?? event.object.value)
        case .deleted: .deleted(event.object.value)
        }
    }
}

extension ObjectStore {
    func changes(_ resource: GroupResource) -> AsyncStream<ObjectChange> {
        let reader = ChangeReader(store: self, resource: resource)
        return AsyncStream { await reader.next() }
    }
}
