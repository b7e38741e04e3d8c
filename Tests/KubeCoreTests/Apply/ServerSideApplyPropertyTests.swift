import KubeCore
import TestSupport
import Testing

@Suite struct ServerSideApplyPropertyTests {
    private static let apply = ServerSideApplyTests.apply
    private static let managers = ["one", "two", "three"]

    private static func patch(_ random: inout SplitMix64) -> JSONValue {
        var spec = JSONObject()
        func maybe() -> Bool { Bool.random(using: &random) }
        func number() -> JSONValue { .integer(Int64.random(in: 0...2, using: &random)) }
        if maybe() { spec["min"] = number() }
        if maybe() { spec["max"] = number() }
        if maybe() { spec["args"] = .array([number()]) }
        if maybe() { spec["place"] = ["x": number()] }
        if maybe() {
            var limits = JSONObject()
            for name in ["a", "b", "c"] where maybe() { limits[name] = number() }
            spec["limits"] = .object(limits)
        }
        if maybe() {
            var items: [JSONValue] = []
            for name in ["a", "b", "c"].shuffled(using: &random) where maybe() {
                items.append(maybe() ? ["name": .string(name)] : ["name": .string(name), "weight": number()])
            }
            // An empty keyed list is owned by nobody, so that removing the last item and applying again differ.
            if !items.isEmpty { spec["items"] = .array(items) }
        }
        if maybe() {
            let tags = ["x", "y", "z"].shuffled(using: &random).filter { _ in maybe() }.map(JSONValue.string)
            if !tags.isEmpty { spec["tags"] = .array(tags) }
        }
        return ServerSideApplyTests.gadget(.object(spec))
    }

    private static func fields(_ object: JSONValue, of manager: String) -> FieldSet {
        let entry = object["metadata"]?["managedFields"]?.arrayValue?.first { $0["manager"]?.stringValue == manager }
        return entry?["fieldsV1"].flatMap(FieldSet.init(json:)) ?? FieldSet()
    }

    private static func time(_ step: Int) -> Timestamp { Timestamp(seconds: 1_000_000_000 + Int64(step)) }

    @Test("Applying again changes nothing, whatever others did before")
    func idempotent() throws {
        for seed in 0..<150 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var object: JSONValue?
            for step in 0..<6 {
                let manager = Self.managers[Int.random(in: 0..<3, using: &random)]
                let patch = Self.patch(&random)
                var next = try Self.apply.apply(patch, to: object, manager: manager, force: true, now: Self.time(step))
                next["metadata"]?["uid"] = "u"
                let again = try Self.apply.apply(
                    patch, to: next, manager: manager, force: false, now: Self.time(step + 100))
                let isSame = again == next
                #expect(
                    isSame,
                    "seed \(seed) step \(step): \(patch.serializedString()) by \(manager): \(again.serializedString()) \(next.serializedString()) LIVE \(object?.serializedString() ?? "")"
                )
                object = next
            }
        }
    }

    @Test("Every owned path is in the object, and a forced applier owns all it wrote")
    func consistent() throws {
        for seed in 0..<150 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var object: JSONValue?
            for step in 0..<8 {
                let manager = Self.managers[Int.random(in: 0..<3, using: &random)]
                let patch = Self.patch(&random)
                var next = try Self.apply.apply(patch, to: object, manager: manager, force: true, now: Self.time(step))
                next["metadata"]?["uid"] = "u"
                for owner in Self.managers {
                    for path in Self.fields(next, of: owner).paths where Self.value(at: path, in: next) == nil {
                        Issue.record(
                            "seed \(seed) step \(step) \(owner) \(path) \(patch.serializedString()) by \(manager) LIVE \(object?.serializedString() ?? "") NEXT \(next.serializedString())"
                        )
                    }
                }
                for path in Self.fields(next, of: manager).paths {
                    #expect(
                        Self.value(at: path, in: next) == Self.value(at: path, in: patch)
                            || path.last.map(Self.isContainer) == true
                            || Self.value(at: path, in: patch)?.objectValue != nil, "seed \(seed) step \(step) \(path)")
                }
                object = next
            }
        }
    }

    @Test("A refused apply succeeds by force, and an accepted one does the same by force")
    func force() throws {
        for seed in 0..<150 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var live = try Self.apply.apply(
                Self.patch(&random), to: nil, manager: "one", force: false, now: Self.time(0))
            live["metadata"]?["uid"] = "u"
            let patch = Self.patch(&random)
            let forced = try Self.apply.apply(patch, to: live, manager: "two", force: true, now: Self.time(1))
            do {
                let polite = try Self.apply.apply(patch, to: live, manager: "two", force: false, now: Self.time(1))
                #expect(polite == forced, "seed \(seed)")
            } catch {
                guard case .conflicts(let conflicts) = error else {
                    Issue.record("seed \(seed): \(error)")
                    continue
                }
                for conflict in conflicts {
                    #expect(!Self.fields(forced, of: "one").contains(conflict.path), "seed \(seed) \(conflict.field)")
                }
            }
        }
    }

    @Test("When the last applier withdraws, nothing of its spec is left")
    func withdrawal() throws {
        for seed in 0..<150 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var object: JSONValue?
            for step in 0..<6 {
                let manager = Self.managers[step % 3]
                object = try Self.apply.apply(
                    Self.patch(&random), to: object, manager: manager, force: true, now: Self.time(step))
                object?["metadata"]?["uid"] = "u"
            }
            for manager in Self.managers {
                object = try Self.apply.apply(
                    ServerSideApplyTests.gadget([:]), to: object, manager: manager, force: false, now: Self.time(9))
            }
            let spec = try #require(object)["spec"]
            #expect(spec == nil || spec == [:], "seed \(seed): \(spec?.serializedString() ?? "")")
        }
    }

    private static func isContainer(_ element: PathElement) -> Bool {
        switch element {
        case .key: true
        default: false
        }
    }

    private static func value(at path: [PathElement], in object: JSONValue) -> JSONValue? {
        path.reduce(Optional(object)) { value, element in
            switch element {
            case .field(let name): value?[name]
            case .index(let index): value?[index]
            case .value(let item): value?.arrayValue?.contains(item) == true ? item : nil
            case .key(let key): value?.arrayValue?.first { item in key.allSatisfy { item[$0.key] == $0.value } }
            }
        }
    }
}
