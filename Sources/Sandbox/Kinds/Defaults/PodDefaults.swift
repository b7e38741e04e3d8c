import KubeCore

/// What the API server fills into pods and pod templates.
///
/// Source: kubernetes `pkg/apis/core/v1/defaults.go`, and of the admission plugins that are always on: Priority,
/// DefaultTolerationSeconds, ServiceAccount (its name only: there is no kubelet here that mounts a token).
enum PodDefaults {
    /// mode 0644
    private static let fileMode: JSONValue = 420

    static func fillTemplate(_ template: inout JSONValue) {
        template.ensureObject("spec")
        template.change("spec", fillSpec)
    }

    static func fillPod(_ pod: inout JSONValue) {
        pod.ensureObject("spec")
        pod.change("spec") { spec in
            fillSpec(&spec)
            spec.fill("enableServiceLinks", true)
            spec.fill("serviceAccountName", "default")
            spec["serviceAccount"] = spec["serviceAccountName"]
            spec.fill("priority", 0)
            spec.fill("preemptionPolicy", "PreemptLowerPriority")
            for list in ["containers", "initContainers"] { spec.changeEach(list, requestLimits) }
            addTolerations(&spec)
        }
    }

    static func fillSpec(_ spec: inout JSONValue) {
        spec.fill("restartPolicy", "Always")
        spec.fill("terminationGracePeriodSeconds", 30)
        spec.fill("dnsPolicy", "ClusterFirst")
        spec.fill("schedulerName", "default-scheduler")
        spec.ensureObject("securityContext")
        if let account = nonEmpty(spec["serviceAccountName"]) ?? nonEmpty(spec["serviceAccount"]) {
            spec["serviceAccountName"] = .string(account)
            spec["serviceAccount"] = .string(account)
        }
        let isOnHostNetwork = spec["hostNetwork"]?.boolValue == true
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            spec.changeEach(list) { fillContainer(&$0, isOnHostNetwork: isOnHostNetwork) }
        }
        spec.changeEach("volumes", fillVolume)
    }

    // MARK: Containers

    private static func fillContainer(_ container: inout JSONValue, isOnHostNetwork: Bool) {
        container.fill("terminationMessagePath", "/dev/termination-log")
        container.fill("terminationMessagePolicy", "File")
        container.fill("imagePullPolicy", .string(pullPolicy(ofImage: container["image"]?.stringValue ?? "")))
        container.ensureObject("resources")
        container.changeEach("ports") { port in
            port.fill("protocol", "TCP")
            if isOnHostNetwork, let number = port["containerPort"]?.int64Value { port.fillNumber("hostPort", number) }
        }
        container.changeEach("env") { variable in
            variable.change(["valueFrom", "fieldRef"]) { $0.fill("apiVersion", "v1") }
            variable.change(["valueFrom", "resourceFieldRef"]) { $0.fill("divisor", "0") }
        }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] { container.change(probe, fillProbe) }
        for moment in ["postStart", "preStop"] { container.change(["lifecycle", moment], fillAction) }
    }

    /// A moving tag is pulled every time.
    static func pullPolicy(ofImage image: String) -> String {
        let withoutDigest = image.split(separator: "@", omittingEmptySubsequences: false).first ?? ""
        let name = withoutDigest.split(separator: "/").last ?? ""
        let tag = name.split(separator: ":", maxSplits: 1).dropFirst().first
        if image.contains("@") { return tag == "latest" ? "Always" : "IfNotPresent" }
        return tag == nil || tag == "latest" ? "Always" : "IfNotPresent"
    }

    private static func fillProbe(_ probe: inout JSONValue) {
        probe.fillNumber("timeoutSeconds", 1)
        probe.fillNumber("periodSeconds", 10)
        probe.fillNumber("successThreshold", 1)
        probe.fillNumber("failureThreshold", 3)
        fillAction(&probe)
        probe.change("grpc") { grpc in if grpc["service"] == nil { grpc["service"] = "" } }
    }

    private static func fillAction(_ action: inout JSONValue) {
        action.change("httpGet") { request in
            request.fill("path", "/")
            request.fill("scheme", "HTTP")
        }
    }

    /// A limit without a request is the request too.
    private static func requestLimits(_ container: inout JSONValue) {
        container.change("resources") { resources in
            guard let limits = resources["limits"]?.objectValue, !limits.isEmpty else { return }
            resources.ensureObject("requests")
            resources.change("requests") { requests in
                for member in limits.members { requests.fill(member.key, member.value) }
            }
        }
    }

    // MARK: Volumes

    private static func fillVolume(_ volume: inout JSONValue) {
        if volume.objectValue?.count == 1 { volume["emptyDir"] = [:] }
        for source in ["secret", "configMap", "downwardAPI", "projected"] {
            volume.change(source) { $0.fill("defaultMode", fileMode) }
        }
        volume.change("downwardAPI") { $0.changeEach("items", fillField) }
        volume.change("hostPath") { path in if path["type"] == nil { path["type"] = "" } }
        volume.change("iscsi") { $0.fill("iscsiInterface", "default") }
        volume.change("image") { image in
            image.fill("pullPolicy", .string(pullPolicy(ofImage: image["reference"]?.stringValue ?? "")))
        }
        volume.change("projected") { projected in
            projected.changeEach("sources") { source in
                source.change("serviceAccountToken") { $0.fill("expirationSeconds", 3600) }
                source.change("downwardAPI") { $0.changeEach("items", fillField) }
            }
        }
        volume.change(["ephemeral", "volumeClaimTemplate", "spec"]) { $0.fill("volumeMode", "Filesystem") }
    }

    private static func fillField(_ item: inout JSONValue) {
        item.change("fieldRef") { $0.fill("apiVersion", "v1") }
    }

    // MARK: Tolerations

    private static func addTolerations(_ spec: inout JSONValue) {
        var tolerations = spec["tolerations"]?.arrayValue ?? []
        for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
            let isTolerated = tolerations.contains { toleration in
                let effect = toleration["effect"]?.stringValue ?? ""
                let name = toleration["key"]?.stringValue ?? ""
                return (name == key || name.isEmpty) && (effect == "NoExecute" || effect.isEmpty)
            }
            if isTolerated { continue }
            tolerations.append(
                ["key": .string(key), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300])
        }
        spec["tolerations"] = .array(tolerations)
    }
}
