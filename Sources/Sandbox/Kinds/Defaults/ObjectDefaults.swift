import KubeCore

/// What the API server fills into storage objects.
enum StorageDefaults {
    static func fillClaim(_ object: inout JSONValue) {
        object.ensureObject("spec")
        object.change("spec") { $0.fill("volumeMode", "Filesystem") }
        object.ensureObject("status")
        object.change("status") { $0.fill("phase", "Pending") }
    }

    static func fillVolume(_ object: inout JSONValue) {
        object.ensureObject("spec")
        object.change("spec") { spec in
            spec.fill("persistentVolumeReclaimPolicy", "Retain")
            spec.fill("volumeMode", "Filesystem")
            spec.change("hostPath") { path in if path["type"] == nil { path["type"] = "" } }
        }
        object.ensureObject("status")
        object.change("status") { $0.fill("phase", "Pending") }
    }

    static func fillStorageClass(_ object: inout JSONValue) {
        object.fill("reclaimPolicy", "Delete")
        object.fill("volumeBindingMode", "Immediate")
    }
}

/// What the API server fills into kinds of the core group that hold no pods.
enum CoreDefaults {
    /// Texts become data, in base64; later keys win as in the real server.
    static func completeSecret(_ object: inout JSONValue) {
        guard let texts = object["stringData"]?.objectValue else { return }
        object["stringData"] = nil
        if texts.isEmpty { return }
        object.ensureObject("data")
        object.change("data") { data in
            for member in texts.members {
                guard let text = member.value.stringValue else { continue }
                data[member.key] = .string(Base64Coding.encode(text.utf8))
            }
        }
    }

    static func fillSecret(_ object: inout JSONValue) {
        object.fill("type", "Opaque")
    }

    static func fillNamespace(_ object: inout JSONValue) {
        object.change("metadata") { metadata in
            guard let name = nonEmpty(metadata["name"]) else { return }
            metadata.ensureObject("labels")
            metadata.change("labels") { $0["kubernetes.io/metadata.name"] = .string(name) }
        }
        object.ensureObject("status")
        object.change("status") { $0.fill("phase", "Active") }
    }

    static func prepareNamespace(_ object: inout JSONValue) {
        object.ensureObject("spec")
        object.change("spec") { spec in
            var finalizers = spec["finalizers"]?.arrayValue ?? []
            if !finalizers.contains("kubernetes") { finalizers.append("kubernetes") }
            spec["finalizers"] = .array(finalizers)
        }
        object["status"] = ["phase": "Active"]
    }

    /// A limit range for containers says what is requested and allowed when a container says nothing.
    static func fillLimitRange(_ object: inout JSONValue) {
        object.change("spec") { spec in
            spec.changeEach("limits") { item in
                guard item["type"] == "Container" else { return }
                merge("max", into: "default", of: &item)
                merge("default", into: "defaultRequest", of: &item)
                merge("min", into: "defaultRequest", of: &item)
            }
        }
    }

    private static func merge(_ source: String, into target: String, of item: inout JSONValue) {
        guard let values = item[source]?.objectValue, !values.isEmpty else { return }
        item.ensureObject(target)
        item.change(target) { target in
            for member in values.members { target.fill(member.key, member.value) }
        }
    }

    static func fillPriorityClass(_ object: inout JSONValue) {
        object.fill("preemptionPolicy", "PreemptLowerPriority")
    }

    static func fillBinding(_ object: inout JSONValue) {
        let group: JSONValue = "rbac.authorization.k8s.io"
        object.change("roleRef") { $0.fill("apiGroup", group) }
        object.changeEach("subjects") { subject in
            if subject["kind"] == "User" || subject["kind"] == "Group" { subject.fill("apiGroup", group) }
        }
    }
}

/// What the API server fills into the kinds that extend it.
enum ExtensionDefaults {
    static func fillWebhooks(_ object: inout JSONValue) {
        object.changeEach("webhooks") { webhook in
            webhook.fill("failurePolicy", "Fail")
            webhook.fill("matchPolicy", "Equivalent")
            webhook.ensureObject("namespaceSelector")
            webhook.ensureObject("objectSelector")
            webhook.fill("timeoutSeconds", 10)
            webhook.changeEach("rules") { $0.fill("scope", "*") }
            webhook.change(["clientConfig", "service"]) { $0.fill("port", 443) }
        }
    }

    static func fillMutatingWebhooks(_ object: inout JSONValue) {
        fillWebhooks(&object)
        object.changeEach("webhooks") { $0.fill("reinvocationPolicy", "Never") }
    }

    static func fillDefinition(_ object: inout JSONValue) {
        object.change("spec") { spec in
            spec.fill("scope", "Namespaced")
            spec.change("names") { names in
                guard let kind = nonEmpty(names["kind"]) else { return }
                names.fill("singular", .string(kind.lowercased()))
                names.fill("listKind", .string("\(kind)List"))
            }
            spec.ensureObject("conversion")
            spec.change("conversion") { conversion in
                conversion.fill("strategy", "None")
                conversion.change(["webhook", "clientConfig", "service"]) { $0.fill("port", 443) }
            }
        }
    }

    /// A new definition has stored nothing but its storage version.
    static func prepareDefinition(_ object: inout JSONValue) {
        let versions = object[path: "spec", "versions"]?.arrayValue ?? []
        let stored = versions.filter { $0["storage"]?.boolValue == true }.compactMap { $0["name"] }
        object["status"] = [
            "conditions": nil, "acceptedNames": ["plural": "", "kind": ""], "storedVersions": .array(stored),
        ]
    }

    /// The storage version of an update is stored from now on.
    static func addStoredVersion(_ object: inout JSONValue) {
        let versions = object[path: "spec", "versions"]?.arrayValue ?? []
        guard let name = versions.first(where: { $0["storage"]?.boolValue == true })?["name"] else { return }
        object.ensureObject("status")
        object.change("status") { status in
            var stored = status["storedVersions"]?.arrayValue ?? []
            if !stored.contains(name) { stored.append(name) }
            status["storedVersions"] = .array(stored)
        }
    }

    static func fillAPIService(_ object: inout JSONValue) {
        object.change(["spec", "service"]) { $0.fill("port", 443) }
    }
}
