import KubeCore

extension KindPrinter {
    static let autoscalers = KindPrinter(columns: autoscalerColumns, cells: autoscalerCells)

    static let autoscalersV1 = KindPrinter(
        columns: autoscalerColumns,
        cells: { context in
            // The server prints from one form, whatever version was asked for.
            let object = AutoscalerConversion.v1.toStored(context.object)
            return autoscalerCells(PrintContext(object: object, now: context.now))
        })

    private static let autoscalerColumns = [
        PrintColumn.objectName, PrintColumn("Reference", "What is scaled."),
        PrintColumn("Targets", "The metrics as last read, and what they shall be."),
        PrintColumn("MinPods", "The smallest number of replicas."),
        PrintColumn("MaxPods", "The largest number of replicas."),
        PrintColumn("Replicas", "How many replicas there were."), .age,
    ]

    @Sendable private static func autoscalerCells(_ context: PrintContext) -> [JSONValue] {
        let (spec, status) = (context.spec, context.status)
        let target = spec["scaleTargetRef"]
        let minimum = spec["minReplicas"]?.int64Value.map { "\($0)" } ?? PrintContext.unset
        return [
            .string(context.name),
            .string("\(target?["kind"]?.stringValue ?? "")/\(target?["name"]?.stringValue ?? "")"),
            .string(targets(context, spec["metrics"]?.arrayValue ?? [], status["currentMetrics"]?.arrayValue ?? [])),
            .string(minimum), context.number(spec["maxReplicas"]), context.number(status["currentReplicas"]),
            context.age,
        ]
    }

    /// Source: kubernetes `pkg/printers/internalversion/printers.go` formatHPAMetrics.
    private static func targets(_ context: PrintContext, _ metrics: [JSONValue], _ current: [JSONValue]) -> String {
        if metrics.isEmpty { return PrintContext.none }
        let texts = metrics.enumerated().map { index, metric in
            let status = current.indices.contains(index) ? current[index] : nil
            return AutoscalerPrinter(context: context, metric: metric, status: status).text
        }
        return context.some(texts, limit: 2, separator: ", ")
    }
}

/// One metric of an autoscaler: what was read and what is wanted.
private struct AutoscalerPrinter {
    let context: PrintContext
    let metric: JSONValue
    let status: JSONValue?

    var text: String {
        switch metric["type"]?.stringValue ?? "" {
        case "External": valueOrAverage("external")
        case "Object": valueOrAverage("object")
        case "Pods": "\(current("pods", "averageValue"))/\(wanted("pods", "averageValue") ?? "")"
        case "Resource": resource("resource")
        case "ContainerResource": resource("containerResource")
        default: "<unknown type>"
        }
    }

    private func valueOrAverage(_ source: String) -> String {
        if let average = wanted(source, "averageValue") { return "\(current(source, "averageValue"))/\(average) (avg)" }
        return "\(current(source, "value"))/\(wanted(source, "value") ?? "")"
    }

    private func resource(_ source: String) -> String {
        let name = metric[path: source, "name"]?.stringValue ?? ""
        if let average = wanted(source, "averageValue") {
            return "\(name): \(current(source, "averageValue"))/\(average)"
        }
        let utilization = metric[path: source, "target", "averageUtilization"]?.int64Value
        let read = status?[path: source, "current", "averageUtilization"]?.int64Value
        let target = utilization.map { "\($0)%" } ?? "<auto>"
        return "\(name): \(read.map { "\($0)%" } ?? PrintContext.unknown)/\(target)"
    }

    private func wanted(_ source: String, _ field: String) -> String? {
        context.quantity(metric[path: source, "target", field])
    }

    private func current(_ source: String, _ field: String) -> String {
        context.quantity(status?[path: source, "current", field]) ?? PrintContext.unknown
    }
}
