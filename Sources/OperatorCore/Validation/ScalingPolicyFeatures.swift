import KubeCore

/// Members the schema already declares and this version does not carry out yet: refused, never ignored.
enum ScalingPolicyFeatures {
    static func unsupported(_ spec: ScalingPolicySpec) -> [FieldError] {
        let root: FieldPath = "spec"
        var errors: [FieldError] = []
        func refuse(_ path: FieldPath, if present: Bool) {
            if present { errors.append(error(path)) }
        }
        refuse(root.field("adopt"), if: spec.adopt != .refuse)
        refuse(root.field("replicas").field("onDelete"), if: spec.replicas.onDelete != .keep)
        refuse(root.field("prediction"), if: spec.prediction?.isEmpty == false)
        refuse(root.field("capacityPlan"), if: spec.capacityPlan != nil)
        refuse(root.field("rules"), if: spec.rules?.isEmpty == false)
        refuse(root.field("rollout"), if: spec.rollout != nil)
        refuse(root.field("scaleIn"), if: spec.scaleIn != nil)
        refuse(root.field("vertical").field("apply"), if: spec.vertical?.apply != nil)
        for (index, trigger) in (spec.triggers ?? []).enumerated() where trigger.enabled {
            let source = trigger.source.kind
            let path = root.field("triggers").index(index).field("source").field(source.rawValue)
            refuse(path, if: !supportedSources.contains(source))
        }
        return errors
    }

    private static let supportedSources: Set<TriggerSource.CodingKeys> = [
        .resource, .pods, .object, .external, .prometheus, .redisList, .schedule,
    ]

    private static func error(_ path: FieldPath) -> FieldError {
        FieldError(.forbidden, path, "declared, but not carried out by this version of Trimtab: remove it for now")
    }
}
