import KubeCore

extension ControlPlane {
    func create(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        let parameters = try WriteParameters(request: call.request, options: "CreateOptions")
        if let review = try await answerReview(call) { return review }
        let object = try RequestBody.object(call, kind: call.resource.kind)
        var warnings: [String] = []
        let created = try await createObject(object, call, parameters, applied: nil, warnings: &warnings)
        return response(
            call.presentation(now: configuration.now()).shown(created), status: 201, form: call.form,
            warnings: warnings)
    }

    /// Brings a new object into being; `applied` is the manager's patch when this is a server-side apply.
    func createObject(
        _ given: JSONValue, _ call: ResourceCall, _ parameters: WriteParameters, applied: JSONValue?,
        warnings: inout [String]
    ) async throws -> JSONValue {
        let rules = call.resource.rules
        try checkForm(given, call)
        var object = given
        if applied == nil { try checkFields(&object, call, parameters, &warnings) }
        try place(&object, call)
        if let version = object[path: "metadata", "resourceVersion"]?.stringValue, !version.isEmpty, version != "0" {
            throw StatusError(
                APIStatus(message: "resourceVersion should not be set on objects to be created", reason: "", code: 500))
        }
        begin(&object)
        try checkNamespace(of: call)
        rules.complete(&object)
        object = try await mutatedByWebhooks(object, old: nil, call, .create, parameters, warnings: &warnings)
        rules.complete(&object)
        // What the server sets from here on belongs to no manager.
        object = trackFields(object, live: nil, applied: applied, call, parameters)
        rules.prepareForCreate(&object)
        try allocateAddresses(&object, call)
        try checkEscalation(object, old: nil, call)
        for attempt in 0... {
            nameIfGenerated(&object)
            var candidate = object
            try validate(candidate, old: nil, call, warnings: &warnings)
            try await validateByWebhooks(candidate, old: nil, call, .create, parameters, warnings: &warnings)
            let name = candidate[path: "metadata", "name"]?.stringValue ?? ""
            let key = ObjectKey(namespace: call.info.namespace, name: name)
            if parameters.isDryRun {
                if store.object(call.storage, key) == nil { return candidate }
            } else {
                candidate = rules.toStored(candidate)
                do throws(ObjectStore.Refusal) {
                    let stored = try store.put(call.storage, key, candidate, expecting: .absent)
                    afterWrite(stored, old: nil, resource: call.storage)
                    return rules.fromStored(stored.value)
                } catch {}
            }
            // A generated name that is taken is tried again, as often as the server does.
            guard isNameGenerated(given), attempt < 8 else {
                throw StatusError(.alreadyExists(call.groupResource, name))
            }
            object.modifyMetadata { $0["name"] = nil }
        }
        return object
    }

    private func isNameGenerated(_ object: JSONValue) -> Bool {
        (object[path: "metadata", "name"]?.stringValue ?? "").isEmpty
            && !(object[path: "metadata", "generateName"]?.stringValue ?? "").isEmpty
    }

    private func nameIfGenerated(_ object: inout JSONValue) {
        guard isNameGenerated(object) else { return }
        let base = object[path: "metadata", "generateName"]?.stringValue ?? ""
        // Names have room for 63 characters: 58 of the base and 5 random ones.
        let name = base.prefix(58) + configuration.makeNameSuffix()
        object.modifyMetadata { $0["name"] = .string(String(name)) }
    }

    /// Sets what the server sets at creation and forgets what a creator may not set.
    private func begin(_ object: inout JSONValue) {
        let uid = configuration.makeUID()
        let now = configuration.now().rfc3339
        object.modifyMetadata { metadata in
            for name in [
                "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion", "generation",
            ] {
                metadata[name] = nil
            }
            metadata["uid"] = .string(uid)
            metadata["creationTimestamp"] = .string(now)
        }
    }

    /// Puts the object into the namespace of the URL, or refuses one that says otherwise.
    func place(_ object: inout JSONValue, _ call: ResourceCall) throws {
        guard call.resource.isNamespaced else {
            if object[path: "metadata", "namespace"]?.stringValue == "" {
                object.modifyMetadata { $0["namespace"] = nil }
            }
            return
        }
        let written = object[path: "metadata", "namespace"]?.stringValue ?? ""
        guard written.isEmpty || written == call.info.namespace else {
            throw StatusError(
                .badRequest("the namespace of the provided object does not match the namespace sent on the request"))
        }
        if written.isEmpty { object.modifyMetadata { $0["namespace"] = .string(call.info.namespace) } }
    }

    /// New content needs a namespace that exists and is not going away.
    private func checkNamespace(of call: ResourceCall) throws {
        guard call.resource.isNamespaced else { return }
        let name = call.info.namespace
        guard let namespace = store.object(.namespaces, ObjectKey(namespace: "", name: name)) else {
            throw StatusError(.notFound(.namespaces, name))
        }
        guard namespace.value[path: "metadata", "deletionTimestamp"] == nil else {
            let bodyName = call.info.name
            var status = APIStatus.forbidden(
                call.groupResource, bodyName,
                "unable to create new content in namespace \(name) because it is being terminated")
            status.details?.causes = [
                APIStatus.Cause(
                    reason: "NamespaceTerminating", message: "namespace \(name) is being terminated",
                    field: "metadata.namespace")
            ]
            throw StatusError(status)
        }
    }

    /// Unknown fields are refused, warned of, or passed over, as the client asked; then they are dropped.
    func checkFields(
        _ object: inout JSONValue, _ call: ResourceCall, _ parameters: WriteParameters, _ warnings: inout [String]
    ) throws {
        guard parameters.fieldValidation != .ignore else { return }
        let unknown = call.resource.rules.unknownFields(of: object)
        guard !unknown.isEmpty else { return }
        let messages = unknown.map { "unknown field \(quoted($0))" }
        if parameters.fieldValidation == .warn {
            warnings += messages
            return
        }
        let kind = call.resource.kind
        throw StatusError(
            .badRequest(
                "\(kind.kind) in version \(quoted(kind.version)) cannot be handled as a \(kind.kind): "
                    + "strict decoding error: " + messages.joined(separator: ", ")))
    }

    /// Refuses an object that breaks the rules of its kind or of all kinds.
    func validate(
        _ object: JSONValue, old: JSONValue?, _ call: ResourceCall, warnings: inout [String]
    ) throws {
        let resource = call.resource
        let subresource = call.info.subresource
        let verdict = resource.rules.validate(object, old: old, subresource: subresource)
        warnings += verdict.warnings.map(\.description)
        var errors = verdict.errors
        if let old { errors += Deletion.finalizerErrors(object, old: old) }
        guard !errors.isEmpty else { return }
        let name = object[path: "metadata", "name"]?.stringValue ?? ""
        throw StatusError(.invalid(group: resource.kind.group, kind: resource.kind.kind, name: name, errors))
    }
}

extension GroupResource {
    static let namespaces = GroupResource(resource: "namespaces")
    static let pods = GroupResource(resource: "pods")
    static let serviceAccounts = GroupResource(resource: "serviceaccounts")
    static let customResourceDefinitions = GroupResource(
        group: "apiextensions.k8s.io", resource: "customresourcedefinitions")
    static let apiServices = GroupResource(group: "apiregistration.k8s.io", resource: "apiservices")
}
