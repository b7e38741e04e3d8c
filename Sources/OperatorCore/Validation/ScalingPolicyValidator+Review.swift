package import KubeCore

extension ScalingPolicyValidator {
    /// The one verdict on a ScalingPolicy: the webhook, `trimtab validate` and the reconciler all ask here.
    ///
    /// Every fault is named at once. `new` is an object that its schema accepts, defaults filled in or not; of one that
    /// cannot be read at all the first reason is returned. Never traps, whatever the objects hold.
    ///
    /// - Parameters:
    ///   - old: The stored object that `new` replaces; nil on create.
    ///   - surroundings: What is known of the cluster; `.unknown` judges the policy by itself.
    package static func review(
        new: JSONValue, old: JSONValue?, surroundings: ScalingSurroundings
    ) -> ValidationOutcome {
        guard new[path: "metadata", "deletionTimestamp"]?.stringValue == nil else { return .accepted }
        if let old, let before = old["spec"], let after = new["spec"], before == after { return .accepted }
        do throws(FieldError) {
            return review(try policy(new), surroundings: surroundings)
        } catch {
            return ValidationOutcome(errors: [error])
        }
    }

    /// The verdict on a policy by itself, as the reconciler sees it.
    package static func review(_ policy: ScalingPolicy, surroundings: ScalingSurroundings) -> ValidationOutcome {
        ValidationOutcome(errors: validate(policy))
    }

    /// Reads what validation looks at: not the status, which is ours.
    private static func policy(_ object: JSONValue) throws(FieldError) -> ScalingPolicy {
        let spec = SchemaDefaulter().applying(ScalingPolicySpec.schema, to: object["spec"] ?? [:])
        return ScalingPolicy(
            metadata: ObjectMeta(json: object["metadata"] ?? .null),
            spec: try JSONValueDecoder().decode(ScalingPolicySpec.self, from: spec, at: "spec"))
    }
}
