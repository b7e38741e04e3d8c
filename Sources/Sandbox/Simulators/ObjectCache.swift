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
    }

    private struct Place: Hashable, Sendable {
        var resource: String
        var key: ObjectKey
    }

    private var objects: [String: [ObjectKey: Entry]] = [:]
    private var owned: [String: Set<Place>] = [:]

    /// The state of `resource`'s object, unless a newer one is known.
    mutating func put(_ json: JSONValue, _ type: ResourceType) {
        let meta = json.simulatedMeta
        let revision = Int64(meta.resourceVersion) ?? 0
        let before = objects[type.plural]?[meta.key]
        if let before, before.revision > revision { return }
        let owner = meta.controller?.uid
        if let former = before?.owner, former != owner { unlink(former, Place(resource: type.plural, key: meta.key)) }
        objects[type.plural, default: [:]][meta.key] = Entry(json: json, revision: revision, owner: owner)
        if let owner { owned[owner, default: []].insert(Place(resource: type.plural, key: meta.key)) }
    }

    mutating func remove(_ key: ObjectKey, _ type: ResourceType) {
        guard let entry = objects[type.plural]?.removeValue(forKey: key) else { return }
        if let owner = entry.owner { unlink(owner, Place(resource: type.plural, key: key)) }
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
