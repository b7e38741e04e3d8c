package import KubeCore

/// What may differ between two installations of the same manifests.
package struct InstallOptions: Hashable, Sendable {
    /// The namespace that the manifests are written for. Nothing else in them is spelled so.
    package static let defaultNamespace = "trimtab-system"
    /// The webhook that judges policies; the others only warn.
    private static let policyWebhook = "scalingpolicies.trimtab.dev"

    package enum FailurePolicy: String, Hashable, Sendable, CaseIterable {
        case ignore = "Ignore"
        case fail = "Fail"
    }

    /// Nil leaves each as the manifests have it.
    package var image: String?
    package var namespace: String?
    package var replicas: Int?
    /// Whether a policy may be written while no operator answers.
    package var failurePolicy: FailurePolicy?
    package var includesDefinitions: Bool

    package init(
        image: String? = nil, namespace: String? = nil, replicas: Int? = nil, failurePolicy: FailurePolicy? = nil,
        includesDefinitions: Bool = true
    ) {
        self.image = image
        self.namespace = namespace
        self.replicas = replicas
        self.failurePolicy = failurePolicy
        self.includesDefinitions = includesDefinitions
    }

    /// Everything about the options that cannot be meant, by flag.
    package var problems: [String] {
        var problems: [String] = []
        if let image, image.isEmpty || image.contains(where: \.isWhitespace) {
            problems.append("--image \"\(image)\" must name an image, such as registry.example.com/trimtab:1.0.0")
        }
        if let namespace {
            problems += NameRules.dns1123Label(namespace).map { "--namespace \"\(namespace)\": \($0)" }
        }
        if let replicas, !(1...9).contains(replicas) {
            problems.append("--replicas \(replicas) must be between 1 and 9: one leads, the others wait and answer")
        }
        return problems
    }

    /// `manifests` for this installation, the definitions after the namespace and before all that needs them.
    package func objects(of manifests: [JSONValue], definitions: [JSONValue]) -> [JSONValue] {
        var objects = manifests.map { adapted($0) }
        guard includesDefinitions else { return objects }
        let place = objects.first?["kind"] == "Namespace" ? 1 : 0
        objects.insert(contentsOf: definitions, at: place)
        return objects
    }

    private func adapted(_ object: JSONValue) -> JSONValue {
        var object = object
        switch object["kind"]?.stringValue {
        case "Deployment":
            guard var spec = object["spec"] else { break }
            if let replicas { spec["replicas"] = .integer(Int64(replicas)) }
            if let image { Self.setImage(image, in: &spec) }
            object["spec"] = spec
        case "ValidatingWebhookConfiguration":
            if let failurePolicy { Self.setFailurePolicy(failurePolicy, in: &object) }
        default: break
        }
        guard let namespace, namespace != Self.defaultNamespace else { return object }
        return Self.renamed(object, to: namespace)
    }

    private static func setImage(_ image: String, in spec: inout JSONValue) {
        guard var template = spec["template"], var pod = template["spec"],
            var containers = pod["containers"]?.arrayValue
        else { return }
        for index in containers.indices { containers[index]["image"] = .string(image) }
        pod["containers"] = .array(containers)
        template["spec"] = pod
        spec["template"] = template
    }

    private static func setFailurePolicy(_ policy: FailurePolicy, in object: inout JSONValue) {
        guard var webhooks = object["webhooks"]?.arrayValue else { return }
        for index in webhooks.indices where webhooks[index]["name"]?.stringValue == policyWebhook {
            webhooks[index]["failurePolicy"] = .string(policy.rawValue)
        }
        object["webhooks"] = .array(webhooks)
    }

    /// The namespace also stands inside texts: the user name in a match condition, the Service's name in a flag.
    private static func renamed(_ value: JSONValue, to namespace: String) -> JSONValue {
        switch value {
        case .string(let text): .string(text.replacing(defaultNamespace, with: namespace))
        case .array(let values): .array(values.map { renamed($0, to: namespace) })
        case .object(let object):
            .object(JSONObject(object.members.map { ($0.key, renamed($0.value, to: namespace)) }))
        default: value
        }
    }
}
