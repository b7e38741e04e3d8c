import KubeClient
import KubeCore
import KubeRuntime
import NIOConcurrencyHelpers
import TestSupport
import Testing

@Suite struct ApplierTests {
    private static let key = Widget.key("a")
    private static let desired: JSONValue = [
        "apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "a", "namespace": "default"],
        "spec": ["size": 3],
    ]

    private func applier(_ transport: ScriptedTransport, fence: WriteFence? = nil) -> Applier {
        Applier(
            transport: transport, options: ClientOptions(retry: .none),
            configuration: .init(fieldManager: "tests", digestAnnotation: "example.com/applied"),
            fence: fence ?? .alwaysOpen(clock: RuntimeClock(ManualClock())))
    }

    /// Answers an apply with what was sent, as a server would with its own additions.
    private func echo() -> ScriptedTransport {
        ScriptedTransport { request in .json((try? JSONValue(parsing: request.body)) ?? [:]) }
    }

    @Test("What was applied is not applied again, whatever the server added, until the plan changes")
    func apply() async throws {
        let transport = echo()
        let applier = applier(transport)
        let first = try await applier.apply([.apply(Widget.resourceType, object: Self.desired, current: nil)])
        #expect(first.writes == 1)
        let request = try #require(transport.requests.first)
        #expect(request.queryValue("fieldManager") == "tests" && request.queryValue("force") == "true")
        var stored = try JSONValue(parsing: request.body)
        stored["status"] = ["ready": true]
        stored["spec"]?["defaulted"] = 1
        let again = try await applier.apply([.apply(Widget.resourceType, object: Self.desired, current: stored)])
        #expect(again.writes == 0 && again.skipped == 1)

        // A member we no longer want is not in the object we apply, and would stay unless it is applied.
        var bigger = Self.desired
        bigger["spec"]?["color"] = "red"
        _ = try await applier.apply([.apply(Widget.resourceType, object: bigger, current: stored)])
        let withColor = try JSONValue(parsing: try #require(transport.requests.last).body)
        let without = try await applier.apply([.apply(Widget.resourceType, object: Self.desired, current: withColor)])
        #expect(without.writes == 1)

        // Somebody else changed a field of ours.
        stored["spec"]?["size"] = 9
        let drifted = try await applier.apply([.apply(Widget.resourceType, object: Self.desired, current: stored)])
        #expect(drifted.writes == 1)
    }

    @Test("A status is patched under the version it was read at, and only when it differs")
    func status() async throws {
        let transport = echo()
        let applier = applier(transport)
        let old: JSONValue = ["a": 1, "b": 2]
        func action(_ to: JSONValue) -> WriteAction {
            .patchStatus(Widget.resourceType, Self.key, from: old, to: to, resourceVersion: "7")
        }
        #expect(try await applier.apply([action(["b": 2, "a": 1])]).writes == 0)
        #expect(try await applier.apply([action(["a": 5])]).writes == 1)
        let request = try #require(transport.requests.first)
        #expect(request.path == "/apis/example.com/v1/namespaces/default/widgets/a/status")
        let patch: JSONValue = ["metadata": ["resourceVersion": "7"], "status": ["a": 5, "b": nil]]
        #expect(try JSONValue(parsing: request.body) == patch)
    }

    @Test("A conflict ends the plan there; an object that is gone does not")
    func conflict() async throws {
        let codes = NIOLockedValueBox([409, 404])
        let transport = ScriptedTransport { _ in
            let code = codes.withLockedValue { $0.removeLast() }
            return .failure(code, code == 409 ? "Conflict" : "NotFound")
        }
        let result = try await applier(transport).apply([
            .delete(Widget.resourceType, Self.key, uid: "u"),
            .scale(Widget.resourceType, Self.key, from: 1, to: 2, resourceVersion: "7"),
            .patchStatus(Widget.resourceType, Self.key, from: nil, to: ["a": 1], resourceVersion: "7"),
        ])
        #expect(result.isConflict && result.skipped == 1 && result.writes == 0)
        #expect(transport.requests.count == 2)
        #expect(
            transport.requests[0].body
                == Array(
                    #"{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"u"},"propagationPolicy":"Background"}"#
                        .utf8))
    }

    @Test("Nothing is written while the fence is closed, and no write outlives it")
    func fence() async throws {
        let clock = ManualClock()
        let transport = echo()
        let fence = WriteFence(clock: RuntimeClock(clock))
        let scale = WriteAction.scale(Widget.resourceType, Self.key, from: 1, to: 2, resourceVersion: "7")
        await #expect(throws: FencedError.self) { try await applier(transport, fence: fence).apply([scale]) }
        fence.open(until: .seconds(10))
        #expect(try await applier(transport, fence: fence).apply([scale]).writes == 1)
        clock.advance(by: .seconds(4))
        #expect(fence.timeLeft == .seconds(6))
        clock.advance(by: .seconds(6))
        await #expect(throws: FencedError.self) { try await applier(transport, fence: fence).apply([scale]) }
        #expect(transport.requests.count == 1)
    }

    @Test("Deleting or patching nothing writes nothing")
    func nothing() async throws {
        let transport = echo()
        let result = try await applier(transport).apply([
            .scale(Widget.resourceType, Self.key, from: 2, to: 2, resourceVersion: "7"),
            .jsonPatch(Widget.resourceType, Self.key, operations: [], subresource: nil),
            .mergePatch(Widget.resourceType, Self.key, patch: [:]),
        ])
        #expect(result.writes == 0 && result.skipped == 3 && transport.requests.isEmpty)
    }
}
