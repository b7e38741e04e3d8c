import KubeCore

/// The rules of containers.
enum ContainerValidation {
    static func container(
        _ container: JSONValue, _ path: FieldPath, volumes: Set<String>, _ checks: inout FieldChecks
    ) {
        if let name = nonEmpty(container["name"]) {
            checks.problems(path.field("name"), name, NameRules.dns1123Label(name))
        } else {
            checks.required(path.field("name"))
        }
        if nonEmpty(container["image"]) == nil { checks.required(path.field("image")) }
        checks.oneOf(
            container["imagePullPolicy"], ["Always", "IfNotPresent", "Never"], path.field("imagePullPolicy"))
        checks.optionalOneOf(
            container["terminationMessagePolicy"], ["FallbackToLogsOnError", "File"],
            path.field("terminationMessagePolicy"))
        ports(container["ports"], path.field("ports"), &checks)
        environment(container["env"], path.field("env"), &checks)
        mounts(container["volumeMounts"], path.field("volumeMounts"), volumes, &checks)
        resources(container["resources"], path.field("resources"), &checks)
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            guard let value = container[probe], value.objectValue != nil else { continue }
            self.probe(value, path.field(probe), needsSingleSuccess: probe != "readinessProbe", &checks)
        }
    }

    /// Asked of pods only: templates may hold what no pod may.
    static func image(_ container: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        guard let image = container["image"]?.stringValue, image.trimmingSpaces != image else { return }
        checks.invalid(path.field("image"), .string(image), "must not have leading or trailing whitespace")
    }

    private static func ports(_ ports: JSONValue?, _ path: FieldPath, _ checks: inout FieldChecks) {
        var names: Set<String> = []
        for (index, port) in (ports?.arrayValue ?? []).enumerated() {
            let place = path.index(index)
            if let name = nonEmpty(port["name"]) {
                checks.problems(place.field("name"), name, PortNames.problems(name))
                if !names.insert(name).inserted { checks.duplicate(place.field("name"), .string(name)) }
            }
            if port["containerPort"]?.int64Value ?? 0 == 0 {
                checks.required(place.field("containerPort"))
            } else {
                checks.portNumber(port["containerPort"], place.field("containerPort"))
            }
            if port["hostPort"]?.int64Value ?? 0 != 0 { checks.portNumber(port["hostPort"], place.field("hostPort")) }
            checks.oneOf(port["protocol"], ["SCTP", "TCP", "UDP"], place.field("protocol"))
        }
    }

    private static func environment(_ variables: JSONValue?, _ path: FieldPath, _ checks: inout FieldChecks) {
        for (index, variable) in (variables?.arrayValue ?? []).enumerated() {
            let place = path.index(index)
            if nonEmpty(variable["name"]) == nil { checks.required(place.field("name")) }
            guard let source = variable["valueFrom"]?.objectValue else { continue }
            let sources = source.members.filter { $0.value != .null }
            if nonEmpty(variable["value"]) != nil {
                checks.invalid(
                    place.field("valueFrom"), "", "may not be specified when `value` is not empty")
            }
            if sources.isEmpty {
                checks.invalid(
                    place.field("valueFrom"), "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
                )
            } else if sources.count > 1 {
                checks.invalid(
                    place.field("valueFrom"), "", "may not have more than one field specified at a time")
            }
            for reference in ["configMapKeyRef", "secretKeyRef"] {
                guard let value = source[reference] else { continue }
                let at = place.field("valueFrom").field(reference)
                let name = value["name"]?.stringValue ?? ""
                checks.problems(at.field("name"), name, NameRules.dns1123Subdomain(name))
                if nonEmpty(value["key"]) == nil { checks.required(at.field("key")) }
            }
            if let reference = source["fieldRef"] {
                fieldReference(reference, place.field("valueFrom").field("fieldRef").field("fieldPath"), &checks)
            }
        }
    }

    private static let environmentFields: Set<String> = [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ]

    private static func fieldReference(_ reference: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        guard let text = nonEmpty(reference["fieldPath"]) else { return checks.required(path) }
        let isOneOfMany = ["metadata.annotations['", "metadata.labels['"].contains { text.hasPrefix($0) }
        if isOneOfMany && text.hasSuffix("']") || environmentFields.contains(text) { return }
        checks.invalid(
            path, .string(text), "error converting fieldPath: field label not supported: \(text)")
    }

    private static func mounts(
        _ mounts: JSONValue?, _ path: FieldPath, _ volumes: Set<String>, _ checks: inout FieldChecks
    ) {
        var paths: Set<String> = []
        for (index, mount) in (mounts?.arrayValue ?? []).enumerated() {
            let place = path.index(index)
            if let name = nonEmpty(mount["name"]) {
                if !volumes.contains(name) { checks.notFound(place.field("name"), .string(name)) }
            } else {
                checks.required(place.field("name"))
            }
            guard let mountPath = nonEmpty(mount["mountPath"]) else {
                checks.required(place.field("mountPath"))
                continue
            }
            if !paths.insert(mountPath).inserted {
                checks.invalid(place.field("mountPath"), .string(mountPath), "must be unique")
            }
        }
    }

    static func resources(_ resources: JSONValue?, _ path: FieldPath, _ checks: inout FieldChecks) {
        let limits = resources?["limits"]?.objectValue ?? JSONObject()
        for (list, values) in [("limits", limits), ("requests", resources?["requests"]?.objectValue ?? JSONObject())] {
            for member in values.sortedByKey.members {
                let place = path.field(list).key(member.key)
                if !isResourceName(member.key) {
                    checks.invalid(place, .string(member.key), "must be a standard resource type or fully qualified")
                    checks.invalid(place, .string(member.key), "must be a standard resource for containers")
                }
                guard let quantity = Quantity(json: member.value) else { continue }
                if quantity.isNegative {
                    checks.invalid(place, .string(quantity.description), "must be greater than or equal to 0")
                }
                guard list == "requests", let limit = limits[member.key].flatMap(Quantity.init(json:)),
                    limit < quantity
                else { continue }
                checks.invalid(
                    path.field(list), .string(quantity.description),
                    "must be less than or equal to \(member.key) limit of \(limit)")
            }
        }
    }

    private static func isResourceName(_ name: String) -> Bool {
        ["cpu", "memory", "ephemeral-storage"].contains(name) || name.contains("/") || name.hasPrefix("hugepages-")
    }

    private static func probe(
        _ probe: JSONValue, _ path: FieldPath, needsSingleSuccess: Bool, _ checks: inout FieldChecks
    ) {
        let handlers = ["exec", "httpGet", "tcpSocket", "grpc"].filter { probe[$0].map { $0 != .null } ?? false }
        if handlers.isEmpty { checks.required(path, "must specify a handler type") }
        for handler in handlers.dropFirst() {
            checks.forbidden(path.field(handler), "may not specify more than 1 handler type")
        }
        for handler in ["httpGet", "tcpSocket"] {
            guard let action = probe[handler], action != .null else { continue }
            let port = action["port"] ?? .null
            checks.portReference(port.isNull ? 0 : port, path.field(handler).field("port"))
        }
        if probe["exec"] != nil, probe[path: "exec", "command"].map(\.isEmptyOrAbsentList) ?? true {
            checks.required(path.field("exec").field("command"))
        }
        for field in [
            "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold",
        ] {
            checks.nonNegative(probe[field], path.field(field))
        }
        if needsSingleSuccess, let threshold = probe["successThreshold"]?.int64Value, threshold != 1 {
            checks.invalid(path.field("successThreshold"), .integer(threshold), "must be 1")
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return self[first...last]
    }
}
