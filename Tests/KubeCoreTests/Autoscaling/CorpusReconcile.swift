import KubeCore

/// A reconcile case run through the controller's pass, and what came out in the corpus's words.
enum CorpusReconcile {
    /// Differences between expected and actual, one a line; the status afterwards is for the next step of a trace.
    static func run(_ test: JSONValue, previous: AutoscalerStatus?) -> (differences: [String], status: AutoscalerStatus)
    {
        let input = test["input"] ?? [:]
        let autoscaler = HorizontalAutoscaler(settings: settings(input["controller"] ?? [:]))
        let request = passInput(input, previous: previous)
        let decision = autoscaler.decide(request)
        let failures = (input["scaleUpdateErrors"]?.items ?? []).map(\.text)
        let fails = input["scaleUpdateOutcome"]?.text == "alwaysFails"
        let outcome = autoscaler.finish(
            decision, of: request, write: fails ? .failed(failures.last ?? "refused") : .written)
        let written = fails ? [] : decision.rescale.map { [$0.to] } ?? []
        let expected = test["expected"] ?? [:]
        return (compare(expected, outcome, written: written), outcome.status)
    }

    static func settings(_ json: JSONValue) -> HorizontalAutoscaler.Settings {
        var settings = HorizontalAutoscaler.Settings()
        settings.tolerance = json["tolerance"]?.doubleValue ?? 0.1
        settings.downscaleStabilizationSeconds = json["downscaleStabilizationSeconds"]?.int64Value ?? 300
        settings.timing = timing(json)
        settings.growthFactor = json["scaleUpLimitFactor"]?.doubleValue ?? 2
        settings.growthMinimum = json["scaleUpLimitMinimum"]?.doubleValue ?? 4
        let gates = json["featureGates"]
        settings.configurableTolerance = gates?["HPAConfigurableTolerance"]?.boolValue ?? true
        settings.scaleToZero = gates?["HPAScaleToZero"]?.boolValue ?? false
        settings.podLevelResources = gates?["PodLevelResources"]?.boolValue ?? true
        return settings
    }

    static func timing(_ json: JSONValue) -> PodGroups.Timing {
        PodGroups.Timing(
            initializationSeconds: json["cpuInitializationPeriodSeconds"]?.int64Value ?? 300,
            readinessDelaySeconds: json["delayOfInitialReadinessSeconds"]?.int64Value ?? 30)
    }

    private static func passInput(_ input: JSONValue, previous: AutoscalerStatus?) -> HorizontalAutoscaler.Input {
        let hpa = input["hpa"] ?? [:]
        let spec = HorizontalAutoscaler.Spec(json: hpa)
        return HorizontalAutoscaler.Input(
            namespace: "test-namespace", spec: spec, status: previous ?? status(hpa),
            scale: scale(input["scale"] ?? [:]),
            selection: selection(input), answers: answers(input, spec: spec),
            history: AutoscalerHistory(case: input["history"] ?? [:]), now: Corpus.now)
    }

    private static func status(_ hpa: JSONValue) -> AutoscalerStatus {
        var status = AutoscalerStatus(json: [
            "currentReplicas": hpa["statusCurrentReplicas"] ?? 0, "desiredReplicas": hpa["statusDesiredReplicas"] ?? 0,
            "currentMetrics": hpa["statusCurrentMetrics"] ?? [], "conditions": hpa["statusConditions"] ?? [],
        ])
        status.lastScaleTime = Corpus.ago(hpa["statusLastScaleTimeSecondsAgo"])
        return status
    }

    private static func scale(_ json: JSONValue) -> HorizontalAutoscaler.ScaleReading {
        if let error = json["getError"]?.stringValue { return .failed(message: error, error: error) }
        return .found(
            .init(
                specReplicas: json["specReplicas"]?.int32 ?? 0, statusReplicas: json["statusReplicas"]?.int32 ?? 0))
    }

    private static func selection(_ input: JSONValue) -> HorizontalAutoscaler.Selection {
        let pods = (input["pods"]?.items ?? []).map { pod in
            var labels: [String: String] = [:]
            for member in pod["labels"]?.objectValue ?? JSONObject() { labels[member.key] = member.value.stringValue }
            return HorizontalAutoscaler.Selection.LabelledPod(labels: labels, pod: AutoscalerPod(case: pod))
        }
        var others: [String: LabelSelector] = [:]
        let written = input["otherHPAs"] ?? input["hpa"]?["otherHPAs"] ?? []
        for (index, other) in written.items.enumerated() {
            others[other["name"]?.stringValue ?? "other-\(index)"] = selector(other["selector"] ?? other)
        }
        return .init(
            selector: input["scale"]?["selector"]?.text ?? "", name: "test-hpa", pods: pods, others: others)
    }

    private static func selector(_ json: JSONValue) -> LabelSelector? {
        if let text = json.stringValue { return try? LabelSelector(text) }
        if json["matchLabels"] != nil || json["matchExpressions"] != nil {
            return try? LabelSelector.read(json).get()
        }
        var labels: [String: String] = [:]
        for member in json.objectValue ?? JSONObject() { labels[member.key] = member.value.stringValue }
        return LabelSelector(matchLabels: labels)
    }

    /// Only the metrics that lead to a call have an answer in the case.
    private static func answers(
        _ input: JSONValue, spec: HorizontalAutoscaler.Spec
    ) -> [HorizontalAutoscaler.MetricAnswer] {
        var left = (input["metricResponses"]?.items ?? [])[...]
        return spec.metrics.map { metric in
            let api =
                switch metric {
                case .resource, .containerResource: "resource"
                case .pods: "pods"
                case .object: "object"
                case .external: "external"
                case .unknown: ""
                }
            guard let next = left.first, next["api"]?.text == api else { return .failed("not asked") }
            left.removeFirst()
            return .init(case: next)
        }
    }

    private static func compare(
        _ expected: JSONValue, _ outcome: HorizontalAutoscaler.Outcome, written: [Int32]
    ) -> [String] {
        var differences: [String] = []
        func check(_ name: String, _ actual: JSONValue, ignoring null: JSONValue = .null) {
            let wanted = expected[name] ?? .null
            if wanted != actual, !(wanted.isNull && actual == null) {
                differences.append("\(name): expected \(wanted.serializedString()), got \(actual.serializedString())")
            }
        }
        check("scaleWrites", .array(written.map { .integer(Int64($0)) }))
        check("currentReplicas", .integer(Int64(outcome.status.currentReplicas)))
        check("desiredReplicas", .integer(Int64(outcome.status.desiredReplicas)))
        check("currentMetrics", .array(outcome.status.currentMetrics.map(\.json)), ignoring: [])
        check("recommendationsAfter", AutoscalerHistory.json(outcome.history.recommendations ?? []), ignoring: [])
        check("scaleUpEventsAfter", AutoscalerHistory.json(outcome.history.scaleUps), ignoring: [])
        check("scaleDownEventsAfter", AutoscalerHistory.json(outcome.history.scaleDowns), ignoring: [])
        check("statusWrites", .integer(outcome.statusChanged ? 1 : 0))
        let conditions = Set(outcome.status.conditions.map { "\($0.type)=\($0.status) \($0.reason)" })
        let wanted = Set(
            (expected["conditions"]?.items ?? []).map {
                "\($0["type"]?.text ?? "")=\($0["status"]?.text ?? "") \($0["reason"]?.text ?? "")"
            })
        if conditions != wanted {
            differences.append("conditions: expected \(wanted.sorted()), got \(conditions.sorted())")
        }
        if (outcome.error != nil) != (expected["error"]?.stringValue != nil) {
            differences.append("error: expected \(expected["error"]?.text ?? "none"), got \(outcome.error ?? "none")")
        }
        differences += compareTexts(expected, outcome)
        return differences
    }

    /// Events by reason, and by text where the case has one and it depends on nothing but the case.
    private static func compareTexts(_ expected: JSONValue, _ outcome: HorizontalAutoscaler.Outcome) -> [String] {
        var differences: [String] = []
        let wanted = expected["events"]?.items ?? []
        let reasons = wanted.map { $0.stringValue ?? $0["reason"]?.text ?? "" }
        if reasons != outcome.events.map(\.reason) {
            differences.append("events: expected \(reasons), got \(outcome.events)")
        }
        for (event, actual) in zip(wanted, outcome.events) {
            guard let text = event["message"]?.stringValue else { continue }
            let type = event["type"]?.text == "Warning"
            if text != actual.message || type != actual.isWarning {
                differences.append("event: expected \(text), got \(actual)")
            }
        }
        for condition in expected["conditions"]?.items ?? [] {
            guard let text = condition["message"]?.stringValue, !text.isEmpty else { continue }
            let actual = outcome.status.conditions.first { $0.type == condition["type"]?.text }?.message
            if text != actual { differences.append("message: expected \(text), got \(actual ?? "none")") }
        }
        return differences
    }
}
