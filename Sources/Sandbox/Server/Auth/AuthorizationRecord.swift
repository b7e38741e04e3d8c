/// One decision of the authorizer about a request, for those who watch what rights are used.
package struct AuthorizationRecord: Hashable, Sendable {
    /// The binding and role that allowed a request, as kind and name.
    package struct Grant: Hashable, Sendable {
        package let binding: String
        package let role: String
    }

    package let user: String
    package let verb: String
    package let group: String
    /// With its subresource: `deployments/scale`; empty for a path that names no resource.
    package let resource: String
    package let namespace: String
    package let name: String
    /// Empty for a resource.
    package let path: String
    package let isAllowed: Bool
    /// Nil when refused, or allowed by no role but as a member of `system:masters`.
    package let grant: Grant?

    init(_ user: UserInfo, _ access: Access, _ decision: AccessDecision) {
        self.user = user.username
        isAllowed = decision.isAllowed
        grant = decision.grant
        switch access {
        case .path(let verb, let path):
            self.verb = verb
            self.path = path
            group = ""
            resource = ""
            namespace = ""
            name = ""
        case .resource(let wanted):
            verb = wanted.verb
            group = wanted.group
            resource = wanted.path
            namespace = wanted.namespace
            name = wanted.name
            path = ""
        }
    }
}
