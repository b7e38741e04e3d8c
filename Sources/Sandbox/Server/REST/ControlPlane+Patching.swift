import KubeCore

extension ControlPlane {
    private enum PatchType: String {
        case json = "application/json-patch+json"
        case merge = "application/merge-patch+json"
        case strategic = "application/strategic-merge-patch+json"
        case apply = "application/apply-patch+yaml"
    }

    func patch(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        let parameters = try WriteParameters(request: call.request, options: "PatchOptions")
        let type = try patchType(call)
        var warnings: [String] = []
        if type == .apply { return try await apply(call, parameters) }
        guard !parameters.isForced else {
            let error = FieldError(.forbidden, "force", "may not be specified for non-apply patch")
            throw StatusError(.invalid(group: "meta.k8s.io", kind: "PatchOptions", name: "", [error]))
        }
        let body = try Self.patchBody(call.request.body, type)
        var found: [String] = []
        let updated = try await updateObject(call, parameters, .update, warnings: &warnings) { current in
            var patched = try self.patched(current, by: body, type, call)
            try RequestBody.check(&patched, is: call.resource.kind, isCustom: call.resource.rules.isCustom)
            let judged = PatchedForm(result: patched, patch: type == .strategic ? .some(body) : .none)
            try judged.checkTypes(call.resource)
            found = []
            do {
                try self.checkFields(&patched, call, parameters, &found)
            } catch let refusal as StatusError {
                throw judged.unknownFields(refusal)
            }
            return Desired(object: patched)
        }
        return response(
            call.presentation(now: configuration.now()).shown(updated.object), form: call.form,
            warnings: found + warnings)
    }

    private static func patchBody(_ bytes: [UInt8], _ type: PatchType) throws -> JSONValue {
        do { return try JSONValue(parsing: bytes) } catch {
            throw StatusError(.badRequest((type == .strategic ? "" : "error decoding patch: ") + "\(error)"))
        }
    }

    private static func noMap(_ body: JSONValue) -> String {
        "json: cannot unmarshal \(RequestBody.typeName(body)) into Go value of type map[string]interface {}"
    }

    private func patchType(_ call: ResourceCall) throws -> PatchType {
        var accepted: [PatchType] = [.json, .merge]
        if !call.resource.rules.isCustom { accepted.append(.strategic) }
        accepted.append(.apply)
        let essence = MediaType(call.request.headers["Content-Type"] ?? "").essence
        guard let type = PatchType(rawValue: essence), accepted.contains(type) else {
            throw StatusError(.unsupportedMediaType(accepted.map(\.rawValue)))
        }
        return type
    }

    private func patched(
        _ current: JSONValue, by body: JSONValue, _ type: PatchType, _ call: ResourceCall
    ) throws -> JSONValue {
        switch type {
        case .merge:
            guard body.objectValue != nil else {
                throw StatusError(.badRequest("error decoding patch: " + Self.noMap(body)))
            }
            return JSONMergePatch.apply(body, to: current)
        case .strategic:
            guard body.objectValue != nil else { throw StatusError(.badRequest(Self.noMap(body))) }
            do {
                return try StrategicMergePatch(definitions: call.resource.rules.definitions).apply(
                    body, to: current, schema: call.resource.rules.schema)
            } catch { throw StatusError(.badRequest("\(error)")) }
        default:
            guard body.arrayValue != nil else {
                throw StatusError(
                    .badRequest(
                        "error decoding patch: json: cannot unmarshal \(RequestBody.typeName(body)) into Go value of "
                            + "type []handlers.jsonPatchOp"))
            }
            let patch: JSONPatch
            do { patch = try JSONPatch(json: body) } catch { throw StatusError(.badRequest("\(error)")) }
            do { return try patch.apply(to: current) } catch { throw StatusError(.unprocessablePatch) }
        }
    }

    // MARK: Server-side apply

    private func apply(_ call: ResourceCall, _ parameters: WriteParameters) async throws -> ControlPlaneResponse {
        if (call.request.queryValue("fieldManager") ?? "").isEmpty {
            let error = FieldError(.required, "fieldManager", "is required for apply patch")
            throw StatusError(.invalid(group: "meta.k8s.io", kind: "PatchOptions", name: "", [error]))
        }
        var body = try RequestBody.yaml(call.request.body)
        guard body[path: "metadata", "managedFields"] == nil else {
            throw StatusError(.badRequest("metadata.managedFields must be nil"))
        }
        try RequestBody.check(&body, is: call.resource.kind, isCustom: call.resource.rules.isCustom)
        try checkApplied(&body, call)
        var warnings: [String] = []
        try checkFields(&body, call, parameters, &warnings)
        let applied = body
        if store.object(call.storage, call.key) == nil {
            return try await applyNew(applied, call, parameters, warnings: &warnings)
        }
        let updated = try await updateObject(call, parameters, .update, warnings: &warnings) { current in
            Desired(object: try self.merged(applied, into: current, call, parameters), applied: applied)
        }
        return response(
            call.presentation(now: configuration.now()).shown(updated.object), form: call.form, warnings: warnings)
    }

    private func applyNew(
        _ applied: JSONValue, _ call: ResourceCall, _ parameters: WriteParameters, warnings: inout [String]
    ) async throws -> ControlPlaneResponse {
        guard call.info.subresource.isEmpty else {
            throw StatusError(.notFound(call.groupResource, call.info.name))
        }
        try authorizeCreation(call)
        if let uid = applied[path: "metadata", "uid"]?.stringValue, !uid.isEmpty {
            throw StatusError(
                .conflict(
                    call.groupResource, call.info.name,
                    "uid mismatch: the provided object specified uid \(uid), and no existing object was found"))
        }
        let first = try merged(applied, into: nil, call, parameters)
        let created = try await createObject(first, call, parameters, applied: applied, warnings: &warnings)
        return response(
            call.presentation(now: configuration.now()).shown(created), status: 201, form: call.form,
            warnings: warnings)
    }

    /// The applied object must be the one of the URL.
    private func checkApplied(_ body: inout JSONValue, _ call: ResourceCall) throws {
        try place(&body, call)
        let name = body[path: "metadata", "name"]?.stringValue ?? ""
        if name.isEmpty { body.modifyMetadata { $0["name"] = .string(call.info.name) } }
        guard name.isEmpty || name == call.info.name else {
            throw StatusError(
                .badRequest("the name of the object (\(name)) does not match the name on the URL (\(call.info.name))"))
        }
    }
}
