package import KubeCore

/// Speaks the Kubernetes API to one server, over any transport.
///
/// Every function throws `APIError`, or `CancellationError` when its task is cancelled.
package struct Client: Sendable {
    package let transport: any HTTPTransport
    package var options: ClientOptions

    package init(transport: any HTTPTransport, options: ClientOptions = ClientOptions()) {
        self.transport = transport
        self.options = options
    }

    /// The object `key`; or the answer of its subresource, such as `scale` or `status`.
    package func get(_ type: ResourceType, _ key: ObjectKey, subresource: String? = nil) async throws -> JSONValue {
        let attempt = Attempt("get", type, key, subresource)
        try requireNamespace(type, attempt)
        try requireName(attempt)
        return try await object(APIRequest.get(type, key, subresource: subresource), attempt, .read)
    }

    /// One page, as large as `options.limit` and the server make it.
    package func list(
        _ type: ResourceType, namespace: String? = nil, options: ListOptions = ListOptions()
    ) async throws -> ObjectList {
        let attempt = Attempt("list", type, namespace: namespace)
        let response = try await send(
            APIRequest.list(type, namespace: namespace, options: options), attempt, .read)
        return try APIResponse.list(response, of: type.kind, attempt: attempt.text)
    }

    /// Adds an object; to a subresource of the object named in it when `subresource` is given (`eviction`, `token`).
    package func create(
        _ object: JSONValue, as type: ResourceType, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws -> JSONValue {
        let attempt = Attempt("create", type, ObjectMeta(json: object["metadata"] ?? .null).key, subresource)
        try requireNamespace(type, attempt)
        if subresource != nil { try requireName(attempt) }
        return try await self.object(
            APIRequest.create(object, as: type, subresource: subresource, options: options), attempt, .once)
    }

    /// Replaces the object that the metadata of `object` names.
    package func update(
        _ object: JSONValue, as type: ResourceType, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws -> JSONValue {
        let attempt = Attempt("update", type, ObjectMeta(json: object["metadata"] ?? .null).key, subresource)
        try requireNamespace(type, attempt)
        try requireName(attempt)
        return try await self.object(
            APIRequest.update(object, as: type, subresource: subresource, options: options), attempt, .idempotent)
    }

    /// Changes the object `key`. Server-side apply creates it when there is none and needs `options.fieldManager`.
    package func patch(
        _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws -> JSONValue {
        let attempt = Attempt(patch.verb, type, key, subresource)
        try requireNamespace(type, attempt)
        try requireName(attempt)
        return try await object(
            APIRequest.patch(type, key, patch, subresource: subresource, options: options), attempt,
            patch.repeatability)
    }

    /// As `patch`, but without reading the object that the server answers: for who follows it by a watch anyway.
    package func write(
        _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws {
        let attempt = Attempt(patch.verb, type, key, subresource)
        try requireNamespace(type, attempt)
        try requireName(attempt)
        _ = try await send(
            APIRequest.patch(type, key, patch, subresource: subresource, options: options), attempt,
            patch.repeatability)
    }

    /// Deletes the object `key`.
    ///
    /// Returns what the server answered: the object when it lives on until its finalizers are done, else a `Status`.
    @discardableResult
    package func delete(
        _ type: ResourceType, _ key: ObjectKey, options: DeleteOptions = DeleteOptions()
    ) async throws -> JSONValue {
        let attempt = Attempt("delete", type, key)
        try requireNamespace(type, attempt)
        try requireName(attempt)
        return try await object(APIRequest.delete(type, key, options: options), attempt, .idempotent)
    }

    /// Deletes all objects that `selection` selects; all of the type when it selects nothing.
    @discardableResult
    package func deleteCollection(
        _ type: ResourceType, namespace: String? = nil, selection: ListOptions, options: DeleteOptions = DeleteOptions()
    ) async throws -> JSONValue {
        try await object(
            APIRequest.deleteCollection(type, namespace: namespace, selection: selection, options: options),
            Attempt("deletecollection", type, namespace: namespace), .idempotent)
    }

    /// Sends `request` once and returns whatever the server answers; throws only when there is no answer.
    package func raw(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await once(request, Attempt(request))
    }

    private func requireNamespace(_ type: ResourceType, _ attempt: Attempt) throws {
        guard type.isNamespaced, attempt.key.namespace.isEmpty else { return }
        throw APIError(
            .configuration, attempt: attempt.text, message: "\(type.plural) are namespaced and no namespace is given")
    }

    /// Without a name the URL would be that of the whole collection.
    private func requireName(_ attempt: Attempt) throws {
        guard attempt.key.name.isEmpty else { return }
        throw APIError(.configuration, attempt: attempt.text, message: "no name is given")
    }
}

extension Patch {
    fileprivate var verb: String {
        if case .apply = self { "apply" } else { "patch" }
    }

    fileprivate var repeatability: RetryPolicy.Repeatability {
        if case .json = self { .once } else { .idempotent }
    }
}
