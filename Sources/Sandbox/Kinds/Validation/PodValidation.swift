import KubeCore

/// The rules of pods and pod templates.
///
/// Source: kubernetes `pkg/apis/core/validation/validation.go`.
enum PodValidation {
    @Sendable static func pod(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        let path: FieldPath = "spec"
        Self.spec(spec, path, &checks)
        for list in ["containers", "initContainers"] {
            for (index, container) in (spec[list]?.arrayValue ?? []).enumerated() {
                ContainerValidation.image(container, path.field(list).index(index), &checks)
            }
        }
        checks.optionalOneOf(
            spec["restartPolicy"], ["Always", "OnFailure", "Never"], path.field("restartPolicy"))
        if let old = context.old?["spec"], context.subresource.isEmpty { update(spec, old, path, &checks) }
        return checks.errors
    }

    /// A template, without the rules on restartPolicy, which differ from kind to kind.
    static func template(_ template: JSONValue?, _ path: FieldPath, _ checks: inout FieldChecks) {
        let metadata = template?["metadata"]
        checks.add(MetadataValidation.labels(metadata?["labels"], at: path.field("labels")))
        spec(template?["spec"] ?? [:], path.field("spec"), &checks)
    }

    static func spec(_ spec: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        let volumes = self.volumes(spec["volumes"], path.field("volumes"), &checks)
        let containers = spec["containers"]?.arrayValue ?? []
        if containers.isEmpty { checks.required(path.field("containers")) }
        var names: Set<String> = []
        for list in ["containers", "initContainers"] {
            for (index, container) in (spec[list]?.arrayValue ?? []).enumerated() {
                let place = path.field(list).index(index)
                if let name = nonEmpty(container["name"]), !names.insert(name).inserted {
                    checks.duplicate(place.field("name"), .string(name))
                }
                ContainerValidation.container(container, place, volumes: volumes, &checks)
            }
        }
        checks.optionalOneOf(
            spec["dnsPolicy"], ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"],
            path.field("dnsPolicy"))
        checks.nonNegative(
            spec["terminationGracePeriodSeconds"], path.field("terminationGracePeriodSeconds"))
        if let deadline = spec["activeDeadlineSeconds"]?.int64Value, !(1...Int64(Int32.max)).contains(deadline) {
            checks.invalid(
                path.field("activeDeadlineSeconds"), .integer(deadline),
                "must be between 1 and 2147483647, inclusive")
        }
        tolerations(spec["tolerations"], path.field("tolerations"), &checks)
        checks.add(MetadataValidation.labels(spec["nodeSelector"], at: path.field("nodeSelector")))
        if let account = nonEmpty(spec["serviceAccountName"]) {
            checks.problems(path.field("serviceAccountName"), account, NameRules.dns1123Subdomain(account))
        }
    }

    /// The names of the volumes.
    private static func volumes(
        _ volumes: JSONValue?, _ path: FieldPath, _ checks: inout FieldChecks
    ) -> Set<String> {
        var names: Set<String> = []
        for (index, volume) in (volumes?.arrayValue ?? []).enumerated() {
            let place = path.index(index)
            guard let name = nonEmpty(volume["name"]) else {
                checks.required(place.field("name"))
                continue
            }
            let faultsBefore = checks.errors.count
            checks.problems(place.field("name"), name, NameRules.dns1123Label(name))
            if names.contains(name) { checks.duplicate(place.field("name"), .string(name)) }
            let sources = (volume.objectValue ?? JSONObject()).members.map(\.key).filter { $0 != "name" }
            for source in sources.dropFirst() {
                checks.forbidden(place.field(source), "may not specify more than 1 volume type")
            }
            if volume["persistentVolumeClaim"] != nil,
                nonEmpty(volume[path: "persistentVolumeClaim", "claimName"]) == nil
            {
                checks.required(place.field("persistentVolumeClaim").field("claimName"))
            }
            if volume["configMap"] != nil, nonEmpty(volume[path: "configMap", "name"]) == nil {
                checks.required(place.field("configMap").field("name"))
            }
            if volume["secret"] != nil, nonEmpty(volume[path: "secret", "secretName"]) == nil {
                checks.required(place.field("secret").field("secretName"))
            }
            // What is wrong itself cannot be mounted.
            if checks.errors.count == faultsBefore { names.insert(name) }
        }
        return names
    }

    private static func tolerations(_ list: JSONValue?, _ path: FieldPath, _ checks: inout FieldChecks) {
        for (index, toleration) in (list?.arrayValue ?? []).enumerated() {
            let place = path.index(index)
            let key = toleration["key"]?.stringValue ?? ""
            let operation = toleration["operator"]?.stringValue ?? ""
            let effect = toleration["effect"]?.stringValue ?? ""
            let value = toleration["value"]?.stringValue ?? ""
            if !key.isEmpty {
                checks.add(MetadataValidation.labelKey(key, at: place.field("key")))
            } else if operation != "Exists" {
                checks.invalid(
                    place.field("operator"), .string(operation),
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"")
            }
            if toleration["tolerationSeconds"]?.int64Value != nil, effect != "NoExecute" {
                checks.invalid(
                    place.field("effect"), .string(effect), "effect must be 'NoExecute' when `tolerationSeconds` is set"
                )
            }
            switch operation {
            case "Equal", "":
                let problems = NameRules.labelValue(value)
                if !problems.isEmpty {
                    checks.invalid(place.field("operator"), .string(value), problems.joined(separator: ";"))
                }
            case "Exists":
                if !value.isEmpty {
                    checks.invalid(
                        place.field("operator"), toleration, "value must be empty when `operator` is 'Exists'")
                }
            default: checks.unsupported(place.field("operator"), .string(operation), ["Equal", "Exists"])
            }
            checks.optionalOneOf(
                toleration["effect"], ["NoSchedule", "PreferNoSchedule", "NoExecute"], place.field("effect"))
        }
    }

    private static let changeable =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"

    /// A running pod keeps its spec, but for images and a few more.
    private static func update(
        _ spec: JSONValue, _ old: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks
    ) {
        var (new, previous) = (spec, old)
        for field in ["activeDeadlineSeconds", "tolerations", "schedulingGates"] {
            new[field] = nil
            previous[field] = nil
        }
        for list in ["containers", "initContainers"] {
            new.changeEach(list) { $0["image"] = nil }
            previous.changeEach(list) { $0["image"] = nil }
        }
        if nonEmpty(previous["nodeName"]) == nil { previous["nodeName"] = new["nodeName"] }
        if new != previous { checks.forbidden(path, changeable) }
    }
}

/// What the server knows of a pod that was just made.
enum PodStatusRules {
    @Sendable static func prepareForCreate(_ pod: inout JSONValue) {
        pod["status"] = ["phase": "Pending", "qosClass": .string(qosClass(of: pod["spec"] ?? [:]))]
    }

    /// Guaranteed when every container limits CPU and memory and requests as much; BestEffort when none asks for
    /// anything; Burstable between.
    static func qosClass(of spec: JSONValue) -> String {
        let containers = ["containers", "initContainers"].flatMap { spec[$0]?.arrayValue ?? [] }
        var isBestEffort = true
        var isGuaranteed = !containers.isEmpty
        for container in containers {
            let limits = container[path: "resources", "limits"]
            let requests = container[path: "resources", "requests"]
            for resource in ["cpu", "memory"] {
                let limit = limits?[resource].flatMap(Quantity.init(json:))
                let request = requests?[resource].flatMap(Quantity.init(json:)) ?? limit
                if limit != nil || request != nil { isBestEffort = false }
                if limit == nil || limit != request { isGuaranteed = false }
            }
        }
        return isBestEffort ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable"
    }
}
