import KubeCore

/// The OpenAPI v3 document of one group and version: the schemas of its kinds, and where they are served.
struct OpenAPIDocument: Sendable {
    struct Encoded: Sendable {
        let bytes: [UInt8]
        let hash: String
        let generation: Int
    }

    let version: GroupVersion
    let resources: [ServedResource]

    private static let objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
    private static let listMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta"
    private static let status = "io.k8s.apimachinery.pkg.apis.meta.v1.Status"
    private static let deleteOptions = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"

    /// `apis/apps/v1`; `api/v1` for the legacy group.
    static func name(of version: GroupVersion) -> String {
        version.group.isEmpty ? "api/\(version.version)" : "apis/\(version.apiVersion)"
    }

    static func groupVersion(of name: String) -> GroupVersion? {
        let parts = name.split(separator: "/").map(String.init)
        switch (parts.first, parts.count) {
        case ("api", 2): return GroupVersion(group: "", version: parts[1])
        case ("apis", 3): return GroupVersion(group: parts[1], version: parts[2])
        default: return nil
        }
    }

    var json: JSONValue {
        let isCustom = resources.contains { $0.rules.isCustom }
        var paths = JSONObject()
        for resource in resources {
            for (path, item) in pathItems(of: resource) { paths[path] = item }
        }
        return [
            "openapi": "3.0.0",
            "info": isCustom
                ? ["title": "Kubernetes CRD Swagger", "version": "v0.1.0"]
                : ["title": "Kubernetes", "version": "v1.36.2"],
            "paths": .object(paths), "components": ["schemas": .object(schemas)],
        ]
    }

    // MARK: Schemas

    private func schemaName(of resource: ServedResource) -> String {
        if let rules = resource.rules as? BuiltInRules { return rules.kind.schemaName }
        let reversed = resource.kind.group.split(separator: ".").reversed().joined(separator: ".")
        return "\(reversed).\(resource.kind.version).\(resource.kind.kind)"
    }

    private static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    private var schemas: JSONObject {
        var found: [String: JSONValue] = [:]
        for resource in resources {
            let name = schemaName(of: resource)
            if resource.rules.isCustom {
                found[name] = customSchema(of: resource)
                found[name + "List"] = listSchema(of: resource, itemName: name)
            } else {
                found[name] = Self.tagged(resource.rules.schema.json, resource.kind)
                if resource.verbs.contains("list") {
                    found[name + "List"] = listSchema(of: resource, itemName: name)
                }
            }
        }
        var pending =
            found.values.flatMap(Self.references) + [Self.objectMeta, Self.listMeta, Self.status, Self.deleteOptions]
        pending += ["io.k8s.api.autoscaling.v1.Scale"]
        while let name = pending.popLast() {
            guard found[name] == nil, let schema = BuiltInKinds.definitions[name] else { continue }
            let json = schema.json
            found[name] = json
            pending += Self.references(json)
        }
        return JSONObject(found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    /// The names of the definitions a schema refers to.
    private static func references(_ json: JSONValue) -> [String] {
        switch json {
        case .object(let object):
            object.members.flatMap { member -> [String] in
                guard member.key == "$ref", let text = member.value.stringValue else {
                    return references(member.value)
                }
                return [String(text.split(separator: "/").last ?? "")]
            }
        case .array(let elements): elements.flatMap(references)
        default: []
        }
    }

    private static func tagged(_ json: JSONValue, _ kind: GroupVersionKind) -> JSONValue {
        var json = json
        json["x-kubernetes-group-version-kind"] = [
            ["group": .string(kind.group), "kind": .string(kind.kind), "version": .string(kind.version)]
        ]
        return json
    }

    private static let apiVersionSchema: JSONValue = [
        "description":
            "APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources",
        "type": "string",
    ]
    private static let kindSchema: JSONValue = [
        "description":
            "Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds",
        "type": "string",
    ]

    private func customSchema(of resource: ServedResource) -> JSONValue {
        var json = resource.rules.schema.json
        json.modifyMember("properties") { properties in
            properties["apiVersion"] = Self.apiVersionSchema
            properties["kind"] = Self.kindSchema
            properties["metadata"] = [
                "description":
                    "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
                "allOf": [Self.reference(Self.objectMeta)],
            ]
            properties = properties.sortedByKey
        }
        return Self.tagged(json, resource.kind)
    }

    private func listSchema(of resource: ServedResource, itemName: String) -> JSONValue {
        let kind = GroupVersionKind(
            group: resource.kind.group, version: resource.kind.version, kind: resource.listKind)
        return Self.tagged(
            [
                "description": .string("\(resource.listKind) is a list of \(resource.kind.kind)"), "type": "object",
                "required": ["items"],
                "properties": [
                    "apiVersion": Self.apiVersionSchema,
                    "items": [
                        "description": .string("List of \(resource.plural)."), "type": "array",
                        "items": Self.reference(itemName),
                    ], "kind": Self.kindSchema,
                    "metadata": [
                        "description": "Standard list metadata.", "allOf": [Self.reference(Self.listMeta)],
                    ],
                ],
            ], kind)
    }

    // MARK: Paths

    private func pathItems(of resource: ServedResource) -> [(String, JSONValue)] {
        let base = "/" + Self.name(of: version)
        let collection =
            resource.isNamespaced
            ? "\(base)/namespaces/{namespace}/\(resource.plural)" : "\(base)/\(resource.plural)"
        let scope = resource.isNamespaced ? [Self.pathParameter("namespace")] : []
        let named = scope + [Self.pathParameter("name")]
        var items: [(String, JSONValue)] = []
        func add(
            _ path: String, _ verbs: [(verb: String, method: String)], _ parameters: [JSONValue], allowed: [String],
            _ kind: GroupVersionKind
        ) {
            var item = JSONObject()
            for (verb, method) in verbs where allowed.contains(verb) {
                item[method] = operation(verb, resource, kind, path: path)
            }
            guard !item.isEmpty else { return }
            item["parameters"] = .array(parameters)
            items.append((path, .object(item)))
        }
        add(
            collection, [("list", "get"), ("create", "post"), ("deletecollection", "delete")], scope,
            allowed: resource.verbs, resource.kind)
        let objectVerbs = [("get", "get"), ("update", "put"), ("patch", "patch"), ("delete", "delete")]
        add("\(collection)/{name}", objectVerbs, named, allowed: resource.verbs, resource.kind)
        for subresource in resource.subresources {
            add(
                "\(collection)/{name}/\(subresource.name)", objectVerbs + [("create", "post")], named,
                allowed: subresource.verbs, subresource.kind)
        }
        if resource.isNamespaced, resource.verbs.contains("list") {
            add("\(base)/\(resource.plural)", [("list", "get")], [], allowed: ["list"], resource.kind)
        }
        return items
    }

    private static func pathParameter(_ name: String) -> JSONValue {
        [
            "name": .string(name), "in": "path", "required": true,
            "schema": ["type": "string", "uniqueItems": true],
        ]
    }

    private func operation(
        _ verb: String, _ resource: ServedResource, _ kind: GroupVersionKind, path: String
    ) -> JSONValue {
        let name = schemaName(of: resource)
        let answer = verb == "list" ? name + "List" : verb.hasPrefix("delete") ? Self.status : name
        var parameters: [JSONValue] = []
        for parameter in Self.queryParameters(verb) {
            parameters.append([
                "name": .string(parameter), "in": "query", "schema": ["type": "string", "uniqueItems": true],
            ])
        }
        let parts = path.split(separator: "/").filter { !$0.hasPrefix("{") }.joined(separator: "_")
        var object: JSONObject = [
            "tags": [.string("\(version.group)_\(version.version)")],
            "description": .string("\(verb) \(kind.kind)"), "operationId": .string("\(verb)_\(parts)"),
        ]
        if !parameters.isEmpty { object["parameters"] = .array(parameters) }
        if ["create", "update"].contains(verb) {
            object["requestBody"] = ["content": ["*/*": ["schema": Self.reference(name)]]]
        }
        object["responses"] = [
            "200": [
                "description": "OK", "content": ["application/json": ["schema": Self.reference(answer)]],
            ]
        ]
        object["x-kubernetes-action"] = .string(Self.action(verb))
        object["x-kubernetes-group-version-kind"] = [
            "group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind),
        ]
        return .object(object)
    }

    private static func action(_ verb: String) -> String {
        switch verb {
        case "create": "post"
        case "update": "put"
        default: verb
        }
    }

    /// kubectl looks here for what a server understands (`dryRun`, `fieldValidation`).
    private static func queryParameters(_ verb: String) -> [String] {
        switch verb {
        case "create", "update": ["dryRun", "fieldManager", "fieldValidation"]
        case "patch": ["dryRun", "fieldManager", "fieldValidation", "force"]
        case "delete": ["dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"]
        case "list", "deletecollection":
            [
                "allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit", "resourceVersion",
                "resourceVersionMatch", "sendInitialEvents", "timeoutSeconds", "watch",
            ]
        default: []
        }
    }
}
