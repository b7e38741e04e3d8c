package import KubeCore

/// What the webhook says of each kind; pure, so that it can be asked with bytes alone.
package enum TrimtabAdmission {
    package static let policies = AdmissionSubject(
        group: ScalingPolicy.resourceType.kind.group, kind: ScalingPolicy.resourceType.kind.kind)
    package static let horizontals = AdmissionSubject(group: "autoscaling", kind: "HorizontalPodAutoscaler")

    /// Its context is what is known of the cluster around the object; `.unknown` judges it by itself.
    package static let handler = AdmissionHandler<ScalingSurroundings>(
        validators: [policies: reviewPolicy, horizontals: reviewHorizontal],
        kinds: [
            ConvertibleKind(
                group: TrimtabAPI.group, kind: policies.kind,
                versions: [ScalingPolicy.resourceType.kind.version])
        ])

    @Sendable private static func reviewPolicy(
        _ request: AdmissionRequest, _ surroundings: ScalingSurroundings
    ) -> AdmissionVerdict {
        guard let object = request.object else { return .admitted }
        let outcome = ScalingPolicyValidator.review(
            new: object, old: request.oldObject, surroundings: surroundings)
        return AdmissionVerdict(errors: outcome.errors, warnings: outcome.warnings)
    }

    /// A HorizontalPodAutoscaler is not ours to refuse; but two that scale one workload undo each other's work.
    @Sendable private static func reviewHorizontal(
        _ request: AdmissionRequest, _ surroundings: ScalingSurroundings
    ) -> AdmissionVerdict {
        guard let object = request.object, let claim = ScalingClaim(object) else { return .admitted }
        let policies = (surroundings.rivals ?? []).filter {
            $0.kind == .scalingPolicy && $0.name != claim.owner
        }
        return AdmissionVerdict(
            warnings: policies.map { policy in
                "spec.scaleTargetRef: \(claim.target.kind) \(claim.target.name) is already scaled by \(policy); "
                    + "two on one workload undo each other's changes: delete one of them"
            })
    }
}
