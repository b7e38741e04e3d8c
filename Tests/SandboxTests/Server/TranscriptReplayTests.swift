import Foundation
import KubeClient
import KubeCore
import Logging
import NIOConcurrencyHelpers
import Sandbox
import Testing

/// Sends what kubectl sent to a real API server to the control plane, and compares the answers.
@Suite("Replay of recorded kubectl sessions")
struct TranscriptReplayTests {
    /// Parts of a session that need controllers, by a piece of the command.
    private static let skipped = [
        "rollout", "get deploy", "get deployment", "get events", "kubectl events",
        "get hpa", "describe hpa", "get all", "deployment web", "deployments/web", "delete hpa", "set image",
    ]

    @Test("Answers equal the recorded ones but for names, times and uids")
    func replay() async throws {
        let transcripts = try Transcript.all()
        if transcripts.isEmpty { print("skipped: no transcripts (TRIMTAB_TRANSCRIPTS)") }
        for transcript in transcripts {
            let clock = NIOLockedValueBox(Timestamp(seconds: 0))
            let configuration = ControlPlane.Configuration(
                now: { clock.withLockedValue { $0 } }, outbound: CurlOutboundCalls(multi: try CurlMulti()))
            let controlPlane = try ControlPlane(
                configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let differences = await Replayer(controlPlane, clock).differences(transcript, skipping: Self.skipped)
            #expect(differences.isEmpty, "\(transcript.name):\n\(differences.joined(separator: "\n"))")
        }
    }
}

private actor Replayer {
    private let controlPlane: ControlPlane
    private let clock: NIOLockedValueBox<Timestamp>
    /// Our values for the recorded ones: resource versions, uids and hashes.
    private var translated: [String: String] = [:]

    init(_ controlPlane: ControlPlane, _ clock: NIOLockedValueBox<Timestamp>) {
        self.controlPlane = controlPlane
        self.clock = clock
    }

    func differences(_ transcript: Transcript, skipping skipped: [String]) async -> [String] {
        if let first = transcript.commands.flatMap(\.exchanges).lazy.compactMap(\.time).first {
            clock.withLockedValue { $0 = first }
        }
        let namespace: JSONValue = ["kind": "Namespace", "apiVersion": "v1", "metadata": ["name": "demo"]]
        _ = await controlPlane.respond(
            to: HTTPRequest(
                method: "POST", path: "/api/v1/namespaces", query: [.init("fieldManager", "kubectl-create")],
                headers: ["Content-Type": "application/json"], body: namespace.serialized()), as: .administrator)
        var result: [String] = []
        for command in transcript.commands where !skipped.contains(where: { command.text.contains($0) }) {
            for exchange in command.exchanges where isComparable(exchange) {
                let found = await difference(exchange)
                if !found.isEmpty {
                    result.append("\(command.text)\n  \(exchange.method) \(exchange.target)")
                    result += found.prefix(12).map { "    \($0)" }
                }
            }
        }
        return result
    }

    private func isComparable(_ exchange: Transcript.Exchange) -> Bool {
        exchange.status != 0 && !exchange.target.contains("openapi/v") && !exchange.target.contains("watch=true")
    }

    private func difference(_ exchange: Transcript.Exchange) async -> [String] {
        // The order of managed fields follows the second in which they were written.
        if let time = exchange.time { clock.withLockedValue { $0 = time } }
        var request = exchange.request
        if let body = try? JSONValue(parsing: request.body) { request.body = translate(body).serialized() }
        let response = await controlPlane.respond(to: request, as: .administrator)
        guard case .bytes(let bytes) = response.body else { return ["no whole body"] }
        var found: [String] = []
        if response.status != exchange.status {
            found.append(
                "status \(response.status), recorded \(exchange.status): \(String(decoding: bytes.prefix(600), as: UTF8.self))"
            )
        }
        guard let recorded = exchange.response, let ours = try? JSONValue(parsing: bytes) else { return found }
        learn(recorded, ours)
        compare(recorded, ours, at: "", &found)
        return found
    }

    private func learn(_ recorded: JSONValue, _ ours: JSONValue) {
        for name in ["resourceVersion", "uid"] {
            if let old = recorded[path: "metadata", name]?.stringValue,
                let new = ours[path: "metadata", name]?.stringValue
            {
                translated[old] = new
            }
        }
    }

    private func translate(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): translated[text].map(JSONValue.string) ?? value
        case .array(let elements): .array(elements.map(translate))
        case .object(let object): .object(JSONObject(object.map { ($0.key, translate($0.value)) }))
        default: value
        }
    }

    private func compare(_ recorded: JSONValue, _ ours: JSONValue, at path: String, _ found: inout [String]) {
        switch (recorded, ours) {
        case (.object(let old), .object(let new)):
            // Texts that explain columns are our own.
            for key in Set(old.keys + new.keys).sorted() where key != "description" {
                let place = "\(path).\(key)"
                switch (old[key], new[key]) {
                case (let old?, let new?): compare(old, new, at: place, &found)
                case (let old?, nil): found.append("\(place) missing, recorded \(old.serializedString().prefix(200))")
                case (nil, let new?): found.append("\(place) not recorded: \(new.serializedString().prefix(200))")
                case (nil, nil): break
                }
            }
        case (.array(let old), .array(let new)) where path == ".details.causes" && Set(old) == Set(new): break
        case (.array(let old), .array(let new)) where old.count == new.count:
            for index in old.indices { compare(old[index], new[index], at: "\(path)[\(index)]", &found) }
        default:
            guard recorded != ours, !isVolatile(path, recorded, ours), !isReordered(path, recorded, ours) else {
                return
            }
            found.append(
                "\(path): \(ours.serializedString().prefix(300)), recorded \(recorded.serializedString().prefix(300))")
        }
    }

    /// The real server lists the errors of one object in the order of a hash map.
    private func isReordered(_ path: String, _ recorded: JSONValue, _ ours: JSONValue) -> Bool {
        guard path == ".message", let old = recorded.stringValue, let new = ours.stringValue else { return false }
        return old.contains("is invalid: [") && old.sorted() == new.sorted()
    }

    /// Times, uids, versions, tokens, hashes, addresses, and the ages computed from times.
    private func isVolatile(_ path: String, _ recorded: JSONValue, _ ours: JSONValue) -> Bool {
        guard let old = recorded.stringValue, let new = ours.stringValue else { return false }
        let name = path.split(separator: ".").last.map(String.init) ?? ""
        if ["uid", "resourceVersion", "token", "storageVersionHash", "gitCommit", "goVersion"].contains(name) {
            return true
        }
        if Timestamp(rfc3339: old) != nil, Timestamp(rfc3339: new) != nil { return true }
        let isAge: (String) -> Bool = {
            $0.last.map { "smhd".contains($0) } == true && $0.dropLast().allSatisfy(\.isNumber)
        }
        return path.contains(".cells[") && isAge(old) && isAge(new)
    }
}
