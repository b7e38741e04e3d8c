/// Who owns which fields of an object: `metadata.managedFields`, decoded.
///
/// Source: apimachinery `util/managedfields` (1.36).
package struct ManagedFields: Hashable, Sendable {
    package enum Operation: String, Hashable, Sendable {
        case apply = "Apply"
        case update = "Update"
    }

    /// What tells managers apart: an applier is one whatever version it applies, an updater is one for each version.
    package struct Manager: Hashable, Sendable {
        package var name: String
        package var operation: Operation
        /// Empty for appliers.
        package var apiVersion: String
        /// Empty for the main resource.
        package var subresource: String

        package init(name: String, operation: Operation, apiVersion: String, subresource: String = "") {
            self.name = name
            self.operation = operation
            self.apiVersion = operation == .apply ? "" : apiVersion
            self.subresource = subresource
        }
    }

    package struct Entry: Hashable, Sendable {
        /// The version in whose terms `fields` is written.
        package var apiVersion: String
        package var fields: FieldSet
        /// When the manager last changed something; nil until it first does.
        package var time: Timestamp?

        package init(apiVersion: String, fields: FieldSet, time: Timestamp? = nil) {
            self.apiVersion = apiVersion
            self.fields = fields
            self.time = time
        }
    }

    package var entries: [Manager: Entry]

    package init(_ entries: [Manager: Entry] = [:]) {
        self.entries = entries
    }

    package var isEmpty: Bool { entries.isEmpty }

    package subscript(manager: Manager) -> Entry? {
        get { entries[manager] }
        set { entries[manager] = newValue }
    }
}

extension ManagedFields {
    /// Reads `metadata.managedFields`; nil when an entry is malformed. Absent counts as empty.
    package init?(json: JSONValue?) {
        entries = [:]
        guard let json, !json.isNull else { return }
        guard let list = json.arrayValue else { return nil }
        for item in list {
            guard let operation = item["operation"]?.stringValue.flatMap(Operation.init(rawValue:)),
                let apiVersion = item["apiVersion"]?.stringValue, !apiVersion.isEmpty,
                item["fieldsType"]?.stringValue ?? "FieldsV1" == "FieldsV1",
                let fields = FieldSet(json: item["fieldsV1"] ?? [:])
            else { return nil }
            let manager = Manager(
                name: item["manager"]?.stringValue ?? "", operation: operation, apiVersion: apiVersion,
                subresource: item["subresource"]?.stringValue ?? "")
            let time = item["time"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
            entries[manager] = Entry(apiVersion: apiVersion, fields: fields, time: time)
        }
    }

    /// The entries as the server writes them: appliers first, then by time, name, version and subresource.
    package var json: JSONValue {
        let sorted = entries.sorted { left, right in
            let (one, other) = (left.key, right.key)
            if one.operation != other.operation { return one.operation == .apply }
            let seconds = (left.value.time?.seconds ?? 0, right.value.time?.seconds ?? 0)
            if seconds.0 != seconds.1 { return seconds.0 < seconds.1 }
            return (one.name, left.value.apiVersion, one.subresource)
                < (other.name, right.value.apiVersion, other.subresource)
        }
        return .array(sorted.map { Self.json($0.key, $0.value) })
    }

    private static func json(_ manager: Manager, _ entry: Entry) -> JSONValue {
        var object = JSONObject()
        if !manager.name.isEmpty { object["manager"] = .string(manager.name) }
        object["operation"] = .string(manager.operation.rawValue)
        object["apiVersion"] = .string(entry.apiVersion)
        object["time"] = entry.time.map { .string($0.rfc3339) }
        object["fieldsType"] = "FieldsV1"
        object["fieldsV1"] = entry.fields.json
        if !manager.subresource.isEmpty { object["subresource"] = .string(manager.subresource) }
        return .object(object)
    }

    /// The same `managedFields` with every time taken away: two objects that differ in times alone are the same.
    package static func withoutTimes(_ managedFields: JSONValue) -> JSONValue {
        guard let list = managedFields.arrayValue else { return managedFields }
        return .array(
            list.map { entry in
                var entry = entry
                entry["time"] = nil
                return entry
            })
    }
}

extension ManagedFields {
    /// Updaters that are kept apart; of more, the oldest share one entry for each version.
    package static let updaterLimit = 10
    private static let sharedName = "ancient-changes"

    mutating func limitUpdaters() {
        let updaters = entries.filter { $0.key.operation == .update }.sorted { left, right in
            let seconds = (left.value.time?.seconds ?? 0, right.value.time?.seconds ?? 0)
            if seconds.0 != seconds.1 { return seconds.0 < seconds.1 }
            return (left.key.name, left.key.apiVersion) < (right.key.name, right.key.apiVersion)
        }
        var surplus = updaters.count - Self.updaterLimit
        var firsts: [String: Manager] = [:]
        for (manager, entry) in updaters {
            guard surplus > 0 else { return }
            let version = entry.apiVersion
            guard let first = firsts[version] else {
                firsts[version] = manager
                continue
            }
            let bucket = Manager(name: Self.sharedName, operation: .update, apiVersion: version)
            if entries[bucket] == nil { entries[bucket] = entries.removeValue(forKey: first) }
            guard bucket != manager, var shared = entries[bucket] else { continue }
            shared.fields.formUnion(entry.fields)
            shared.time = entry.time
            entries[bucket] = shared
            entries[manager] = nil
            surplus -= 1
        }
    }
}
