import KubeCore

/// The resources of the built-in kinds as a table of text: one line each, in discovery's order.
///
/// ```
/// = apps/v1 io.k8s.api.apps.v1                      the group and version of what follows, and where its schemas are
/// deployments Deployment ns short=deploy cat=all sub=scale,status
/// ```
/// `ns` or `cluster`; verbs are all eight unless `verbs=` names them; `singular=` where it is not the lower-case
/// kind; a subresource is its name, or `name:verb+verb`, or `name:verb+verb:kind`, or `...:group/version/kind`.
enum ResourceTable {
    static let allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    private static let endpointVerbs = ["get", "patch", "update"]
    private static let scale = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")

    static func parse(_ text: String) -> [BuiltInKind] {
        var group = GroupVersion(group: "", version: "v1")
        var schemas = ""
        var kinds: [BuiltInKind] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words[0] == "=" {
                guard let parsed = GroupVersion(apiVersion: words[1]) else {
                    preconditionFailure("\(words[1]) is no group and version")
                }
                group = parsed
                schemas = words[2]
            } else {
                kinds.append(kind(words, group, schemas))
            }
        }
        return kinds
    }

    private static func kind(_ words: [String], _ group: GroupVersion, _ schemas: String) -> BuiltInKind {
        let name = words[1]
        let gvk = GroupVersionKind(group: group.group, version: group.version, kind: name)
        func option(_ key: String) -> [String] {
            guard let word = words.first(where: { $0.hasPrefix("\(key)=") }) else { return [] }
            return word.dropFirst(key.count + 1).split(separator: ",").map(String.init)
        }
        let verbs = option("verbs")
        return BuiltInKind(
            type: ResourceType(kind: gvk, plural: words[0], isNamespaced: words[2] == "ns"),
            singular: option("singular").first ?? name.lowercased(), shortNames: option("short"),
            categories: option("cat"), verbs: verbs.isEmpty ? allVerbs : verbs,
            subresources: option("sub").map { subresource($0, of: gvk) }, schemaName: "\(schemas).\(name)",
            storage: storage(of: gvk, plural: words[0]), behavior: KindBehavior.of(gvk))
    }

    private static func subresource(_ text: String, of owner: GroupVersionKind) -> BuiltInKind.Subresource {
        let parts = text.split(separator: ":").map(String.init)
        let verbs = parts.count > 1 ? parts[1].split(separator: "+").map(String.init) : endpointVerbs
        guard parts.count > 2 else {
            return BuiltInKind.Subresource(name: parts[0], kind: parts[0] == "scale" ? scale : owner, verbs: verbs)
        }
        let names = parts[2].split(separator: "/").map(String.init)
        let kind =
            names.count == 3
            ? GroupVersionKind(group: names[0], version: names[1], kind: names[2])
            : GroupVersionKind(group: owner.group, version: owner.version, kind: names[0])
        return BuiltInKind.Subresource(name: parts[0], kind: kind, verbs: verbs)
    }

    private static func storage(of kind: GroupVersionKind, plural: String) -> GroupVersionResource {
        switch (kind.group, plural) {
        case ("events.k8s.io", "events"): GroupVersionResource(group: "", version: "v1", resource: plural)
        case ("autoscaling", "horizontalpodautoscalers"):
            GroupVersionResource(group: "autoscaling", version: "v2", resource: plural)
        default: GroupVersionResource(group: kind.group, version: kind.version, resource: plural)
        }
    }
}
