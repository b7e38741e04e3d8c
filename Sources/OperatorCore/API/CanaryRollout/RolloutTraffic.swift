package import KubeCore

/// Through what the traffic is split; exactly one member.
package struct RolloutTraffic: Hashable, Sendable, Codable {
    package var istio: IstioTraffic?
    /// Gateway API routes, which this version refuses.
    package var gatewayAPI: JSONValue?
    package var propagation: Propagation
    package var onDrift: DriftPolicy

    package init(istio: IstioTraffic) {
        self.istio = istio
        propagation = Propagation(settle: Interval(seconds: 10), verify: nil)
        onDrift = DriftPolicy(raise: .correct, lower: .pauseAfter, lowerLimit: 3)
    }
}

/// The Istio objects that hold the split.
package struct IstioTraffic: Hashable, Sendable, Codable {
    /// One arm, told from the other by subset or host.
    package struct Arm: Hashable, Sendable, Codable {
        package var host: String?
        package var subset: String?

        package init(host: String? = nil, subset: String? = nil) {
            self.host = host
            self.subset = subset
        }
    }

    package struct ServiceReference: Hashable, Sendable, Codable {
        package var name: String
        package var namespace: String?
        package var routes: RouteSelection?

        package init(name: String, namespace: String? = nil, routes: RouteSelection? = nil) {
            self.name = name
            self.namespace = namespace
            self.routes = routes
        }
    }

    package enum Ownership: String, Hashable, Sendable, Codable, CaseIterable {
        case patch = "Patch"
        case delegate = "Delegate"
    }

    package struct DestinationRuleReference: Hashable, Sendable, Codable {
        package enum Manage: String, Hashable, Sendable, Codable, CaseIterable {
            case verify = "Verify"
            case ensure = "Ensure"
        }

        package var name: String
        package var manage: Manage
        package var trafficPolicy: TrafficPolicy?
    }

    package struct MutualTLS: Hashable, Sendable, Codable {
        package enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
            case strict = "STRICT"
            case permissive = "PERMISSIVE"
            case disable = "DISABLE"
        }

        package var mode: Mode
    }

    /// A Service; a name without a dot lies in the rollout's namespace.
    package var host: String
    package var stable: Arm
    package var canary: Arm
    package var virtualServices: [ServiceReference]
    package var destinationRule: DestinationRuleReference?
    package var ownership: Ownership
    /// The PeerAuthentication mode set for both workloads; absent: only checked.
    package var mtls: MutualTLS?

    package init(host: String, stable: Arm, canary: Arm, virtualServices: [ServiceReference]) {
        self.host = host
        self.stable = stable
        self.canary = canary
        self.virtualServices = virtualServices
        ownership = .patch
    }

    /// Both arms with full host names, for a rollout in `namespace`.
    package func pair(namespace: String) -> RoutePair {
        func destination(_ arm: Arm) -> RouteDestination {
            RouteDestination(
                host: RouteDestination.resolve(arm.host ?? host, namespace: namespace), subset: arm.subset)
        }
        return RoutePair(stable: destination(stable), canary: destination(canary))
    }
}

/// A DestinationRule's traffic policy, as far as Trimtab sets it on a rule that it made.
package struct TrafficPolicy: Hashable, Sendable, Codable {
    package enum LoadBalancer: String, Hashable, Sendable, Codable, CaseIterable {
        case roundRobin = "ROUND_ROBIN"
        case leastRequest = "LEAST_REQUEST"
        /// Istio's old name of LEAST_REQUEST.
        case leastConnection = "LEAST_CONN"
        case random = "RANDOM"
        case passthrough = "PASSTHROUGH"
    }

    package struct OutlierDetection: Hashable, Sendable, Codable {
        package var consecutive5xxErrors: Int32?
        package var consecutiveGatewayErrors: Int32?
        /// Accepted for what it meant: `consecutiveGatewayErrors`. Istio reads it no longer.
        package var consecutiveErrors: Int32?
        package var interval: Interval?
        package var baseEjectionTime: Interval?
        package var maxEjectionPercent: Int32?
    }

    package var loadBalancer: LoadBalancer?
    package var outlierDetection: OutlierDetection?
}

/// How a written weight is known to be at work.
package struct Propagation: Hashable, Sendable, Codable {
    package struct Verification: Hashable, Sendable, Codable {
        /// How far the observed share may be from the weight, 0...1.
        package var tolerance: Double
        package var minRequests: Int32
        package var timeout: Interval
    }

    /// What proxies are given to hear of a change; no status reports it.
    package var settle: Interval
    package var verify: Verification?
}

/// What to do when somebody else changes the split.
package struct DriftPolicy: Hashable, Sendable, Codable {
    package enum Raise: String, Hashable, Sendable, Codable, CaseIterable {
        case correct = "Correct"
    }

    package enum Lower: String, Hashable, Sendable, Codable, CaseIterable {
        /// Raise again after a fresh pass, and pause after `lowerLimit` times.
        case pauseAfter = "PauseAfter"
        /// Pause at the first.
        case pause = "Pause"
    }

    package var raise: Raise
    package var lower: Lower
    package var lowerLimit: Int32
}
