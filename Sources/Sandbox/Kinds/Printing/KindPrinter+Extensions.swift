import KubeCore

extension KindPrinter {
    static let roles = nameAndCreation
    static let clusterRoles = nameAndCreation
    static let definitions = nameAndCreation

    static let roleBindings = KindPrinter(
        columns: [
            .objectName, PrintColumn("Role", "The role it grants."), .age,
            PrintColumn("Users", "The users it is granted to.", priority: 1),
            PrintColumn("Groups", "The groups it is granted to.", priority: 1),
            PrintColumn("ServiceAccounts", "The service accounts it is granted to.", priority: 1),
        ],
        cells: { context in
            let reference = context.object["roleRef"]
            let subjects = context.object["subjects"]?.arrayValue ?? []
            func names(_ kind: String) -> JSONValue {
                let names = subjects.filter { $0["kind"]?.stringValue == kind }.map { subject in
                    [subject["namespace"], subject["name"]].compactMap(nonEmpty).joined(separator: "/")
                }
                return .string(names.joined(separator: ", "))
            }
            return [
                .string(context.name),
                .string("\(reference?["kind"]?.stringValue ?? "")/\(reference?["name"]?.stringValue ?? "")"),
                context.age, names("User"), names("Group"), names("ServiceAccount"),
            ]
        })

    static let webhooks = KindPrinter(
        columns: [.objectName, .number("Webhooks", "How many webhooks it holds."), .age],
        cells: { context in
            [.string(context.name), .integer(Int64(context.object["webhooks"]?.arrayValue?.count ?? 0)), context.age]
        })

    static let apiServices = KindPrinter(
        columns: [
            .objectName, PrintColumn("Service", "The service that serves it."),
            PrintColumn("Available", "Whether it can be reached."), .age,
        ],
        cells: { context in
            let service = context.spec["service"].flatMap { $0 == .null ? nil : $0 }.map {
                "\($0["namespace"]?.stringValue ?? "")/\($0["name"]?.stringValue ?? "")"
            }
            var available = "Unknown"
            if let condition = context.condition("Available") {
                available = condition["status"]?.stringValue ?? "Unknown"
                if available != "True", let reason = nonEmpty(condition["reason"]) { available += " (\(reason))" }
            }
            return [.string(context.name), .string(service ?? "Local"), .string(available), context.age]
        })

    static let leases = KindPrinter(
        columns: [.objectName, PrintColumn("Holder", "Who holds it."), .age],
        cells: { [.string($0.name), .string($0.spec["holderIdentity"]?.stringValue ?? ""), $0.age] })

    static let priorityClasses = KindPrinter(
        columns: [
            .objectName, .number("Value", "The priority."),
            PrintColumn("Global-Default", type: "boolean", "Whether pods that name no class get this one."), .age,
            PrintColumn("PreemptionPolicy", "Whether its pods push others off a node."),
        ],
        cells: { context in
            let object = context.object
            return [
                .string(context.name), context.number(object["value"]),
                .bool(object["globalDefault"]?.boolValue ?? false), context.age,
                .string(object["preemptionPolicy"]?.stringValue ?? ""),
            ]
        })

    static let runtimeClasses = KindPrinter(
        columns: [.objectName, PrintColumn("Handler", "The configuration of the container runtime."), .age],
        cells: { [.string($0.name), .string($0.object["handler"]?.stringValue ?? ""), $0.age] })
}
