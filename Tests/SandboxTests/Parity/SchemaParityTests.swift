import Foundation
import HTTPServing
import KubeClient
import KubeCore
import Logging
import Sandbox
import TestSupport
import Testing

/// Verdicts on objects of other projects' kinds: whether their definitions load, and whether the Sandbox judges objects as
/// a real server does.
@Suite("Verdict parity", .serialized)
struct SchemaParityTests {
    private static let quiet = Logger(label: "parity") { _ in SwiftLogNoOpLogHandler() }
    private static let folder = URL(fileURLWithPath: RepositoryPaths.root).appending(path: "../shared/kubernetes/crds")
    private static var hasDefinitions: Bool { FileManager.default.fileExists(atPath: folder.path) }
    private static let cluster = ProcessInfo.processInfo.environment["TRIMTAB_TEST_KUBECONFIG"]

    /// Objects for each kind and version, times this.
    private static var rounds: Int {
        ProcessInfo.processInfo.environment["TRIMTAB_PARITY_ROUNDS"].flatMap { Int($0) } ?? 20
    }

    private static var seed: UInt64 {
        ProcessInfo.processInfo.environment["TRIMTAB_PARITY_SEED"].flatMap { UInt64($0) } ?? 1
    }

    private static func definitions() throws -> [JSONValue] {
        var files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let own = URL(fileURLWithPath: RepositoryPaths.root).appending(path: "crds")
        files += try FileManager.default.contentsOfDirectory(at: own, includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }.flatMap { file in
            try YAML.parse(Array(try Data(contentsOf: file))).map(\.value)
                .filter { $0["kind"] == "CustomResourceDefinition" }
        }
    }

    @Test(
        "Definitions of Istio, Gateway API and the autoscalers load",
        .enabled(if: hasDefinitions, "the definitions are not there"))
    func loads() async throws {
        let controlPlane = try ControlPlane(logger: Self.quiet)
        let client = ConformanceClient(transport: controlPlane.transport(as: .administrator), namespace: "")
        for definition in try Self.definitions() {
            let answer = try await client.send("POST", Self.definitionsPath, body: definition)
            #expect(answer.status == 201, "\(answer.body["message"]?.stringValue ?? "")")
        }
    }

    private static let definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

    /// One version of a kind under test.
    private struct Subject {
        let schema: Schema
        let apiVersion: String
        let kind: String
        let path: String
        let hasStatus: Bool
    }

    private static func subjects(_ definition: JSONValue, namespace: String) throws -> [Subject] {
        let group = definition[path: "spec", "group"]?.stringValue ?? ""
        let plural = definition[path: "spec", "names", "plural"]?.stringValue ?? ""
        return try (definition[path: "spec", "versions"]?.arrayValue ?? []).filter { $0["served"] == true }.map {
            let version = $0["name"]?.stringValue ?? ""
            let isNamespaced = definition[path: "spec", "scope"] == "Namespaced"
            return Subject(
                schema: try Schema(json: $0[path: "schema", "openAPIV3Schema"] ?? [:]),
                apiVersion: "\(group)/\(version)", kind: definition[path: "spec", "names", "kind"]?.stringValue ?? "",
                path: "/apis/\(group)/\(version)" + (isNamespaced ? "/namespaces/\(namespace)" : "") + "/\(plural)",
                hasStatus: $0[path: "subresources", "status"] != nil)
        }
    }

    @Test(
        "The Sandbox judges objects as a real server does",
        .enabled(if: hasDefinitions, "the definitions are not there"),
        .enabled(if: cluster != nil, "TRIMTAB_TEST_KUBECONFIG names no cluster"))
    func objects() async throws {
        try await Self.withBothServers { run in
            var generator = ObjectGenerator(seed: Self.seed)
            for definition in try Self.definitions() {
                try await Self.install(definition, &run)
                for subject in try Self.subjects(definition, namespace: run.real.namespace) {
                    try await Self.judge(subject, &run, &generator)
                }
            }
            print("\(run.count) requests, \(run.refused) refused, \(run.differences.count) differences")
        }
    }

    private static func judge(
        _ subject: Subject, _ run: inout ParityRun, _ generator: inout ObjectGenerator
    ) async throws {
        for _ in 0..<rounds {
            var object = envelope(subject, generator.value(subject.schema))
            try await run.compare("POST", subject.path, ["dryRun": "All"], sandboxBody: object)
            for _ in 0..<3 {
                object = generator.broken(object, subject.schema)
                try await run.compare("POST", subject.path, ["dryRun": "All"], sandboxBody: object)
            }
        }
        for _ in 0..<rounds / 2 { try await judgeUpdates(subject, &run, &generator) }
    }

    /// Stores an object that both servers take, and puts changed ones over it.
    private static func judgeUpdates(
        _ subject: Subject, _ run: inout ParityRun, _ generator: inout ObjectGenerator
    ) async throws {
        var stored: (ours: ConformanceClient.Answer, real: ConformanceClient.Answer)?
        for _ in 0..<40 where stored == nil {
            let object = envelope(subject, generator.value(subject.schema))
            let real = try await run.real.send("POST", subject.path, body: object)
            guard real.status == 201 else { continue }
            let ours = try await run.sandbox.send("POST", subject.path, body: object)
            if ours.status == 201 { stored = (ours, real) }
            if ours.status != 201 {
                _ = try await run.real.send("DELETE", "\(subject.path)/parity")
            }
        }
        guard let stored else { return }
        for _ in 0..<6 {
            var changed = generator.broken(stored.real.body, subject.schema)
            if generator.chance(50) { changed = generator.broken(changed, subject.schema) }
            var ours = changed
            ours["metadata"] = ["name": "parity", "resourceVersion": .string(stored.ours.resourceVersion)]
            changed["metadata"] = ["name": "parity", "resourceVersion": .string(stored.real.resourceVersion)]
            let suffix = subject.hasStatus && generator.chance(30) ? "/status" : ""
            try await run.compare(
                "PUT", "\(subject.path)/parity\(suffix)", ["dryRun": "All"], sandboxBody: ours, realBody: changed)
        }
        for client in [run.real, run.sandbox] { _ = try await client.send("DELETE", "\(subject.path)/parity") }
    }

    private static func envelope(_ subject: Subject, _ value: JSONValue) -> JSONValue {
        var object = value.objectValue ?? JSONObject()
        object["apiVersion"] = .string(subject.apiVersion)
        object["kind"] = .string(subject.kind)
        object["metadata"] = ["name": "parity"]
        return .object(object)
    }

    @Test(
        "The Sandbox judges definitions as a real server does",
        .enabled(if: cluster != nil, "TRIMTAB_TEST_KUBECONFIG names no cluster"))
    func definitions() async throws {
        try await Self.withBothServers { run in
            for (index, schema) in RuleSamples.definitions.enumerated() {
                let name = "r\(index)s"
                let definition = try RuleSamples.definition(name, schema: schema)
                try await run.compare(
                    "POST", Self.definitionsPath, ["dryRun": "All"], sandboxBody: definition, ignoresObject: true)
            }
            print("\(run.count) definitions, \(run.refused) refused, \(run.differences.count) differences")
        }
    }

    @Test(
        "The Sandbox evaluates rules as a real server does",
        .enabled(if: cluster != nil, "TRIMTAB_TEST_KUBECONFIG names no cluster"))
    func rules() async throws {
        try await Self.withBothServers { run in
            for (index, sample) in RuleSamples.rules.enumerated() {
                let definition = try RuleSamples.definition("e\(index)s", schema: sample.schema)
                try await Self.install(definition, &run)
                let subjects = try Self.subjects(definition, namespace: run.real.namespace)
                let subject = try #require(subjects.first)
                for text in sample.objects {
                    let object = Self.envelope(subject, try RuleSamples.value(text))
                    try await run.compare("POST", subject.path, ["dryRun": "All"], sandboxBody: object)
                }
                for (old, new) in sample.updates {
                    try await Self.update(subject, old, new, &run)
                }
            }
            print("\(run.count) requests, \(run.refused) refused, \(run.differences.count) differences")
        }
    }

    private static func update(_ subject: Subject, _ old: String, _ new: String, _ run: inout ParityRun) async throws {
        let object = envelope(subject, try RuleSamples.value(old))
        let real = try await run.real.send("POST", subject.path, body: object)
        let ours = try await run.sandbox.send("POST", subject.path, body: object)
        #expect(real.status == 201 && ours.status == 201, "\(old): \(real.body) \(ours.body)")
        var changed = envelope(subject, try RuleSamples.value(new))
        var sandboxBody = changed
        sandboxBody["metadata"] = ["name": "parity", "resourceVersion": .string(ours.resourceVersion)]
        changed["metadata"] = ["name": "parity", "resourceVersion": .string(real.resourceVersion)]
        try await run.compare(
            "PUT", "\(subject.path)/parity", ["dryRun": "All"], sandboxBody: sandboxBody, realBody: changed)
        for client in [run.real, run.sandbox] { _ = try await client.send("DELETE", "\(subject.path)/parity") }
    }

    // MARK: Servers

    private static func install(_ definition: JSONValue, _ run: inout ParityRun) async throws {
        let name = definition[path: "metadata", "name"]?.stringValue ?? ""
        for client in [run.sandbox, run.real] {
            let answer = try await client.send("POST", definitionsPath, body: definition)
            #expect([201, 409].contains(answer.status), "\(name): \(answer.body["message"]?.stringValue ?? "")")
            try await client.wait(definitionsPath, name) { object in
                (object?[path: "status", "conditions"]?.arrayValue ?? []).contains {
                    $0["type"] == "Established" && $0["status"] == "True"
                }
            }
        }
        guard let subject = try subjects(definition, namespace: run.real.namespace).first else { return }
        // A real server serves a kind a moment after it is established.
        for _ in 0..<200 {
            let answer = try await run.real.send("GET", subject.path)
            if answer.status == 200 { break }
            _ = try await run.real.send("GET", "/healthz")
        }
    }

    private static func withBothServers(_ body: (inout ParityRun) async throws -> Void) async throws {
        let path = cluster ?? ""
        let kubeconfig = try Kubeconfig(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: path))), path: path)
        let real = try CurlTransport(configuration: try kubeconfig.configuration())
        let controlPlane = try ControlPlane(logger: quiet)
        let namespace = "parity-\(RandomNames.suffix())"
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await controlPlane.run() }
            var run = ParityRun(
                sandbox: controlPlane.transport(as: .administrator), real: real, namespace: namespace)
            for client in [run.sandbox, run.real] {
                let object: JSONValue = [
                    "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)],
                ]
                _ = try await client.create("/api/v1/namespaces", object)
            }
            var failure: (any Error)?
            do { try await body(&run) } catch { failure = error }
            try await remove(&run)
            group.cancelAll()
            if let failure { throw failure }
            for difference in run.differences.prefix(40) { Issue.record("\(difference)") }
            #expect(run.differences.isEmpty, "\(run.differences.count) of \(run.count) differ")
        }
    }

    private static func remove(_ run: inout ParityRun) async throws {
        _ = try await run.real.send("DELETE", "/api/v1/namespaces/\(run.real.namespace)")
        let list = try await run.sandbox.send("GET", definitionsPath)
        for name in list.itemNames { _ = try await run.real.send("DELETE", "\(definitionsPath)/\(name)") }
    }
}
