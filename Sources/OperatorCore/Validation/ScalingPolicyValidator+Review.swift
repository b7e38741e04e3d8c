package import KubeCore

extension ScalingPolicyValidator {
    /// The one verdict on a ScalingPolicy: the webhook, `trimtab validate` and the reconciler all ask here.
    ///
    /// Every fault is named at once. `new` is an object that its schema accepts, defaults filled in or not; of one that
    /// cannot be read at all the first reason is returned. Never traps, whatever the objects hold.
    ///
    /// An object that is being deleted passes, and so does an update that leaves `spec` as it is: finalizers, labels and
    /// annotations can always be written. A fault that the stored object has too (the same words about the same entry)
    /// does not refuse the update but is a notice: it was accepted earlier, by an older version or before somebody made
    /// a second autoscaler, and must not stand in the way of another change. The reconciler still refuses to carry it out.
    ///
    /// One member is immutable, `targetRef` (but for the version of its API): history, owned objects and what `onDelete`
    /// would restore belong to the workload the policy was made for, which nobody would look after from then on.
    ///
    /// - Parameters:
    ///   - old: The stored object that `new` replaces; nil on create.
    ///   - surroundings: What is known of the cluster; `.unknown` judges the policy by itself.
    package static func review(
        new: JSONValue, old: JSONValue?, surroundings: ScalingSurroundings
    ) -> ValidationOutcome {
        guard new[path: "metadata", "deletionTimestamp"]?.stringValue == nil else { return .accepted }
        if let old, let before = old["spec"], let after = new["spec"], before == after { return .accepted }
        let policy: ScalingPolicy
        do throws(FieldError) {
            policy = try Self.policy(new)
        } catch {
            return ValidationOutcome(errors: [error])
        }
        var outcome = review(policy, surroundings: surroundings)
        guard let old else { return outcome }
        let stored: ScalingPolicy?
        do throws(FieldError) {
            stored = try Self.policy(old)
        } catch {
            // It cannot have been accepted by this version, so that there is nothing to be lenient about.
            stored = nil
        }
        guard let stored else { return outcome }
        outcome = outcome.lenient(
            towards: review(stored, surroundings: surroundings).errors, of: old, in: new)
        outcome.errors.insert(contentsOf: immutabilityErrors(policy.spec, stored.spec), at: 0)
        return outcome
    }

    /// The verdict on a policy as it is stored, as the reconciler asks it: nothing is forgiven.
    package static func review(_ policy: ScalingPolicy, surroundings: ScalingSurroundings) -> ValidationOutcome {
        ValidationOutcome(
            errors: validate(policy), notices: ScalingPolicyNotices(policy.spec).notices())
            + SurroundingsValidator(policy, in: surroundings).outcome()
    }

    private static func immutabilityErrors(_ new: ScalingPolicySpec, _ old: ScalingPolicySpec) -> [FieldError] {
        guard WorkloadKey(new.targetRef, namespace: "") != WorkloadKey(old.targetRef, namespace: "") else { return [] }
        return [FieldError(.forbidden, "spec.targetRef", ScalingPolicyWords.targetChanged.text)]
    }

    /// Reads what validation looks at: not the status, which is ours.
    private static func policy(_ object: JSONValue) throws(FieldError) -> ScalingPolicy {
        let spec = SchemaDefaulter().applying(ScalingPolicySpec.schema, to: object["spec"] ?? [:])
        return ScalingPolicy(
            metadata: ObjectMeta(json: object["metadata"] ?? .null),
            spec: try JSONValueDecoder().decode(ScalingPolicySpec.self, from: spec, at: "spec"))
    }
}

extension ValidationOutcome {
    /// The outcome when faults that the stored object has too do not count.
    fileprivate func lenient(
        towards stored: [FieldError], of old: JSONValue, in new: JSONValue
    ) -> ValidationOutcome {
        guard !errors.isEmpty, !stored.isEmpty else { return self }
        let known = Set(stored.map { FieldError($0.kind, $0.path.named(in: old), value: $0.value, $0.detail) })
        var result = ValidationOutcome(notices: notices)
        for error in errors {
            let named = FieldError(error.kind, error.path.named(in: new), value: error.value, error.detail)
            if known.contains(named) {
                result.notices.append(FieldNotice(error.path, "was wrong before and still is: \(error.body)"))
            } else {
                result.errors.append(error)
            }
        }
        return result
    }
}

extension FieldPath {
    /// The path with the names of entries in the place of their indexes, so that an entry is recognised after others
    /// were put before it.
    fileprivate func named(in object: JSONValue) -> FieldPath {
        var place: JSONValue? = object
        return FieldPath(
            elements.map { element in
                switch element {
                case .field(let name), .key(let name):
                    place = place?[name]
                    return element
                case .index(let index):
                    place = place?[index]
                    return place?["name"]?.stringValue.map(Element.key) ?? element
                }
            })
    }
}
