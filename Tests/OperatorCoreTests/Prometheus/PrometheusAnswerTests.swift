import KubeCore
import OperatorCore
import Testing

@Suite("Prometheus answers")
struct PrometheusAnswerTests {
    struct Case: Sendable {
        let name: String
        var status = 200
        let body: String
        let reading: Reading
    }

    static let now = Timestamp(seconds: 1_000)

    static func vector(_ series: String) -> String {
        #"{"status":"success","data":{"resultType":"vector","result":[\#(series)]}}"#
    }

    static let cases: [Case] = [
        Case(
            name: "one series", body: vector(#"{"metric":{},"value":[1,"20450"]}"#),
            reading: .value(20450, at: now)),
        Case(
            name: "scalar", body: #"{"status":"success","data":{"resultType":"scalar","result":[1.5,"0.25"]}}"#,
            reading: .value(0.25, at: now)),
        Case(name: "no series", body: vector(""), reading: .empty(at: now)),
        Case(name: "NaN", body: vector(#"{"metric":{},"value":[1,"NaN"]}"#), reading: .empty(at: now)),
        Case(name: "infinity", body: vector(#"{"metric":{},"value":[1,"+Inf"]}"#), reading: .empty(at: now)),
        Case(
            name: "two series", body: vector(#"{"value":[1,"1"]},{"value":[1,"2"]}"#),
            reading: .failed(
                reason: "http://p answered 2 series; make it one, with sum() or max() round the query", at: now)),
        Case(
            name: "negative", body: vector(#"{"metric":{},"value":[1,"-3"]}"#),
            reading: .failed(reason: "the source answered -3.0, which is below zero", at: now)),
        Case(
            name: "bad query", status: 400,
            body: #"{"status":"error","errorType":"bad_data","error":"parse error: unexpected end"}"#,
            reading: .failed(reason: "http://p answered HTTP 400: bad_data: parse error: unexpected end", at: now)),
        Case(
            name: "partial",
            body:
                #"{"status":"success","warnings":["store x unavailable"],"data":{"resultType":"vector","result":[]}}"#,
            reading: .failed(reason: "http://p answered no series and warned: store x unavailable", at: now)),
        Case(
            name: "range", body: #"{"status":"success","data":{"resultType":"matrix","result":[]}}"#,
            reading: .failed(reason: "http://p answered a matrix; the query must give one number", at: now)),
        Case(
            name: "a proxy's page", status: 503, body: "<html>",
            reading: .failed(
                reason:
                    "http://p answered HTTP 503 with no JSON (invalid character '<' looking for beginning of value at offset 0); is this a Prometheus server?",
                at: now)),
    ]

    @Test("Only one finite number is a value", arguments: cases)
    func answers(_ example: Case) {
        let reading = PrometheusAnswer.reading(
            status: example.status, body: Array(example.body.utf8), from: "http://p", now: Self.now)
        #expect(reading == example.reading, "\(example.name)")
    }
}
