/// Reads the documents an API server describes itself by; pure. What is malformed in one entry is left out, so that it
/// does not hide the others.
///
/// Source: KEP-3352 (aggregated), metav1.APIGroupList and APIResourceList (legacy).
package enum DiscoveryDocuments {
    /// Asks for the aggregated form, `v2` before `v2beta1`, and the legacy form where the server has neither.
    package static let accept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

    package static func isAggregated(_ json: JSONValue) -> Bool {
        json["kind"]?.stringValue == "APIGroupDiscoveryList"
    }

    /// The versions in an `APIGroupDiscoveryList`, in order, resources included.
    package static func aggregated(_ json: JSONValue) -> [ServedVersion] {
        (json["items"]?.arrayValue ?? []).flatMap { group in
            let name = group[path: "metadata", "name"]?.stringValue ?? ""
            return (group["versions"]?.arrayValue ?? []).compactMap { version in
                aggregatedVersion(version, group: name)
            }
        }
    }

    private static func aggregatedVersion(_ json: JSONValue, group: String) -> ServedVersion? {
        guard let version = json["version"]?.stringValue, !version.isEmpty else { return nil }
        let groupVersion = GroupVersion(group: group, version: version)
        let resources = (json["resources"]?.arrayValue ?? []).compactMap { resource -> ServedResource? in
            guard let plural = resource["resource"]?.stringValue, !plural.isEmpty,
                let kind = kind(resource["responseKind"], default: groupVersion)
            else { return nil }
            return ServedResource(
                type: ResourceType(
                    kind: kind.groupVersion == groupVersion
                        ? kind : GroupVersionKind(group: group, version: version, kind: kind.kind),
                    plural: plural, isNamespaced: resource["scope"]?.stringValue == "Namespaced"),
                singular: resource["singularResource"]?.stringValue ?? "",
                shortNames: strings(resource["shortNames"]), categories: strings(resource["categories"]),
                verbs: strings(resource["verbs"]),
                subresources: (resource["subresources"]?.arrayValue ?? []).compactMap { subresource in
                    guard let name = subresource["subresource"]?.stringValue,
                        let kind = self.kind(subresource["responseKind"], default: groupVersion)
                    else { return nil }
                    return ServedResource.Subresource(
                        name: name, kind: kind, verbs: strings(subresource["verbs"]))
                })
        }
        // `Stale`: the aggregated server did not answer; what is listed, if anything, is from before.
        let isStale = json["freshness"]?.stringValue == "Stale"
        return ServedVersion(
            groupVersion: groupVersion, resources: resources,
            failure: isStale ? "the server behind \(groupVersion) does not answer" : nil)
    }

    /// The versions of the core group in an `APIVersions`, and those of the others in an `APIGroupList`, the preferred
    /// first; their resources are yet to be asked for.
    package static func legacyVersions(core: JSONValue?, groups: JSONValue?) -> [GroupVersion] {
        var versions = strings(core?["versions"]).map { GroupVersion(group: "", version: $0) }
        for group in groups?["groups"]?.arrayValue ?? [] {
            let listed = (group["versions"]?.arrayValue ?? []).compactMap { version in
                version["groupVersion"]?.stringValue.flatMap(GroupVersion.init(apiVersion:))
            }
            let preferred = group[path: "preferredVersion", "groupVersion"]?.stringValue
                .flatMap(GroupVersion.init(apiVersion:))
            if let preferred, listed.contains(preferred) { versions.append(preferred) }
            versions += listed.filter { $0 != preferred }
        }
        return versions
    }

    /// The resources in an `APIResourceList`.
    package static func legacyResources(_ json: JSONValue, of groupVersion: GroupVersion) -> [ServedResource] {
        var resources: [ServedResource] = []
        var subresources: [(of: String, ServedResource.Subresource)] = []
        for entry in json["resources"]?.arrayValue ?? [] {
            guard let name = entry["name"]?.stringValue, let kind = entry["kind"]?.stringValue, !kind.isEmpty else {
                continue
            }
            if let slash = name.firstIndex(of: "/") {
                let kind = GroupVersionKind(
                    group: entry["group"]?.stringValue ?? groupVersion.group,
                    version: entry["version"]?.stringValue ?? groupVersion.version, kind: kind)
                let subresource = ServedResource.Subresource(
                    name: String(name[name.index(after: slash)...]), kind: kind, verbs: strings(entry["verbs"]))
                subresources.append((String(name[..<slash]), subresource))
            } else {
                resources.append(
                    ServedResource(
                        type: ResourceType(
                            kind: GroupVersionKind(
                                group: groupVersion.group, version: groupVersion.version, kind: kind),
                            plural: name, isNamespaced: entry["namespaced"]?.boolValue ?? false),
                        singular: entry["singularName"]?.stringValue ?? "", shortNames: strings(entry["shortNames"]),
                        categories: strings(entry["categories"]), verbs: strings(entry["verbs"])))
            }
        }
        for (name, subresource) in subresources {
            guard let index = resources.firstIndex(where: { $0.type.plural == name }) else { continue }
            resources[index].subresources.append(subresource)
        }
        return resources
    }

    /// An empty group and version mean those of the document.
    private static func kind(_ json: JSONValue?, default groupVersion: GroupVersion) -> GroupVersionKind? {
        guard let kind = json?["kind"]?.stringValue, !kind.isEmpty else { return nil }
        let version = json?["version"]?.stringValue ?? ""
        guard !version.isEmpty else {
            return GroupVersionKind(group: groupVersion.group, version: groupVersion.version, kind: kind)
        }
        return GroupVersionKind(group: json?["group"]?.stringValue ?? "", version: version, kind: kind)
    }

    private static func strings(_ json: JSONValue?) -> [String] {
        (json?.arrayValue ?? []).compactMap(\.stringValue)
    }
}
