import Foundation
import KubeCore

/// The cases extracted from the upstream controller; see their header for the meaning of each field.
enum Corpus {
    /// The moment every case is set in: `...SecondsAgo` counts back from it.
    static let now = Timestamp(seconds: 2_000_000_000)

    static let cases = load("TRIMTAB_HPA_CASES", "hpa_cases.json")
    static let vectors = load("TRIMTAB_HPA_VECTORS", "hpa_vectors.json")

    private static func load(_ variable: String, _ name: String) -> [JSONValue] {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let path =
            ProcessInfo.processInfo.environment[variable]
            ?? repository.appending(path: "../shared/data/\(name)").standardizedFileURL.path
        let fallback = repository.appending(path: "../../shared/data/\(name)").standardizedFileURL.path
        for candidate in [path, fallback] {
            guard let data = FileManager.default.contents(atPath: candidate) else { continue }
            guard let document = try? JSONValue(parsing: Array(data)) else {
                print("skipped: \(candidate) is no JSON")
                return []
            }
            return document["cases"]?.arrayValue ?? []
        }
        print("skipped: no \(name) at \(path); set \(variable)")
        return []
    }

    static func ago(_ json: JSONValue?) -> Timestamp? {
        json?.int64Value.map { now - .seconds($0) }
    }

    static func secondsAgo(_ time: Timestamp) -> JSONValue {
        .integer((now - time).components.seconds)
    }
}

extension JSONValue {
    var int32: Int32 { Int32(clamping: int64Value ?? 0) }
    var items: [JSONValue] { arrayValue ?? [] }
    var text: String { stringValue ?? "" }

    func milliByName() -> [String: Int64] {
        var result: [String: Int64] = [:]
        for member in objectValue ?? JSONObject() { result[member.key] = member.value.int64Value }
        return result
    }
}

extension AutoscalerPod {
    init(case json: JSONValue) {
        let ready = json["ready"]
        let initial = json["initContainers"]?.items ?? []
        func keepsRunning(_ container: JSONValue) -> Bool {
            container.objectValue?.members.contains { $0.value == true || $0.value == "Always" } == true
        }
        let podLevel = json["podLevelRequestsMilli"]?.milliByName() ?? [:]
        self.init(
            name: json["name"]?.text ?? "", phase: json["phase"]?.text ?? "",
            isBeingDeleted: json["deleting"]?.boolValue ?? false, startTime: Corpus.ago(json["startedSecondsAgo"]),
            readiness: Corpus.ago(ready?["transitionSecondsAgo"]).map {
                Readiness(status: ready?["status"]?.text ?? "", lastTransition: $0)
            },
            containers: (json["containers"]?.items ?? []).map(Container.init(case:)),
            sidecars: initial.filter(keepsRunning).map(Container.init(case:)),
            initContainers: initial.filter { !keepsRunning($0) }.map(Container.init(case:)),
            podRequestsMilli: podLevel.isEmpty ? nil : podLevel)
    }
}

extension AutoscalerPod.Container {
    init(case json: JSONValue) {
        self.init(name: json["name"]?.text ?? "", requestsMilli: json["requestsMilli"]?.milliByName() ?? [:])
    }
}

extension PodMetricSample {
    init(case json: JSONValue) {
        self.init(
            milliValue: json["milliValue"]?.int64Value ?? 0, time: Corpus.ago(json["secondsAgo"]) ?? Corpus.now,
            windowSeconds: json["windowSeconds"]?.int64Value ?? 60)
    }

    static func byName(_ json: JSONValue?) -> [String: PodMetricSample] {
        var result: [String: PodMetricSample] = [:]
        for member in json?.objectValue ?? JSONObject() { result[member.key] = PodMetricSample(case: member.value) }
        return result
    }
}

extension AutoscalerHistory {
    init(case json: JSONValue) {
        self.init(
            recommendations: json["recommendations"]?.arrayValue.map(Self.recommendations),
            scaleUps: Self.events(json["scaleUpEvents"]), scaleDowns: Self.events(json["scaleDownEvents"]))
    }

    static func recommendations(_ entries: [JSONValue]) -> [Recommendation] {
        entries.map {
            Recommendation(replicas: $0["replicas"]?.int32 ?? 0, time: Corpus.ago($0["secondsAgo"]) ?? Corpus.now)
        }
    }

    static func events(_ json: JSONValue?) -> [ScaleEvent] {
        (json?.items ?? []).map {
            ScaleEvent(
                change: $0["change"]?.int32 ?? 0, time: Corpus.ago($0["secondsAgo"]) ?? Corpus.now,
                isOutdated: $0["outdated"]?.boolValue ?? false)
        }
    }

    static func json(_ entries: [Recommendation]) -> JSONValue {
        .array(entries.map { ["replicas": .integer(Int64($0.replicas)), "secondsAgo": Corpus.secondsAgo($0.time)] })
    }

    static func json(_ events: [ScaleEvent]) -> JSONValue {
        .array(
            events.map {
                [
                    "change": .integer(Int64($0.change)), "outdated": .bool($0.isOutdated),
                    "secondsAgo": Corpus.secondsAgo($0.time),
                ]
            })
    }
}

extension HorizontalAutoscaler.MetricAnswer {
    init(case json: JSONValue) {
        if let error = json["error"]?.stringValue {
            self = .failed(error)
        } else if let values = json["milliValues"]?.arrayValue {
            self = .series(values.compactMap(\.int64Value))
        } else if let value = json["milliValue"]?.int64Value {
            self = .value(value)
        } else {
            self = .pods(PodMetricSample.byName(json["pods"]))
        }
    }
}
