/// The paths of one resource and its subresources.
struct OpenAPIPaths {
    let resource: OpenAPIResource

    private var kind: GroupVersionKind { resource.type.kind }
    private var root: String {
        kind.group.isEmpty ? "/api/\(kind.version)" : "/apis/\(kind.group)/\(kind.version)"
    }

    var all: [(String, JSONValue)] {
        let plural = resource.type.plural
        let collection = resource.type.isNamespaced ? "\(root)/namespaces/{namespace}/\(plural)" : "\(root)/\(plural)"
        var paths: [(String, JSONValue?)] = [
            (collection, collectionPath), (collection + "/{name}", objectPath),
        ]
        if resource.type.isNamespaced, resource.verbs.contains("list") {
            paths.append(("\(root)/\(plural)", everywherePath))
        }
        for subresource in resource.subresources {
            paths.append(("\(collection)/{name}/\(subresource.name)", path(of: subresource)))
        }
        return paths.compactMap { path, operations in operations.map { (path, $0) } }
    }

    private var everywherePath: JSONValue {
        [
            "get": list("list" + tag(true) + kind.kind + "ForAllNamespaces", parameters: []),
            "parameters": .array(OpenAPIParameter.list(pretty: true).map(\.json)),
        ]
    }

    private var collectionPath: JSONValue? {
        var path = JSONObject()
        if resource.verbs.contains("list") {
            path["get"] = list("list" + scopedName, parameters: OpenAPIParameter.list(pretty: false))
        }
        if resource.verbs.contains("create") {
            path["post"] = operation(
                "post", "create", "create \(article)\(kind.kind)", id: "create" + scopedName,
                parameters: OpenAPIParameter.write, body: .object(resource.schemaName),
                responses: [(200, resource.schemaName), (201, resource.schemaName), (202, resource.schemaName)])
        }
        if resource.verbs.contains("deletecollection") {
            let scope = resource.type.isNamespaced ? "CollectionNamespaced" : "Collection"
            path["delete"] = operation(
                "deletecollection", "delete", "delete collection of \(kind.kind)",
                id: "delete" + tag(true) + scope + kind.kind, parameters: OpenAPIParameter.deleteCollection,
                body: .options(OpenAPIName.deleteOptions), responses: [(200, OpenAPIName.status)])
        }
        return finished(path, isObject: false)
    }

    private var objectPath: JSONValue? {
        var path = JSONObject()
        if resource.verbs.contains("get") {
            path["get"] = operation(
                "get", "read", "read the specified \(kind.kind)", id: "read" + scopedName, parameters: [], body: nil,
                responses: [(200, resource.schemaName)])
        }
        if resource.verbs.contains("update") {
            path["put"] = operation(
                "put", "replace", "replace the specified \(kind.kind)", id: "replace" + scopedName,
                parameters: OpenAPIParameter.write, body: .object(resource.schemaName),
                responses: [(200, resource.schemaName), (201, resource.schemaName)])
        }
        if resource.verbs.contains("delete") {
            path["delete"] = operation(
                "delete", "delete", "delete \(article)\(kind.kind)", id: "delete" + scopedName,
                parameters: OpenAPIParameter.delete, body: .options(OpenAPIName.deleteOptions),
                responses: [(200, OpenAPIName.status), (202, OpenAPIName.status)])
        }
        if resource.verbs.contains("patch") {
            path["patch"] = operation(
                "patch", "patch", "partially update the specified \(kind.kind)", id: "patch" + scopedName,
                parameters: OpenAPIParameter.patch, body: .patch,
                responses: [(200, resource.schemaName), (201, resource.schemaName)])
        }
        return finished(path, isObject: true)
    }

    private func path(of subresource: OpenAPIResource.Subresource) -> JSONValue? {
        var path = JSONObject()
        let suffix = subresource.name.prefix(1).uppercased() + subresource.name.dropFirst()
        let what = "\(subresource.name) of the specified \(kind.kind)"
        let answers = [(200, subresource.schemaName)]
        if subresource.verbs.contains("get") {
            path["get"] = operation(
                "get", "read", "read \(what)", id: "read" + scopedName + suffix, parameters: [], body: nil,
                responses: answers, as: subresource.kind)
        }
        if subresource.verbs.contains("create") {
            path["post"] = operation(
                "post", "create", "create \(subresource.name) of \(article)\(kind.kind)",
                id: "create" + scopedName + suffix, parameters: OpenAPIParameter.write,
                body: .object(subresource.schemaName), responses: answers + [(201, subresource.schemaName)],
                as: subresource.kind)
        }
        if subresource.verbs.contains("update") {
            path["put"] = operation(
                "put", "replace", "replace \(what)", id: "replace" + scopedName + suffix,
                parameters: OpenAPIParameter.write, body: .object(subresource.schemaName),
                responses: answers + [(201, subresource.schemaName)], as: subresource.kind)
        }
        if subresource.verbs.contains("patch") {
            path["patch"] = operation(
                "patch", "patch", "partially update \(what)", id: "patch" + scopedName + suffix,
                parameters: OpenAPIParameter.patch, body: .patch, responses: answers + [(201, subresource.schemaName)],
                as: subresource.kind)
        }
        return finished(path, isObject: true)
    }

    private func finished(_ path: JSONObject, isObject: Bool) -> JSONValue? {
        guard !path.isEmpty else { return nil }
        var parameters: [OpenAPIParameter] = isObject ? [.name(kind.kind)] : []
        if resource.type.isNamespaced { parameters.append(.namespace) }
        parameters.append(.pretty)
        var path = path
        path["parameters"] = .array(parameters.map(\.json))
        return .object(path)
    }
}

// MARK: - Operations

extension OpenAPIPaths {
    private enum Body {
        case object(String)
        case options(String)
        case patch
    }

    private func list(_ id: String, parameters: [OpenAPIParameter]) -> JSONValue {
        operation(
            "list", "list", "list or watch objects of kind \(kind.kind)", id: id, parameters: parameters, body: nil,
            responses: [(200, resource.listSchemaName)])
    }

    private func operation(
        _ action: String, _ verb: String, _ description: String, id: String, parameters: [OpenAPIParameter],
        body: Body?,
        responses: [(Int, String)], as answered: GroupVersionKind? = nil
    ) -> JSONValue {
        var operation: JSONObject = [
            "tags": [.string(tag(false))], "description": .string(description), "operationId": .string(id),
        ]
        if !parameters.isEmpty { operation["parameters"] = .array(parameters.map(\.json)) }
        operation["requestBody"] = body.map(json)
        var answers = responses.map { code, name in
            let text = [200: "OK", 201: "Created", 202: "Accepted"][code] ?? ""
            let content: JSONValue = [
                "application/json": Self.content(name), "application/yaml": Self.content(name),
            ]
            return (String(code), ["description": .string(text), "content": content] as JSONValue)
        }
        answers.append(("401", ["description": "Unauthorized"]))
        operation["responses"] = .object(JSONObject(answers))
        operation["x-kubernetes-action"] = .string(action)
        let kind = answered ?? kind
        operation["x-kubernetes-group-version-kind"] = [
            "group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind),
        ]
        return .object(operation)
    }

    private static func content(_ name: String) -> JSONValue { ["schema": Schema.reference(name).json] }

    private func json(_ body: Body) -> JSONValue {
        switch body {
        case .object(let name): return ["content": ["*/*": Self.content(name)], "required": true]
        case .options(let name): return ["content": ["*/*": Self.content(name)]]
        case .patch:
            var types = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"]
            if resource.takesStrategicMergePatch { types.append("application/strategic-merge-patch+json") }
            let content = types.map { ($0, Self.content(OpenAPIName.patch)) }
            return ["content": .object(JSONObject(content)), "required": true]
        }
    }

    private var scopedName: String {
        tag(true) + (resource.type.isNamespaced ? "Namespaced" : "") + kind.kind
    }

    private var article: String {
        "AEIOU".contains(kind.kind.prefix(1)) ? "an " : "a "
    }

    /// `rbacAuthorization_v1`, or `RbacAuthorizationV1` for operation names; the core group is `core`, and the ending
    /// `.k8s.io` is left out.
    private func tag(_ isForName: Bool) -> String {
        var group = kind.group.isEmpty ? "core" : kind.group
        if group.hasSuffix(".k8s.io") { group.removeLast(".k8s.io".count) }
        let words = group.split(separator: ".").map(String.init)
        let joined = (words.first ?? "") + words.dropFirst().map(Self.capitalized).joined()
        guard isForName else { return "\(joined)_\(kind.version)" }
        return Self.capitalized(joined) + Self.capitalized(kind.version)
    }

    private static func capitalized(_ word: String) -> String {
        word.prefix(1).uppercased() + word.dropFirst()
    }
}
