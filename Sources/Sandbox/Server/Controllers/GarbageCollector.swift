import KubeCore

/// Deletes objects whose owners are gone, and does what the deletion's propagation policy asks of dependents.
///
/// Source: Kubernetes documentation, "Garbage Collection"; k8s.io/kubernetes `pkg/controller/garbagecollector`.
///
/// ```
/// owner removed                     -> dependents without another living owner are deleted in the background
/// owner marked, foregroundDeletion  -> dependents first; the finalizer goes when none that blocks is left
/// owner marked, orphan              -> the owner's reference is taken from its dependents, then the finalizer goes
/// ```
actor GarbageCollector {
    private struct Node: Hashable {
        let resource: GroupResource
        let key: ObjectKey
    }

    private let controlPlane: ControlPlane
    /// Dependents by the uid of an owner.
    private var dependents: [String: Set<Node>] = [:]
    private var owners: [Node: [String]] = [:]
    private var living: [String: Node] = [:]

    init(controlPlane: ControlPlane) {
        self.controlPlane = controlPlane
    }

    nonisolated func run() async {
        // New resources come with new definitions: each definition's change looks for streams that are missing.
        await withDiscardingTaskGroup { group in
            var followed: Set<GroupResource> = []
            func followMissing() {
                for resource in controlPlane.collectedResources where followed.insert(resource).inserted {
                    group.addTask { await self.follow(resource) }
                }
            }
            followMissing()
            for await _ in controlPlane.changes(of: .customResourceDefinitions) { followMissing() }
            group.cancelAll()
        }
    }

    private func follow(_ resource: GroupResource) async {
        for await change in controlPlane.changes(of: resource) {
            switch change {
            case .reset: forget(resource)
            case .added(let object): await observe(object, resource)
            case .modified(let object, let old):
                if old["metadata"]?["ownerReferences"] != object["metadata"]?["ownerReferences"]
                    || object["metadata"]?["deletionTimestamp"] != nil
                {
                    await observe(object, resource)
                }
            case .deleted(let object): await remove(object, resource)
            }
        }
    }

    private func forget(_ resource: GroupResource) {
        for node in owners.keys where node.resource == resource { unlink(node) }
        living = living.filter { $0.value.resource != resource }
    }

    private func unlink(_ node: Node) {
        for uid in owners.removeValue(forKey: node) ?? [] {
            dependents[uid]?.remove(node)
            if dependents[uid]?.isEmpty == true { dependents[uid] = nil }
        }
    }

    private func observe(_ object: JSONValue, _ resource: GroupResource) async {
        let meta = ObjectMeta(json: object["metadata"] ?? [:])
        let node = Node(resource: resource, key: meta.key)
        living[meta.uid] = node
        unlink(node)
        if !meta.ownerReferences.isEmpty {
            owners[node] = meta.ownerReferences.map(\.uid)
            for owner in meta.ownerReferences { dependents[owner.uid, default: []].insert(node) }
            // An owner that is gone already leaves an orphan behind that nobody else would find.
            // Looked at as it is now: its owner may have let it go since this change was written.
            if !meta.isBeingDeleted, isAbandoned(meta), let stored = controlPlane.store.object(resource, meta.key),
                isAbandoned(ObjectMeta(json: stored.value["metadata"] ?? [:]))
            {
                await delete(node, uid: meta.uid)
            }
        }
        if meta.isBeingDeleted { await finish(node, meta) }
    }

    /// Had owners, and none of them lives. What has been released by its owner is nobody's to delete.
    private func isAbandoned(_ meta: ObjectMeta) -> Bool {
        !meta.ownerReferences.isEmpty
            && meta.ownerReferences.allSatisfy { owner in
                guard let kind = GroupVersionKind(apiVersion: owner.apiVersion, kind: owner.kind),
                    let served = controlPlane.registry.all.first(where: {
                        $0.kind.group == kind.group && $0.kind.kind == kind.kind
                    })
                else { return false }  // a kind nobody knows: leave it
                let namespace = served.isNamespaced ? meta.namespace : ""
                let stored = controlPlane.store.object(
                    served.storage, ObjectKey(namespace: namespace, name: owner.name))
                return stored?.value[path: "metadata", "uid"]?.stringValue != owner.uid
            }
    }

    private func remove(_ object: JSONValue, _ resource: GroupResource) async {
        let meta = ObjectMeta(json: object["metadata"] ?? [:])
        let node = Node(resource: resource, key: meta.key)
        let parents = owners[node] ?? []
        unlink(node)
        living[meta.uid] = nil
        for dependent in dependents[meta.uid] ?? [] {
            guard let stored = controlPlane.store.object(dependent.resource, dependent.key) else { continue }
            let dependentMeta = ObjectMeta(json: stored.value["metadata"] ?? [:])
            if isAbandoned(dependentMeta) { await delete(dependent, uid: dependentMeta.uid) }
        }
        // An owner that waited for this one may be done now.
        for uid in parents {
            guard let owner = living[uid], let stored = controlPlane.store.object(owner.resource, owner.key) else {
                continue
            }
            let ownerMeta = ObjectMeta(json: stored.value["metadata"] ?? [:])
            if ownerMeta.isBeingDeleted { await finish(owner, ownerMeta) }
        }
    }

    private func delete(_ node: Node, uid: String) async {
        guard let served = controlPlane.registry.resource(node.resource),
            let stored = controlPlane.store.object(node.resource, node.key)
        else { return }
        await controlPlane.discard(stored, served, DeleteParameters(propagation: .background, uid: uid))
    }

    /// Does what the finalizers of a marked object wait for.
    private func finish(_ node: Node, _ meta: ObjectMeta) async {
        let nodes = dependents[meta.uid] ?? []
        if meta.finalizers.contains("orphan") {
            for dependent in storedDependents(of: node, meta.uid) { release(dependent, ownerUID: meta.uid) }
            removeFinalizer("orphan", node)
            return
        }
        guard meta.finalizers.contains("foregroundDeletion") else { return }
        var isBlocked = false
        for dependent in nodes {
            guard let stored = controlPlane.store.object(dependent.resource, dependent.key) else { continue }
            let dependentMeta = ObjectMeta(json: stored.value["metadata"] ?? [:])
            guard let reference = dependentMeta.ownerReferences.first(where: { $0.uid == meta.uid }) else { continue }
            if !dependentMeta.isBeingDeleted, let served = controlPlane.registry.resource(dependent.resource) {
                await controlPlane.discard(
                    stored, served, DeleteParameters(propagation: .foreground, uid: dependentMeta.uid))
            }
            let remains = controlPlane.store.object(dependent.resource, dependent.key) != nil
            if reference.blockOwnerDeletion, remains { isBlocked = true }
        }
        if !isBlocked { removeFinalizer("foregroundDeletion", node) }
    }

    /// From the store itself: changes of other resources that we have not heard of yet may be dependents made a moment
    /// ago, which would look abandoned afterwards. Cost: a look at every object of the namespace; orphaning is rare.
    private func storedDependents(of owner: Node, _ uid: String) -> [Node] {
        let namespace = owner.key.namespace.isEmpty ? nil : owner.key.namespace
        return controlPlane.collectedResources.flatMap { resource in
            controlPlane.store.list(resource, namespace: namespace).objects.filter { object in
                (object.value[path: "metadata", "ownerReferences"]?.arrayValue ?? []).contains {
                    $0["uid"]?.stringValue == uid
                }
            }.map { Node(resource: resource, key: $0.key) }
        }
    }

    private func release(_ node: Node, ownerUID: String) {
        change(node) { metadata in
            let kept = (metadata["ownerReferences"]?.arrayValue ?? []).filter { $0["uid"]?.stringValue != ownerUID }
            metadata.setList("ownerReferences", kept)
        }
    }

    private func removeFinalizer(_ name: String, _ node: Node) {
        change(node) { metadata in
            let kept = (metadata["finalizers"]?.arrayValue ?? []).filter { $0.stringValue != name }
            metadata.setList("finalizers", kept)
        }
    }

    /// Changes the metadata of an object, and removes it when nothing holds it any more.
    private func change(_ node: Node, _ change: (inout JSONObject) -> Void) {
        for _ in 0..<5 {
            guard let stored = controlPlane.store.object(node.resource, node.key) else { return }
            var value = stored.value
            value.modifyMetadata(change)
            if value == stored.value { return }
            do throws(ObjectStore.Refusal) {
                if Deletion.isDue(value) {
                    let removed = try controlPlane.store.remove(
                        node.resource, node.key, last: value, at: stored.revision)
                    controlPlane.afterRemoval(removed, resource: node.resource)
                } else {
                    let written = try controlPlane.store.put(
                        node.resource, node.key, value, expecting: .revision(stored.revision))
                    controlPlane.afterWrite(written, old: stored, resource: node.resource)
                }
                return
            } catch {}  // written meanwhile: look again
        }
    }
}

extension ControlPlane {
    /// Every resource whose objects can own or be owned.
    var collectedResources: [GroupResource] {
        var seen: Set<GroupResource> = []
        return registry.all.filter { $0.verbs.contains("delete") && seen.insert($0.storage).inserted }.map(\.storage)
    }
}
