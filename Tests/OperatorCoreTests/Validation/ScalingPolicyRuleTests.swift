import Foundation
import KubeCore
import OperatorCore
import TestSupport
import Testing

/// The rules of the CRD beside the validator: both say the same.
@Suite("Rules of the ScalingPolicy CRD")
struct ScalingPolicyRuleTests {
    private static let all = SchemaRules(ScalingPolicy.schema)

    private static func errors(_ object: JSONValue, old: JSONValue? = nil, _ rules: SchemaRules = all) -> [FieldError] {
        rules.evaluate(object, old: old).errors
    }

    /// Every rule with its place, and the schema with that rule alone.
    private static let rules: [(place: String, rule: Schema.ValidationRule, schema: Schema)] = {
        var found: [(String, Schema.ValidationRule, Schema)] = []
        _ = ScalingPolicy.schema.changingRules("") { place, rules in
            for rule in rules {
                let alone = ScalingPolicy.schema.changingRules("") { other, rules in
                    other == place ? rules.filter { $0 == rule } : []
                }
                found.append((place, rule, alone))
            }
            return rules
        }
        return found
    }()

    @Test("Every rule is broken by a mistake, and kept by all samples and all that only looks like a mistake")
    func witnesses() throws {
        let mistakes = try PolicyMistakes.all.map { try $0.defaulted() }
        let fine = try (PolicyMistakes.accepted + PolicyNotices.all).map { try $0.defaulted() } + Self.samples()
        #expect(Self.rules.count > 80)
        for (place, rule, schema) in Self.rules where !rule.rule.contains("oldSelf") {
            let alone = SchemaRules(schema)
            let isBroken = mistakes.contains { !Self.errors($0, alone).isEmpty }
            #expect(isBroken, "no mistake breaks the rule at \(place): \(rule.rule)")
        }
        for object in fine {
            #expect(Self.errors(object) == [])
        }
    }

    private static func samples() throws -> [JSONValue] {
        try (SampleTests.files("scalingpolicy") + SampleTests.files("guide")).flatMap(SampleTests.policies).map {
            SchemaDefaulter().applying(ScalingPolicy.schema, to: $0)
        }
    }

    @Test("The target cannot be changed but for the version of its API")
    func transition() throws {
        func object(_ target: String) throws -> JSONValue { try PolicyCase("", "targetRef: \(target)").defaulted() }
        let old = try object("{apiVersion: x.io/v1, kind: Foo, name: a}")
        for target in ["{apiVersion: x.io/v1, kind: Foo, name: b}", "{apiVersion: y.io/v1, kind: Foo, name: a}"] {
            let new = try object(target)
            let verdict = ScalingPolicyValidator.review(new: new, old: old, surroundings: .unknown).errors
            #expect(Self.errors(new, old: old).map(\.description) == verdict.map(\.description))
            #expect(verdict.count == 1)
        }
        let newer = try object("{apiVersion: x.io/v2, kind: Foo, name: a}")
        #expect(Self.errors(newer, old: old) == [])
    }

    @Test("The largest policy that the schema allows stays within the cost that a server allows one object")
    func largest() throws {
        func names(_ prefix: String, _ count: Int) -> [String] {
            (0..<count).map { prefix + String(repeating: "a", count: 59) + String(1000 + $0).dropFirst() }
        }
        let amount = String(repeating: "1", count: 32)
        let triggers = names("t", 50), receivers = names("r", 16), connections = names("c", 32)
        var spec = try #require(try PolicyCase("", "").object()["spec"])
        spec["triggers"] = .array(
            triggers.map { name in
                [
                    "name": .string(name), "interval": "1h",
                    "source": ["redisList": ["connection": .string(connections[31]), "keys": ["k"]]],
                    "steps": [
                        "above": .array(Array(repeating: ["value": .string(amount), "add": 1], count: 16)),
                        "below": .array(Array(repeating: ["value": "0.0001", "remove": 1], count: 16)),
                    ],
                ]
            })
        spec["connections"] = .array(
            connections.map { name in
                let address = JSONValue.string(String(repeating: "h", count: 240) + ":6379")
                let redis: JSONValue = [
                    "topology": "Cluster", "addresses": .array(Array(repeating: address, count: 32)),
                ]
                return ["name": .string(name), "redis": redis]
            })
        spec["receivers"] = .array(
            receivers.map { ["name": .string($0), "slack": ["urlSecretRef": ["name": "s", "key": "k"]]] })
        let notify: JSONValue = ["notify": ["receivers": .array(receivers.reversed().map(JSONValue.string))]]
        spec["rules"] = .array(
            names("u", 50).map {
                ["name": .string($0), "builtin": "AtMax", "actions": .array(Array(repeating: notify, count: 8))]
            })
        let start = "0,".appending(String(repeating: "0,", count: 40)) + "1 8 * * 1-5"
        spec["replicas"] = [
            "max": 9,
            "windows": .array(
                names("w", 32).map {
                    [
                        "name": .string($0), "min": 1,
                        "schedule": ["start": .string(start), "end": "0 20 * * 1-5", "timeZone": "Europe/Berlin"],
                    ]
                }),
        ]
        let amounts: JSONValue = ["cpu": .string(amount), "memory": .string(amount)]
        spec["vertical"] = [
            "mode": "Recreate",
            "containers": .array(
                names("v", 32).map { ["name": .string($0), "minAllowed": amounts, "maxAllowed": amounts] }),
        ]
        var object = try PolicyCase("", "").object()
        object["spec"] = spec
        let defaulted = SchemaDefaulter().applying(ScalingPolicy.schema, to: object)
        #expect(SchemaValidator().validate(defaulted, against: ScalingPolicy.schema) == [])
        #expect(Self.errors(defaulted) == [])
    }

    @Test("The rules and the validator refuse the same policies, in the same words")
    func agreement() throws {
        for example in PolicyMistakes.all {
            try Self.compare(try example.defaulted(), example.name)
        }
        let cases = PolicyMistakes.all + PolicyMistakes.accepted + PolicyNotices.all
        for seed in 1...300 {
            var random = SplitMix64(seed: UInt64(seed))
            var spec = JSONObject()
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                guard let example = cases.randomElement(using: &random) else { continue }
                for member in try example.object()["spec"]?.objectValue?.members ?? [] {
                    spec[member.key] = member.value
                }
            }
            var object = try PolicyCase("", "").object()
            object["spec"] = .object(spec)
            try Self.compare(SchemaDefaulter().applying(ScalingPolicy.schema, to: object), "seed \(seed)")
        }
    }

    private static func compare(_ object: JSONValue, _ name: String) throws {
        let byRules = errors(object)
        let verdict = ScalingPolicyValidator.review(new: object, old: nil, surroundings: .unknown).errors
        if verdict.count == 1, let error = verdict.first, error.path.elements.last == .field("source") {
            // A trigger that is not of one source cannot be read, and hides all else.
            #expect(byRules.contains { Self.says(error, $0) }, "\(name): no rule says \(error)")
            return
        }
        for error in byRules {
            #expect(verdict.contains { Self.says($0, error) }, "\(name): the validator does not say \(error)")
        }
        for error in verdict where !Self.isBeyondRules(error) {
            #expect(byRules.contains { Self.says(error, $0) }, "\(name): no rule says \(error)")
        }
    }

    /// Whether an error of the validator is what a rule says, which may stand at the list that holds the entry.
    private static func says(_ verdict: FieldError, _ rule: FieldError) -> Bool {
        if verdict.description == rule.description { return true }
        // One says it of the trigger's resource, the other of `vertical`, and names all triggers.
        if rule.path.description == "spec.vertical" { return verdict.detail.hasPrefix("spec.vertical also controls") }
        guard verdict.path.description.hasPrefix(rule.path.description), verdict.kind == rule.kind else { return false }
        let words = rule.detail.replacing(#/^(\[.*?\]|"[^"]*"|-?[0-9]+): /#, with: "")
        // The validator says which field of a schedule is wrong, and how.
        return words == verdict.detail || words.hasPrefix("a schedule is made of")
    }

    /// What no rule can tell: what is not carried out yet, what has no type, what a language of its own says.
    private static func isBeyondRules(_ error: FieldError) -> Bool {
        error.detail.hasPrefix("declared, but not carried out")
            || error.path.description.hasSuffix(".onEmpty") || error.path.description.hasSuffix(".when")
            || (error.kind == .invalid && error.path.description.hasSuffix(".combine.expression"))
    }
}

extension Schema {
    /// The same schema with other rules at each place.
    fileprivate func changingRules(
        _ place: String, _ change: (String, [ValidationRule]) -> [ValidationRule]
    ) -> Schema {
        with { keywords in
            if !keywords.validations.isEmpty { keywords.validations = change(place, keywords.validations) }
            keywords.properties = SchemaProperties(
                keywords.properties.map { ($0.name, $0.schema.changingRules("\(place).\($0.name)", change)) })
            if let items = keywords.items { keywords.items = items.changingRules("\(place)[]", change) }
            if let values = keywords.additionalProperties?.schema {
                keywords.additionalProperties = .schema(values.changingRules("\(place){}", change))
            }
        }
    }
}
