package import KubeCore

/// One version behind a route, as a rollout names it.
package struct RouteDestination: Hashable, Sendable, Codable {
    /// A full name such as `reviews.default.svc.cluster.local`.
    package var host: String
    /// A subset of the host's DestinationRule; nil when the version has a host of its own.
    package var subset: String?

    package init(host: String, subset: String? = nil) {
        self.host = host
        self.subset = subset
    }

    /// The full name of a host as an object in `namespace` means it: a name without a dot is a Service beside the
    /// object, a name with a dot stands for itself (`reviews.prod` is not `reviews` in `prod`).
    ///
    /// Source: Istio's `ResolveShortnameToFQDN`.
    package static func resolve(_ host: String, namespace: String) -> String {
        host.contains(".") || host == "*" ? host : "\(host).\(namespace).svc.cluster.local"
    }
}

/// The two versions between which a rollout moves traffic.
package struct RoutePair: Hashable, Sendable, Codable {
    package var stable: RouteDestination
    package var canary: RouteDestination

    package init(stable: RouteDestination, canary: RouteDestination) {
        self.stable = stable
        self.canary = canary
    }
}

/// The routes of one object that a rollout may change; all that hold the pair when nothing is named.
package struct RouteSelection: Hashable, Sendable, Codable {
    /// Names of http routes.
    package var http: [String]
    /// Ports that tcp routes match.
    package var tcp: [Int]
    /// SNI hosts that tls routes match.
    package var tls: [String]

    package init(http: [String] = [], tcp: [Int] = [], tls: [String] = []) {
        self.http = http
        self.tcp = tcp
        self.tls = tls
    }

    package var isEmpty: Bool { http.isEmpty && tcp.isEmpty && tls.isEmpty }
}

/// An object with routes, by what tells it apart.
package struct RouteObjectName: Hashable, Sendable, Codable, CustomStringConvertible {
    package var kind: String
    package var namespace: String
    package var name: String

    package init(kind: String, namespace: String, name: String) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    package init(_ object: JSONValue) {
        self.init(
            kind: object["kind"]?.stringValue ?? "",
            namespace: object[path: "metadata", "namespace"]?.stringValue ?? "",
            name: object[path: "metadata", "name"]?.stringValue ?? "")
    }

    package var description: String { "\(kind)/\(namespace)/\(name)" }
}

/// Why routes are left as they are: a guess could send users to the wrong version.
package struct RouteRefusal: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        /// No route holds one destination of each version.
        case noManagedRoute = "NoManagedRoute"
        /// The object only hands over to delegates.
        case delegateRoot = "DelegateRoot"
        /// A route that was named does not hold the pair, or does not exist.
        case routeNotManaged = "RouteNotManaged"
        /// The routes that hold the pair split it differently.
        case routeSharesDiffer = "RouteSharesDiffer"
        /// A route holds a version more than once.
        case ambiguousDestination = "AmbiguousDestination"
        /// The pair has no weight beside other destinations.
        case poolEmpty = "PoolEmpty"
        /// Whole weights cannot express the share within one percentage point.
        case weightNotRepresentable = "WeightNotRepresentable"
        /// The base route matches a header that testers are told by.
        case headerAlreadyMatched = "HeaderAlreadyMatched"
        /// The DestinationRule does not define the subset.
        case subsetMissing = "SubsetMissing"
        /// The subset selects other pods than asked for.
        case subsetLabelsDiffer = "SubsetLabelsDiffer"
    }

    package let reason: Reason
    package let object: RouteObjectName
    /// What was found, where, and what to do.
    package let message: String

    package init(_ reason: Reason, _ object: RouteObjectName, _ message: String) {
        self.reason = reason
        self.object = object
        self.message = message
    }

    package var description: String { "\(object): \(message)" }
}
