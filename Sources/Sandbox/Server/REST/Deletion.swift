import KubeCore

/// How an object is to be deleted, from the body and query of a DELETE.
///
/// Source: metav1.DeleteOptions; k8s.io/apiserver `registry/rest.BeforeDelete` and `generic/registry.Store.Delete`.
struct DeleteParameters: Hashable, Sendable {
    enum Propagation: String, Hashable, Sendable {
        case orphan = "Orphan"
        case background = "Background"
        case foreground = "Foreground"
    }

    var gracePeriodSeconds: Int64?
    var uid: String?
    var resourceVersion: String?
    var propagation: Propagation?
    var orphansDependents: Bool?
    var isDryRun = false

    init(_ request: HTTPRequest) throws {
        let body = try RequestBody.read(request, kind: nil, accepted: ResponseForm.accepted)
        gracePeriodSeconds =
            body?["gracePeriodSeconds"]?.int64Value ?? request.queryValue("gracePeriodSeconds").flatMap(Int64.init)
        uid = body?[path: "preconditions", "uid"]?.stringValue
        resourceVersion = body?[path: "preconditions", "resourceVersion"]?.stringValue
        orphansDependents =
            body?["orphanDependents"]?.boolValue
            ?? request.queryValue("orphanDependents").map { WriteParameters.bool($0) }
        let dryRun =
            (body?["dryRun"]?.arrayValue ?? []).compactMap(\.stringValue)
            + request.query.filter { $0.name == "dryRun" }.map(\.value)
        isDryRun = dryRun.contains("All")
        var errors: [FieldError] = []
        if let text = body?["propagationPolicy"]?.stringValue ?? request.queryValue("propagationPolicy"), !text.isEmpty
        {
            propagation = Propagation(rawValue: text)
            if propagation == nil {
                errors.append(
                    FieldError(
                        .notSupported, "propagationPolicy", value: .string(text),
                        "supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""))
            }
            if orphansDependents != nil {
                errors.append(
                    FieldError(
                        .invalid, "propagationPolicy", value: .string(text),
                        "orphanDependents and deletionPropagation cannot be both set"))
            }
        }
        for value in dryRun where value != "All" {
            errors.append(
                FieldError(
                    .notSupported, "dryRun", value: .array(dryRun.map(JSONValue.string)), "supported values: \"All\""))
            break
        }
        if !errors.isEmpty {
            throw StatusError(.invalid(group: "meta.k8s.io", kind: "DeleteOptions", name: "", errors))
        }
    }

    /// For the control plane's own deletions.
    init(gracePeriodSeconds: Int64? = nil, propagation: Propagation? = nil, uid: String? = nil) {
        self.gracePeriodSeconds = gracePeriodSeconds
        self.propagation = propagation
        self.uid = uid
    }

    /// As admission webhooks see it.
    var json: JSONValue {
        var options: JSONObject = ["kind": "DeleteOptions", "apiVersion": "meta.k8s.io/v1"]
        if let gracePeriodSeconds { options["gracePeriodSeconds"] = .integer(gracePeriodSeconds) }
        if let propagation { options["propagationPolicy"] = .string(propagation.rawValue) }
        if isDryRun { options["dryRun"] = ["All"] }
        return .object(options)
    }
}

/// What becomes of an object that is to be deleted.
enum Deletion {
    enum Outcome: Hashable, Sendable {
        /// Nothing holds it: it goes now.
        case remove(JSONValue)
        /// It stays, marked, until its finalizers or its grace period are done.
        case mark(JSONValue)
        /// It is marked already and nothing changes.
        case keep
    }

    private static let orphan = "orphan"
    private static let foreground = "foregroundDeletion"

    /// The object as the deletion leaves it.
    static func outcome(
        of object: JSONValue, resource: GroupResource, _ parameters: DeleteParameters, now: Timestamp
    ) -> Outcome {
        if resource == .namespaces { return namespaceOutcome(object, now: now) }
        if resource == .customResourceDefinitions { return definitionOutcome(object, now: now) }
        var changed = object
        let before = ObjectMeta(json: object["metadata"] ?? [:])
        let finalizers = finalizers(before.finalizers, parameters)
        let grace = gracePeriod(of: object, resource: resource, parameters)
        let pending = object[path: "metadata", "deletionGracePeriodSeconds"]?.int64Value
        if before.isBeingDeleted {
            // A shorter grace period replaces a longer one; zero ends it.
            guard grace < pending ?? 0 || finalizers != before.finalizers else {
                return finalizers.isEmpty && (pending ?? 0) == 0 ? .remove(object) : .keep
            }
        }
        changed.modifyMetadata { metadata in
            metadata.setList("finalizers", finalizers.map(JSONValue.string))
        }
        if finalizers.isEmpty, grace == 0 { return .remove(changed) }
        let shortened = before.isBeingDeleted ? min(grace, pending ?? grace) : grace
        let start = before.deletionTimestamp.map { $0 - .seconds(pending ?? 0) } ?? now
        changed.modifyMetadata { metadata in
            metadata["deletionTimestamp"] = .string((start + .seconds(shortened)).rfc3339)
            metadata["deletionGracePeriodSeconds"] = .integer(shortened)
            if !before.isBeingDeleted, before.generation > 0 {
                metadata["generation"] = .integer(before.generation + 1)
            }
        }
        return .mark(changed)
    }

    /// Namespaces are marked and emptied by a controller; their own finalizers stand in the spec.
    private static func namespaceOutcome(_ object: JSONValue, now: Timestamp) -> Outcome {
        let meta = ObjectMeta(json: object["metadata"] ?? [:])
        let held = object[path: "spec", "finalizers"]?.arrayValue ?? []
        if meta.isBeingDeleted { return held.isEmpty && meta.finalizers.isEmpty ? .remove(object) : .keep }
        var changed = object
        changed.modifyMetadata { $0["deletionTimestamp"] = .string(now.rfc3339) }
        changed.modifyMember("status") { $0["phase"] = "Terminating" }
        return .mark(changed)
    }

    /// Definitions are marked, and their instances deleted by a controller.
    private static func definitionOutcome(_ object: JSONValue, now: Timestamp) -> Outcome {
        let meta = ObjectMeta(json: object["metadata"] ?? [:])
        if meta.finalizers.isEmpty { return .remove(object) }
        if meta.isBeingDeleted { return .keep }
        var changed = object
        changed.modifyMetadata { $0["deletionTimestamp"] = .string(now.rfc3339) }
        CustomResourceDefinition.setCondition(
            &changed, "Terminating", status: "True", reason: "InstanceDeletionPending",
            message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", now: now)
        return .mark(changed)
    }

    private static func finalizers(_ existing: [String], _ parameters: DeleteParameters) -> [String] {
        var propagation = parameters.propagation
        if let orphans = parameters.orphansDependents { propagation = orphans ? .orphan : .background }
        guard let propagation else { return existing }
        var result = existing.filter { $0 != orphan && $0 != foreground }
        switch propagation {
        case .orphan: result.append(orphan)
        case .foreground: result.append(foreground)
        case .background: break
        }
        return result
    }

    /// Seconds; only pods that run somewhere have any.
    private static func gracePeriod(
        of object: JSONValue, resource: GroupResource, _ parameters: DeleteParameters
    ) -> Int64 {
        guard resource == .pods else { return 0 }
        let node = object[path: "spec", "nodeName"]?.stringValue ?? ""
        let phase = object[path: "status", "phase"]?.stringValue ?? ""
        if node.isEmpty || phase == "Succeeded" || phase == "Failed" { return 0 }
        let seconds =
            parameters.gracePeriodSeconds ?? object[path: "spec", "terminationGracePeriodSeconds"]?.int64Value ?? 30
        // 68 years: a time that can still be written.
        return min(max(0, seconds), Int64(Int32.max))
    }

    /// Nothing new may hold an object that is being deleted.
    static func finalizerErrors(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let before = ObjectMeta(json: old["metadata"] ?? [:])
        guard before.isBeingDeleted else { return [] }
        let added = ObjectMeta(json: object["metadata"] ?? [:]).finalizers.filter { !before.finalizers.contains($0) }
        guard !added.isEmpty else { return [] }
        let list = added.map(quoted).joined(separator: ", ")
        return [
            FieldError(
                .forbidden, "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new finalizers []string{\(list)}")
        ]
    }

    /// Whether an object that was marked has nothing left to wait for.
    static func isDue(_ object: JSONValue) -> Bool {
        guard object[path: "metadata", "deletionTimestamp"]?.stringValue != nil else { return false }
        let finalizers = object[path: "metadata", "finalizers"]?.arrayValue ?? []
        guard finalizers.isEmpty else { return false }
        if object["kind"]?.stringValue == "Namespace", object["apiVersion"]?.stringValue == "v1" {
            return (object[path: "spec", "finalizers"]?.arrayValue ?? []).isEmpty
        }
        return (object[path: "metadata", "deletionGracePeriodSeconds"]?.int64Value ?? 0) == 0
    }
}
