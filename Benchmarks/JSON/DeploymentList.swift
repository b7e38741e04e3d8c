import KubeCore

/// A list of Deployments as an API server sends it, made here: about 2.1 KB an item, half of it `managedFields`.
struct DeploymentList {
    let items: Int

    /// The list as JSON text.
    var json: [UInt8] {
        var text = #"{"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{"resourceVersion":"812345"},"items":["#
        for index in 0..<items {
            if index > 0 { text += "," }
            text += item(index)
        }
        return Array((text + "]}").utf8)
    }

    /// The list as YAML documents, without `managedFields`.
    func yaml() throws -> [UInt8] {
        var text = ""
        for index in 0..<items {
            var object = try JSONValue(parsing: item(index))
            object["metadata"]?["managedFields"] = nil
            text += "---\n" + YAML.serialize(object)
        }
        return Array(text.utf8)
    }

    private func item(_ index: Int) -> String {
        let name = "web-\(index % 97)-\(index)"
        let namespace = "team-\(index % 40)"
        let replicas = index % 7 + 1
        return #"""
            {"metadata":{"name":"\#(name)","namespace":"\#(namespace)","uid":"\#(uid(index))","resourceVersion":"\#(100000 + index)",\#
            "generation":\#(index % 5 + 1),"creationTimestamp":"2026-11-21T05:\#(pad(index % 60)):00Z",\#
            "labels":{"app":"\#(name)","app.kubernetes.io/name":"web","app.kubernetes.io/part-of":"shop","tier":"front"},\#
            "annotations":{"deployment.kubernetes.io/revision":"\#(index % 5 + 1)","example.com/owner":"team \#(index % 40)"},\#
            "managedFields":[\#(managedFields(index))]},\#
            "spec":{"replicas":\#(replicas),"selector":{"matchLabels":{"app":"\#(name)"}},"template":{"metadata":{\#
            "creationTimestamp":null,"labels":{"app":"\#(name)","tier":"front"}},"spec":{"containers":[{"name":"web",\#
            "image":"registry.example.com/shop/web:1.\#(index % 30)","ports":[{"containerPort":8080,"protocol":"TCP"}],\#
            "env":[{"name":"LOG_LEVEL","value":"info"},{"name":"REGION","value":"eu-west-\#(index % 3)"}],\#
            "resources":{"limits":{"cpu":"500m","memory":"256Mi"},"requests":{"cpu":"100m","memory":"128Mi"}},\#
            "terminationMessagePath":"/dev/termination-log","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always",\#
            "terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","schedulerName":"default-scheduler"}},\#
            "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}},\#
            "revisionHistoryLimit":10,"progressDeadlineSeconds":600},\#
            "status":{"observedGeneration":\#(index % 5 + 1),"replicas":\#(replicas),"updatedReplicas":\#(replicas),\#
            "readyReplicas":\#(replicas),"availableReplicas":\#(replicas),"conditions":[{"type":"Available","status":"True",\#
            "lastUpdateTime":"2026-11-21T05:40:00Z","lastTransitionTime":"2026-11-21T05:40:00Z",\#
            "reason":"MinimumReplicasAvailable","message":"Deployment has minimum availability."}]}}
            """#
    }

    private func managedFields(_ index: Int) -> String {
        #"""
        {"manager":"kubectl-client-side-apply","operation":"Update","apiVersion":"apps/v1",\#
        "time":"2026-11-21T05:\#(pad(index % 60)):00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{},\#
        "f:app":{},"f:tier":{}}},"f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},"f:revisionHistoryLimit":{},\#
        "f:selector":{},"f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},"f:type":{}},\#
        "f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{},"f:name":{}}}}}}}}
        """#
    }

    private func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private func uid(_ index: Int) -> String {
        let hex = String(UInt64(index) &* 0x9E37_79B9_7F4A_7C15, radix: 16)
        let digits = String(repeating: "0", count: 16 - hex.count) + hex
        return
            "\(digits.prefix(8))-\(digits.dropFirst(8).prefix(4))-4\(digits.dropFirst(12).prefix(3))-8abc-0123456789ab"
    }
}
