package import KubeCore

/// Which workload's surroundings decide about a request, and from whose point of view.
package struct SurroundingsQuestion: Hashable, Sendable {
    package let target: TargetReference
    package let namespace: String
    /// The policy that is judged; empty when another kind is.
    package let policy: String
    /// Whether the policy has schedules, whose time zones must exist.
    package let hasSchedules: Bool

    /// Nil when nothing around the object matters, or it names no target.
    package init?(_ request: AdmissionRequest) {
        guard let spec = request.object?["spec"] else { return nil }
        let subject = AdmissionSubject(group: request.kind.group, kind: request.kind.kind)
        let reference: JSONValue?
        switch subject {
        case TrimtabAdmission.policies: reference = spec["targetRef"]
        case TrimtabAdmission.horizontals: reference = spec["scaleTargetRef"]
        default: return nil
        }
        guard let apiVersion = reference?["apiVersion"]?.stringValue, let kind = reference?["kind"]?.stringValue,
            let name = reference?["name"]?.stringValue
        else { return nil }
        target = TargetReference(apiVersion: apiVersion, kind: kind, name: name)
        namespace = request.namespace
        policy = subject == TrimtabAdmission.policies ? request.objectName : ""
        hasSchedules =
            spec[path: "replicas", "windows"] != nil
            || (spec["triggers"]?.arrayValue ?? []).contains { $0[path: "source", "schedule"] != nil }
    }
}
