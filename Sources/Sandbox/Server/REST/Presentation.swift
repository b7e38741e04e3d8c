import KubeCore

/// Shows stored objects in the form, version and shape that one request asked for.
struct Presentation: Sendable {
    enum IncludedObject: String, Sendable {
        case none = "None"
        case metadata = "Metadata"
        case object = "Object"
    }

    let resource: ServedResource
    let shape: ResponseForm.Shape
    let includes: IncludedObject
    let now: Timestamp

    func single(_ stored: JSONValue) -> JSONValue {
        shown(resource.rules.fromStored(stored))
    }

    /// An object that is in the version's form already.
    func shown(_ object: JSONValue) -> JSONValue {
        switch shape {
        case .object: return object
        case .partialMetadata(let version): return partial(object, version: version)
        case .table(let version):
            let metadata: JSONObject = ["resourceVersion": object[path: "metadata", "resourceVersion"] ?? ""]
            return table([object], metadata: metadata, version: version, hasColumns: true)
        }
    }

    func list(_ page: ListPage) -> JSONValue {
        var metadata: JSONObject = [:]
        let isCustomList = resource.rules.isCustom && shape == .object
        if isCustomList || !page.continueToken.isEmpty { metadata["continue"] = .string(page.continueToken) }
        if let remaining = page.remaining { metadata["remainingItemCount"] = .integer(Int64(remaining)) }
        metadata["resourceVersion"] = .string(String(page.revision))
        let objects = page.objects.map { resource.rules.fromStored($0.value) }
        switch shape {
        case .table(let version): return table(objects, metadata: metadata, version: version, hasColumns: true)
        case .partialMetadata(let version):
            return [
                "kind": "PartialObjectMetadataList", "apiVersion": .string("meta.k8s.io/\(version)"),
                "metadata": .object(metadata),
                "items": .array(objects.map { partial($0, version: version) }),
            ]
        case .object:
            let apiVersion = JSONValue.string(resource.kind.apiVersion)
            let kind = JSONValue.string(resource.listKind)
            if resource.rules.isCustom {
                return [
                    "apiVersion": apiVersion, "items": .array(objects), "kind": kind, "metadata": .object(metadata),
                ]
            }
            // Items of built-in lists do not repeat their kind.
            let items = objects.map { object -> JSONValue in
                guard case .object(let members) = object else { return object }
                return .object(
                    JSONObject(
                        uncheckedUniqueMembers: members.members.filter { $0.key != "kind" && $0.key != "apiVersion" }))
            }
            return ["kind": kind, "apiVersion": apiVersion, "metadata": .object(metadata), "items": .array(items)]
        }
    }

    /// The object of a watch event; a table has its columns only in the first one.
    func watched(_ stored: JSONValue, isFirst: Bool) -> JSONValue {
        guard case .table(let version) = shape else { return single(stored) }
        let object = resource.rules.fromStored(stored)
        let metadata: JSONObject = ["resourceVersion": object[path: "metadata", "resourceVersion"] ?? ""]
        return table([object], metadata: metadata, version: version, hasColumns: isFirst)
    }

    private func partial(_ object: JSONValue, version: String) -> JSONValue {
        [
            "kind": "PartialObjectMetadata", "apiVersion": .string("meta.k8s.io/\(version)"),
            "metadata": object["metadata"] ?? [:],
        ]
    }

    private func table(
        _ objects: [JSONValue], metadata: JSONObject, version: String, hasColumns: Bool
    ) -> JSONValue {
        let rows = objects.map { object -> JSONValue in
            var row: JSONObject = ["cells": .array(resource.rules.cells(of: object, now: now))]
            switch includes {
            case .none: break
            case .metadata: row["object"] = partial(object, version: version)
            case .object: row["object"] = object
            }
            return .object(row)
        }
        return [
            "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": .object(metadata),
            "columnDefinitions": hasColumns ? .array(resource.rules.columns.map(\.json)) : .null,
            "rows": .array(rows),
        ]
    }
}

extension ResourceCall {
    func presentation(now: Timestamp) -> Presentation {
        let includes = request.queryValue("includeObject").flatMap(Presentation.IncludedObject.init) ?? .metadata
        return Presentation(resource: resource, shape: form.shape, includes: includes, now: now)
    }
}

/// Writes watch events as lines of JSON.
struct PresentationEncoder: WatchEncoder {
    let call: ResourceCall
    let now: @Sendable () -> Timestamp

    var formName: String {
        let includes = call.request.queryValue("includeObject") ?? ""
        return "\(call.resource.kind) \(call.form.shape) \(includes)"
    }

    func object(_ type: StoreEvent.Kind, _ object: StoredObject, isFirst: Bool) -> [UInt8] {
        line(type.rawValue, call.presentation(now: now()).watched(object.value, isFirst: isFirst))
    }

    func bookmark(revision: Int64, endsInitialState: Bool) -> [UInt8] {
        var metadata: JSONObject = ["resourceVersion": .string(String(revision)), "creationTimestamp": .null]
        if endsInitialState { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        let object: JSONValue
        switch call.form.shape {
        case .object:
            object = [
                "kind": .string(call.resource.kind.kind), "apiVersion": .string(call.resource.kind.apiVersion),
                "metadata": .object(metadata),
            ]
        case .partialMetadata(let version):
            object = [
                "kind": "PartialObjectMetadata", "apiVersion": .string("meta.k8s.io/\(version)"),
                "metadata": .object(metadata),
            ]
        case .table(let version):
            object = [
                "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": .object(metadata),
                "columnDefinitions": .null, "rows": [],
            ]
        }
        return line("BOOKMARK", object)
    }

    func error(_ status: APIStatus) -> [UInt8] {
        line("ERROR", status.json)
    }

    private func line(_ type: String, _ object: JSONValue) -> [UInt8] {
        JSONValue.object(["type": .string(type), "object": object]).serialized() + [0x0A]
    }
}
