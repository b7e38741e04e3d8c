import KubeCore

// Which manager owns which field: metadata.managedFields and server-side apply.

extension ControlPlane {
    /// The object with its managed fields brought up to date; an applied object carries them already.
    func trackFields(
        _ object: JSONValue, live: JSONValue?, applied: JSONValue?, _ call: ResourceCall,
        _ parameters: WriteParameters
    ) -> JSONValue {
        guard applied == nil else { return object }
        if let live, call.info.subresource == "scale", !Self.isScaleTracked(live, call) {
            var untracked = object
            untracked.modifyMetadata { $0["managedFields"] = live[path: "metadata", "managedFields"] }
            return untracked
        }
        return fieldManagement(of: call).update(
            live, to: object, manager: parameters.fieldManager, now: configuration.now())
    }

    /// The live object with the manager's patch applied, or the server's refusal.
    func merged(
        _ applied: JSONValue, into live: JSONValue?, _ call: ResourceCall, _ parameters: WriteParameters
    ) throws -> JSONValue {
        do throws(ApplyError) {
            return try fieldManagement(of: call).apply(
                applied, to: live, manager: parameters.fieldManager, force: parameters.isForced,
                now: configuration.now())
        } catch {
            throw StatusError(error.status)
        }
    }

    private func fieldManagement(of call: ResourceCall) -> ServerSideApply {
        let resource = call.resource
        var schemas: [String: Schema] = [:]
        for other in registry.all where other.kind.group == resource.kind.group && other.plural == resource.plural {
            schemas[other.kind.apiVersion] = other.rules.schema
        }
        return ServerSideApply(
            apiVersion: resource.kind.apiVersion, schemas: schemas, definitions: resource.rules.definitions,
            form: resource.rules.isCustom ? .unstructured : .typed, subresource: call.info.subresource,
            ignoring: Self.ignoredFields(of: call))
    }

    /// A scale is tracked only when somebody owns the replicas already, since the Scale a client sees has no managed
    /// fields otherwise.
    private static func isScaleTracked(_ live: JSONValue, _ call: ResourceCall) -> Bool {
        guard let path = call.resource.rules.scalePaths?.specReplicas,
            let managed = ManagedFields(json: live[path: "metadata", "managedFields"])
        else { return false }
        let elements = path.map(PathElement.field)
        return managed.entries.values.contains { $0.fields.contains(elements) }
    }

    /// What an endpoint never writes.
    private static func ignoredFields(of call: ResourceCall) -> FieldSet {
        guard call.resource.subresource("status") != nil else { return FieldSet() }
        switch call.info.subresource {
        case "": return FieldSet([[.field("status")]])
        case "status":
            let spec: [PathElement] = [.field("spec")]
            let metadata: [PathElement] = [.field("metadata")]
            return FieldSet(call.resource.rules.isCustom ? [spec, metadata] : [spec])
        default: return FieldSet()
        }
    }
}
