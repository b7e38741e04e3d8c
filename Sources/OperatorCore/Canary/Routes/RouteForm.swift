import KubeCore

/// How a kind spells its routes.
enum RouteForm {
    case virtualService
    case httpRoute

    init?(kind: String) {
        switch kind {
        case "VirtualService": self = .virtualService
        case "HTTPRoute": self = .httpRoute
        default: return nil
        }
    }

    /// The lists of routes under `spec`, in the order in which they are looked at.
    var lists: [String] {
        switch self {
        case .virtualService: ["http", "tls", "tcp"]
        case .httpRoute: ["rules"]
        }
    }

    /// The member of a route that lists its destinations.
    var destinations: String {
        switch self {
        case .virtualService: "route"
        case .httpRoute: "backendRefs"
        }
    }

    /// What a destination without a weight weighs.
    var absentWeight: Int64 {
        switch self {
        case .virtualService: 0
        case .httpRoute: 1
        }
    }

    /// Where a destination leads; nil when it names no Service.
    func identity(_ destination: JSONValue, namespace: String) -> RouteDestination? {
        switch self {
        case .virtualService:
            guard let host = destination[path: "destination", "host"]?.stringValue else { return nil }
            let subset = destination[path: "destination", "subset"]?.stringValue
            return RouteDestination(
                host: RouteDestination.resolve(host, namespace: namespace), subset: subset == "" ? nil : subset)
        case .httpRoute:
            guard let name = destination["name"]?.stringValue,
                destination["kind"]?.stringValue ?? "Service" == "Service",
                destination["group"]?.stringValue ?? "" == ""
            else { return nil }
            let namespace = destination["namespace"]?.stringValue ?? namespace
            return RouteDestination(host: "\(name).\(namespace).svc.cluster.local")
        }
    }

    /// Whether the route answers by itself or hands over, and so splits nothing.
    func answersItself(_ route: JSONValue) -> Bool {
        switch self {
        case .virtualService:
            ["redirect", "directResponse", "delegate"].contains { route[$0].map { !$0.isNull } ?? false }
        case .httpRoute:
            (route["filters"]?.arrayValue ?? []).contains { $0["type"] == "RequestRedirect" }
        }
    }

    /// Whether a selection names the route.
    func isSelected(_ route: JSONValue, in list: String, by selection: RouteSelection) -> Bool {
        let matches = route["match"]?.arrayValue ?? []
        switch list {
        case "tcp": return matches.contains { $0["port"]?.intValue.map(selection.tcp.contains) ?? false }
        case "tls":
            return matches.contains { match in
                (match["sniHosts"]?.arrayValue ?? []).contains {
                    $0.stringValue.map(selection.tls.contains) ?? false
                }
            }
        default: return route["name"]?.stringValue.map(selection.http.contains) ?? false
        }
    }
}
