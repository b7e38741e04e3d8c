import KubeCore

extension ControlPlane {
    /// What an update makes of an object, or that there is none yet.
    struct Updated: Sendable {
        var object: JSONValue
        var wasCreated = false
    }

    /// The state an update wants, from the state there is.
    struct Desired: Sendable {
        var object: JSONValue
        /// The manager's own patch when this is a server-side apply.
        var applied: JSONValue?
    }

    func update(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        let parameters = try WriteParameters(request: call.request, options: "UpdateOptions")
        var given = try RequestBody.object(call, kind: call.resource.kind)
        var warnings: [String] = []
        try checkFields(&given, call, parameters, &warnings)
        try place(&given, call)
        let name = given[path: "metadata", "name"]?.stringValue ?? ""
        guard name == call.info.name else {
            throw StatusError(
                .badRequest(
                    "the name of the object (\(name.isEmpty ? "<empty>" : name)) does not match the name on "
                        + "the URL (\(call.info.name))"))
        }
        let object = given
        let isVersioned = !(object[path: "metadata", "resourceVersion"]?.stringValue ?? "").isEmpty
        if !isVersioned, !call.resource.rules.allowsUnconditionalUpdate, call.info.subresource.isEmpty {
            throw StatusError(Self.versionRequired(call))
        }
        let updated = try await updateObject(call, parameters, .update, warnings: &warnings) { _ in
            Desired(object: object)
        }
        return response(
            call.presentation(now: configuration.now()).shown(updated.object), form: call.form, warnings: warnings)
    }

    private static func versionRequired(_ call: ResourceCall) -> APIStatus {
        let error = FieldError(
            .invalid, "metadata.resourceVersion", value: .number(JSONNumber(uncheckedLiteral: "0x0")),
            "must be specified for an update")
        return .invalid(
            group: call.groupResource.group, kind: call.groupResource.resource, name: call.info.name, [error])
    }

    /// Reads, changes and writes one object; on a lost race it begins again unless the change names its version.
    func updateObject(
        _ call: ResourceCall, _ parameters: WriteParameters, _ operation: AdmissionOperation,
        warnings: inout [String], transform: (JSONValue) throws -> Desired
    ) async throws -> Updated {
        // As often as kube-apiserver retries a patch against other writers.
        for _ in 0..<5 {
            guard let stored = store.object(call.storage, call.key) else {
                throw StatusError(.notFound(call.groupResource, call.info.name))
            }
            var attemptWarnings: [String] = []
            let old = call.resource.rules.fromStored(stored.value)
            let desired = try transform(old)
            let isPinned = try checkPreconditions(desired.object, stored, call)
            let object = try await settled(
                desired, old: old, call, parameters, operation, warnings: &attemptWarnings)
            if object == old || parameters.isDryRun {
                warnings += attemptWarnings
                return Updated(object: object)
            }
            do throws(ObjectStore.Refusal) {
                let result = try commit(object, over: stored, call)
                warnings += attemptWarnings
                return Updated(object: call.resource.rules.fromStored(result.value))
            } catch .missing {
                throw StatusError(.notFound(call.groupResource, call.info.name))
            } catch {
                if isPinned { throw StatusError(.modified(call.groupResource, call.info.name)) }
            }
        }
        throw StatusError(.modified(call.groupResource, call.info.name))
    }

    /// Whether the change names the version it was made on; refuses one that is not the stored one.
    private func checkPreconditions(
        _ desired: JSONValue, _ stored: StoredObject, _ call: ResourceCall
    ) throws -> Bool {
        let uid = desired[path: "metadata", "uid"]?.stringValue ?? ""
        let storedUID = stored.value[path: "metadata", "uid"]?.stringValue ?? ""
        if !uid.isEmpty, uid != storedUID {
            throw StatusError(
                .conflict(
                    call.groupResource, call.info.name,
                    "Precondition failed: UID in precondition: \(uid), UID in object meta: \(storedUID)"))
        }
        let version = desired[path: "metadata", "resourceVersion"]?.stringValue ?? ""
        guard !version.isEmpty, version != "0" else { return false }
        guard version == String(stored.revision) else {
            throw StatusError(.modified(call.groupResource, call.info.name))
        }
        return call.info.verb == .update
    }

    /// The object as it would be stored: completed, admitted, checked.
    private func settled(
        _ desired: Desired, old: JSONValue, _ call: ResourceCall, _ parameters: WriteParameters,
        _ operation: AdmissionOperation, warnings: inout [String]
    ) async throws -> JSONValue {
        let rules = call.resource.rules
        var object = desired.object
        try checkForm(object, call)
        keepIdentity(&object, of: old)
        rules.complete(&object)
        rules.prepareForUpdate(&object, old: old, subresource: call.info.subresource)
        let unadmitted = object
        object = try await mutatedByWebhooks(
            object, old: old, call, operation, parameters, warnings: &warnings)
        if object != unadmitted {
            keepIdentity(&object, of: old)
            rules.complete(&object)
            rules.prepareForUpdate(&object, old: old, subresource: call.info.subresource)
        }
        if call.info.subresource.isEmpty { try allocateAddresses(&object, call) }
        object = trackFields(object, live: old, applied: desired.applied, call, parameters)
        try checkEscalation(object, old: old, call)
        try validate(object, old: old, call, warnings: &warnings)
        try await validateByWebhooks(object, old: old, call, operation, parameters, warnings: &warnings)
        return object
    }

    /// Puts back the metadata that only the server writes.
    private func keepIdentity(_ object: inout JSONValue, of old: JSONValue) {
        let kept = [
            "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion",
            "generation", "selfLink",
        ]
        object.modifyMetadata { metadata in
            for name in kept { metadata[name] = old[path: "metadata", name] }
            if metadata["name"] == nil { metadata["name"] = old[path: "metadata", "name"] }
            if metadata["namespace"] == nil { metadata["namespace"] = old[path: "metadata", "namespace"] }
        }
    }

    /// Stores the new state; an object whose deletion waited for its last finalizer goes.
    func commit(
        _ object: JSONValue, over stored: StoredObject, _ call: ResourceCall
    ) throws(ObjectStore.Refusal) -> StoredObject {
        let value = call.resource.rules.toStored(object)
        let result: StoredObject
        if Deletion.isDue(value) {
            result = try store.remove(call.storage, stored.key, last: value, at: stored.revision)
            afterRemoval(result, resource: call.storage)
        } else {
            result = try store.put(call.storage, stored.key, value, expecting: .revision(stored.revision))
            afterWrite(result, old: stored, resource: call.storage)
        }
        return result
    }
}
