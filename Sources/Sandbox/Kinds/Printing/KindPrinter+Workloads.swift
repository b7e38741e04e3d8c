import KubeCore

extension KindPrinter {
    static let deployments = KindPrinter(
        columns: [
            .objectName, PrintColumn("Ready", "How many of its pods are ready."),
            PrintColumn("Up-to-date", "How many have the newest template."),
            PrintColumn("Available", "How many are ready for long enough."), .age, .containers, .images, .selector,
        ],
        cells: { context in
            let (spec, status) = (context.spec, context.status)
            let ready = "\(status["readyReplicas"]?.int64Value ?? 0)/\(spec["replicas"]?.int64Value ?? 0)"
            return [
                .string(context.name), .string(ready), context.number(status["updatedReplicas"]),
                context.number(status["availableReplicas"]), context.age,
            ] + context.containers(spec["template"]) + [context.selector(spec["selector"])]
        })

    static let replicaSets = replicas { $0.selector($0.spec["selector"]) }
    static let replicationControllers = replicas { $0.labels($0.spec["selector"]) }

    private static func replicas(_ selector: @escaping @Sendable (PrintContext) -> JSONValue) -> KindPrinter {
        KindPrinter(
            columns: [
                .objectName, .number("Desired", "How many pods are wanted."),
                .number("Current", "How many pods there are."), .number("Ready", "How many are ready."), .age,
                .containers, .images, .selector,
            ],
            cells: { context in
                [
                    .string(context.name), context.number(context.spec["replicas"]),
                    context.number(context.status["replicas"]), context.number(context.status["readyReplicas"]),
                    context.age,
                ] + context.containers(context.spec["template"]) + [selector(context)]
            })
    }

    static let statefulSets = KindPrinter(
        columns: [
            .objectName, PrintColumn("Ready", "How many of its pods are ready."), .age, .containers, .images,
        ],
        cells: { context in
            let ready = context.status["readyReplicas"]?.int64Value ?? 0
            let wanted = context.spec["replicas"]?.int64Value ?? 0
            return [.string(context.name), .string("\(ready)/\(wanted)"), context.age]
                + context.containers(context.spec["template"])
        })

    static let daemonSets = KindPrinter(
        columns: [
            .objectName, .number("Desired", "How many nodes should run a pod."),
            .number("Current", "How many nodes run a pod and should."), .number("Ready", "How many pods are ready."),
            .number("Up-to-date", "How many have the newest template."),
            .number("Available", "How many are ready for long enough."),
            PrintColumn("Node Selector", "Which nodes run a pod."), .age, .containers, .images, .selector,
        ],
        cells: { context in
            let (spec, status) = (context.spec, context.status)
            return [.string(context.name)]
                + [
                    "desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled",
                    "numberAvailable",
                ].map { context.number(status[$0]) }
                + [context.labels(spec[path: "template", "spec", "nodeSelector"]), context.age]
                + context.containers(spec["template"]) + [context.selector(spec["selector"])]
        })

    static let jobs = KindPrinter(
        columns: [
            .objectName, PrintColumn("Status", "What it does, in one word."),
            PrintColumn("Completions", "How many pods have succeeded."),
            PrintColumn("Duration", "How long it took, or runs."), .age, .containers, .images, .selector,
        ],
        cells: { context in
            [
                .string(context.name), .string(jobStatus(context)), .string(completions(context)),
                .string(jobDuration(context)), context.age,
            ] + context.containers(context.spec["template"]) + [context.selector(context.spec["selector"])]
        })

    private static func jobStatus(_ context: PrintContext) -> String {
        if context.isTrue("Complete") { return "Complete" }
        if context.isTrue("Failed") { return "Failed" }
        if context.isBeingDeleted { return "Terminating" }
        let states = ["Suspended", "FailureTarget", "SuccessCriteriaMet"]
        return states.first(where: context.isTrue) ?? "Running"
    }

    private static func completions(_ context: PrintContext) -> String {
        let succeeded = context.status["succeeded"]?.int64Value ?? 0
        if let wanted = context.spec["completions"]?.int64Value { return "\(succeeded)/\(wanted)" }
        let parallelism = context.spec["parallelism"]?.int64Value ?? 0
        return parallelism > 1 ? "\(succeeded)/1 of \(parallelism)" : "\(succeeded)/1"
    }

    private static func jobDuration(_ context: PrintContext) -> String {
        guard let start = context.moment(context.status["startTime"]) else { return "" }
        let end = context.moment(context.status["completionTime"]) ?? context.now
        return HumanDuration.format(.seconds(end.seconds - start.seconds))
    }

    static let cronJobs = KindPrinter(
        columns: [
            .objectName, PrintColumn("Schedule", "When it makes jobs."),
            PrintColumn("Timezone", "The time zone of the schedule."),
            PrintColumn("Suspend", type: "boolean", "Whether it is held."),
            .number("Active", "How many of its jobs run."),
            PrintColumn("Last Schedule", "How long ago it last made a job."), .age, .containers, .images, .selector,
        ],
        cells: { context in
            let spec = context.spec
            let suspend: JSONValue =
                switch spec["suspend"] {
                case .bool(let flag)?: flag ? "True" : "False"
                default: .string(PrintContext.unset)
                }
            let last = context.status["lastScheduleTime"].map(context.since) ?? PrintContext.none
            let template = spec[path: "jobTemplate", "spec", "template"]
            return [
                .string(context.name), .string(spec["schedule"]?.stringValue ?? ""), context.text(spec["timeZone"]),
                suspend, .integer(Int64(context.status["active"]?.arrayValue?.count ?? 0)), .string(last),
                context.age,
            ] + context.containers(template) + [context.selector(spec[path: "jobTemplate", "spec", "selector"])]
        })

    static let podTemplates = KindPrinter(
        columns: [
            .objectName, PrintColumn("Containers", "The names of the containers."),
            PrintColumn("Images", "The images of the containers."),
            PrintColumn("Pod Labels", "The labels of the pods."),
        ],
        cells: { context in
            let template = context.object["template"]
            return [.string(context.name)] + context.containers(template)
                + [context.labels(template?[path: "metadata", "labels"])]
        })

    static let controllerRevisions = KindPrinter(
        columns: [
            .objectName, PrintColumn("Controller", "The set it belongs to."),
            .number("Revision", "Its number."), .age,
        ],
        cells: { context in
            let owners = context.object[path: "metadata", "ownerReferences"]?.arrayValue ?? []
            let controller = owners.first { $0["controller"] == true }.map { owner in
                let kind = (owner["kind"]?.stringValue ?? "").lowercased()
                let group = owner["apiVersion"]?.stringValue.flatMap(GroupVersion.init(apiVersion:))?.group ?? ""
                return "\(group.isEmpty ? kind : "\(kind).\(group)")/\(owner["name"]?.stringValue ?? "")"
            }
            return [
                .string(context.name), .string(controller ?? PrintContext.none),
                context.number(context.object["revision"]), context.age,
            ]
        })

    static let budgets = KindPrinter(
        columns: [
            .objectName, PrintColumn("Min Available", "How many pods must be there."),
            PrintColumn("Max Unavailable", "How many may be missing."),
            .number("Allowed Disruptions", "How many may be evicted now."), .age,
        ],
        cells: { context in
            [
                .string(context.name), context.countOrPercentage(context.spec["minAvailable"], orElse: "N/A"),
                context.countOrPercentage(context.spec["maxUnavailable"], orElse: "N/A"),
                context.number(context.status["disruptionsAllowed"]), context.age,
            ]
        })
}
