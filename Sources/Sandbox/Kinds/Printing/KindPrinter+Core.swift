import KubeCore

extension KindPrinter {
    static let namespaces = KindPrinter(
        columns: [.objectName, PrintColumn("Status", "Active or Terminating."), .age],
        cells: { [.string($0.name), .string($0.status["phase"]?.stringValue ?? ""), $0.age] })

    static let configMaps = KindPrinter(
        columns: [.objectName, PrintColumn("Data", "How many keys it holds."), .age],
        cells: { context in
            let count = ["data", "binaryData"].reduce(0) { $0 + (context.object[$1]?.objectValue?.count ?? 0) }
            return [.string(context.name), .integer(Int64(count)), context.age]
        })

    static let secrets = KindPrinter(
        columns: [
            .objectName, PrintColumn("Type", "What its data is for."), PrintColumn("Data", "How many keys it holds."),
            .age,
        ],
        cells: { context in
            [
                .string(context.name), .string(context.object["type"]?.stringValue ?? ""),
                .integer(Int64(context.object["data"]?.objectValue?.count ?? 0)), context.age,
            ]
        })

    static let serviceAccounts = KindPrinter(
        columns: [.objectName, .age], cells: { [.string($0.name), $0.age] })

    // MARK: Events

    static let events = KindPrinter(
        columns: [
            PrintColumn("Last Seen", "How long ago it last happened."), PrintColumn("Type", "Normal or Warning."),
            PrintColumn("Reason", "Why, in one word."), PrintColumn("Object", "The object it happened to."),
            PrintColumn("Subobject", "The part of the object.", priority: 1),
            PrintColumn("Source", "Who tells of it.", priority: 1), PrintColumn("Message", "What happened."),
            PrintColumn("First Seen", "How long ago it first happened.", priority: 1),
            PrintColumn("Count", "How often it happened.", priority: 1),
            PrintColumn("Name", format: "name", "The name of the event.", priority: 1),
        ], cells: eventCells)

    @Sendable private static func eventCells(_ context: PrintContext) -> [JSONValue] {
        let isNewForm = context.object["apiVersion"] == "events.k8s.io/v1"
        let event = isNewForm ? EventConversion.events.toStored(context.object) : context.object
        let first =
            context.moment(event["firstTimestamp"]).map { _ in context.since(event["firstTimestamp"]) }
            ?? context.since(event["eventTime"])
        var last = context.moment(event["lastTimestamp"]).map { _ in context.since(event["lastTimestamp"]) } ?? first
        var count = event["count"]?.int64Value ?? 0
        if let series = event["series"], series != .null {
            last = context.since(series["lastObservedTime"])
            count = series["count"]?.int64Value ?? 0
        } else if count == 0 {
            count = 1
        }
        let involved = event["involvedObject"] ?? [:]
        let kind = (involved["kind"]?.stringValue ?? "").lowercased()
        let target = nonEmpty(involved["name"]).map { "\(kind)/\($0)" } ?? kind
        return [
            .string(last), .string(event["type"]?.stringValue ?? ""), .string(event["reason"]?.stringValue ?? ""),
            .string(target), .string(involved["fieldPath"]?.stringValue ?? ""), .string(source(of: event)),
            .string(trimmed(event["message"]?.stringValue ?? "")), .string(first), .integer(count),
            .string(context.name),
        ]
    }

    private static func source(of event: JSONValue) -> String {
        let component =
            nonEmpty(event[path: "source", "component"]) ?? event["reportingComponent"]?.stringValue ?? ""
        let instance = nonEmpty(event[path: "source", "host"]) ?? event["reportingInstance"]?.stringValue ?? ""
        return instance.isEmpty ? component : "\(component), \(instance)"
    }

    private static func trimmed(_ text: String) -> String {
        var result = Substring(text)
        while result.first?.isWhitespace == true { result.removeFirst() }
        while result.last?.isWhitespace == true { result.removeLast() }
        return String(result)
    }

    // MARK: Nodes

    static let nodes = KindPrinter(
        columns: [
            .objectName, PrintColumn("Status", "Whether it can run pods."),
            PrintColumn("Roles", "What it is for."), .age, PrintColumn("Version", "The version of its kubelet."),
            PrintColumn("Internal-IP", "Its address inside.", priority: 1),
            PrintColumn("External-IP", "Its address outside.", priority: 1),
            PrintColumn("OS-Image", "Its operating system.", priority: 1),
            PrintColumn("Kernel-Version", "Its kernel.", priority: 1),
            PrintColumn("Container-Runtime", "What runs its containers.", priority: 1),
        ], cells: nodeCells)

    @Sendable private static func nodeCells(_ context: PrintContext) -> [JSONValue] {
        let info = context.status["nodeInfo"]
        var state = "Unknown"
        if let ready = context.condition("Ready") { state = ready["status"] == "True" ? "Ready" : "NotReady" }
        if context.spec["unschedulable"] == true { state += ",SchedulingDisabled" }
        func address(_ type: String) -> JSONValue {
            let addresses = context.status["addresses"]?.arrayValue ?? []
            return context.text(addresses.first { $0["type"]?.stringValue == type }?["address"])
        }
        return [
            .string(context.name), .string(state), .string(roles(context)), context.age,
            .string(info?["kubeletVersion"]?.stringValue ?? ""), address("InternalIP"), address("ExternalIP"),
            context.text(info?["osImage"], orElse: PrintContext.unknown),
            context.text(info?["kernelVersion"], orElse: PrintContext.unknown),
            context.text(info?["containerRuntimeVersion"], orElse: PrintContext.unknown),
        ]
    }

    private static func roles(_ context: PrintContext) -> String {
        let labels = context.object[path: "metadata", "labels"]?.objectValue ?? JSONObject()
        let prefix = "node-role.kubernetes.io/"
        let roles = Set(
            labels.members.compactMap { member -> String? in
                if member.key.hasPrefix(prefix) {
                    let role = String(member.key.dropFirst(prefix.count))
                    return role.isEmpty ? nil : role
                }
                return member.key == "kubernetes.io/role" ? nonEmpty(member.value) : nil
            })
        return roles.isEmpty ? PrintContext.none : roles.sorted().joined(separator: ",")
    }

    // MARK: Storage and quotas

    private static func accessModes(_ modes: JSONValue?) -> JSONValue {
        let short = [
            "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP",
        ]
        let given = Set((modes?.arrayValue ?? []).compactMap(\.stringValue))
        let order = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]
        return .string(order.filter(given.contains).compactMap { short[$0] }.joined(separator: ","))
    }

    static let volumes = KindPrinter(
        columns: [
            .objectName, PrintColumn("Capacity", "How much it holds."),
            PrintColumn("Access Modes", "How it can be mounted."),
            PrintColumn("Reclaim Policy", "What becomes of it when the claim goes."),
            PrintColumn("Status", "Available, Bound, Released or Failed."),
            PrintColumn("Claim", "The claim it is bound to."), PrintColumn("StorageClass", "Its class."),
            PrintColumn("VolumeAttributesClass", "The class of its attributes."),
            PrintColumn("Reason", "Why, in one word."), .age,
            PrintColumn("VolumeMode", "Filesystem or Block.", priority: 1),
        ],
        cells: { context in
            let (spec, status) = (context.spec, context.status)
            let claim = spec["claimRef"].map {
                "\($0["namespace"]?.stringValue ?? "")/\($0["name"]?.stringValue ?? "")"
            }
            let phase = context.isBeingDeleted ? "Terminating" : status["phase"]?.stringValue ?? ""
            return [
                .string(context.name), .string(context.quantity(spec[path: "capacity", "storage"]) ?? "0"),
                accessModes(spec["accessModes"]),
                .string(spec["persistentVolumeReclaimPolicy"]?.stringValue ?? ""), .string(phase),
                .string(claim ?? ""), .string(spec["storageClassName"]?.stringValue ?? ""),
                context.text(spec["volumeAttributesClassName"], orElse: PrintContext.unset),
                .string(status["reason"]?.stringValue ?? ""), context.age,
                context.text(spec["volumeMode"], orElse: PrintContext.unset),
            ]
        })

    static let claims = KindPrinter(
        columns: [
            .objectName, PrintColumn("Status", "Pending, Bound or Lost."),
            PrintColumn("Volume", "The volume it is bound to."), PrintColumn("Capacity", "How much the volume holds."),
            PrintColumn("Access Modes", "How the volume can be mounted."), PrintColumn("StorageClass", "Its class."),
            PrintColumn("VolumeAttributesClass", "The class of its attributes."), .age,
            PrintColumn("VolumeMode", "Filesystem or Block.", priority: 1),
        ],
        cells: { context in
            let (spec, status) = (context.spec, context.status)
            let phase = context.isBeingDeleted ? "Terminating" : status["phase"]?.stringValue ?? ""
            let isBound = nonEmpty(spec["volumeName"]) != nil
            let capacity = context.quantity(status[path: "capacity", "storage"]) ?? "0"
            return [
                .string(context.name), .string(phase), .string(spec["volumeName"]?.stringValue ?? ""),
                .string(isBound ? capacity : ""), isBound ? accessModes(status["accessModes"]) : "",
                .string(spec["storageClassName"]?.stringValue ?? ""),
                context.text(spec["volumeAttributesClassName"], orElse: PrintContext.unset), context.age,
                context.text(spec["volumeMode"], orElse: PrintContext.unset),
            ]
        })

    static let quotas = KindPrinter(
        columns: [
            .objectName, PrintColumn("Request", "What is requested, and how much may be."),
            PrintColumn("Limit", "What is allowed, and how much may be."), .age,
        ],
        cells: { context in
            let hard = (context.status["hard"]?.objectValue ?? JSONObject()).sortedByKey.members
            func texts(_ isWanted: (String) -> Bool) -> JSONValue {
                .string(
                    hard.filter { isWanted($0.key) }.map { member in
                        let used = context.quantity(context.status[path: "used", member.key]) ?? "0"
                        return "\(member.key): \(used)/\(context.quantity(member.value) ?? "0")"
                    }.joined(separator: ", "))
            }
            return [
                .string(context.name), texts { !$0.hasPrefix("limits.") }, texts { $0.hasPrefix("limits.") },
                context.age,
            ]
        })

    static let storageClasses = KindPrinter(
        columns: [
            .objectName, PrintColumn("Provisioner", "Who makes its volumes."),
            PrintColumn("ReclaimPolicy", "What becomes of them when the claim goes."),
            PrintColumn("VolumeBindingMode", "When they are bound."),
            PrintColumn("AllowVolumeExpansion", type: "boolean", "Whether they can grow."), .age,
        ],
        cells: { context in
            let object = context.object
            let key = "storageclass.kubernetes.io/is-default-class"
            let isDefault = object[path: "metadata", "annotations", key] == "true"
            return [
                .string(isDefault ? "\(context.name) (default)" : context.name),
                .string(object["provisioner"]?.stringValue ?? ""), context.text(object["reclaimPolicy"]),
                context.text(object["volumeBindingMode"]),
                .bool(object["allowVolumeExpansion"]?.boolValue ?? false), context.age,
            ]
        })

    static let componentStatuses = KindPrinter(
        columns: [
            .objectName, PrintColumn("Status", "Healthy or not."), PrintColumn("Message", "Why."),
            PrintColumn("Error", "What is wrong."),
        ],
        cells: { context in
            let healthy = (context.object["conditions"]?.arrayValue ?? []).first { $0["type"] == "Healthy" }
            let state =
                switch healthy?["status"]?.stringValue {
                case "True"?: "Healthy"
                case "False"?: "Unhealthy"
                default: "Unknown"
                }
            return [
                .string(context.name), .string(state), .string(healthy?["message"]?.stringValue ?? ""),
                .string(healthy?["error"]?.stringValue ?? ""),
            ]
        })
}
