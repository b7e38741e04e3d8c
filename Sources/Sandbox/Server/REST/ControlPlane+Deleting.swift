import KubeCore

extension ControlPlane {
    func delete(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        let parameters = try DeleteParameters(call.request)
        var warnings: [String] = []
        let (object, wasRemoved) = try await deleteObject(call, parameters, warnings: &warnings)
        let shown = call.resource.rules.fromStored(object)
        if wasRemoved, !Self.returnsDeletedObject(call.groupResource) {
            var status = APIStatus(status: "Success", message: "", reason: "", code: 0)
            status.details = APIStatus.Details(
                name: call.info.name, group: call.groupResource.group, kind: call.groupResource.resource,
                uid: object[path: "metadata", "uid"]?.stringValue ?? "")
            return response(
                status.json, form: ResponseForm(shape: .object, encoding: call.form.encoding), warnings: warnings)
        }
        let isAccepted = !wasRemoved && parameters.orphansDependents == false
        return response(
            call.presentation(now: configuration.now()).shown(shown), status: isAccepted ? 202 : 200, form: call.form,
            warnings: warnings)
    }

    /// The kinds whose deletion answers with the object even when it is gone at once.
    private static func returnsDeletedObject(_ resource: GroupResource) -> Bool {
        let names: Set<String> = [
            "pods", "services", "serviceaccounts", "persistentvolumes", "persistentvolumeclaims", "podtemplates",
            "resourcequotas",
        ]
        return resource.group.isEmpty && names.contains(resource.resource)
    }

    /// Deletes one object or marks it; the answer is its last state and whether it is gone.
    func deleteObject(
        _ call: ResourceCall, _ parameters: DeleteParameters, warnings: inout [String]
    ) async throws -> (object: JSONValue, wasRemoved: Bool) {
        var isAdmitted = false
        for _ in 0..<5 {
            guard let stored = store.object(call.storage, call.key) else {
                throw StatusError(.notFound(call.groupResource, call.info.name))
            }
            try checkDeletable(stored, call, parameters)
            if !isAdmitted {
                try await admitDeletion(stored, call, parameters, warnings: &warnings)
                isAdmitted = true
                continue
            }
            let outcome = Deletion.outcome(
                of: stored.value, resource: call.storage, parameters, now: configuration.now())
            do throws(ObjectStore.Refusal) {
                switch outcome {
                case .keep: return (stored.value, false)
                case .remove(let last):
                    if parameters.isDryRun { return (last, true) }
                    let removed = try store.remove(call.storage, call.key, last: last, at: stored.revision)
                    afterRemoval(removed, resource: call.storage)
                    return (removed.value, true)
                case .mark(let marked):
                    if parameters.isDryRun { return (marked, false) }
                    let written = try store.put(
                        call.storage, call.key, marked, expecting: .revision(stored.revision))
                    afterWrite(written, old: stored, resource: call.storage)
                    return (written.value, false)
                }
            } catch {}
        }
        throw StatusError(.modified(call.groupResource, call.info.name))
    }

    private func admitDeletion(
        _ stored: StoredObject, _ call: ResourceCall, _ parameters: DeleteParameters, warnings: inout [String]
    ) async throws {
        let old = call.resource.rules.fromStored(stored.value)
        let write = AdmissionOptions(isDryRun: parameters.isDryRun, json: parameters.json)
        try await admitByWebhooks(old: old, call, .delete, write, warnings: &warnings)
    }

    private func checkDeletable(
        _ stored: StoredObject, _ call: ResourceCall, _ parameters: DeleteParameters
    ) throws {
        let uid = stored.value[path: "metadata", "uid"]?.stringValue ?? ""
        if let expected = parameters.uid, expected != uid {
            throw StatusError(
                .conflict(
                    call.groupResource, call.info.name,
                    "Precondition failed: UID in precondition: \(expected), UID in object meta: \(uid)"))
        }
        if let expected = parameters.resourceVersion, expected != String(stored.revision) {
            throw StatusError(
                .conflict(
                    call.groupResource, call.info.name,
                    "Precondition failed: ResourceVersion in precondition: \(expected), ResourceVersion in object "
                        + "meta: \(stored.revision)"))
        }
        let permanent = ["default", "kube-system", "kube-public"]
        if call.storage == .namespaces, permanent.contains(call.info.name) {
            throw StatusError(
                .forbidden(.namespaces, call.info.name, "this namespace may not be deleted"))
        }
    }

    func deleteCollection(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        let list = try ListParameters(request: call.request)
        let selection = try Selection(list, resource: call.resource)
        let parameters = try DeleteParameters(call.request)
        let page = try await readPage(call, list, selection)
        var warnings: [String] = []
        var deleted: [StoredObject] = []
        for object in page.objects {
            var one = call.info
            one.name = object.key.name
            one.namespace = object.key.namespace
            let single = ResourceCall(call: call.call, info: one, resource: call.resource, form: call.form)
            do {
                let (last, _) = try await deleteObject(single, parameters, warnings: &warnings)
                deleted.append(StoredObject(key: object.key, revision: object.revision, value: last))
            } catch let error as StatusError where error.status.code == 404 {
                continue  // somebody else was faster
            }
        }
        let result = ListPage(objects: deleted, revision: store.revision, limit: 0, countsRemaining: false)
        return response(
            call.presentation(now: configuration.now()).list(result), form: call.form, warnings: warnings)
    }
}
