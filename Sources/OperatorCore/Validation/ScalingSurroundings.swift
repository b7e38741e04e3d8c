/// What is known of the cluster around one ScalingPolicy when it is judged.
///
/// A plain value: the webhook and the reconciler fill it from their indexed caches, `trimtab validate` from the given
/// files. Each member may be unknown, and what is unknown is never held against a policy.
package struct ScalingSurroundings: Hashable, Sendable, Codable {
    /// Who else changes the count of the target, leaving out the policy itself, what it owns, what is being deleted,
    /// and policies that do not enforce. Nil: not known.
    package var rivals: [Rival]?
    /// VerticalPodAutoscalers on the target that the policy does not own. Nil: not known.
    package var verticals: [VerticalRival]?
    package var target: Target
    /// Every name the time zone database has. Nil: not known.
    package var timeZones: Set<String>?
    /// Which hosts the operator may talk to. Nil: all.
    package var egress: EgressList?

    package init(
        rivals: [Rival]? = nil, verticals: [VerticalRival]? = nil, target: Target = .unknown,
        timeZones: Set<String>? = nil, egress: EgressList? = nil
    ) {
        self.rivals = rivals
        self.verticals = verticals
        self.target = target
        self.timeZones = timeZones
        self.egress = egress
    }

    /// Nothing but the policy is looked at.
    package static let unknown = ScalingSurroundings()
}

extension ScalingSurroundings {
    /// Another object that changes the count of the same workload.
    package struct Rival: Hashable, Sendable, Codable, CustomStringConvertible {
        package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
            case scalingPolicy = "ScalingPolicy"
            case horizontalPodAutoscaler = "HorizontalPodAutoscaler"
            /// Of KEDA.
            case scaledObject = "ScaledObject"
        }

        package var kind: Kind
        package var name: String

        package init(_ kind: Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }

        /// `HorizontalPodAutoscaler web`
        package var description: String { "\(kind.rawValue) \(name)" }
    }

    /// A VerticalPodAutoscaler of somebody else on the same workload.
    package struct VerticalRival: Hashable, Sendable, Codable {
        package var name: String
        /// Its mode and containers, in the policy's terms.
        package var sizing: VerticalScaling

        package init(name: String, sizing: VerticalScaling) {
            self.name = name
            self.sizing = sizing
        }
    }

    /// What is known of the workload that is scaled.
    package enum Target: Hashable, Sendable, Codable {
        case unknown
        /// The server does not serve its kind (now).
        case kindNotServed
        /// Its kind is served and has no scale subresource.
        case notScalable
        /// It does not exist (yet).
        case missing
        /// It exists; the containers of its pods are nil when they are not known.
        case found(containers: [Container]?)
    }

    /// A container of the target's pods.
    package struct Container: Hashable, Sendable, Codable {
        package var name: String
        /// The resources it has a request for: `cpu`, `memory`.
        package var requests: Set<String>

        package init(name: String, requests: Set<String>) {
            self.name = name
            self.requests = requests
        }
    }
}

/// The hosts an operator may send requests to.
package struct EgressList: Hashable, Sendable, Codable {
    /// `redis.shop.svc`, or `*.example.org` for every host below `example.org`; a port after a colon limits it to that.
    package var patterns: [String]

    package init(patterns: [String]) {
        self.patterns = patterns
    }
}
