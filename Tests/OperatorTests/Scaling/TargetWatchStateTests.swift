import KubeCore
import Testing

@testable import Operator

@Suite struct TargetWatchStateTests {
    private static func object(_ name: String, generation: Int64) -> JSONValue {
        ["metadata": ["name": .string(name), "namespace": "shop", "generation": .integer(generation)]]
    }

    private static func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "shop", name: name) }

    @Test("What the first list brings is no change; what comes, goes or is edited after it is")
    func changes() {
        var state = TargetWatchState()
        #expect(state.applied([Self.object("a", generation: 1), Self.object("b", generation: 1)]) == [])
        #expect(!state.isSettled)
        #expect(state.listed([Self.key("a"), Self.key("b")]) == [])
        #expect(state.isSettled)
        #expect(state.applied([Self.object("a", generation: 1)]) == [], "a status that its controller wrote")
        #expect(state.applied([Self.object("a", generation: 2)]) == [Self.key("a")])
        #expect(state.applied([Self.object("c", generation: 1)]) == [Self.key("c")])
        #expect(state.removed(Self.object("b", generation: 1)) == [Self.key("b")])
        #expect(state.removed(Self.object("b", generation: 1)) == [])
    }

    @Test("Readers go on without a watch that fails, and are told of everything once it works")
    func interrupted() {
        var state = TargetWatchState()
        #expect(state.failed(isNotServed: false) == [])
        #expect(state.isSettled)
        #expect(state.applied([Self.object("a", generation: 1)]) == [Self.key("a")])
        #expect(state.listed([Self.key("a")]) == [])
        #expect(state.listed([]) == [Self.key("a")], "a deletion that was missed")
    }

    @Test("A kind that is no longer served has no objects")
    func notServed() {
        var state = TargetWatchState()
        _ = state.applied([Self.object("a", generation: 1)])
        _ = state.listed([Self.key("a")])
        #expect(state.failed(isNotServed: true) == [Self.key("a")])
        #expect(state.failed(isNotServed: true) == [])
    }
}
