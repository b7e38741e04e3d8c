package import KubeCore

/// The API group our kinds live in.
package enum TrimtabAPI {
    package static let group = "trimtab.dev"
    package static let version = "v1alpha1"
    package static let apiVersion = "trimtab.dev/v1alpha1"

    package static let scalingPolicies = ResourceType(apiVersion, "ScalingPolicy", plural: "scalingpolicies")
    package static let canaryRollouts = ResourceType(apiVersion, "CanaryRollout", plural: "canaryrollouts")
    package static let multiCloudPlans = ResourceType(apiVersion, "MultiCloudPlan", plural: "multicloudplans")
}
