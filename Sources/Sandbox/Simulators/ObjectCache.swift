import KubeCore

/// The objects that the simulators look at, found by key and by the owner that controls them.
///
/// It never goes back in time: what a simulator has just written is in it at once, and the older states that the change
/// streams still deliver are passed over. So a controller does not create a pod twice.
struct ObjectCache: Sendable {
    private struct Entry: Sendable {
        var json: JSONValue
        var revision: Int64
        var owner: String?
        /// What a placed pod takes of its node.
        var load: PodLoad?
    }

    private struct PodLoad: Sendable {
        var node: String
        var requests: PodScheduler.Requests
    }

    private struct Place: Hashable, Sendable {
        var resource: String
        var key: ObjectKey
    }

    private var objects: [String: [ObjectKey: Entry]] = [:]
    private var owned: [String: Set<Place>] = [:]
    /// What the placed pods of each node take together.
    private(set) var nodeUse: [String: PodScheduler.Use] = [:]
    /// Pods that wait for a node.
    private(set) var unplacedPods: Set<ObjectKey> = []

    /// The state of `resource`'s object, unless a newer one is known. True when it was not known yet.
    @discardableResult
    mutating func put(_ json: JSONValue, _ type: ResourceType) -> Bool {
        let meta = json.simulatedMeta
        let revision = Int64(meta.resourceVersion) ?? 0
        let before = objects[type.plural]?[meta.key]
        if let before, before.revision > revision { return false }
        let owner = meta.controller?.uid
        if let former = before?.owner, former != owner { unlink(former, Place(resource: type.plural, key: meta.key)) }
        let load = type == .simulatedPods ? place(PodReading(json), before: before?.load) : nil
        objects[type.plural, default: [:]][meta.key] = Entry(
            json: json, revision: revision, owner: owner, load: load)
        if let owner { owned[owner, default: []].insert(Place(resource: type.plural, key: meta.key)) }
        return before.map { $0.revision < revision } ?? true
    }

    mutating func remove(_ key: ObjectKey, _ type: ResourceType) {
        guard let entry = objects[type.plural]?.removeValue(forKey: key) else { return }
        if let owner = entry.owner { unlink(owner, Place(resource: type.plural, key: key)) }
        if let load = entry.load { nodeUse[load.node]?.subtract(load.requests) }
        if type == .simulatedPods { unplacedPods.remove(key) }
    }

    /// Books what a pod takes of its node, in place of what it took before.
    private mutating func place(_ pod: PodReading, before: PodLoad?) -> PodLoad? {
        if pod.node.isEmpty, pod.isActive {
            unplacedPods.insert(pod.meta.key)
        } else {
            unplacedPods.remove(pod.meta.key)
        }
        if let before { nodeUse[before.node]?.subtract(before.requests) }
        guard !pod.node.isEmpty, !pod.isFinished else { return nil }
        let load = PodLoad(node: pod.node, requests: PodScheduler.Requests(pod))
        nodeUse[pod.node, default: .init()].add(load.requests)
        return load
    }

    /// Forgets one resource.
    mutating func removeAll(_ type: ResourceType) {
        for key in objects[type.plural, default: [:]].keys { remove(key, type) }
    }

    private mutating func unlink(_ owner: String, _ place: Place) {
        owned[owner]?.remove(place)
        if owned[owner]?.isEmpty == true { owned[owner] = nil }
    }

    func object(_ key: ObjectKey, _ type: ResourceType) -> JSONValue? { objects[type.plural]?[key]?.json }

    /// Those of one namespace that `isWanted`, in the order of their keys. Cost: one look at every object of the type.
    func objects(_ type: ResourceType, namespace: String, where isWanted: (JSONValue) -> Bool) -> [JSONValue] {
        (objects[type.plural] ?? [:]).filter { $0.key.namespace == namespace && isWanted($0.value.json) }
            .sorted { $0.key < $1.key }.map(\.value.json)
    }

    /// Of one namespace, or of all; in no order.
    func keys(_ type: ResourceType, namespace: String?) -> [ObjectKey] {
        guard let table = objects[type.plural], !table.isEmpty else { return [] }
        return table.keys.filter { namespace == nil || $0.namespace == namespace }
    }

    /// In the order of their keys.
    func all(_ type: ResourceType) -> [JSONValue] {
        (objects[type.plural] ?? [:]).sorted { $0.key < $1.key }.map(\.value.json)
    }

    /// What the object of this uid controls, in the order of keys.
    func children(of uid: String, _ type: ResourceType) -> [JSONValue] {
        (owned[uid] ?? []).filter { $0.resource == type.plural }.map(\.key).sorted()
            .compactMap { objects[type.plural]?[$0]?.json }
    }
}
