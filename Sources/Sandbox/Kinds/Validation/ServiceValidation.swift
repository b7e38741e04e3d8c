import KubeCore

/// The rules of services and ingresses.
///
/// Source: kubernetes `pkg/apis/core/validation` and `pkg/apis/networking/validation`.
enum ServiceValidation {
    private static let path: FieldPath = "spec"
    private static let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]

    @Sendable static func service(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        let type = spec["type"]?.stringValue ?? ""
        let isHeadless = spec["clusterIP"] == "None"
        ports(spec, isNeeded: !isHeadless && type != "ExternalName", &checks)
        checks.add(MetadataValidation.labels(spec["selector"], at: path.field("selector")))
        checks.oneOf(spec["sessionAffinity"], ["ClientIP", "None"], path.field("sessionAffinity"))
        checks.oneOf(.string(type), types, path.field("type"))
        switch type {
        case "ExternalName":
            if let name = nonEmpty(spec["externalName"]) {
                let host = name.hasSuffix(".") ? String(name.dropLast()) : name
                checks.problems(path.field("externalName"), name, NameRules.dns1123Subdomain(host))
            } else {
                checks.required(path.field("externalName"))
            }
        case "LoadBalancer", "NodePort":
            if isHeadless {
                checks.invalid(
                    path.field("clusterIPs").index(0), "None",
                    "may not be set to 'None' for \(type) services")
            }
        default: break
        }
        if let address = nonEmpty(spec["clusterIP"]), !isHeadless, !isAddress(address) {
            checks.invalid(
                path.field("clusterIPs").index(0), .string(address),
                "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
        }
        checks.optionalOneOf(
            spec["externalTrafficPolicy"], ["Cluster", "Local"], path.field("externalTrafficPolicy"))
        checks.optionalOneOf(
            spec["internalTrafficPolicy"], ["Cluster", "Local"], path.field("internalTrafficPolicy"))
        if let old = context.old { keptAddress(spec, old["spec"] ?? [:], &checks) }
        return checks.errors
    }

    private static func ports(_ spec: JSONValue, isNeeded: Bool, _ checks: inout FieldChecks) {
        let ports = spec["ports"]?.arrayValue ?? []
        let place = path.field("ports")
        if ports.isEmpty, isNeeded { checks.required(place) }
        var names: Set<String> = []
        var numbers: Set<String> = []
        for (index, port) in ports.enumerated() {
            let at = place.index(index)
            if let name = nonEmpty(port["name"]) {
                checks.problems(at.field("name"), name, NameRules.dns1123Label(name))
                if !names.insert(name).inserted { checks.duplicate(at.field("name"), .string(name)) }
            } else if ports.count > 1 {
                checks.required(at.field("name"))
            }
            let number = port["port"]?.int64Value ?? 0
            checks.portNumber(.integer(number), at.field("port"))
            checks.oneOf(port["protocol"], ["SCTP", "TCP", "UDP"], at.field("protocol"))
            checks.portReference(port["targetPort"], at.field("targetPort"))
            if let nodePort = port["nodePort"]?.int64Value, nodePort != 0 {
                if spec["type"] == "ClusterIP" {
                    checks.forbidden(at.field("nodePort"), "may not be used when `type` is 'ClusterIP'")
                } else if !(30000...32767).contains(nodePort) {
                    checks.invalid(
                        at.field("nodePort"), .integer(nodePort),
                        "provided port is not in the valid range. The range of valid ports is 30000-32767")
                }
            }
            let key = "\(port["protocol"]?.stringValue ?? "")/\(number)"
            if !numbers.insert(key).inserted {
                checks.duplicate(at, ["protocol": port["protocol"] ?? "", "port": .integer(number)])
            }
        }
    }

    private static func keptAddress(_ spec: JSONValue, _ old: JSONValue, _ checks: inout FieldChecks) {
        guard let address = nonEmpty(old["clusterIP"]), old["type"] != "ExternalName",
            spec["type"] != "ExternalName", spec["clusterIP"] != old["clusterIP"]
        else { return }
        checks.invalid(
            path.field("clusterIPs").index(0),
            spec["clusterIPs"] ?? .array([.string(spec["clusterIP"]?.stringValue ?? address)]),
            "may not change once set")
    }

    /// An update that says nothing of addresses and node ports keeps those the service has.
    @Sendable static func keepAddresses(_ object: inout JSONValue, old: JSONValue, subresource: String) {
        guard subresource.isEmpty, let previous = old["spec"], previous["type"] != "ExternalName" else { return }
        object.change("spec") { spec in
            guard spec["type"] != "ExternalName" else { return }
            if nonEmpty(spec["clusterIP"]) == nil {
                spec["clusterIP"] = previous["clusterIP"]
                spec["clusterIPs"] = previous["clusterIPs"]
            } else if spec["clusterIP"] != previous["clusterIP"], spec["clusterIPs"] == previous["clusterIPs"] {
                // Clients that know of one address only change that one.
                spec["clusterIPs"] = spec["clusterIP"].map { .array([$0]) }
            }
            guard spec["type"] == "NodePort" || spec["type"] == "LoadBalancer" else { return }
            let ports = previous["ports"]?.arrayValue ?? []
            spec.changeEach("ports") { port in
                guard port["nodePort"]?.int64Value ?? 0 == 0 else { return }
                let same = ports.first { $0["port"] == port["port"] && $0["protocol"] == port["protocol"] }
                port["nodePort"] = same?["nodePort"]
            }
        }
    }

    static func isAddress(_ text: String) -> Bool {
        if text.contains(":") {
            return text.utf8.allSatisfy { $0 == UInt8(ascii: ":") || Character(UnicodeScalar($0)).isHexDigit }
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in UInt8(part) != nil && (part.count == 1 || part.first != "0") }
    }

    // MARK: Ingress

    @Sendable static func ingress(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        let rules = spec["rules"]?.arrayValue ?? []
        if rules.isEmpty, spec["defaultBackend"] == nil {
            checks.invalid(path, .null, "either `defaultBackend` or `rules` must be specified")
        }
        if let backend = spec["defaultBackend"] { self.backend(backend, path.field("defaultBackend"), &checks) }
        for (index, rule) in rules.enumerated() {
            let place = path.field("rules").index(index)
            if let host = nonEmpty(rule["host"]) {
                let name = host.hasPrefix("*.") ? String(host.dropFirst(2)) : host
                checks.problems(place.field("host"), host, NameRules.dns1123Subdomain(name))
            }
            guard let http = rule["http"], http != .null else { continue }
            let at = place.field("http").field("paths")
            let paths = http["paths"]?.arrayValue ?? []
            if paths.isEmpty { checks.required(at) }
            for (index, path) in paths.enumerated() { ingressPath(path, at.index(index), &checks) }
        }
        return checks.errors
    }

    private static func ingressPath(_ path: JSONValue, _ place: FieldPath, _ checks: inout FieldChecks) {
        let types = ["Exact", "ImplementationSpecific", "Prefix"]
        let text = path["path"]?.stringValue ?? ""
        if let type = nonEmpty(path["pathType"]) {
            if !types.contains(type) {
                checks.unsupported(place.field("pathType"), .string(type), types)
            } else if type != "ImplementationSpecific", !text.hasPrefix("/") {
                checks.invalid(place.field("path"), .string(text), "must be an absolute path")
            }
        } else {
            checks.required(place.field("pathType"), "pathType must be specified")
        }
        backend(path["backend"] ?? [:], place.field("backend"), &checks)
    }

    private static func backend(_ backend: JSONValue, _ place: FieldPath, _ checks: inout FieldChecks) {
        let hasResource = backend["resource"].map { $0 != .null } ?? false
        guard let service = backend["service"], service != .null else {
            if !hasResource {
                checks.required(place, "service or resource backend is required")
            }
            return
        }
        if hasResource {
            checks.invalid(place, "", "cannot set both resource and service backends")
        }
        let at = place.field("service")
        if let name = nonEmpty(service["name"]) {
            checks.problems(at.field("name"), name, NameRules.dns1035Label(name))
        } else {
            checks.required(at.field("name"))
        }
        let hasName = nonEmpty(service[path: "port", "name"]) != nil
        let number = service[path: "port", "number"]?.int64Value ?? 0
        if hasName, number != 0 {
            checks.invalid(at, "", "cannot set both port name & port number")
        } else if !hasName, number == 0 {
            checks.required(at, "port name or number is required")
        } else if !hasName {
            checks.portNumber(.integer(number), at.field("port").field("number"))
        }
    }
}
