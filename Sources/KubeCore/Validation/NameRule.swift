/// What objects of a kind may be called.
package enum NameRule: Sendable {
    case subdomain
    case label
    /// A label that begins with a letter.
    case label1035
    /// Anything that fits between two slashes of a URL.
    case pathSegment
    case unrestricted

    package func problems(_ name: String) -> [String] {
        switch self {
        case .subdomain: NameRules.dns1123Subdomain(name)
        case .label: NameRules.dns1123Label(name)
        case .label1035: NameRules.dns1035Label(name)
        case .pathSegment: Self.pathSegmentProblems(name)
        case .unrestricted: []
        }
    }

    private static func pathSegmentProblems(_ name: String) -> [String] {
        if name == "." || name == ".." { return ["may not be '\(name)'"] }
        return ["/", "%"].filter(name.contains).map { "may not contain '\($0)'" }
    }
}
