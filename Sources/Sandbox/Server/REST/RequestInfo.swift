import KubeCore

/// What a request's method and path ask for.
///
/// Source: k8s.io/apiserver `request.RequestInfo`.
struct RequestInfo: Hashable, Sendable {
    enum Verb: String, Sendable {
        case get, list, watch, create, update, patch, delete, deletecollection
    }

    var verb: Verb
    var group: String
    var version: String
    /// Empty for a request about all namespaces or a cluster-scoped resource.
    var namespace: String
    var resource: String
    var name: String
    /// `status`, `scale`; empty for the object itself.
    var subresource: String
    /// What follows the subresource (`proxy/…`).
    var rest: [String]

    var groupResource: GroupResource { GroupResource(group: group, resource: resource) }

    /// Nil when the path names no resource (discovery, health, anything else).
    init?(method: String, path: String, isWatch: Bool) {
        var parts = path.split(separator: "/").map(String.init)[...]
        switch parts.popFirst() {
        case "api": group = ""
        case "apis":
            guard let name = parts.popFirst() else { return nil }
            group = name
        default: return nil
        }
        guard let version = parts.popFirst(), !parts.isEmpty else { return nil }
        self.version = version
        namespace = ""
        if parts.first == "namespaces", parts.count > 1 {
            let name = parts[parts.startIndex + 1]
            let third = parts.count > 2 ? parts[parts.startIndex + 2] : nil
            if let third, third != "status", third != "finalize" {
                namespace = name
                parts = parts.dropFirst(2)
            }
        }
        resource = parts.popFirst() ?? ""
        name = parts.popFirst() ?? ""
        subresource = parts.popFirst() ?? ""
        rest = Array(parts)
        if resource == "namespaces" { namespace = name }
        guard let verb = Self.verb(method: method, hasName: !name.isEmpty, isWatch: isWatch) else { return nil }
        self.verb = verb
        guard let decoded = PercentEncoding.decode(name) else { return nil }
        name = decoded
    }

    private static func verb(method: String, hasName: Bool, isWatch: Bool) -> Verb? {
        switch method {
        case "GET", "HEAD": hasName ? .get : isWatch ? .watch : .list
        case "POST": .create
        case "PUT": .update
        case "PATCH": .patch
        case "DELETE": hasName ? .delete : .deletecollection
        default: nil
        }
    }
}
