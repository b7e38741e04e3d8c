/// Builds the requests of the Kubernetes API; pure, no host, no credentials.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/
package enum APIRequest {
    /// `/apis/apps/v1/namespaces/default/deployments/web/scale`, each part percent-encoded.
    ///
    /// `namespace` is left out for cluster-scoped types and when nil or empty (all namespaces).
    package static func path(
        _ type: ResourceType, namespace: String? = nil, name: String? = nil, subresource: String? = nil
    ) -> String {
        var path = root(type.kind.groupVersion)
        if type.isNamespaced, let namespace, !namespace.isEmpty {
            path += "/namespaces/\(PercentEncoding.encode(namespace))"
        }
        path += "/\(PercentEncoding.encode(type.plural))"
        if let name { path += "/\(PercentEncoding.encode(name))" }
        if let subresource {
            // `proxy/some/path` keeps its slashes.
            for part in subresource.split(separator: "/") { path += "/\(PercentEncoding.encode(String(part)))" }
        }
        return path
    }

    /// `/api/v1` or `/apis/apps/v1`.
    package static func root(_ groupVersion: GroupVersion) -> String {
        let version = PercentEncoding.encode(groupVersion.version)
        return groupVersion.group.isEmpty
            ? "/api/\(version)" : "/apis/\(PercentEncoding.encode(groupVersion.group))/\(version)"
    }

    package static func get(
        _ type: ResourceType, _ key: ObjectKey, subresource: String? = nil, resourceVersion: String? = nil
    ) -> HTTPRequest {
        var query = Query()
        query.add("resourceVersion", resourceVersion)
        return HTTPRequest(
            method: "GET", path: path(type, namespace: key.namespace, name: key.name, subresource: subresource),
            query: query.items, headers: acceptJSON)
    }

    package static func list(_ type: ResourceType, namespace: String? = nil, options: ListOptions) -> HTTPRequest {
        HTTPRequest(
            method: "GET", path: path(type, namespace: namespace), query: query(options),
            headers: accept(options.detail, as: "PartialObjectMetadataList"))
    }

    package static func watch(_ type: ResourceType, namespace: String? = nil, options: WatchOptions) -> HTTPRequest {
        var query = Query()
        query.add("watch", "true")
        query.add("labelSelector", options.labelSelector)
        query.add("fieldSelector", options.fieldSelector)
        query.add("resourceVersion", options.resourceVersion)
        if options.allowBookmarks || options.sendInitialEvents { query.add("allowWatchBookmarks", "true") }
        if options.sendInitialEvents {
            query.add("sendInitialEvents", "true")
            query.add("resourceVersionMatch", ResourceVersionMatch.notOlderThan.rawValue)
        }
        query.add("timeoutSeconds", options.timeoutSeconds.map(String.init))
        return HTTPRequest(
            method: "GET", path: path(type, namespace: namespace), query: query.items,
            headers: accept(options.detail, as: "PartialObjectMetadata"))
    }

    /// A POST of `object`; to a subresource of the object named in it when `subresource` is given.
    package static func create(
        _ object: JSONValue, as type: ResourceType, subresource: String? = nil, options: WriteOptions
    ) -> HTTPRequest {
        let key = key(of: object)
        let name = subresource == nil ? nil : key.name
        return write(
            "POST", path(type, namespace: key.namespace, name: name, subresource: subresource), object,
            contentType: "application/json", query(options))
    }

    /// A PUT of `object`, whose metadata names it.
    package static func update(
        _ object: JSONValue, as type: ResourceType, subresource: String? = nil, options: WriteOptions
    ) -> HTTPRequest {
        let key = key(of: object)
        return write(
            "PUT", path(type, namespace: key.namespace, name: key.name, subresource: subresource), object,
            contentType: "application/json", query(options))
    }

    package static func patch(
        _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: String? = nil, options: WriteOptions
    ) -> HTTPRequest {
        var items = query(options)
        if case .apply(_, force: true) = patch { items.append(HTTPRequest.QueryItem("force", "true")) }
        return write(
            "PATCH", path(type, namespace: key.namespace, name: key.name, subresource: subresource), patch.body,
            contentType: patch.contentType, items)
    }

    package static func delete(_ type: ResourceType, _ key: ObjectKey, options: DeleteOptions) -> HTTPRequest {
        delete(path(type, namespace: key.namespace, name: key.name), query: [], options)
    }

    /// Deletes every object that `selection` selects.
    package static func deleteCollection(
        _ type: ResourceType, namespace: String? = nil, selection: ListOptions, options: DeleteOptions
    ) -> HTTPRequest {
        delete(path(type, namespace: namespace), query: query(selection), options)
    }
}

extension APIRequest {
    private static var acceptJSON: HTTPHeaders { ["Accept": "application/json"] }

    /// A server that has no metadata form of the kind answers with whole objects.
    private static func accept(_ detail: ObjectDetail, as kind: String) -> HTTPHeaders {
        switch detail {
        case .whole: acceptJSON
        case .metadata: ["Accept": "application/json;as=\(kind);g=meta.k8s.io;v=v1,application/json"]
        }
    }

    private static func key(of object: JSONValue) -> ObjectKey {
        ObjectKey(
            namespace: object[path: "metadata", "namespace"]?.stringValue ?? "",
            name: object[path: "metadata", "name"]?.stringValue ?? "")
    }

    private static func query(_ options: ListOptions) -> [HTTPRequest.QueryItem] {
        var query = Query()
        query.add("labelSelector", options.labelSelector)
        query.add("fieldSelector", options.fieldSelector)
        query.add("limit", options.limit.map(String.init))
        query.add("continue", options.continueToken)
        query.add("resourceVersion", options.resourceVersion)
        query.add("resourceVersionMatch", options.resourceVersionMatch?.rawValue)
        return query.items
    }

    private static func query(_ options: WriteOptions) -> [HTTPRequest.QueryItem] {
        var query = Query()
        if options.dryRun { query.add("dryRun", "All") }
        query.add("fieldManager", options.fieldManager)
        query.add("fieldValidation", options.fieldValidation?.rawValue)
        return query.items
    }

    private static func write(
        _ method: String, _ path: String, _ body: JSONValue, contentType: String, _ query: [HTTPRequest.QueryItem]
    ) -> HTTPRequest {
        var headers = acceptJSON
        headers.add("Content-Type", contentType)
        return HTTPRequest(method: method, path: path, query: query, headers: headers, body: body.serialized())
    }

    private static func delete(
        _ path: String, query: [HTTPRequest.QueryItem], _ options: DeleteOptions
    ) -> HTTPRequest {
        guard let body = options.json else {
            return HTTPRequest(method: "DELETE", path: path, query: query, headers: acceptJSON)
        }
        return write("DELETE", path, body, contentType: "application/json", query)
    }

    private struct Query {
        var items: [HTTPRequest.QueryItem] = []

        mutating func add(_ name: String, _ value: String?) {
            if let value { items.append(HTTPRequest.QueryItem(name, value)) }
        }
    }
}
