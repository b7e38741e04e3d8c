import KubeCore

/// Builds the documents that tell clients what is served.
///
/// Source: metav1.APIGroupList and APIResourceList; apidiscovery.k8s.io/v2 (KEP-3352).
struct DiscoveryDocuments: Sendable {
    /// An aggregated group and version, and what its server says it serves.
    struct Aggregated: Hashable, Sendable {
        var groupVersion: GroupVersion
        /// The items of its APIResourceList; nil when its server does not answer.
        var resources: [JSONValue]?
    }

    /// In the order of discovery.
    let resources: [ServedResource]
    let aggregated: [Aggregated]

    /// Groups in order, the legacy group (named "") included when it is served; versions in order of priority.
    private var groups: [(name: String, versions: [String])] {
        var result: [(name: String, versions: [String])] = []
        let served = resources.map(\.kind.groupVersion) + aggregated.map(\.groupVersion)
        for version in served {
            if let index = result.firstIndex(where: { $0.name == version.group }) {
                if !result[index].versions.contains(version.version) { result[index].versions.append(version.version) }
            } else {
                result.append((version.group, [version.version]))
            }
        }
        return result
    }

    // MARK: Plain discovery

    /// `/apis`
    var groupList: JSONValue {
        let list = groups.filter { !$0.name.isEmpty }.map { Self.group($0.name, $0.versions, isAlone: false) }
        return ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(list)]
    }

    /// `/apis/apps`; nil when there is no such group.
    func group(_ name: String) -> JSONValue? {
        groups.first { $0.name == name && !name.isEmpty }.map { Self.group($0.name, $0.versions, isAlone: true) }
    }

    private static func group(_ name: String, _ versions: [String], isAlone: Bool) -> JSONValue {
        func entry(_ version: String) -> JSONValue {
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        var object: JSONObject = isAlone ? ["kind": "APIGroup", "apiVersion": "v1"] : [:]
        object["name"] = .string(name)
        object["versions"] = .array(versions.map(entry))
        object["preferredVersion"] = versions.first.map(entry) ?? [:]
        return .object(object)
    }

    /// `/apis/apps/v1` and `/api/v1`; nil when there is no such version.
    func resourceList(_ version: GroupVersion) -> JSONValue? {
        let own = resources.filter { $0.kind.groupVersion == version }
        guard !own.isEmpty else { return nil }
        var entries: [JSONValue] = []
        for resource in own {
            entries.append(Self.entry(resource))
            for subresource in resource.subresources { entries.append(Self.entry(subresource, of: resource)) }
        }
        var object: JSONObject = ["kind": "APIResourceList"]
        if !version.group.isEmpty { object["apiVersion"] = "v1" }
        object["groupVersion"] = .string(version.apiVersion)
        object["resources"] = .array(entries)
        return .object(object)
    }

    private static func strings(_ list: [String]) -> JSONValue { .array(list.map(JSONValue.string)) }

    private static func entry(_ resource: ServedResource) -> JSONValue {
        var object: JSONObject = [
            "name": .string(resource.plural), "singularName": .string(resource.singular),
            "namespaced": .bool(resource.isNamespaced), "kind": .string(resource.kind.kind),
            "verbs": strings(resource.verbs),
        ]
        if !resource.shortNames.isEmpty { object["shortNames"] = strings(resource.shortNames) }
        if !resource.categories.isEmpty { object["categories"] = strings(resource.categories) }
        if resource.verbs.contains("list") {
            object["storageVersionHash"] = .string(ContentHash.storageVersion(resource))
        }
        return .object(object)
    }

    private static func entry(_ subresource: ServedResource.Subresource, of resource: ServedResource) -> JSONValue {
        var object: JSONObject = [
            "name": .string("\(resource.plural)/\(subresource.name)"), "singularName": "",
            "namespaced": .bool(resource.isNamespaced),
        ]
        if subresource.kind.groupVersion != resource.kind.groupVersion {
            object["group"] = .string(subresource.kind.group)
            object["version"] = .string(subresource.kind.version)
        }
        object["kind"] = .string(subresource.kind.kind)
        object["verbs"] = strings(subresource.verbs)
        return .object(object)
    }

    // MARK: Aggregated discovery

    /// `/api` (the legacy group alone) or `/apis` (all others) as one document.
    func aggregatedList(isLegacy: Bool, version: String) -> JSONValue {
        let items = groups.filter { $0.name.isEmpty == isLegacy }.map { group -> JSONValue in
            let versions = group.versions.map {
                aggregatedVersion(GroupVersion(group: group.name, version: $0))
            }
            return [
                "metadata": group.name.isEmpty ? [:] : ["name": .string(group.name)], "versions": .array(versions),
            ]
        }
        return [
            "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(version)"),
            "metadata": [:], "items": .array(items),
        ]
    }

    private func aggregatedVersion(_ version: GroupVersion) -> JSONValue {
        if let foreign = aggregated.first(where: { $0.groupVersion == version }) {
            let entries = Self.aggregatedEntries(foreign.resources ?? [], version)
            return [
                "version": .string(version.version), "resources": .array(entries),
                "freshness": foreign.resources == nil ? "Stale" : "Current",
            ]
        }
        let own = resources.filter { $0.kind.groupVersion == version }.map(Self.aggregatedEntry)
        return ["version": .string(version.version), "resources": .array(own), "freshness": "Current"]
    }

    private static func responseKind(_ kind: GroupVersionKind, in version: GroupVersion) -> JSONValue {
        // A kind of the group version itself is named without repeating it.
        let isOwn = kind.groupVersion == version
        return [
            "group": .string(isOwn ? "" : kind.group), "version": .string(isOwn ? "" : kind.version),
            "kind": .string(kind.kind),
        ]
    }

    private static func aggregatedEntry(_ resource: ServedResource) -> JSONValue {
        let version = resource.kind.groupVersion
        // Custom kinds are named with their group and version, built-in ones without.
        let ownKind: JSONValue =
            resource.rules.isCustom
            ? [
                "group": .string(version.group), "version": .string(version.version),
                "kind": .string(resource.kind.kind),
            ] : responseKind(resource.kind, in: version)
        var object: JSONObject = [
            "resource": .string(resource.plural), "responseKind": ownKind,
            "scope": resource.isNamespaced ? "Namespaced" : "Cluster",
            "singularResource": .string(resource.singular), "verbs": strings(resource.verbs),
        ]
        if !resource.shortNames.isEmpty { object["shortNames"] = strings(resource.shortNames) }
        if !resource.categories.isEmpty { object["categories"] = strings(resource.categories) }
        if !resource.subresources.isEmpty {
            object["subresources"] = .array(
                resource.subresources.map { subresource in
                    [
                        "subresource": .string(subresource.name),
                        "responseKind": subresource.kind == resource.kind
                            ? ownKind : responseKind(subresource.kind, in: version),
                        "verbs": strings(subresource.verbs),
                    ]
                })
        }
        return .object(object)
    }

    /// From the plain entries of an aggregated server.
    private static func aggregatedEntries(_ entries: [JSONValue], _ version: GroupVersion) -> [JSONValue] {
        entries.filter { !($0["name"]?.stringValue ?? "").contains("/") }.map { entry in
            var object: JSONObject = [
                "resource": entry["name"] ?? "",
                "responseKind": [
                    "group": .string(version.group), "version": .string(version.version), "kind": entry["kind"] ?? "",
                ], "scope": entry["namespaced"]?.boolValue == true ? "Namespaced" : "Cluster",
                "singularResource": entry["singularName"] ?? "", "verbs": entry["verbs"] ?? [],
            ]
            for name in ["shortNames", "categories"] { object[name] = entry[name] }
            return .object(object)
        }
    }
}
