import KubeCore

/// The rules of kinds that hold data: ConfigMap, Secret, Lease.
enum DataValidation {
    private static let sizeLimit = 1024 * 1024
    private static let isFrozen = "field is immutable when `immutable` is set"

    @Sendable static func configMap(_ context: ValidationContext) -> [FieldError] {
        var checks = FieldChecks()
        let object = context.object
        let binary = object["binaryData"]?.objectValue ?? JSONObject()
        var size = 0
        for member in (object["data"]?.objectValue ?? JSONObject()).sortedByKey.members {
            let place = FieldPath("data").key(member.key)
            checks.problems(place, member.key, keyProblems(member.key))
            if binary[member.key] != nil {
                checks.invalid(place, .string(member.key), "duplicate of key present in binaryData")
            }
            size += member.value.stringValue?.utf8.count ?? 0
        }
        for member in binary.sortedByKey.members {
            checks.problems(FieldPath("binaryData").key(member.key), member.key, keyProblems(member.key))
            size += (member.value.stringValue?.utf8.count ?? 0) / 4 * 3
        }
        if size > sizeLimit {
            checks.add([FieldError(.tooLong, FieldPath(), "may not be more than \(sizeLimit) bytes")])
        }
        frozen(context, ["data", "binaryData"], &checks)
        return checks.errors
    }

    @Sendable static func secret(_ context: ValidationContext) -> [FieldError] {
        var checks = FieldChecks()
        let object = context.object
        let data = object["data"]?.objectValue ?? JSONObject()
        for member in data.sortedByKey.members {
            checks.problems(FieldPath("data").key(member.key), member.key, keyProblems(member.key))
        }
        let size = data.members.reduce(0) { $0 + ($1.value.stringValue?.utf8.count ?? 0) / 4 * 3 }
        if size > sizeLimit { checks.add([FieldError(.tooLong, "data", "may not be more than \(sizeLimit) bytes")]) }
        for key in requiredKeys(ofType: object["type"]?.stringValue ?? "") where data[key] == nil {
            checks.required(FieldPath("data").key(key))
        }
        if object["type"] == "kubernetes.io/service-account-token",
            nonEmpty(object[path: "metadata", "annotations", "kubernetes.io/service-account.name"]) == nil
        {
            checks.required(FieldPath("metadata.annotations").key("kubernetes.io/service-account.name"))
        }
        if let old = context.old { checks.immutable(object["type"], old["type"], "type") }
        frozen(context, ["data"], &checks)
        return checks.errors
    }

    private static func requiredKeys(ofType type: String) -> [String] {
        switch type {
        case "kubernetes.io/dockercfg": [".dockercfg"]
        case "kubernetes.io/dockerconfigjson": [".dockerconfigjson"]
        case "kubernetes.io/ssh-auth": ["ssh-privatekey"]
        case "kubernetes.io/tls": ["tls.crt", "tls.key"]
        default: []
        }
    }

    private static func frozen(_ context: ValidationContext, _ fields: [String], _ checks: inout FieldChecks) {
        guard let old = context.old, old["immutable"] == true else { return }
        if context.object["immutable"] != true { checks.forbidden("immutable", isFrozen) }
        for field in fields where context.object[field] != old[field] {
            checks.forbidden(FieldPath(stringLiteral: field), isFrozen)
        }
    }

    static func keyProblems(_ key: String) -> [String] {
        var problems: [String] = []
        if key.utf8.count > 253 { problems.append("must be no more than 253 characters") }
        let isAllowed = key.utf8.allSatisfy { byte in
            byte &- 0x30 < 10 || byte &- 0x41 < 26 || byte &- 0x61 < 26 || "-._".utf8.contains(byte)
        }
        if !isAllowed || key.isEmpty {
            problems.append(
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
                    + "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")
        } else if key == "." || key == ".." {
            problems.append("must not be '\(key)'")
        } else if key.hasPrefix("..") {
            problems.append("must not start with '..'")
        }
        return problems
    }

    @Sendable static func lease(_ context: ValidationContext) -> [FieldError] {
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        checks.positive(spec["leaseDurationSeconds"], "spec.leaseDurationSeconds")
        if let transitions = spec["leaseTransitions"]?.int64Value, transitions < 0 {
            checks.invalid(
                "spec.leaseTransitions", .integer(transitions), "must be greater than or equal to 0")
        }
        return checks.errors
    }
}

/// The rules of claims.
enum StorageValidation {
    @Sendable static func claim(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        let modes = spec["accessModes"]?.arrayValue ?? []
        if modes.isEmpty { checks.required("spec.accessModes", "at least 1 access mode is required") }
        let allowed = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]
        for mode in modes { checks.optionalOneOf(mode, allowed, "spec.accessModes") }
        let storage = spec[path: "resources", "requests", "storage"]
        if let quantity = storage.flatMap(Quantity.init(json:)) {
            if quantity.isNegative || quantity.isZero {
                checks.invalid(
                    FieldPath("spec.resources").key("storage"), .string(quantity.description),
                    "must be greater than zero")
            }
        } else {
            checks.required(FieldPath("spec.resources").key("storage"))
        }
        guard let old = context.old?["spec"] else { return checks.errors }
        var (new, previous) = (spec, old)
        for field in ["resources", "volumeAttributesClassName"] {
            new[field] = nil
            previous[field] = nil
        }
        if nonEmpty(previous["volumeName"]) == nil { previous["volumeName"] = new["volumeName"] }
        if new != previous {
            checks.forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound "
                    + "claims")
        }
        return checks.errors
    }
}
