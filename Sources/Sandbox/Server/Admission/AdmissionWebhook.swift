import HTTPServing
import KubeCore

enum AdmissionOperation: String, Hashable, Sendable {
    case create = "CREATE"
    case update = "UPDATE"
    case delete = "DELETE"
    case connect = "CONNECT"
}

/// One webhook of a configuration, read from its object.
///
/// Source: admissionregistration.k8s.io/v1.
struct AdmissionWebhook: Sendable {
    let name: String
    let client: JSONValue
    let rules: [Rule]
    let ignoresFailure: Bool
    /// Requests of equivalent resources (another version) count too.
    let matchesEquivalent: Bool
    let namespaceSelector: LabelSelector
    let objectSelector: LabelSelector
    /// Nothing but the answer: may be called for a dry run.
    let isFreeOfSideEffects: Bool
    let timeoutSeconds: Int
    /// Compiled when they are asked for.
    private let matchConditions: JSONValue?
    /// Mutating webhooks that want to see what later ones changed.
    let reinvokes: Bool

    struct Rule: Sendable {
        let groups: [String]
        let versions: [String]
        let resources: [String]
        let operations: [String]
        let scope: String

        init(_ json: JSONValue) {
            func strings(_ name: String) -> [String] { (json[name]?.arrayValue ?? []).compactMap(\.stringValue) }
            groups = strings("apiGroups")
            versions = strings("apiVersions")
            resources = strings("resources")
            operations = strings("operations")
            scope = json["scope"]?.stringValue ?? "*"
        }

        func matches(_ call: ResourceCall, _ operation: AdmissionOperation, version: String?) -> Bool {
            func has(_ list: [String], _ value: String) -> Bool { list.contains("*") || list.contains(value) }
            guard has(operations, operation.rawValue), has(groups, call.info.group) else { return false }
            if let version, !has(versions, version) { return false }
            if scope == "Namespaced", !call.resource.isNamespaced { return false }
            if scope == "Cluster", call.resource.isNamespaced { return false }
            return resources.contains { pattern in
                let parts = pattern.split(separator: "/", maxSplits: 1).map(String.init)
                let resource = parts[0]
                let subresource = parts.count > 1 ? parts[1] : ""
                guard resource == "*" || resource == call.info.resource else { return false }
                return subresource == "*" ? parts.count > 1 : subresource == call.info.subresource
            }
        }
    }

    init(_ json: JSONValue) {
        name = json["name"]?.stringValue ?? ""
        client = json["clientConfig"] ?? [:]
        rules = (json["rules"]?.arrayValue ?? []).map(Rule.init)
        ignoresFailure = json["failurePolicy"]?.stringValue == "Ignore"
        matchesEquivalent = json["matchPolicy"]?.stringValue != "Exact"
        namespaceSelector = Self.selector(json["namespaceSelector"])
        objectSelector = Self.selector(json["objectSelector"])
        let effects = json["sideEffects"]?.stringValue
        isFreeOfSideEffects = effects == "None" || effects == "NoneOnDryRun"
        timeoutSeconds = json["timeoutSeconds"]?.intValue ?? 10
        matchConditions = json["matchConditions"]
        reinvokes = json["reinvocationPolicy"]?.stringValue == "IfNeeded"
    }

    private static func selector(_ json: JSONValue?) -> LabelSelector {
        guard let json, case .success(let selector) = LabelSelector.read(json) else { return .everything }
        return selector
    }

    func isAbout(_ call: ResourceCall, _ operation: AdmissionOperation) -> Bool {
        if rules.contains(where: { $0.matches(call, operation, version: call.info.version) }) { return true }
        return matchesEquivalent && rules.contains { $0.matches(call, operation, version: nil) }
    }

    func selects(object: JSONValue?, old: JSONValue?) -> Bool {
        guard !objectSelector.isEmpty else { return true }
        return [object, old].compactMap { $0 }.contains {
            objectSelector.matches(ObjectMeta(json: $0["metadata"] ?? [:]).labels)
        }
    }

    /// Whether the conditions let the request pass to the webhook.
    func outcome(object: JSONValue?, old: JSONValue?, request: JSONValue) -> MatchConditions.Outcome {
        guard let matchConditions else { return .matches }
        return MatchConditions(json: matchConditions).outcome(object: object, oldObject: old, request: request)
    }

    // MARK: The call

    /// Where to call, with the path and query of the URL.
    func destination(_ outbound: any OutboundCalls) throws -> (target: OutboundTarget, path: String, url: String) {
        let bundle = Base64.decode(client["caBundle"]?.stringValue ?? "") ?? []
        if let url = client["url"]?.stringValue {
            let parts = URLParts(url)
            return (
                OutboundTarget(origin: parts.origin, certificateAuthorities: bundle), parts.path,
                "\(parts.origin)\(parts.path)"
            )
        }
        let service = client["service"]
        let name = service?["name"]?.stringValue ?? ""
        let namespace = service?["namespace"]?.stringValue ?? ""
        let port = service?["port"]?.intValue ?? 443
        var path = service?["path"]?.stringValue ?? ""
        if !path.hasPrefix("/") { path = "/" + path }
        let host = "\(name).\(namespace).svc"
        guard let origin = outbound.resolve(service: name, namespace: namespace, port: port) else {
            throw WebhookFailure("service \(quoted(name)) not found")
        }
        return (
            OutboundTarget(origin: origin, certificateAuthorities: bundle, serverName: host), path,
            "https://\(host):\(port)\(path)"
        )
    }
}

/// Why a webhook gave no answer; reads on from `failed to call webhook: `.
struct WebhookFailure: Error, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// An absolute URL as origin and path with query.
struct URLParts: Hashable, Sendable {
    let origin: String
    let path: String

    init(_ url: String) {
        let start = url.range(of: "://")
        let afterScheme = start.map { url[$0.upperBound...] } ?? url[...]
        let slash = afterScheme.firstIndex(of: "/") ?? url.endIndex
        origin = String(url[..<slash])
        path = slash == url.endIndex ? "/" : String(url[slash...])
    }
}

extension String {
    /// The first place of `text`.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
