import KubeCore

/// The cases of single functions: each answers with what the corpus calls `expected`, or with the differences.
enum CorpusKinds {
    static func differences(_ test: JSONValue) -> [String] {
        let input = test["input"] ?? [:]
        let expected = test["expected"] ?? [:]
        let actual: JSONValue
        switch test["kind"]?.text {
        case "replicaCalc": actual = replicaCalc(input)
        case "groupPods": actual = groupPods(input)
        case "podRequests": actual = podRequests(input)
        case "utilizationRatio": actual = utilizationRatio(input)
        case "usageRatio": actual = usageRatio(input)
        case "metricsParse": actual = metricsParse(input)
        case "stabilizeDefault": actual = stabilizeDefault(input)
        case "stabilizeBehavior": actual = stabilizeBehavior(input)
        case "limitDefault": actual = limitDefault(input)
        case "limitBehavior": actual = limitBehavior(input)
        case "rateLimit": actual = rateLimit(input)
        case "storeScaleEvent": actual = storeScaleEvent(input)
        default: return ["unknown kind \(test["kind"]?.text ?? "")"]
        }
        return compare(expected, actual)
    }

    /// Members the functions do not answer are left out; of errors only their presence counts, and a part of the text.
    private static func compare(_ expected: JSONValue, _ actual: JSONValue) -> [String] {
        var differences: [String] = []
        if (expected["error"]?.stringValue == nil) != (actual["error"]?.stringValue == nil) {
            differences.append(
                "error: expected \(expected["error"]?.text ?? "none"), got \(actual["error"]?.text ?? "none")")
        }
        for member in expected.objectValue ?? JSONObject() where member.key != "error" {
            let value = actual[member.key] ?? .null
            let isEqual =
                switch (member.value.doubleValue, value.doubleValue) {
                case (let left?, let right?): left == right
                default: member.value == value
                }
            if !isEqual, !(expected["error"]?.stringValue != nil && value.isNull) {
                differences.append(
                    "\(member.key): expected \(member.value.serializedString()), got \(value.serializedString())")
            }
        }
        return differences
    }

    private static func names(_ set: Set<String>) -> JSONValue { .array(set.sorted().map(JSONValue.string)) }

    private static func groupPods(_ input: JSONValue) -> JSONValue {
        let groups = PodGroups(
            (input["pods"]?.items ?? []).map(AutoscalerPod.init(case:)),
            samples: PodMetricSample.byName(input["podMetrics"]), resource: input["resource"]?.text ?? "",
            timing: CorpusReconcile.timing(input), now: Corpus.now)
        return [
            "readyPodCount": .integer(Int64(groups.readyCount)), "unreadyPods": names(groups.unready),
            "missingPods": names(groups.missing), "ignoredPods": names(groups.ignored),
        ]
    }

    private static func answer(_ compute: () throws(ReplicaCalculationError) -> JSONValue) -> JSONValue {
        do throws(ReplicaCalculationError) {
            return try compute()
        } catch {
            return ["error": .string(error.message)]
        }
    }

    private static func podRequests(_ input: JSONValue) -> JSONValue {
        answer { () throws(ReplicaCalculationError) in
            let requests = try PodRequests.milli(
                of: (input["pods"]?.items ?? []).map(AutoscalerPod.init(case:)),
                resource: input["resource"]?.text ?? "",
                container: input["container"]?.text ?? "",
                podLevelRequests: input["podLevelResourcesEnabled"]?.boolValue ?? false)
            return ["requestsMilli": .object(JSONObject(requests.map { ($0.key, .integer($0.value)) }))]
        }
    }

    private static func milliSamples(_ json: JSONValue?) -> [String: PodMetricSample] {
        (json?.milliByName() ?? [:]).mapValues { PodMetricSample(milliValue: $0, time: Corpus.now) }
    }

    private static func utilizationRatio(_ input: JSONValue) -> JSONValue {
        answer { () throws(ReplicaCalculationError) in
            let usage = try UsageRatio(
                samples: milliSamples(input["podMetricsMilli"]),
                requestsMilli: input["requestsMilli"]?.milliByName() ?? [:],
                targetUtilization: input["targetUtilizationPercent"]?.int32 ?? 0)
            return [
                "ratio": .init(floatLiteral: usage.ratio), "rawAverageMilli": .integer(usage.averageMilli),
                "utilizationPercent": usage.utilization.map { .integer(Int64($0)) } ?? .null,
            ]
        }
    }

    private static func usageRatio(_ input: JSONValue) -> JSONValue {
        let usage = UsageRatio(
            samples: milliSamples(input["podMetricsMilli"]), targetMilli: input["targetMilli"]?.int64Value ?? 0)
        return ["ratio": .init(floatLiteral: usage.ratio), "usageMilli": .integer(usage.averageMilli)]
    }

    private static func metricsParse(_ input: JSONValue) -> JSONValue {
        let answer: HorizontalAutoscaler.MetricAnswer
        let values = input["valuesMilli"]?.items.compactMap(\.int64Value) ?? []
        let window = input["windowSeconds"]?.int64Value ?? 0
        switch input["api"]?.text ?? "" {
        case "metrics.k8s.io":
            let pods = (input["podContainersMilli"]?.items ?? []).enumerated().map { index, containers in
                MetricsAPIAnswers.PodUsage(
                    name: "test-pod-\(index)", time: Corpus.now, windowSeconds: window,
                    containers: containers.objectValue?.members.map { member in
                        .init(
                            name: member.key,
                            usageMilli: member.value.int64Value.map { [input["resource"]?.text ?? "": $0] } ?? [:])
                    } ?? [])
            }
            answer = MetricsAPIAnswers.resource(
                input["resource"]?.text ?? "", container: input["container"]?.text ?? "", of: pods)
        case let api where api.hasPrefix("external"): answer = MetricsAPIAnswers.external(values)
        case let api where api.hasSuffix("pods"):
            answer = MetricsAPIAnswers.custom(
                values.enumerated().map { index, value in
                    .init(
                        name: "test-pod-\(index)", time: Corpus.now, windowSeconds: window == 0 ? nil : window,
                        milliValue: value)
                })
        default: answer = values.first.map { .value($0) } ?? .failed("no metrics returned from custom metrics API")
        }
        return parsed(answer)
    }

    private static func parsed(_ answer: HorizontalAutoscaler.MetricAnswer) -> JSONValue {
        switch answer {
        case .failed(let error): return ["error": .string(error)]
        case .value(let milli):
            return ["value": .integer(milli), "milliValue": .integer(milli), "valuesMilli": [.integer(milli)]]
        case .series(let series):
            let list = JSONValue.array(series.map(JSONValue.integer))
            let sum = JSONValue.integer(AutoscalingArithmetic.sum(series))
            return ["values": list, "valuesMilli": list, "milliValues": list, "value": sum, "sumMilli": sum]
        case .pods(let samples):
            let values = samples.map { name, sample in
                (
                    name,
                    JSONValue.object([
                        "milliValue": .integer(sample.milliValue), "windowSeconds": .integer(sample.windowSeconds),
                    ])
                )
            }
            return ["values": .object(JSONObject(values))]
        }
    }

    private static func stabilizeDefault(_ input: JSONValue) -> JSONValue {
        var history = AutoscalerHistory(case: input)
        let stable = ScaleStabilization.stabilize(
            input["desiredReplicas"]?.int32 ?? 0,
            windowSeconds: input["downscaleStabilizationSeconds"]?.int64Value ?? 0, history: &history, now: Corpus.now)
        return [
            "stabilizedReplicas": .integer(Int64(stable)),
            "recommendationsAfter": AutoscalerHistory.json(history.recommendations ?? []),
            "recommendationsAfterCount": .integer(Int64(history.recommendations?.count ?? 0)),
        ]
    }

    private static func stabilizeBehavior(_ input: JSONValue) -> JSONValue {
        var history = AutoscalerHistory(case: input)
        let wanted = input["desiredReplicas"]?.int32 ?? 0
        let current = input["currentReplicas"]?.int32 ?? 0
        let stable = ScaleStabilization.stabilize(
            wanted, current: current, upSeconds: input["scaleUpStabilizationSeconds"]?.int64Value ?? 0,
            downSeconds: input["scaleDownStabilizationSeconds"]?.int64Value ?? 0, history: &history, now: Corpus.now)
        return [
            "stabilizedReplicas": .integer(Int64(stable)),
            "reason": .string(wanted >= current ? "ScaleUpStabilized" : "ScaleDownStabilized"),
            "recommendationsAfter": AutoscalerHistory.json(history.recommendations ?? []),
        ]
    }

    private static func limitDefault(_ input: JSONValue) -> JSONValue {
        let limited = ScaleLimits.limit(
            input["desiredReplicas"]?.int32 ?? 0, current: input["currentReplicas"]?.int32 ?? 0,
            min: input["minReplicas"]?.int32 ?? 0, max: input["maxReplicas"]?.int32 ?? 0,
            growthFactor: input["scaleUpLimitFactor"]?.doubleValue ?? 2,
            growthMinimum: input["scaleUpLimitMinimum"]?.doubleValue ?? 4)
        return ["desiredReplicas": .integer(Int64(limited.replicas)), "reason": .string(limited.reason.rawValue)]
    }

    private static func limitBehavior(_ input: JSONValue) -> JSONValue {
        let limited = ScaleLimits.limit(
            input["desiredReplicas"]?.int32 ?? 0, current: input["currentReplicas"]?.int32 ?? 0,
            min: input["minReplicas"]?.int32 ?? 0, max: input["maxReplicas"]?.int32 ?? 0,
            behavior: AutoscalerBehavior(json: input["behavior"] ?? input["rawBehavior"] ?? [:]),
            history: AutoscalerHistory(case: input),
            now: Corpus.now)
        return ["desiredReplicas": .integer(Int64(limited.replicas)), "reason": .string(limited.reason.rawValue)]
    }

    private static func rateLimit(_ input: JSONValue) -> JSONValue {
        let rules = AutoscalerBehavior(json: ["scaleUp": input]).scaleUp
        let history = AutoscalerHistory(case: input)
        let current = input["currentReplicas"]?.int32 ?? 0
        let limit =
            input["direction"]?.text == "up"
            ? ScaleLimits.upLimit(current: current, rules: rules, history: history, now: Corpus.now)
            : ScaleLimits.downLimit(current: current, rules: rules, history: history, now: Corpus.now)
        return ["limit": .integer(Int64(limit))]
    }

    private static func storeScaleEvent(_ input: JSONValue) -> JSONValue {
        var events = AutoscalerHistory.events(input["events"])
        let before = AutoscalerHistory.change(
            in: input["periodSeconds"]?.int32 ?? 0, of: events, now: Corpus.now)
        if let policies = input["policies"], !policies.isNull {
            let rules = AutoscalerBehavior(json: ["scaleUp": policies]).scaleUp
            AutoscalerHistory.store(input["replicaChange"]?.int32 ?? 0, in: &events, rules: rules, now: Corpus.now)
        }
        let after = events.map { event -> JSONValue in
            ["change": .integer(Int64(event.change)), "outdated": .bool(event.isOutdated), "secondsAgo": 0]
        }
        return ["replicaChangeInPeriodBeforeStore": .integer(before), "eventsAfter": .array(after)]
    }

    private static func replicaCalc(_ input: JSONValue) -> JSONValue {
        answer { () throws(ReplicaCalculationError) in try proposal(input) }
    }

    private static func proposal(_ input: JSONValue) throws(ReplicaCalculationError) -> JSONValue {
        let calculator = ReplicaCalculator(
            timing: CorpusReconcile.timing(input),
            podLevelRequests: input["podLevelResourcesEnabled"]?.boolValue ?? true, now: Corpus.now)
        let pods = (input["pods"]?.items ?? []).map(AutoscalerPod.init(case:))
        let current = input["currentReplicas"]?.int32 ?? 0
        let tolerance = ReplicaTolerance(
            up: input["tolerances"]?["scaleUp"]?.doubleValue ?? 0.1,
            down: input["tolerances"]?["scaleDown"]?.doubleValue ?? 0.1)
        let target = input["targetMilli"]?.int64Value ?? 0
        let responses = input["metricResponses"]?.items ?? []
        let answer = responses.first.map(HorizontalAutoscaler.MetricAnswer.init(case:)) ?? .failed("no answer")
        if case .failed(let error) = answer { throw ReplicaCalculationError(error) }
        var samples: [String: PodMetricSample] = [:]
        var usage: Int64 = 0
        switch answer {
        case .pods(let values): samples = values
        case .value(let milli): usage = milli
        case .series(let series): usage = AutoscalingArithmetic.sum(series)
        case .failed: break
        }
        let result: ReplicaCalculator.Proposal
        switch input["metricKind"]?.text ?? "" {
        case "resourceUtilization":
            result = try calculator.proposal(
                targetUtilization: input["targetUtilizationPercent"]?.int32 ?? 0,
                resource: input["resource"]?.text ?? "",
                container: input["container"]?.text ?? "", samples: samples, pods: pods, currentReplicas: current,
                tolerance: tolerance)
        case "podsAverageValue", "resourceAverageValue":
            result = try calculator.proposal(
                averageTargetMilli: target, resource: input["resource"]?.text ?? "", samples: samples, pods: pods,
                currentReplicas: current, tolerance: tolerance)
        case "objectValue", "externalValue":
            result = try calculator.proposal(
                valueTargetMilli: target, usageMilli: usage, pods: pods, currentReplicas: current,
                tolerance: tolerance)
        case "objectAverageValue", "externalAverageValue":
            result = ReplicaCalculator.proposal(
                averageTargetMilli: target, usageMilli: usage, statusReplicas: current, tolerance: tolerance)
        default: throw ReplicaCalculationError("unknown kind")
        }
        return [
            "replicas": .integer(Int64(result.replicas)), "usageMilli": .integer(result.usageMilli),
            "rawAverageMilli": .integer(result.usageMilli),
            "utilizationPercent": result.utilization.map { .integer(Int64($0)) } ?? .null,
        ]
    }
}
