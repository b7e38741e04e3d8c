import KubeCore

/// Reads a CustomResourceDefinition object as what it makes the server do.
///
/// Source: apiextensions.k8s.io/v1; the naming and establishing controllers of k8s.io/apiextensions-apiserver 1.36.
struct CustomResourceDefinition: Sendable {
    static let finalizer = "customresourcecleanup.apiextensions.k8s.io"

    struct Names: Hashable, Sendable {
        var plural: String
        var singular: String
        var kind: String
        var listKind: String
        var shortNames: [String]
        var categories: [String]

        var json: JSONValue {
            var object: JSONObject = ["plural": .string(plural)]
            if !singular.isEmpty { object["singular"] = .string(singular) }
            if !shortNames.isEmpty { object["shortNames"] = .array(shortNames.map(JSONValue.string)) }
            object["kind"] = .string(kind)
            if !listKind.isEmpty { object["listKind"] = .string(listKind) }
            if !categories.isEmpty { object["categories"] = .array(categories.map(JSONValue.string)) }
            return .object(object)
        }
    }

    let name: String
    let group: String
    let isNamespaced: Bool
    let names: Names
    let json: JSONValue

    /// The stored object has been validated.
    init(_ json: JSONValue) {
        self.json = json
        name = json[path: "metadata", "name"]?.stringValue ?? ""
        group = json[path: "spec", "group"]?.stringValue ?? ""
        isNamespaced = json[path: "spec", "scope"]?.stringValue != "Cluster"
        let names = json[path: "spec", "names"]
        let kind = names?["kind"]?.stringValue ?? ""
        self.names = Names(
            plural: names?["plural"]?.stringValue ?? "",
            singular: names?["singular"]?.stringValue ?? kind.lowercased(), kind: kind,
            listKind: names?["listKind"]?.stringValue ?? kind + "List",
            shortNames: (names?["shortNames"]?.arrayValue ?? []).compactMap(\.stringValue),
            categories: (names?["categories"]?.arrayValue ?? []).compactMap(\.stringValue))
    }

    var storage: GroupResource { GroupResource(group: group, resource: names.plural) }
    var versions: [JSONValue] { json[path: "spec", "versions"]?.arrayValue ?? [] }
    var isTerminating: Bool { json[path: "metadata", "deletionTimestamp"]?.stringValue != nil }

    private var storageVersion: String {
        versions.first { $0["storage"]?.boolValue == true }?["name"]?.stringValue ?? ""
    }

    /// What is served for it, the newest version first.
    var servedResources: [ServedResource] {
        versions.filter { $0["served"]?.boolValue == true }.map(resource(of:))
            .sorted { VersionPriority.precedes($0.kind.version, $1.kind.version) }
    }

    private func resource(of version: JSONValue) -> ServedResource {
        let kind = GroupVersionKind(group: group, version: version["name"]?.stringValue ?? "", kind: names.kind)
        let hasStatus = version[path: "subresources", "status"] != nil
        let scale = version[path: "subresources", "scale"].map(Self.scalePaths)
        let schema = Self.schema(of: version)
        let rules = CustomKind(
            review: CustomResourceReview(
                type: ResourceType(kind: kind, plural: names.plural, isNamespaced: isNamespaced),
                schema: schema, hasStatus: hasStatus), scalePaths: scale,
            selectableFields: (version["selectableFields"]?.arrayValue ?? []).compactMap {
                $0["jsonPath"]?.stringValue.map { String($0.drop { $0 == "." }) }
            },
            printers: Self.printers(of: version),
            storedAPIVersion: GroupVersion(group: group, version: storageVersion).apiVersion)
        let endpointVerbs = ["get", "patch", "update"]
        var subresources: [ServedResource.Subresource] = []
        if hasStatus { subresources.append(.init(name: "status", kind: kind, verbs: endpointVerbs)) }
        if scale != nil {
            let scaleKind = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")
            subresources.append(.init(name: "scale", kind: scaleKind, verbs: endpointVerbs))
        }
        return ServedResource(
            kind: kind, plural: names.plural, singular: names.singular, listKind: names.listKind,
            isNamespaced: isNamespaced, shortNames: names.shortNames, categories: names.categories,
            verbs: ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
            subresources: subresources, storage: storage, rules: rules)
    }

    private static func schema(of version: JSONValue) -> Schema {
        let anything = Schema(type: .object, preservesUnknownFields: true)
        guard let json = version[path: "schema", "openAPIV3Schema"] else { return anything }
        // What was stored has been read before, at the definition's validation.
        do { return try Schema(json: json) } catch { return anything }
    }

    private static func scalePaths(_ json: JSONValue) -> ScalePaths {
        func path(_ name: String) -> [String]? {
            json[name]?.stringValue.map { $0.split(separator: ".").map(String.init) }
        }
        return ScalePaths(
            specReplicas: path("specReplicasPath") ?? [], statusReplicas: path("statusReplicasPath") ?? [],
            selector: path("labelSelectorPath"))
    }

    private static func printers(of version: JSONValue) -> [CustomKind.Printer] {
        let columns = version["additionalPrinterColumns"]?.arrayValue ?? []
        let age: JSONValue = [
            "name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp",
            "description": .string(CustomKind.ageDescription),
        ]
        return (columns.isEmpty ? [age] : columns).compactMap { column in
            let text = column["jsonPath"]?.stringValue ?? ""
            let path: JSONPath
            do { path = try JSONPath("{\(text)}") } catch { return nil }  // the definition's validation refuses such
            let fallback = "Custom resource definition column (in JSONPath format): \(text)"
            return CustomKind.Printer(
                column: TableColumn(
                    name: column["name"]?.stringValue ?? "", type: column["type"]?.stringValue ?? "string",
                    format: column["format"]?.stringValue ?? "",
                    description: column["description"]?.stringValue ?? fallback,
                    priority: column["priority"]?.intValue ?? 0), path: path)
        }
    }

    // MARK: Conditions

    /// Sets a condition; the time moves only when the status does.
    static func setCondition(
        _ definition: inout JSONValue, _ type: String, status: String, reason: String, message: String, now: Timestamp
    ) {
        var conditions = definition[path: "status", "conditions"]?.arrayValue ?? []
        var condition: JSONObject = [
            "type": .string(type), "status": .string(status), "lastTransitionTime": .string(now.rfc3339),
            "reason": .string(reason), "message": .string(message),
        ]
        if let index = conditions.firstIndex(where: { $0["type"]?.stringValue == type }) {
            if conditions[index]["status"]?.stringValue == status {
                condition["lastTransitionTime"] = conditions[index]["lastTransitionTime"]
            }
            conditions[index] = .object(condition)
        } else {
            conditions.append(.object(condition))
        }
        definition.modifyMember("status") { $0["conditions"] = .array(conditions) }
    }

    static func isTrue(_ type: String, _ definition: JSONValue) -> Bool {
        (definition[path: "status", "conditions"]?.arrayValue ?? []).contains {
            $0["type"]?.stringValue == type && $0["status"]?.stringValue == "True"
        }
    }
}

/// The order of API versions: `v2`, `v1`, `v1beta2`, `v1alpha1`, then anything else by name.
///
/// Source: k8s.io/apimachinery `version.CompareKubeAwareVersionStrings`.
enum VersionPriority {
    static func precedes(_ left: String, _ right: String) -> Bool {
        switch (parsed(left), parsed(right)) {
        case (let left?, let right?): left.lexicographicallyPrecedes(right) { $0 > $1 }
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): left < right
        }
    }

    /// Stability (2 stable, 1 beta, 0 alpha), major, minor; nil when the name has another form.
    private static func parsed(_ version: String) -> [Int]? {
        guard version.hasPrefix("v") else { return nil }
        let rest = version.dropFirst()
        guard let major = Int(rest.prefix { $0.isNumber }) else { return nil }
        let tail = rest.drop { $0.isNumber }
        if tail.isEmpty { return [2, major, 0] }
        for (word, stability) in [("beta", 1), ("alpha", 0)] where tail.hasPrefix(word) {
            return Int(tail.dropFirst(word.count)).map { [stability, major, $0] }
        }
        return nil
    }
}
