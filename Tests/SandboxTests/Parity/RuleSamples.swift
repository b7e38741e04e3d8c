import KubeCore

/// Schemas with rules, right and wrong, in YAML; the schema is that of `spec`.
enum RuleSamples {
    struct Sample: Sendable {
        var schema: String
        var objects: [String] = []
        var updates: [(old: String, new: String)] = []
    }

    static func value(_ text: String) throws -> JSONValue {
        try YAML.parse(Array(text.utf8)).first?.value ?? [:]
    }

    /// A definition of one version; `schema` is the whole schema when it begins with `root:`.
    static func definition(_ plural: String, schema: String) throws -> JSONValue {
        let parsed = try value(schema)
        let whole: JSONValue = parsed["root"] ?? ["type": "object", "properties": ["spec": parsed]]
        let kind = plural.prefix(1).uppercased() + plural.dropFirst().dropLast()
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("\(plural).parity.trimtab.dev")],
            "spec": [
                "group": "parity.trimtab.dev", "scope": "Namespaced",
                "names": [
                    "plural": .string(plural), "kind": .string(kind), "singular": .string(kind.lowercased()),
                    "listKind": .string(kind + "List"),
                ],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": whole],
                    ]
                ],
            ],
        ]
    }

    private static func object(_ properties: String, _ rules: String, _ more: String = "") -> String {
        "{type: object, \(more) properties: {\(properties)}, x-kubernetes-validations: [\(rules)]}"
    }

    /// Judged at creation of the definition.
    static let definitions: [String] = [
        object("a: {type: integer}", "{rule: 'self.a > 0'}"),
        object("a: {type: integer}", "{rule: 'self.b > 0'}"),
        object("a: {type: integer}", "{rule: 'self.a > \"x\"'}"),
        object("a: {type: integer}", "{rule: 'self.a'}"),
        object("a: {type: integer}", "{rule: 'self.a > 0 &&'}"),
        object("a: {type: integer}", "{rule: 'self.a > 0 | true'}"),
        object("a: {type: integer}", "{rule: 'foo(self.a)'}"),
        object("a: {type: integer}", "{rule: ' '}"),
        object("a: {type: integer}", "{rule: 'true', message: ' '}"),
        object("a: {type: integer}", "{rule: 'true', message: \"a\\nb\"}"),
        object("a: {type: integer}", "{rule: \"true ||\\nfalse\"}"),
        object("a: {type: integer}", "{rule: 'true', messageExpression: ' '}"),
        object("a: {type: integer}", "{rule: 'true', messageExpression: 'self.a'}"),
        object("a: {type: integer}", "{rule: 'true', messageExpression: 'self.b + \"x\"'}"),
        object("a: {type: integer}", "{rule: 'true', reason: Wrong}"),
        object("a: {type: integer}", "{rule: 'true', reason: FieldValueRequired, fieldPath: .a}"),
        object("a: {type: integer}", "{rule: 'true', fieldPath: .b}"),
        object("a: {type: integer}", "{rule: 'true', fieldPath: a}"),
        object("a: {type: integer}", "{rule: 'true', fieldPath: ' '}"),
        object("a: {type: object, additionalProperties: {type: string}}", "{rule: 'true', fieldPath: \".a['x.y']\"}"),
        object("a: {type: integer}", "{rule: 'true', optionalOldSelf: true}"),
        object("a: {type: integer}", "{rule: 'oldSelf.hasValue()', optionalOldSelf: true}"),
        object("a: {type: integer}", "{rule: 'oldSelf.a == self.a'}"),
        "{type: array, items: {type: object, properties: {a: {type: integer}}, x-kubernetes-validations: [{rule: 'self.a == oldSelf.a'}]}}",
        "{type: array, maxItems: 3, x-kubernetes-list-type: set, items: {type: string, x-kubernetes-validations: [{rule: 'self == oldSelf'}]}}",
        "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, required: [k], properties: {k: {type: string}, a: {type: integer}}, x-kubernetes-validations: [{rule: 'self.a == oldSelf.a'}]}}",
        object("m: {type: array, items: {type: string}}", "{rule: 'self.m.all(x, self.m.all(y, x == y))'}"),
        object(
            "m: {type: array, maxItems: 1000, items: {type: string}}", "{rule: 'self.m.all(x, self.m.all(y, x == y))'}"),
        object(
            "m: {type: array, maxItems: 10, items: {type: string, maxLength: 10}}",
            "{rule: 'self.m.all(x, self.m.all(y, x == y))'}"),
        object("s: {type: string}", "{rule: 'self.s.matches(\"^[a-z]+$\")'}"),
        object("s: {type: string}", "{rule: 'self.s.matches(\"(\")'}"),
        object("s: {type: string}", "{rule: 'self.s.find(\"(\") == \"\"'}"),
        "{type: array, items: {type: object, properties: {s: {type: string}}, x-kubernetes-validations: [{rule: 'self.s.matches(\"a\")'}, {rule: 'self.s.contains(\"ab\")'}]}}",
        object("d: {type: string, format: date-time}", "{rule: 'self.d > timestamp(\"2020-01-01\")'}"),
        object("d: {type: string, format: duration}", "{rule: 'self.d > duration(\"1x\")'}"),
        object("x: {x-kubernetes-int-or-string: true}", "{rule: 'self.x > 0'}"),
        object("x: {x-kubernetes-preserve-unknown-fields: true}", "{rule: 'self.x.a == 1'}"),
        object("x: {type: object, x-kubernetes-preserve-unknown-fields: true}", "{rule: 'self.x.a == 1'}"),
        object(
            "'a-b': {type: integer}, 'c.d': {type: integer}, __e: {type: integer}, namespace: {type: integer}",
            "{rule: 'self.a__dash__b + self.c__dot__d + self.__underscores__e + self.__namespace__ > 0'}"),
        object("'a-b': {type: integer}", "{rule: 'self.`a-b` > 0'}"),
        object("a: {type: integer}", "{rule: '[1, \"a\"].size() > 0'}"),
        object("a: {type: integer}", "{rule: '{\"a\": 1}.a == 1'}"),
        object("a: {type: integer}", "{rule: 'has(self.a.b)'}"),
        object("a: {type: integer}", "{rule: 'has(self)'}"),
        object("a: {type: integer}", "{rule: 'self.all(k, k != \"\")'}"),
        object("a: {type: integer}", "{rule: 'self[\"a\"] == 1'}"),
        object("a: {type: integer}", "{rule: 'size(self) == 1'}"),
        object("a: {type: integer}", "{rule: 'self.a == 1 ? true : \"x\"'}"),
        object("a: {type: integer}", "{rule: 'self.a in [1, 2]'}, {rule: 'self.a in [\"x\"]'}"),
        object(
            "a: {type: string}",
            "{rule: 'quantity(self.a).isGreaterThan(quantity(\"1\")) && isIP(self.a) && url(self.a).getHost() == \"\"'}"
        ),
        object("a: {type: string}", "{rule: 'self.a.reverse() == \"\"'}"),
        object("a: {type: string}", "{rule: 'math.greatest(1, 2) == 2'}"),
        object("a: {type: string}", "{rule: '\"%d\".format([self.a]) == \"\"'}"),
        object("a: {type: string}", "{rule: 'cel.bind(x, self.a, x == \"\")'}"),
        object("a: {type: string}", "{rule: 'authorizer.path(\"/\").check(\"get\").allowed()'}"),
        object(
            "a: {type: array, items: {type: integer}}",
            "{rule: 'self.a.sum() > 0 && self.a.sortBy(x, -x)[0] > 1 && self.a.distinct().size() == 1'}"),
        object(
            "a: {type: array, items: {type: integer}}",
            "{rule: 'self.a.all(i, v, i < v) && self.a.transformList(i, v, v + i).size() > 0'}"),
        object(
            "a: {type: array, items: {type: integer}}",
            "{rule: 'self.?a.orValue([]).size() > 0 && self.a[?0].hasValue() && optional.of(1).value() == 1'}"),
        "root: {type: object, x-kubernetes-validations: [{rule: 'self.metadata.name == \"a\" && self.kind != \"\" && self.apiVersion != \"\"'}], properties: {spec: {type: object}}}",
        "root: {type: object, x-kubernetes-validations: [{rule: 'self.metadata.labels.size() == 0'}], properties: {spec: {type: object}}}",
        "root: {type: object, x-kubernetes-validations: [{rule: 'self.metadata.namespace == \"a\"'}], properties: {metadata: {type: object, properties: {name: {type: string, maxLength: 5}}}}}",
        "{type: object, additionalProperties: {type: object, properties: {a: {type: string}}, x-kubernetes-validations: [{rule: 'self.a.startsWith(\"a\")'}]}}",
        "{type: object, maxProperties: 4, additionalProperties: {type: string, maxLength: 4, x-kubernetes-validations: [{rule: 'self.split(\",\").all(x, x.size() > 0)'}]}}",
        "{type: object, properties: {e: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true, x-kubernetes-validations: [{rule: 'self.kind == \"A\" && self.metadata.name == \"b\"'}]}}}",
        "{type: object, properties: {a: {type: string, pattern: '('}}, x-kubernetes-validations: [{rule: 'self.b'}]}",
        "{type: object, allOf: [{x-kubernetes-validations: [{rule: 'true'}]}]}",
        "{type: array, maxItems: 100, items: {type: array, maxItems: 100, items: {type: array, maxItems: 100, items: {type: string, maxLength: 100, x-kubernetes-validations: [{rule: 'self.matches(\"a+b+c+d+\")', messageExpression: 'self + self'}]}}}}",
        "{type: array, items: {type: string, x-kubernetes-validations: [{rule: 'self == \"<a&b>\" || self > 1'}]}}",
    ]
}
