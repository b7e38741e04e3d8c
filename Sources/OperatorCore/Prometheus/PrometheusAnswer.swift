package import KubeCore

/// What a Prometheus instant query answered, as one number.
///
/// Source: Prometheus HTTP API, `/api/v1/query`.
package enum PrometheusAnswer {
    /// The reading an HTTP answer means.
    ///
    /// One scalar or a vector of one series is a value; no series and NaN or infinity are empty; several series, an
    /// error status and anything else are failures, worded for the user.
    package static func reading(status: Int, body: [UInt8], from url: String, now: Timestamp) -> Reading {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: body)
        } catch {
            return .failed(
                reason: "\(url) answered HTTP \(status) with no JSON (\(error)); is this a Prometheus server?", at: now)
        }
        guard json["status"]?.stringValue == "success", let data = json["data"] else {
            let type = json["errorType"]?.stringValue ?? "error"
            let message = json["error"]?.stringValue ?? "no reason given"
            return .failed(reason: "\(url) answered HTTP \(status): \(type): \(message)", at: now)
        }
        let warnings = (json["warnings"]?.arrayValue ?? []).compactMap(\.stringValue)
        return reading(data, from: url, warnings: warnings, now: now)
    }

    private static func reading(_ data: JSONValue, from url: String, warnings: [String], now: Timestamp) -> Reading {
        let result = data["result"]
        switch data["resultType"]?.stringValue {
        case "scalar": return number(result, from: url, now: now)
        case "vector":
            let series = result?.arrayValue ?? []
            // A partial answer without series is an outage behind the server, not silence of the workload.
            if series.isEmpty, let warning = warnings.first {
                return .failed(reason: "\(url) answered no series and warned: \(warning)", at: now)
            }
            switch series.count {
            case 0: return .empty(at: now)
            case 1: return number(series[0]["value"], from: url, now: now)
            default:
                return .failed(
                    reason: "\(url) answered \(series.count) series; make it one, with sum() or max() round the query",
                    at: now)
            }
        case let type:
            return .failed(
                reason: "\(url) answered a \(type ?? "result without type"); the query must give one number", at: now)
        }
    }

    /// A sample is `[time, "value"]`.
    private static func number(_ sample: JSONValue?, from url: String, now: Timestamp) -> Reading {
        guard let text = sample?[1]?.stringValue, let value = double(text) else {
            return .failed(reason: "\(url) answered a sample without a number", at: now)
        }
        return .measured(value, at: now)
    }

    /// Prometheus spells the infinities `+Inf` and `-Inf`.
    private static func double(_ text: String) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: Double(text)
        }
    }
}
