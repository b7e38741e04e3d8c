/// Keeps track of who owns which field of an object, and merges what appliers ask for.
///
/// Make one for each resource version and subresource; then every write goes through `apply` (an apply patch) or
/// `update` (create, update and all other patches). Both return the object to store, `metadata.managedFields` set.
///
/// Source: structured-merge-diff v6 `merge.Updater` and apimachinery `util/managedfields` (1.36).
package struct ServerSideApply: Sendable {
    /// How absent members of stored objects are to be read.
    package enum ObjectForm: Sendable {
        /// Absent is absent: custom resources.
        case unstructured
        /// A typed kind's object always has its inline structs and required members, written or not. They are the
        /// properties whose schema says `default: {}` or a zero default, and required lists.
        case typed
    }

    package let apiVersion: String
    package let subresource: String
    let schemas: [String: Schema]
    let typing: ObjectTyping
    let form: ObjectForm
    let ignored: FieldSet

    /// - Parameters:
    ///   - schemas: The schema of each served version, by `apiVersion`. Owners under a version that is not among them
    ///     are forgotten.
    ///   - ignored: Fields this resource never writes, with all below: `status` on the main resource of a kind with a
    ///     status subresource, everything else on that subresource.
    package init(
        apiVersion: String, schemas: [String: Schema], definitions: SchemaDefinitions = SchemaDefinitions(),
        form: ObjectForm = .unstructured, subresource: String = "", ignoring ignored: FieldSet = FieldSet()
    ) {
        self.apiVersion = apiVersion
        self.schemas = schemas.mapValues { $0.withObjectMeta(in: definitions) }
        typing = ObjectTyping(definitions: definitions)
        self.form = form
        self.subresource = subresource
        self.ignored = ignored
    }

    private var schema: Schema? { schemas[apiVersion] }

    /// The object after an apply patch, `live` being nil on create.
    ///
    /// The time of an applier changes only with the object. Throws `ApplyError.conflicts` unless `force`.
    package func apply(
        _ patch: JSONValue, to live: JSONValue?, manager name: String, force: Bool, now: Timestamp
    ) throws(ApplyError) -> JSONValue {
        try checkPatch(patch)
        let live = stripped(live ?? emptyObject(like: patch))
        let before = normalized(live.object)
        var managed = live.managed
        if managed.isEmpty, live.hadObject {
            managed = try track(
                from: normalized(emptyObject(like: patch)), to: before, managed, "before-first-apply", now)
        }
        do throws(ApplyError) {
            return try merge(patch, into: before, managed, name, force: force, now)
        } catch {
            guard case .conflicts(let conflicts) = error, name == LastApplied.manager else { throw error }
            let allowed = LastApplied.allowedConflicts(live: before, schema: schema, typing: typing)
            let left = conflicts.filter { !allowed.contains($0.path) }
            guard left.isEmpty else { throw .conflicts(left) }
            return try merge(patch, into: before, managed, name, force: true, now)
        }
    }

    /// The object after a create (`live` nil), update or other patch that made `new` of `live`.
    ///
    /// Takes ownership of what differs. A client may rewrite `managedFields` itself, or reset them by `[{}]`; leaving
    /// them out keeps them. Where the schema does not fit the object, ownership stays as it was.
    package func update(_ live: JSONValue?, to new: JSONValue, manager name: String, now: Timestamp) -> JSONValue {
        let old = stripped(live ?? emptyObject(like: new))
        var object = new
        let given = new["metadata"]?["managedFields"]
        object["metadata"]?["managedFields"] = nil
        var managed = old.managed
        if subresource.isEmpty, let given, let decoded = ManagedFields(json: given), !decoded.isEmpty {
            managed = decoded
        } else if subresource.isEmpty, given == [[:]] {
            managed = ManagedFields()
        }
        let isTracked = !managed.isEmpty || live?["metadata"]?["uid"] == nil
        if isTracked {
            do throws(ApplyError) {
                managed = try track(from: normalized(old.object), to: normalized(object), managed, name, now)
            } catch {
                // An object that does not fit its schema is the validator's business; owners stay as they were.
            }
        }
        return storing(managed, in: object)
    }
}

// MARK: - Apply and update

extension ServerSideApply {
    private func merge(
        _ patch: JSONValue, into live: JSONValue, _ managed: ManagedFields, _ name: String, force: Bool,
        _ now: Timestamp
    ) throws(ApplyError) -> JSONValue {
        let manager = ManagedFields.Manager(
            name: name, operation: .apply, apiVersion: apiVersion, subresource: subresource)
        var managed = managed
        let last = managed[manager]
        var object: JSONValue
        do throws(TypedObjectError) {
            let fields = try typing.fieldSet(of: patch, schema).subtracting(Self.systemFields)
                .subtractingSubtrees(ignored)
            managed[manager] = .init(apiVersion: apiVersion, fields: fields, time: last?.time)
            object = try typing.merge(live, patch, schema)
            object = try prune(object, managed, last)
        } catch {
            throw .unmergeable("failed to merge patch: \(error)")
        }
        try settle(from: live, to: object, &managed, writer: manager, force: force)
        if object != live { managed[manager]?.time = now }
        if name == LastApplied.manager { LastApplied.refresh(in: &object, from: patch) }
        return storing(managed, in: denormalized(object))
    }

    /// Records the change from `old` to `new` as an update by `name`.
    private func track(
        from old: JSONValue, to new: JSONValue, _ managed: ManagedFields, _ name: String, _ now: Timestamp
    ) throws(ApplyError) -> ManagedFields {
        let manager = ManagedFields.Manager(
            name: name, operation: .update, apiVersion: apiVersion, subresource: subresource)
        var managed = managed
        let comparison = try settle(from: old, to: new, &managed, writer: nil, force: true)
        let taken = comparison.modified.union(comparison.added).subtracting(Self.systemFields)
        guard !taken.isEmpty else { return managed }
        let fields = taken.union(managed[manager]?.fields ?? FieldSet())
        managed[manager] = .init(apiVersion: apiVersion, fields: fields, time: now)
        managed.limitUpdaters()
        return managed
    }

    /// Takes from all managers but `writer` what the change takes or removes; throws where an unforced change would.
    @discardableResult
    private func settle(
        from old: JSONValue, to new: JSONValue, _ managed: inout ManagedFields, writer: ManagedFields.Manager?,
        force: Bool
    ) throws(ApplyError) -> FieldComparison {
        var comparisons: [String: FieldComparison] = [:]
        let own = try compare(old, new, apiVersion)
        comparisons[apiVersion] = own
        var conflicts: [ApplyError.Conflict] = []
        for (manager, entry) in managed.entries where manager != writer {
            guard schemas[entry.apiVersion] != nil else {
                managed[manager] = nil
                continue
            }
            let comparison: FieldComparison
            if let known = comparisons[entry.apiVersion] {
                comparison = known
            } else {
                comparison = try compare(old, new, entry.apiVersion)
                comparisons[entry.apiVersion] = comparison
            }
            let lost = entry.fields.intersection(comparison.modified.union(comparison.added))
            if !force { conflicts += lost.paths.map { .init(manager: manager, path: $0) } }
            let rest = entry.fields.subtracting(lost).subtracting(comparison.removed)
            managed[manager]?.fields = rest
            if rest.isEmpty { managed[manager] = nil }
        }
        if !conflicts.isEmpty {
            throw .conflicts(conflicts.sorted { ($0.owner, $0.field) < ($1.owner, $1.field) })
        }
        if let writer, managed[writer]?.fields.isEmpty == true { managed[writer] = nil }
        return own
    }

    private func compare(
        _ old: JSONValue, _ new: JSONValue, _ version: String
    ) throws(ApplyError) -> FieldComparison {
        do throws(TypedObjectError) {
            return try typing.compare(old, new, schemas[version]).ignoring(ignored)
        } catch {
            throw .unmergeable("failed to compare objects: \(error)")
        }
    }

    /// Removes what the applier had applied before and now has not, unless someone else owns it.
    private func prune(
        _ merged: JSONValue, _ managed: ManagedFields, _ last: ManagedFields.Entry?
    ) throws(TypedObjectError) -> JSONValue {
        guard let last, !last.fields.isEmpty, let schema = schemas[last.apiVersion] else { return merged }
        let before = typing.addingParents(last.fields, schema)
        var pruned = try typing.removing(before, from: merged, schema)
        let all = try typing.addingParents(typing.fieldSet(of: merged, schema), schema)
        var owned: [String: FieldSet] = [:]
        for entry in managed.entries.values { owned[entry.apiVersion, default: FieldSet()].formUnion(entry.fields) }
        for (version, fields) in owned.sorted(by: { $0.key < $1.key }) {
            guard let schema = schemas[version] else { continue }
            let kept = try typing.addingParents(typing.fieldSet(of: pruned, schema), schema)
                .union(typing.addingParents(fields, schema))
            let total = try typing.addingParents(typing.fieldSet(of: merged, schema), schema)
            pruned = try typing.removing(total.subtracting(kept), from: merged, schema)
        }
        // What fell away with a container but was never applied comes back.
        let kept = try typing.addingParents(typing.fieldSet(of: pruned, schema), schema)
        return try typing.removing(all.subtracting(kept).intersection(before), from: merged, schema)
    }

    private func checkPatch(_ patch: JSONValue) throws(ApplyError) {
        if let given = patch["metadata"]?["managedFields"], !given.isNull {
            throw .badRequest("metadata.managedFields must be nil")
        }
        if let version = patch["apiVersion"]?.stringValue, version != apiVersion {
            throw .badRequest(
                "Incorrect version specified in apply patch. Specified patch version: \(version), expected: \(apiVersion)"
            )
        }
        let problems = typing.problems(of: patch, schema)
        guard !problems.isEmpty else { return }
        let metadata = patch["metadata"]
        let name = "\(metadata?["namespace"]?.stringValue ?? "")/\(metadata?["name"]?.stringValue ?? "")"
        let kind = patch["kind"]?.stringValue ?? ""
        throw .unmergeable(
            "failed to create typed patch object (\(name); \(apiVersion), Kind=\(kind)): \(TypedObjectError(problems))")
    }
}

// MARK: - Objects

extension ServerSideApply {
    private struct Stripped {
        let object: JSONValue
        let managed: ManagedFields
        /// Whether the object is stored, not made up for a create.
        let hadObject: Bool
    }

    private func stripped(_ live: JSONValue) -> Stripped {
        var object = live
        let managed = reconciled(ManagedFields(json: live["metadata"]?["managedFields"]) ?? ManagedFields())
        if object["metadata"]?["managedFields"] != nil { object["metadata"]?["managedFields"] = nil }
        return Stripped(object: object, managed: managed, hadObject: live["metadata"]?["uid"] != nil)
    }

    /// The owners in terms of the schemas as they are now.
    private func reconciled(_ managed: ManagedFields) -> ManagedFields {
        var managed = managed
        for (manager, entry) in managed.entries {
            managed[manager]?.fields = typing.reconciled(entry.fields, schemas[entry.apiVersion])
        }
        return managed
    }

    /// What a create starts from.
    private func emptyObject(like object: JSONValue) -> JSONValue {
        var empty = JSONObject()
        for name in ["apiVersion", "kind"] { empty[name] = object[name] }
        return .object(empty)
    }

    private func storing(_ managed: ManagedFields, in object: JSONValue) -> JSONValue {
        var object = object
        if managed.isEmpty {
            if object["metadata"]?["managedFields"] != nil { object["metadata"]?["managedFields"] = nil }
            return object
        }
        var metadata = object["metadata"] ?? [:]
        metadata["managedFields"] = managed.json
        object["metadata"] = metadata
        return object
    }

    /// Identity and what the server sets are nobody's.
    private static let systemFields: FieldSet = {
        let metadata = [
            "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
            "resourceVersion",
        ]
        return FieldSet(
            ["apiVersion", "kind", "metadata"].map { [.field($0)] }
                + metadata.map { [.field("metadata"), .field($0)] })
    }()

    private func normalized(_ object: JSONValue) -> JSONValue {
        guard case .typed = form, let schema else { return object }
        return TypedForm(definitions: typing.definitions).filled(object, schema)
    }

    private func denormalized(_ object: JSONValue) -> JSONValue {
        guard case .typed = form else { return object }
        return TypedForm.withoutNulls(object)
    }
}
