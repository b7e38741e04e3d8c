package import KubeCore

/// Copies what a version is, and not who it is, from one pod template to another.
package enum TemplatePromotion {
    /// The JSON patch of the stable workload that gives it the canary's pod spec and annotations; empty when it has them.
    ///
    /// Labels stay: they tell the two versions' pods apart.
    package static func patch(from canary: JSONValue, to stable: JSONValue) -> [JSONPatch.Operation] {
        var operations: [JSONPatch.Operation] = []
        if let spec = canary["spec"], spec != stable["spec"] {
            operations.append(.replace("/spec/template/spec", spec))
        }
        let wanted = canary[path: "metadata", "annotations"]?.objectValue ?? JSONObject()
        let live = stable[path: "metadata", "annotations"]?.objectValue
        if wanted != live ?? JSONObject() {
            let path = "/spec/template/metadata/annotations"
            operations.append(live == nil ? .add(path, .object(wanted)) : .replace(path, .object(wanted)))
        }
        return operations
    }
}
