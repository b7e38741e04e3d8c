import Foundation
import KubeClient
import KubeCore
import Logging
import TestSupport
import Testing

@testable import Sandbox

@Suite("Object store")
struct ObjectStoreTests {
    private let things = GroupResource(group: "example.com", resource: "things")

    private func thing(_ name: String, _ value: Int64 = 0) -> JSONValue {
        ["metadata": ["name": .string(name)], "value": .integer(value)]
    }

    private func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "ns", name: name) }

    @Test("Earlier revisions read as they were, in random histories")
    func earlierRevisions() throws {
        for seed in UInt64(1)...20 {
            var random = SplitMix64(seed: seed)
            let store = ObjectStore(window: 1000)
            var history: [(revision: Int64, names: [String: Int64])] = []
            var model: [String: Int64] = [:]
            for step in Int64(0)..<200 {
                let name = "t\(Int.random(in: 0..<10, using: &random))"
                let stored = store.object(things, key(name))
                if let stored, Bool.random(using: &random) {
                    _ = try store.remove(things, key(name), last: stored.value, at: stored.revision)
                    model[name] = nil
                } else {
                    let expectation: ObjectStore.Expectation = stored.map { .revision($0.revision) } ?? .absent
                    _ = try store.put(things, key(name), thing(name, step), expecting: expectation)
                    model[name] = step
                }
                history.append((store.revision, model))
            }
            for (revision, names) in history {
                let past = try #require(store.list(things, namespace: "ns", at: revision))
                let read = past.map { ($0.key.name, $0.value["value"]?.int64Value ?? -1) }
                #expect(Dictionary(uniqueKeysWithValues: read) == names, "seed \(seed), revision \(revision)")
                #expect(past.map(\.key) == past.map(\.key).sorted(), "seed \(seed)")
            }
        }
    }

    @Test("A write decided on an older state is refused")
    func lostRace() throws {
        let store = ObjectStore(window: 10)
        let first = try store.put(things, key("a"), thing("a"), expecting: .absent)
        _ = try store.put(things, key("a"), thing("a", 1), expecting: .revision(first.revision))
        #expect(throws: ObjectStore.Refusal.changed) {
            try store.put(things, key("a"), thing("a", 2), expecting: .revision(first.revision))
        }
        #expect(throws: ObjectStore.Refusal.exists) {
            try store.put(things, key("a"), thing("a"), expecting: .absent)
        }
        #expect(throws: ObjectStore.Refusal.missing) {
            try store.remove(things, key("b"), last: thing("b"), at: 1)
        }
    }

    @Test("A window that is full forgets its oldest writes")
    func window() throws {
        let store = ObjectStore(window: 3)
        let start = store.revision
        for index in 0..<5 { _ = try store.put(things, key("t\(index)"), thing("t\(index)"), expecting: .absent) }
        guard case .tooOld(let oldest) = store.events(things, after: start) else {
            Issue.record("a forgotten revision was served")
            return
        }
        #expect(oldest == start + 2)
        #expect(store.list(things, namespace: nil, at: start) == nil)
        guard case .events(let events, _) = store.events(things, after: oldest) else {
            Issue.record("a kept revision was refused")
            return
        }
        #expect(events.map(\.object.key.name) == ["t2", "t3", "t4"])
    }

    @Test("A change stream tells what exists, then every change")
    func changes() async throws {
        let store = ObjectStore(window: 10)
        let first = try store.put(things, key("a"), thing("a"), expecting: .absent)
        var iterator = store.changes(things).makeAsyncIterator()
        #expect(await iterator.next() == .added(first.value))
        let second = try store.put(things, key("a"), thing("a", 1), expecting: .revision(first.revision))
        #expect(await iterator.next() == .modified(second.value, old: first.value))
        let last = try store.remove(things, key("a"), last: second.value, at: second.revision)
        #expect(await iterator.next() == .deleted(last.value))
    }
}

@Suite("Store file")
struct StoreFileTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withFile(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    private func send(
        _ controlPlane: ControlPlane, _ method: String, _ path: String, _ body: JSONValue? = nil
    ) async -> Int {
        await controlPlane.respond(
            to: HTTPRequest(
                method: method, path: path, headers: ["Content-Type": "application/json"],
                body: body?.serialized() ?? []), as: .administrator
        ).status
    }

    private let collection = "/api/v1/namespaces/default/configmaps"

    private func configMap(_ name: String) -> JSONValue {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": ["a": "b"]]
    }

    @Test("A restart keeps the objects, and resourceVersion goes on")
    func restart() async throws {
        try await withFile { path in
            var configuration = ControlPlane.Configuration()
            configuration.dataFile = path
            let first = try ControlPlane(configuration: configuration, logger: Self.quiet)
            #expect(await send(first, "POST", collection, configMap("kept")) == 201)
            #expect(await send(first, "POST", collection, configMap("gone")) == 201)
            #expect(await send(first, "DELETE", "\(collection)/gone") == 200)
            let revision = first.store.revision
            let kept = first.object(
                GroupResource(resource: "configmaps"), ObjectKey(namespace: "default", name: "kept"))
            let second = try ControlPlane(configuration: configuration, logger: Self.quiet)
            #expect(
                second.object(GroupResource(resource: "configmaps"), ObjectKey(namespace: "default", name: "kept"))
                    == kept)
            #expect(second.objects(GroupResource(resource: "configmaps"), namespace: "default").count == 1)
            #expect(second.store.revision >= revision)
        }
    }

    @Test("A torn last line is dropped, whatever its length")
    func tornTail() async throws {
        try await withFile { path in
            var configuration = ControlPlane.Configuration()
            configuration.dataFile = path
            let first = try ControlPlane(configuration: configuration, logger: Self.quiet)
            #expect(await send(first, "POST", collection, configMap("whole")) == 201)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(await send(first, "POST", collection, configMap("torn")) == 201)
            let all = try Data(contentsOf: URL(fileURLWithPath: path))
            for size in stride(from: whole.count, to: all.count, by: 37) {
                try all.prefix(size).write(to: URL(fileURLWithPath: path))
                let again = try ControlPlane(configuration: configuration, logger: Self.quiet)
                let names = again.objects(GroupResource(resource: "configmaps"), namespace: "default").compactMap {
                    $0[path: "metadata", "name"]?.stringValue
                }
                #expect(names == ["whole"], "cut at \(size) of \(all.count)")
            }
        }
    }

    @Test("A file of another kind is refused, not overwritten")
    func foreignFile() async throws {
        try await withFile { path in
            try Data("hello\n".utf8).write(to: URL(fileURLWithPath: path))
            var configuration = ControlPlane.Configuration()
            configuration.dataFile = path
            #expect(throws: StoreFile.Failure.self) {
                try ControlPlane(configuration: configuration, logger: Self.quiet)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "hello\n")
        }
    }
}
