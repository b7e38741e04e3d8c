import KubeCore

/// What the API server fills into the kinds that make pods.
///
/// Source: kubernetes `pkg/apis/apps/v1/defaults.go`, `pkg/apis/batch/v1/defaults.go`.
enum WorkloadDefaults {
    static func fillDeployment(_ object: inout JSONValue) {
        object.ensureObject("spec")
        object.change("spec") { spec in
            spec.fill("replicas", 1)
            fillTemplate(&spec)
            spec.ensureObject("strategy")
            spec.change("strategy") { strategy in
                strategy.fill("type", "RollingUpdate")
                guard strategy["type"] == "RollingUpdate" else { return }
                strategy.ensureObject("rollingUpdate")
                strategy.change("rollingUpdate") { update in
                    update.fill("maxUnavailable", "25%")
                    update.fill("maxSurge", "25%")
                }
            }
            spec.fill("revisionHistoryLimit", 10)
            spec.fill("progressDeadlineSeconds", 600)
        }
    }

    static func fillReplicaSet(_ object: inout JSONValue) {
        object.ensureObject("spec")
        object.change("spec") { spec in
            spec.fill("replicas", 1)
            fillTemplate(&spec)
        }
    }

    static func fillStatefulSet(_ object: inout JSONValue) {
        object.ensureObject("spec")
        object.change("spec") { spec in
            spec.fill("replicas", 1)
            fillTemplate(&spec)
            spec.fill("podManagementPolicy", "OrderedReady")
            spec.ensureObject("updateStrategy")
            spec.change("updateStrategy") { strategy in
                strategy.fill("type", "RollingUpdate")
                guard strategy["type"] == "RollingUpdate" else { return }
                strategy.ensureObject("rollingUpdate")
                strategy.change("rollingUpdate") { $0.fill("partition", 0) }
            }
            spec.fill("revisionHistoryLimit", 10)
            spec.ensureObject("persistentVolumeClaimRetentionPolicy")
            spec.change("persistentVolumeClaimRetentionPolicy") { policy in
                policy.fill("whenDeleted", "Retain")
                policy.fill("whenScaled", "Retain")
            }
            spec.changeEach("volumeClaimTemplates") { claim in
                claim["kind"] = "PersistentVolumeClaim"
                claim["apiVersion"] = "v1"
                StorageDefaults.fillClaim(&claim)
            }
        }
    }

    static func fillDaemonSet(_ object: inout JSONValue) {
        object.ensureObject("spec")
        object.change("spec") { spec in
            fillTemplate(&spec)
            spec.ensureObject("updateStrategy")
            spec.change("updateStrategy") { strategy in
                strategy.fill("type", "RollingUpdate")
                guard strategy["type"] == "RollingUpdate" else { return }
                strategy.ensureObject("rollingUpdate")
                strategy.change("rollingUpdate") { update in
                    update.fill("maxUnavailable", 1)
                    update.fill("maxSurge", 0)
                }
            }
            spec.fill("revisionHistoryLimit", 10)
        }
    }

    static func fillReplicationController(_ object: inout JSONValue) {
        object.ensureObject("spec")
        let labels = object["spec"]?[path: "template", "metadata", "labels"]
        object.change("spec") { spec in
            spec.fill("replicas", 1)
            spec.change("template", PodDefaults.fillTemplate)
            if let labels, spec["selector"]?.objectValue?.isEmpty ?? true { spec["selector"] = labels }
        }
        copyLabels(labels, to: &object)
    }

    static func fillJob(_ object: inout JSONValue) {
        object.ensureObject("spec")
        let labels = object["spec"]?[path: "template", "metadata", "labels"]
        object.change("spec") { spec in
            if isUnset(spec["completions"]), isUnset(spec["parallelism"]) { spec["completions"] = 1 }
            spec.fill("parallelism", 1)
            // An index has its own limit; the job as a whole then has none.
            spec.fill("backoffLimit", isUnset(spec["backoffLimitPerIndex"]) ? 6 : .integer(Int64(Int32.max)))
            spec.fill("completionMode", "NonIndexed")
            spec.fill("suspend", false)
            spec.fill("manualSelector", false)
            spec.fill("podReplacementPolicy", isUnset(spec["podFailurePolicy"]) ? "TerminatingOrFailed" : "Failed")
            fillTemplate(&spec)
        }
        copyLabels(labels, to: &object)
    }

    static func fillCronJob(_ object: inout JSONValue) {
        object.ensureObject("spec")
        object.change("spec") { spec in
            spec.fill("concurrencyPolicy", "Allow")
            spec.fill("suspend", false)
            spec.fill("successfulJobsHistoryLimit", 3)
            spec.fill("failedJobsHistoryLimit", 1)
            spec.change(["jobTemplate", "spec"]) { fillTemplate(&$0) }
        }
    }

    /// The selector and labels that tie pods to their job, made from the job's identity.
    static func selectPodsOfJob(_ object: inout JSONValue) {
        guard object[path: "spec", "manualSelector"]?.boolValue != true,
            isUnset(object[path: "spec", "selector"]), let uid = nonEmpty(object[path: "metadata", "uid"])
        else { return }
        let name = object[path: "metadata", "name"] ?? ""
        object.change("spec") { spec in
            spec["selector"] = ["matchLabels": ["batch.kubernetes.io/controller-uid": .string(uid)]]
            spec.change("template") { template in
                template.ensureObject("metadata")
                template.change("metadata") { metadata in
                    metadata.ensureObject("labels")
                    metadata.change("labels") { labels in
                        labels["batch.kubernetes.io/controller-uid"] = .string(uid)
                        labels["batch.kubernetes.io/job-name"] = name
                        labels["controller-uid"] = .string(uid)
                        labels["job-name"] = name
                    }
                }
            }
        }
        // A job without labels of its own is read with those of its pods.
        copyLabels(object[path: "spec", "template", "metadata", "labels"], to: &object)
    }

    private static func fillTemplate(_ spec: inout JSONValue) {
        spec.ensureObject("template")
        spec.change("template", PodDefaults.fillTemplate)
    }

    private static func copyLabels(_ labels: JSONValue?, to object: inout JSONValue) {
        guard let labels, labels.objectValue != nil else { return }
        object.change("metadata") { metadata in
            if metadata["labels"]?.objectValue?.isEmpty ?? true { metadata["labels"] = labels }
        }
    }

    private static func isUnset(_ value: JSONValue?) -> Bool { value == nil || value == .null }
}
