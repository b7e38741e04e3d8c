import KubeClient
import KubeCore
import Testing

/// Puts the same requests to the Sandbox and to a real server, and keeps where they differ.
struct ParityRun {
    let sandbox: ConformanceClient
    let real: ConformanceClient
    private(set) var count = 0
    private(set) var refused = 0
    private(set) var ruleRefusals = 0
    private(set) var differences: [String] = []

    init(sandbox: any HTTPTransport, real: any HTTPTransport, namespace: String) {
        self.sandbox = ConformanceClient(transport: sandbox, namespace: namespace)
        self.real = ConformanceClient(transport: real, namespace: namespace)
    }

    /// What an answer says of the object, without what differs from server to server.
    struct Verdict: Equatable, CustomStringConvertible {
        var status: Int
        var causes: [String]
        var object: JSONValue

        init(_ answer: ConformanceClient.Answer) {
            status = answer.status
            let causes = answer.body[path: "details", "causes"]?.arrayValue ?? []
            self.causes = causes.map { cause in
                "\(cause["field"]?.stringValue ?? "") \(cause["reason"]?.stringValue ?? "") "
                    + (cause["message"]?.stringValue ?? "")
            }.sorted()
            if self.causes.isEmpty, status >= 400 { self.causes = [answer.body["message"]?.stringValue ?? ""] }
            object = [
                "spec": status < 400 ? answer.body["spec"] ?? .null : .null,
                "status": status < 400 ? answer.body["status"] ?? .null : .null,
            ]
        }

        var description: String { "\(status) \(causes) \(status < 400 ? object.serializedString() : "")" }
    }

    mutating func compare(
        _ method: String, _ path: String, _ query: KeyValuePairs<String, String> = [:], sandboxBody: JSONValue,
        realBody: JSONValue? = nil, ignoresObject: Bool = false
    ) async throws {
        var ours = Verdict(try await sandbox.send(method, path, query, body: sandboxBody))
        var theirs = Verdict(try await real.send(method, path, query, body: realBody ?? sandboxBody))
        count += 1
        if theirs.status >= 400 { refused += 1 }
        if ignoresObject {
            ours.object = .null
            theirs.object = .null
        }
        guard ours != theirs else { return }
        var text =
            "\(method) \(path) \(sandboxBody.serializedString().prefix(1500))\n  status \(ours.status) \(theirs.status)"
        for cause in theirs.causes where !ours.causes.contains(cause) { text += "\n  real only: \(cause)" }
        for cause in ours.causes where !theirs.causes.contains(cause) { text += "\n  ours only: \(cause)" }
        if ours.object != theirs.object {
            text += "\n  ours: \(ours.object.serializedString())\n  real: \(theirs.object.serializedString())"
        }
        differences.append(text)
    }
}
