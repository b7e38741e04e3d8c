extension AutoscalerPod {
    /// From a `v1` Pod; what is absent or of another type counts as empty.
    package init(json: JSONValue) {
        let metadata = json["metadata"]
        let status = json["status"]
        let spec = json["spec"]
        let ready = status?["conditions"]?.arrayValue?.first { $0["type"]?.stringValue == "Ready" }
        let initial = spec?["initContainers"]?.arrayValue ?? []
        let podRequests = spec?["resources"]?["requests"].map(Self.milli)
        self.init(
            name: metadata?["name"]?.stringValue ?? "", phase: status?["phase"]?.stringValue ?? "",
            isBeingDeleted: metadata?["deletionTimestamp"]?.stringValue != nil,
            startTime: status?["startTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:)),
            readiness: ready.map { condition in
                Readiness(
                    status: condition["status"]?.stringValue ?? "",
                    lastTransition: condition["lastTransitionTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
                        ?? Timestamp(seconds: 0))
            },
            containers: (spec?["containers"]?.arrayValue ?? []).map(Container.init(json:)),
            sidecars: initial.filter(Self.isSidecar).map(Container.init(json:)),
            initContainers: initial.filter { !Self.isSidecar($0) }.map(Container.init(json:)),
            podRequestsMilli: podRequests?.isEmpty == true ? nil : podRequests)
    }

    private static func isSidecar(_ container: JSONValue) -> Bool {
        container["restartPolicy"]?.stringValue == "Always"
    }

    /// Quantities by name in thousandths; what is no quantity is left out.
    package static func milli(_ quantities: JSONValue) -> [String: Int64] {
        var result: [String: Int64] = [:]
        for member in quantities.objectValue ?? JSONObject() {
            result[member.key] = member.value.stringValue.flatMap { Quantity($0) }?.milliValue
        }
        return result
    }
}

extension AutoscalerPod.Container {
    fileprivate init(json: JSONValue) {
        self.init(
            name: json["name"]?.stringValue ?? "",
            requestsMilli: json["resources"]?["requests"].map(AutoscalerPod.milli) ?? [:])
    }
}
