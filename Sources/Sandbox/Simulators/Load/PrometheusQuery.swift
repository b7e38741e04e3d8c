import HTTPServing
import KubeCore

/// A small part of PromQL over simulated series: a selector, or `rate`, `increase` of one over a range, within an
/// aggregation with or without `by`.
///
/// ```
/// expression  = aggregation | sample
/// aggregation = ("sum" | "avg" | "min" | "max" | "count") [ "by" "(" names ")" ] "(" sample ")"
/// sample      = [ "rate" | "increase" ] ... name [ "{" label ("=" | "!=") string, ... "}" ] [ "[" duration "]" ]
/// ```
/// Anything else is answered as Prometheus answers a query it cannot parse. Source: Prometheus documentation,
/// "Querying basics" and "HTTP API".
struct PrometheusQuery: Hashable, Sendable {
    enum Aggregation: String, CaseIterable, Sendable { case sum, avg, min, max, count }
    enum Range: String, CaseIterable, Sendable { case rate, increase }

    struct Matcher: Hashable, Sendable {
        var label: String
        var isEqual: Bool
        var value: String
    }

    struct Failure: Error, Hashable, Sendable { var message: String }

    struct Result: Hashable, Sendable {
        var labels: [String: String]
        var value: Double
    }

    private(set) var aggregation: Aggregation?
    private(set) var groups: [String] = []
    private(set) var range: (Range, seconds: Double)?
    private(set) var name = ""
    private(set) var matchers: [Matcher] = []

    static func == (left: PrometheusQuery, right: PrometheusQuery) -> Bool {
        left.aggregation == right.aggregation && left.groups == right.groups && left.name == right.name
            && left.range?.0 == right.range?.0 && left.range?.seconds == right.range?.seconds
            && left.matchers == right.matchers
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(matchers)
    }

    init(_ text: String) throws(Failure) {
        var scanner = Scanner(text)
        var word = scanner.word()
        if let aggregation = Aggregation(rawValue: word) {
            self.aggregation = aggregation
            if scanner.peekWord() == "by" {
                _ = scanner.word()
                groups = try scanner.names()
            }
            try scanner.expect("(")
            word = scanner.word()
        }
        var function: Range?
        if let found = Range(rawValue: word) {
            function = found
            try scanner.expect("(")
            word = scanner.word()
        }
        guard !word.isEmpty else { throw scanner.failure() }
        name = word
        if scanner.take("{") { matchers = try scanner.matchers() }
        if let function {
            try scanner.expect("[")
            let text = scanner.until("]")
            guard let duration = GoDuration.parse(text), duration > .zero else { throw scanner.failure() }
            range = (function, Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
            try scanner.expect("]")
            try scanner.expect(")")
        }
        if aggregation != nil {
            try scanner.expect(")")
            if groups.isEmpty, scanner.peekWord() == "by" {
                _ = scanner.word()
                groups = try scanner.names()
            }
        }
        guard scanner.isAtEnd else { throw scanner.failure() }
    }

    func evaluate(_ history: SeriesHistory, at now: Double) -> [Result] {
        var samples: [Result] = []
        for (key, points) in history.points where key.name == name && matchers.allSatisfy({ $0.accepts(key.labels) }) {
            guard let value = value(of: points, at: now) else { continue }
            var labels = key.labels
            if range == nil { labels["__name__"] = key.name }
            samples.append(Result(labels: labels, value: value))
        }
        guard let aggregation else { return samples.sorted { $0.order < $1.order } }
        let grouped = Dictionary(grouping: samples) { sample in sample.labels.filter { groups.contains($0.key) } }
        return grouped.map { labels, members in
            let values = members.map(\.value)
            let sum = values.reduce(0, +)
            let value =
                switch aggregation {
                case .sum: sum
                case .avg: sum / Double(values.count)
                case .min: values.min() ?? 0
                case .max: values.max() ?? 0
                case .count: Double(values.count)
                }
            return Result(labels: labels, value: value)
        }.sorted { $0.order < $1.order }
    }

    private func value(of points: [SeriesHistory.Point], at now: Double) -> Double? {
        guard let range else {
            guard let last = points.last, last.seconds > now - SeriesHistory.staleness else { return nil }
            return last.value
        }
        let within = points.filter { $0.seconds >= now - range.seconds }
        guard let first = within.first, let last = within.last, last.seconds > first.seconds else { return nil }
        // A counter that fell began anew: what it counted before the fall is added.
        var growth = last.value - first.value
        for (before, after) in zip(within, within.dropFirst()) where after.value < before.value {
            growth += before.value
        }
        let perSecond = growth / (last.seconds - first.seconds)
        return range.0 == .rate ? perSecond : perSecond * range.seconds
    }
}

extension PrometheusQuery.Matcher {
    fileprivate func accepts(_ labels: [String: String]) -> Bool { (labels[label] ?? "" == value) == isEqual }
}

extension PrometheusQuery.Result {
    fileprivate var order: String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
}

extension PrometheusQuery {
    /// Answers `/api/v1/query` by GET or as a POSTed form.
    static func answer(_ request: ServerRequest, history: SeriesHistory, now: Timestamp) -> ServerResponse {
        let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.first == "/api/v1/query" else { return .text(404, "404 page not found\n") }
        let form = request.method == "POST" ? String(decoding: request.body, as: UTF8.self) : ""
        let pairs = [parts.count > 1 ? String(parts[1]) : "", form].flatMap { $0.split(separator: "&") }
        let query = pairs.lazy.map { $0.split(separator: "=", maxSplits: 1) }.first {
            $0.first == "query" && $0.count == 2
        }
        .flatMap { PercentEncoding.decode($0[1], plusIsSpace: true) }
        guard let query else { return failure("invalid parameter \"query\": no expression found in input") }
        do {
            let results = try PrometheusQuery(query).evaluate(history, at: now.preciseSeconds)
            let time = JSONValue(floatLiteral: now.preciseSeconds)
            return json(
                200,
                [
                    "status": "success",
                    "data": [
                        "resultType": "vector",
                        "result": .array(
                            results.map { result in
                                let labels = result.labels.sorted { $0.key < $1.key }.map {
                                    ($0.key, JSONValue.string($0.value))
                                }
                                return [
                                    "metric": .object(JSONObject(labels)),
                                    "value": [time, .string(text(result.value))],
                                ]
                            }),
                    ],
                ])
        } catch {
            return failure("invalid parameter \"query\": \(error.message)")
        }
    }

    /// As Prometheus writes numbers: without a point when there is no fraction.
    private static func text(_ value: Double) -> String {
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private static func failure(_ message: String) -> ServerResponse {
        json(400, ["status": "error", "errorType": "bad_data", "error": .string(message)])
    }

    private static func json(_ status: Int, _ body: JSONValue) -> ServerResponse {
        ServerResponse(
            status: status, headers: [("Content-Type", "application/json")], body: .bytes(body.serialized()))
    }
}

/// Reads the words of a query.
private struct Scanner {
    private let text: [UInt8]
    private var position = 0

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    var isAtEnd: Bool {
        var copy = self
        copy.skipSpace()
        return copy.position == copy.text.count
    }

    private mutating func skipSpace() {
        while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
    }

    mutating func word() -> String {
        skipSpace()
        let start = position
        while position < text.count, Self.isNameByte(text[position]) { position += 1 }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    func peekWord() -> String {
        var copy = self
        return copy.word()
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"):
            true
        default: false
        }
    }

    mutating func take(_ symbol: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < text.count, text[position] == UInt8(ascii: symbol) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: Unicode.Scalar) throws(PrometheusQuery.Failure) {
        guard take(symbol) else { throw failure() }
    }

    mutating func until(_ symbol: Unicode.Scalar) -> String {
        let start = position
        while position < text.count, text[position] != UInt8(ascii: symbol) { position += 1 }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    mutating func names() throws(PrometheusQuery.Failure) -> [String] {
        try expect("(")
        var names: [String] = []
        while !take(")") {
            let name = word()
            guard !name.isEmpty else { throw failure() }
            names.append(name)
            _ = take(",")
        }
        return names
    }

    mutating func matchers() throws(PrometheusQuery.Failure) -> [PrometheusQuery.Matcher] {
        var matchers: [PrometheusQuery.Matcher] = []
        while !take("}") {
            let label = word()
            let isEqual = !take("!")
            try expect("=")
            guard !label.isEmpty, take("\"") else { throw failure() }
            let value = until("\"")
            try expect("\"")
            matchers.append(.init(label: label, isEqual: isEqual, value: value))
            _ = take(",")
        }
        return matchers
    }

    func failure() -> PrometheusQuery.Failure {
        guard position < text.count else {
            return .init(message: "1:\(position + 1): parse error: unexpected end of input")
        }
        let found = String(decoding: text[position...].prefix(1), as: UTF8.self)
        return .init(message: "1:\(position + 1): parse error: unexpected character: '\(found)'")
    }
}
