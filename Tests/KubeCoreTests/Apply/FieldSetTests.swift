import KubeCore
import TestSupport
import Testing

@Suite struct FieldSetTests {
    private func set(_ text: String) throws -> FieldSet {
        try #require(FieldSet(json: JSONValue(parsing: text)))
    }

    static let forms = [
        #"{}"#,
        #"{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:max":{}}}"#,
        #"{"f:items":{".":{},"k:{\"name\":\"a\"}":{".":{},"f:name":{}},"k:{\"name\":\"b\"}":{}}}"#,
        #"{"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{}}}}"#,
        #"{"f:a":{},"k:{\"x\":1}":{},"v:1":{},"v:\"a\"":{},"v:true":{},"i:0":{}}"#,
    ]

    @Test("Fields survive their JSON form, in the canonical order", arguments: forms)
    func roundTrip(_ text: String) throws {
        let fields = try set(text)
        let expected = text.replacing(#"{".":{}}}}"#, with: "{}}}")
        #expect(fields.json.serializedString() == expected)
    }

    @Test("Keys of list items are written in their order")
    func order() {
        let fields = FieldSet([
            [.value("b")], [.field("z")], [.key(["name": "b"])], [.index(3)], [.field("a"), .field("b")], [.field("a")],
            [.key(["name": "a"])],
        ])
        #expect(
            fields.json.serializedString()
                == #"{"f:a":{".":{},"f:b":{}},"f:z":{},"k:{\"name\":\"a\"}":{},"k:{\"name\":\"b\"}":{},"v:\"b\"":{},"i:3":{}}"#
        )
    }

    @Test(
        "Malformed fields are refused",
        arguments: [#"[]"#, #"{"x:a":{}}"#, #"{"k:{}":{}}"#, #"{"i:x":{}}"#, #"{"f:a":1}"#])
    func malformed(_ text: String) throws {
        #expect(FieldSet(json: try JSONValue(parsing: text)) == nil)
    }

    @Test("Set operations agree with those on lists of paths")
    func operations() {
        for seed in 0..<300 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let left = Self.paths(&random)
            let right = Self.paths(&random)
            let (one, other) = (FieldSet(Array(left)), FieldSet(Array(right)))
            #expect(Set(one.paths) == left, "seed \(seed)")
            #expect(Set(one.union(other).paths) == left.union(right), "seed \(seed)")
            #expect(Set(one.intersection(other).paths) == left.intersection(right), "seed \(seed)")
            #expect(Set(one.subtracting(other).paths) == left.subtracting(right), "seed \(seed)")
            let outside = left.filter { path in !right.contains { path.starts(with: $0) } }
            #expect(Set(one.subtractingSubtrees(other).paths) == outside, "seed \(seed)")
            #expect(FieldSet(json: one.json) == one, "seed \(seed)")
            #expect(one.count == left.count, "seed \(seed)")
        }
    }

    private static func paths(_ random: inout SplitMix64) -> Set<[PathElement]> {
        let elements: [PathElement] = [.field("a"), .field("b"), .key(["n": 1]), .value("x"), .index(0)]
        var result: Set<[PathElement]> = []
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            result.insert(
                (0..<Int.random(in: 1...3, using: &random)).compactMap { _ in elements.randomElement(using: &random) })
        }
        return result
    }
}
