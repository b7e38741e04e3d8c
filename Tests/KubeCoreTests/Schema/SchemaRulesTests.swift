import KubeCore
import Testing

@Suite struct SchemaRulesTests {
    /// A schema of `spec` with rules, written in YAML.
    private static func schema(_ text: String) throws -> Schema {
        let spec = try #require(try YAML.parse(text).first?.value)
        return try Schema(json: ["type": "object", "properties": ["spec": spec]])
    }

    private static func value(_ text: String) throws -> JSONValue {
        ["spec": try #require(try YAML.parse(text).first?.value)]
    }

    private static func verdict(_ schema: Schema, _ new: String, old: String? = nil) throws -> SchemaRules.Verdict {
        let before = try old.map(value)
        return SchemaRules(schema).evaluate(try value(new), old: before)
    }

    private static let numbers = """
        {type: object, properties: {a: {type: integer}, b: {type: integer}, s: {type: string}}, x-kubernetes-validations: [
          {rule: 'self.a < self.b', message: ' a below b '},
          {rule: 'self.a != 7', messageExpression: '"a is " + string(self.a)'},
          {rule: 'self.a != 8', messageExpression: '""', message: own},
          {rule: 'self.a != 10', reason: FieldValueForbidden, fieldPath: .a},
          {rule: 'self.a != 11', reason: FieldValueRequired, fieldPath: .s, message: missing},
          {rule: 'self.a != 12', reason: FieldValueDuplicate, fieldPath: .a},
          {rule: '10 / self.b > 0'}]}
        """

    static let evaluations: [(object: String, errors: [String])] = [
        ("{a: 1, b: 2}", []), ("{a: 3, b: 2}", ["spec: Invalid value: a below b"]),
        ("{a: 7, b: 9}", ["spec: Invalid value: a is 7"]), ("{a: 8, b: 9}", ["spec: Invalid value: own"]),
        ("{a: 10, b: 10}", ["spec: Invalid value: a below b", "spec.a: Forbidden: failed rule: self.a != 10"]),
        (
            "{a: 11, b: 12}",
            ["spec.s: Required value: missing", "spec: Invalid value: failed rule: 10 / self.b > 0"]
        ),
        ("{a: 12, b: 10}", ["spec: Invalid value: a below b", "spec.a: Duplicate value"]),
        ("{a: -1, b: 0}", [#"spec: Invalid value: "object": division by zero evaluating rule: 10 / self.b > 0"#]),
    ]

    @Test("Broken rules are reported where and how they ask", arguments: evaluations.indices)
    func evaluates(_ index: Int) throws {
        let test = Self.evaluations[index]
        let verdict = try Self.verdict(try Self.schema(Self.numbers), test.object)
        #expect(verdict.errors.map(\.description) == test.errors, "\(test.object)")
    }

    private static let transitionRules = """
        {type: object, properties: {imm: {type: string, x-kubernetes-validations: [{rule: self == oldSelf, message: fixed}]},
          large: {type: integer, x-kubernetes-validations: [{rule: self < 5, message: large}]},
          m: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object,
            properties: {k: {type: string}, v: {type: integer}},
            x-kubernetes-validations: [{rule: self.v >= oldSelf.v, message: shrinks}]}}},
          x-kubernetes-validations: [{rule: 'oldSelf.hasValue() || !has(self.large)', optionalOldSelf: true, message: not at first}]}
        """

    static let updates: [(old: String?, new: String, errors: [String])] = [
        (nil, "{imm: a}", []), (nil, "{large: 1}", ["spec: Invalid value: not at first"]),
        ("{imm: a}", "{imm: b}", [#"spec.imm: Invalid value: "b": fixed"#]), ("{imm: a}", "{}", []),
        ("{}", "{large: 1}", []), ("{m: [{k: a, v: 2}, {k: b, v: 1}]}", "{m: [{k: b, v: 1}, {k: a, v: 2}]}", []),
        ("{m: [{k: a, v: 2}]}", "{m: [{k: b, v: 0}, {k: a, v: 1}]}", ["spec.m[1]: Invalid value: shrinks"]),
    ]

    @Test("Rules of transitions see the value that was at the same place", arguments: updates.indices)
    func transitions(_ index: Int) throws {
        let test = Self.updates[index]
        let verdict = try Self.verdict(try Self.schema(Self.transitionRules), test.new, old: test.old)
        #expect(verdict.errors.map(\.description) == test.errors)
    }

    @Test("What has not changed is only warned of")
    func ratchets() throws {
        let schema = try Self.schema(Self.transitionRules)
        let verdict = try Self.verdict(schema, "{large: 9, imm: a}", old: "{large: 9}")
        #expect(verdict.errors == [])
        #expect(verdict.warnings.map(\.description) == ["spec.large: Invalid value: 9: large"])
        #expect(try Self.verdict(schema, "{large: 8}", old: "{large: 9}").errors.count == 1)
    }

    @Test("Evaluation ends when the budget of an object is spent")
    func budget() throws {
        let schema = try Self.schema(
            """
            {type: array, items: {type: object, properties: {l: {type: array, items: {type: string}}},
              x-kubernetes-validations: [{rule: 'self.l.all(a, self.l.all(b, a.size() + b.size() >= 0))'}]}}
            """)
        let list = "{l: [\(Array(repeating: "a", count: 250).joined(separator: ","))]}"
        let verdict = try Self.verdict(schema, "[\(Array(repeating: list, count: 60).joined(separator: ","))]")
        #expect(
            verdict.errors.map(\.body) == [
                "Invalid value: \"object\": validation failed due to running out of cost budget, no further validation "
                    + "rules will be run"
            ])
        let long = "{l: [\(Array(repeating: "a", count: 800).joined(separator: ","))]}"
        let single = try Self.verdict(schema, "[\(long)]")
        #expect(
            single.errors.map(\.body) == [
                "Invalid value: \"object\": 'operation cancelled: actual cost limit exceeded': no further validation "
                    + "rules will be run due to call cost exceeds limit for rule: "
                    + "self.l.all(a, self.l.all(b, a.size() + b.size() >= 0))"
            ])
    }

    static let declared: [(schema: String, errors: [String])] = [
        ("{type: object, x-kubernetes-validations: [{rule: ' '}]}", ["rule: Required value: rule is not specified"]),
        (
            "{type: object, x-kubernetes-validations: [{rule: 'true', message: \"a\\nb\"}]}",
            [#"message: Invalid value: "a\nb": must not contain line breaks"#]
        ),
        (
            "{type: object, x-kubernetes-validations: [{rule: 'true', reason: Wrong}]}",
            [
                #"reason: Unsupported value: "Wrong": supported values: "FieldValueDuplicate", "FieldValueForbidden", "#
                    + #""FieldValueInvalid", "FieldValueRequired""#
            ]
        ),
        (
            "{type: object, x-kubernetes-validations: [{rule: 'true', fieldPath: .b}]}",
            [#"fieldPath: Invalid value: ".b": must be a valid path"#]
        ),
        (
            "{type: object, x-kubernetes-validations: [{rule: 'true', optionalOldSelf: true}]}",
            ["optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule"]
        ),
        (
            "{type: object, properties: {m: {type: array, items: {type: string}}}, "
                + "x-kubernetes-validations: [{rule: 'self.m.all(x, self.m.all(y, x == y))'}]}",
            [
                "rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the "
                    + "rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)",
                "rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
            ]
        ),
    ]

    @Test("Mistakes in rules are found where they are declared", arguments: declared.indices)
    func declares(_ index: Int) throws {
        let test = Self.declared[index]
        let errors = StructuralSchema.validate(try Self.schema(test.schema), at: "s")
        let prefix = "s.properties[spec].x-kubernetes-validations[0]."
        #expect(errors.map(\.description).filter { $0.hasPrefix(prefix) } == test.errors.map { prefix + $0 })
    }

    @Test("Old values are known only where they can be told to be the same")
    func uncorrelated() throws {
        let schema = try Self.schema(
            "{type: array, maxItems: 5, items: {type: string, x-kubernetes-validations: [{rule: self == oldSelf}]}}")
        #expect(
            StructuralSchema.validate(schema, at: "s").map(\.description) == [
                "s.properties[spec].items.x-kubernetes-validations[0].rule: Invalid value: \"self == oldSelf\": oldSelf "
                    + "cannot be used on the uncorrelatable portion of the schema within s.properties[spec]"
            ])
    }

    @Test("Conditions of webhooks see the object, the old one and the request")
    func matchConditions() {
        func outcome(_ expressions: [String]) -> MatchConditions.Outcome {
            let json = expressions.map { JSONValue.object(["name": "c", "expression": .string($0)]) }
            return MatchConditions(json: .array(json)).outcome(
                object: ["spec": ["a": 1]], oldObject: nil,
                request: ["operation": "CREATE", "userInfo": ["username": "u", "groups": ["g"]]])
        }
        #expect(outcome(["object.spec.a == 1", "oldObject == null", "'g' in request.userInfo.groups"]) == .matches)
        #expect(outcome(["request.operation == 'UPDATE'", "object.x == 1"]) == .differs)
        #expect(outcome(["object.x == 1", "request.userInfo.username == 'v'"]) == .differs)
        #expect(
            outcome(["object.x == 1"]) == .failed("expression 'object.x == 1' resulted in error: no such key: x"))
        let errors = MatchConditions.errors(
            [["name": "a", "expression": "1"], ["name": "a", "expression": "request.x"], ["expression": " "]],
            at: "m"
        ).map(\.description)
        #expect(errors[0] == "m[0].expression: Invalid value: \"1\": must evaluate to bool but got int")
        #expect(errors.contains("m[1].name: Duplicate value: \"a\""))
        #expect(errors.suffix(2) == ["m[2].expression: Required value", "m[2].name: Required value"])
    }
}
