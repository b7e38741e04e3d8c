import KubeCore

extension ControlPlane {
    func answerSubresource(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        guard let subresource = call.resource.subresource(call.info.subresource) else {
            throw StatusError(.pathNotFound)
        }
        guard subresource.verbs.contains(call.info.verb.rawValue) else {
            throw StatusError(.methodNotSupported(call.groupResource, call.info.verb.rawValue))
        }
        switch call.info.subresource {
        case "scale": return try await answerScale(call)
        case "status", "resize", "ephemeralcontainers", "approval", "finalize":
            return try await answerObjectEndpoint(call)
        case "eviction": return try await evict(call)
        case "binding": return try await bind(call)
        case "token": return try await createToken(call)
        case "log": return try podLog(call)
        default:
            throw StatusError(
                APIStatus(
                    message: "\(call.groupResource)/\(call.info.subresource) needs a kubelet, which this control plane "
                        + "does not have", reason: "NotImplemented", code: 501))
        }
    }

    private func answerObjectEndpoint(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        switch call.info.verb {
        case .get: try get(call)
        case .update: try await update(call)
        case .patch: try await patch(call)
        default: throw StatusError(.methodNotSupported(call.groupResource, call.info.verb.rawValue))
        }
    }

    // MARK: Scale

    private static let scaleKind = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")

    private func answerScale(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        guard let paths = call.resource.rules.scalePaths else { return Self.pageNotFound }
        let form = ResponseForm(shape: .object, encoding: call.form.encoding)
        if call.info.verb == .get {
            guard let stored = store.object(call.storage, call.key) else {
                throw StatusError(.notFound(call.groupResource, call.info.name))
            }
            let scale = Scale.read(call.resource.rules.fromStored(stored.value), paths, call.resource)
            if case .table(let version) = call.form.shape {
                return response(Scale.table(scale, version: version, now: configuration.now()), form: form)
            }
            return response(scale, form: form)
        }
        let isUpdate = call.info.verb == .update
        let parameters = try WriteParameters(
            request: call.request, options: isUpdate ? "UpdateOptions" : "PatchOptions")
        let body = try scaleBody(call)
        var warnings: [String] = []
        let updated = try await updateObject(call, parameters, .update, warnings: &warnings) { current in
            let scale = Scale.read(current, paths, call.resource)
            let wanted = isUpdate ? body : try self.patchedScale(scale, body, call)
            return Desired(object: try Scale.write(wanted, to: current, paths, call))
        }
        return response(Scale.read(updated.object, paths, call.resource), form: form, warnings: warnings)
    }

    private func scaleBody(_ call: ResourceCall) throws -> JSONValue {
        if call.info.verb == .patch {
            return MediaType(call.request.headers["Content-Type"] ?? "").essence.hasSuffix("yaml")
                ? try RequestBody.yaml(call.request.body) : try RequestBody.json(call.request.body)
        }
        guard var body = try RequestBody.read(call.request, kind: Self.scaleKind, accepted: ResponseForm.accepted)
        else { throw StatusError(.badRequest("the body of a Scale is empty")) }
        try RequestBody.check(&body, is: Self.scaleKind, isCustom: false)
        return body
    }

    private func patchedScale(_ scale: JSONValue, _ body: JSONValue, _ call: ResourceCall) throws -> JSONValue {
        switch MediaType(call.request.headers["Content-Type"] ?? "").essence {
        case "application/json-patch+json":
            let patch: JSONPatch
            do { patch = try JSONPatch(json: body) } catch { throw StatusError(.badRequest("\(error)")) }
            do { return try patch.apply(to: scale) } catch { throw StatusError(.unprocessablePatch) }
        // A Scale has no lists: merging, strategic merging and applying its one number are the same.
        case "application/merge-patch+json", "application/strategic-merge-patch+json",
            "application/apply-patch+yaml":
            return JSONMergePatch.apply(body, to: scale)
        default:
            throw StatusError(
                .unsupportedMediaType([
                    "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
                ]))
        }
    }

    // MARK: Pods

    private func evict(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        guard let body = try RequestBody.read(call.request, kind: nil, accepted: ResponseForm.accepted) else {
            throw StatusError(.badRequest("the body of an Eviction is empty"))
        }
        guard let stored = store.object(call.storage, call.key) else {
            throw StatusError(.notFound(call.groupResource, call.info.name))
        }
        let isReady = PodDisruption.isReady(stored.value)
        let budgets = store.list(PodDisruption.budgets, namespace: call.info.namespace).objects.map(\.value)
        if isReady, let refusal = PodDisruption.refusal(of: stored.value, budgets: budgets) {
            throw StatusError(refusal)
        }
        var parameters = DeleteParameters(
            gracePeriodSeconds: body[path: "deleteOptions", "gracePeriodSeconds"]?.int64Value)
        parameters.uid = body[path: "deleteOptions", "preconditions", "uid"]?.stringValue
        parameters.isDryRun =
            (body[path: "deleteOptions", "dryRun"]?.arrayValue ?? []).contains("All")
            || call.request.queryValue("dryRun") == "All"
        var warnings: [String] = []
        _ = try await deleteObject(call, parameters, warnings: &warnings)
        let status = APIStatus(status: "Success", message: "", reason: "", code: 201)
        return statusResponse(status.json, code: 201)
    }

    private func bind(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        let body = try RequestBody.read(call.request, kind: nil, accepted: ResponseForm.accepted)
        guard let node = body?[path: "target", "name"]?.stringValue, !node.isEmpty else {
            let error = FieldError(.required, "target.name", "")
            throw StatusError(.invalid(group: "", kind: "Binding", name: call.info.name, [error]))
        }
        let parameters = try WriteParameters(request: call.request, options: "CreateOptions")
        var warnings: [String] = []
        _ = try await updateObject(call, parameters, .update, warnings: &warnings) { current in
            if let bound = current[path: "spec", "nodeName"]?.stringValue, !bound.isEmpty {
                throw StatusError(
                    .conflict(
                        GroupResource(resource: "pods/binding"), call.info.name,
                        "pod \(call.info.name) is already assigned to node \(quoted(bound))"))
            }
            var pod = current
            pod.modifyMember("spec") { $0["nodeName"] = .string(node) }
            return Desired(object: pod)
        }
        return statusResponse(APIStatus(status: "Success", message: "", reason: "", code: 201).json, code: 201)
    }

    /// Simulated pods write nothing.
    private func podLog(_ call: ResourceCall) throws -> ControlPlaneResponse {
        guard store.object(call.storage, call.key) != nil else {
            throw StatusError(.notFound(call.groupResource, call.info.name))
        }
        return ControlPlaneResponse(status: 200, headers: ["Content-Type": "text/plain"], body: .bytes([]))
    }
}

/// The `Scale` view of a scalable object.
enum Scale {
    static func read(_ object: JSONValue, _ paths: ScalePaths, _ resource: ServedResource) -> JSONValue {
        var metadata = JSONObject()
        for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[name] = object[path: "metadata", name]
        }
        var spec = JSONObject()
        if let replicas = object.member(paths.specReplicas), replicas != 0 { spec["replicas"] = replicas }
        var status: JSONObject = ["replicas": object.member(paths.statusReplicas) ?? 0]
        if let path = paths.selector, let selector = object.member(path) {
            let text = selector.stringValue ?? self.text(of: selector)
            if !text.isEmpty { status["selector"] = .string(text) }
        }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata), "spec": .object(spec),
            "status": .object(status),
        ]
    }

    private static func text(of selector: JSONValue) -> String {
        guard case .success(let parsed) = LabelSelector.read(selector), !parsed.isEmpty else {
            // A ReplicationController's selector is a plain map.
            let pairs = (selector.objectValue?.members ?? []).sorted { $0.key < $1.key }
            return pairs.compactMap { pair in pair.value.stringValue.map { "\(pair.key)=\($0)" } }
                .joined(separator: ",")
        }
        return parsed.description
    }

    /// The object with the replicas the scale asks for.
    static func write(
        _ scale: JSONValue, to object: JSONValue, _ paths: ScalePaths, _ call: ResourceCall
    ) throws -> JSONValue {
        let replicas = scale[path: "spec", "replicas"] ?? 0
        guard let count = replicas.int64Value, count >= 0, count <= Int64(Int32.max) else {
            let error = FieldError(
                .invalid, "spec.replicas", value: replicas, "must be greater than or equal to 0")
            throw StatusError(.invalid(group: "autoscaling", kind: "Scale", name: call.info.name, [error]))
        }
        var changed = object
        changed.setMember(paths.specReplicas, .integer(count))
        let version = scale[path: "metadata", "resourceVersion"]?.stringValue ?? ""
        changed.modifyMetadata { metadata in
            metadata.removeValue(forKey: "resourceVersion")
            if !version.isEmpty { metadata["resourceVersion"] = .string(version) }
        }
        if let uid = scale[path: "metadata", "uid"], uid != "" { changed.modifyMetadata { $0["uid"] = uid } }
        return changed
    }
}

extension JSONValue {
    /// The value at a path of member names.
    func member(_ path: [String]) -> JSONValue? {
        path.reduce(Optional(self)) { $0?[$1] }
    }

    /// Sets the value at a path of member names, making the objects on the way.
    mutating func setMember(_ path: [String], _ value: JSONValue) {
        guard let first = path.first else {
            self = value
            return
        }
        var child = self[first] ?? [:]
        child.setMember(Array(path.dropFirst()), value)
        self[first] = child
    }
}

/// Whether disruption budgets let a pod go.
enum PodDisruption {
    static let budgets = GroupResource(group: "policy", resource: "poddisruptionbudgets")

    static func isReady(_ pod: JSONValue) -> Bool {
        (pod[path: "status", "conditions"]?.arrayValue ?? []).contains {
            $0["type"]?.stringValue == "Ready" && $0["status"]?.stringValue == "True"
        }
    }

    /// Why the pod has to stay; nil when it may go.
    static func refusal(of pod: JSONValue, budgets: [JSONValue]) -> APIStatus? {
        let labels = ObjectMeta(json: pod["metadata"] ?? [:]).labels
        for budget in budgets {
            guard let json = budget[path: "spec", "selector"], case .success(let selector) = LabelSelector.read(json),
                selector.matches(labels)
            else { continue }
            let allowed = budget[path: "status", "disruptionsAllowed"]?.int64Value ?? 0
            guard allowed <= 0 else { continue }
            let name = budget[path: "metadata", "name"]?.stringValue ?? ""
            let healthy = budget[path: "status", "currentHealthy"]?.int64Value ?? 0
            let desired = budget[path: "status", "desiredHealthy"]?.int64Value ?? 0
            var status = APIStatus.tooManyRequests(
                "Cannot evict pod as it would violate the pod's disruption budget.", retryAfterSeconds: 10)
            status.details?.causes = [
                APIStatus.Cause(
                    reason: "DisruptionBudget",
                    message: "The disruption budget \(name) needs \(desired) healthy pods and has \(healthy) currently")
            ]
            return status
        }
        return nil
    }
}
