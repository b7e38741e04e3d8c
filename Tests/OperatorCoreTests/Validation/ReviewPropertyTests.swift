import KubeCore
import OperatorCore
import TestSupport
import Testing

@Suite("Review of arbitrary objects")
struct ReviewPropertyTests {
    /// Texts at the edges of what is read out of texts.
    static let texts = [
        "", "0", "-1", "1e99", "99999999999999999999", "0.0000000001", "1Ei", "9223372036854775807h", "1d", "0s", "ms",
        "*/9223372036854775807 * * * *", "0-59/99999999999999999999 * * * *", "5-1 * * * *", "* * * * *", "::::",
        "[::]:1",
        "a:65536", "http://", "https://@", "http://[::1", "%", "100%", "NaN", "2026-02-30T00:00:00Z",
        "0000-00-00T00:00:00Z",
        "9999-12-31T23:59:59Z", "Europe/", "/", "é\u{0}\u{10FFFF}", "not (a > 1", "a > 1e999", "Zero", "Block",
        "Enforce",
        "cpu", "q", "r", "Deployment", "apps/v1", String(repeating: "(", count: 3000),
        String(repeating: "9", count: 400),
    ]

    static let values: [JSONValue] =
        texts.map(JSONValue.string) + [
            .null, true, false, [], [:], [[]], ["replicas": -1], ["value": "x"], ["name": "cpu"], 0, 1, -1,
            2_147_483_647,
            2_147_483_648, .integer(.max), .integer(.min), 0.5, 1e300,
        ]

    /// The object with one value somewhere replaced, removed, doubled or moved.
    static func mutated(_ value: JSONValue, _ random: inout SplitMix64) -> JSONValue {
        switch value {
        case .object(var object) where !object.isEmpty && Int.random(in: 0..<8, using: &random) > 0:
            guard let member = object.members.randomElement(using: &random) else { return value }
            switch Int.random(in: 0..<12, using: &random) {
            case 0: object[member.key] = nil
            case 1: object["unknown"] = member.value
            case 2: object[member.key] = object.members.randomElement(using: &random)?.value
            default: object[member.key] = mutated(member.value, &random)
            }
            return .object(object)
        case .array(var elements) where !elements.isEmpty && Int.random(in: 0..<8, using: &random) > 0:
            let index = Int.random(in: 0..<elements.count, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: elements.remove(at: index)
            case 1: elements.append(elements[index])
            default: elements[index] = mutated(elements[index], &random)
            }
            return .array(elements)
        default: return values.randomElement(using: &random) ?? .null
        }
    }

    static let surroundings = ScalingSurroundings(
        rivals: [.init(.scaledObject, "so")], verticals: [.init(name: "vpa", sizing: VerticalScaling(mode: .recreate))],
        target: .found(containers: [.init(name: "app", requests: [])]), timeZones: ["UTC", "Europe/Berlin"],
        egress: EgressList(patterns: ["*.svc", "a:1", ":", "*"]))

    @Test("No object makes it trap, with or without its schema's consent, and the same object gets the same verdict")
    func robust() throws {
        let cases = PolicyMistakes.all + PolicyMistakes.accepted + PolicyNotices.all
        let objects = try cases.map { try $0.object() }
        var accepted = 0
        for seed in 1...2500 {
            var random = SplitMix64(seed: UInt64(seed))
            var object = try #require(objects.randomElement(using: &random))
            for _ in 0..<Int.random(in: 1...4, using: &random) { object = Self.mutated(object, &random) }
            let old = Bool.random(using: &random) ? objects.randomElement(using: &random) : nil
            let surroundings = Bool.random(using: &random) ? Self.surroundings : .unknown
            let outcome = ScalingPolicyValidator.review(new: object, old: old, surroundings: surroundings)
            if outcome.isAccepted { accepted += 1 }
            #expect(outcome.warnings.allSatisfy { $0.utf8.count <= 256 }, "seed \(seed)")
            #expect(
                outcome == ScalingPolicyValidator.review(new: object, old: old, surroundings: surroundings),
                "seed \(seed)")
        }
        // Mostly refused would mean that hardly anything behind the first check was reached.
        #expect(accepted > 100)
    }

    @Test("What the schema accepts and the validator does not can be read, so that all its faults are named")
    func readable() throws {
        let objects = try (PolicyMistakes.all + PolicyMistakes.accepted).map { try $0.object() }
        var judged = 0
        for seed in 1...1500 {
            var random = SplitMix64(seed: UInt64(seed))
            let object = Self.mutated(try #require(objects.randomElement(using: &random)), &random)
            let defaulted = SchemaDefaulter().applying(ScalingPolicy.schema, to: object)
            guard SchemaValidator().validate(defaulted, against: ScalingPolicy.schema).isEmpty,
                SchemaPruner().unknownFields(defaulted, ScalingPolicy.schema).isEmpty
            else { continue }
            judged += 1
            do throws(FieldError) {
                _ = try JSONValueDecoder().decode(
                    ScalingPolicySpec.self, from: defaulted["spec"] ?? .null, at: "spec")
            } catch {
                // Two sources in one trigger are a matter of a rule, and no value can hold them.
                #expect(error.detail.hasPrefix("exactly one of resource"), "seed \(seed): \(error)")
            }
        }
        #expect(judged > 100)
    }
}
