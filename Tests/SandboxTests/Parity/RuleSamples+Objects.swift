// Rules with objects they are evaluated on.
extension RuleSamples {
    private static func object(_ properties: String, _ rules: String, _ more: String = "") -> String {
        "{type: object, \(more) properties: {\(properties)}, x-kubernetes-validations: [\(rules)]}"
    }

    static let rules: [Sample] = [
        Sample(
            schema: object(
                "a: {type: integer}, b: {type: integer}, s: {type: string}",
                """
                {rule: 'self.a < self.b', message: ' a below b '}, {rule: 'self.a != 7', messageExpression: '"a is " + string(self.a)'},
                {rule: 'self.a != 8', messageExpression: '""', message: own}, {rule: 'self.a != 9', messageExpression: '"x\\ny"'},
                {rule: 'self.a != 10', reason: FieldValueForbidden, fieldPath: .a}, {rule: 'self.a != 11', reason: FieldValueRequired, fieldPath: .s},
                {rule: 'self.a != 12', reason: FieldValueDuplicate, fieldPath: .a, message: dup}, {rule: '10 / self.b > 0'},
                {rule: '!has(self.s) || self.s.size() < 5', messageExpression: 'self.s.substring(7)'}
                """),
            objects: [
                "{spec: {a: 1, b: 2}}", "{spec: {a: 3, b: 2}}", "{spec: {a: 7, b: 9}}", "{spec: {a: 8, b: 9}}",
                "{spec: {a: 9, b: 10}}", "{spec: {a: 10, b: 11}}", "{spec: {a: 11, b: 12}}", "{spec: {a: 12, b: 13}}",
                "{spec: {a: -1, b: 0}}", "{spec: {b: 1}}", "{spec: {}}", "{}", "{spec: {a: 1, b: 2, s: abcdef}}",
                "{spec: {a: 1, b: 2, s: abcdefgh}}", "{spec: null}", "{spec: {a: x, b: 2}}", "{spec: {a: 12, b: 1}}",
            ]),
        Sample(
            schema: object(
                "x: {x-kubernetes-int-or-string: true}, n: {type: number}, p: {type: object, x-kubernetes-preserve-unknown-fields: true}, nul: {type: string, nullable: true}",
                "{rule: '!has(self.x) || type(self.x) == int || self.x.startsWith(\"a\")'}, {rule: '!has(self.x) || self.x > 5'}, {rule: '!has(self.n) || self.n < 1.5'}, {rule: 'has(self.nul)', message: absent}"
            ),
            objects: [
                "{spec: {x: 6, nul: a}}", "{spec: {x: 5, nul: a}}", "{spec: {x: a, nul: a}}", "{spec: {x: b, nul: a}}",
                "{spec: {n: 1, nul: a}}", "{spec: {n: 1.5, nul: a}}", "{spec: {nul: null}}",
                "{spec: {n: 2000000.5, nul: ''}}",
            ]),
        Sample(
            schema: object(
                "m: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, required: [k], properties: {k: {type: string}, v: {type: integer}}, x-kubernetes-validations: [{rule: 'self.v >= oldSelf.v', message: v shrinks}, {rule: 'self.v < 100', message: v is large}]}}, imm: {type: string, x-kubernetes-validations: [{rule: self == oldSelf, message: immutable}]}, set: {type: array, x-kubernetes-list-type: set, items: {type: string}, x-kubernetes-validations: [{rule: 'self == oldSelf', message: sets differ}]}, free: {type: integer}",
                "{rule: '!has(oldSelf.imm) || has(self.imm)', message: stays}, {rule: 'oldSelf.hasValue() || !has(self.free)', optionalOldSelf: true, message: not at first}"
            ),
            objects: [
                "{spec: {m: [{k: a, v: 1}]}}", "{spec: {free: 1}}", "{spec: {m: [{k: a, v: 100}, {k: b, v: 5}]}}",
            ],
            updates: [
                ("{spec: {m: [{k: a, v: 1}, {k: b, v: 2}]}}", "{spec: {m: [{k: b, v: 1}, {k: a, v: 1}]}}"),
                ("{spec: {m: [{k: a, v: 1}]}}", "{spec: {m: [{k: c, v: 0}]}}"),
                ("{spec: {imm: a}}", "{spec: {imm: b}}"), ("{spec: {imm: a}}", "{spec: {}}"),
                ("{spec: {}}", "{spec: {imm: a, free: 3}}"), ("{spec: {set: [a, b]}}", "{spec: {set: [b, a]}}"),
                ("{spec: {set: [a, b]}}", "{spec: {set: [a, c]}}"),
            ]),
        Sample(
            schema: object(
                "q: {type: string}, ip: {type: string}, u: {type: string}, d: {type: string, format: duration}, t: {type: string, format: date-time}, b: {type: string, format: byte}, l: {type: array, items: {type: string}}, v: {type: string}",
                """
                {rule: '!has(self.q) || quantity(self.q).isLessThan(quantity("2Gi"))', messageExpression: '"%s is too large: %d, %.2f".format([self.q, quantity(self.q).asInteger(), quantity(self.q).asApproximateFloat()])'},
                {rule: '!has(self.ip) || cidr("10.0.0.0/8").containsIP(ip(self.ip))'}, {rule: '!has(self.u) || url(self.u).getHostname() == "h"'},
                {rule: '!has(self.d) || self.d < duration("1m")'}, {rule: '!has(self.t) || self.t.getFullYear() == 2026'}, {rule: '!has(self.b) || self.b == b"abc"'},
                {rule: '!has(self.l) || self.l.isSorted()', messageExpression: '"not sorted: " + self.l.join(",")'}, {rule: '!has(self.l) || sets.contains(["a", "b", "c"], self.l)'},
                {rule: '!has(self.v) || semver(self.v).isGreaterThan(semver("1.2.3"))'}, {rule: '!has(self.v) || !format.dns1123Label().validate(self.v).hasValue()', messageExpression: 'format.dns1123Label().validate(self.v).value().join(";")'}
                """),
            objects: [
                "{spec: {q: 1Gi}}", "{spec: {q: 3Gi}}", "{spec: {q: 3500m}}", "{spec: {q: 9999999999999m}}",
                "{spec: {q: x}}",
                "{spec: {ip: 10.1.2.3}}", "{spec: {ip: 11.1.2.3}}", "{spec: {ip: bad}}",
                "{spec: {u: 'https://h:80/x'}}",
                "{spec: {u: 'https://g/'}}", "{spec: {u: 'a b'}}", "{spec: {d: 59s}}", "{spec: {d: 60s}}",
                "{spec: {d: x}}",
                "{spec: {t: '2026-01-01T00:00:00Z'}}", "{spec: {t: '2025-01-01T00:00:00Z'}}", "{spec: {b: YWJj}}",
                "{spec: {b: YWJk}}",
                "{spec: {l: [a, b]}}", "{spec: {l: [b, a]}}", "{spec: {l: [a, d]}}", "{spec: {v: 1.3.0}}",
                "{spec: {v: 1.2.3-rc1}}",
                "{spec: {v: 1.3.0, q: 2Gi, ip: '::1', l: [z, a]}}", "{spec: {v: A}}",
            ]),
        Sample(
            schema: object(
                "l: {type: array, maxItems: 400, items: {type: string, maxLength: 20}}",
                "{rule: 'self.l.all(a, self.l.all(b, a.size() + b.size() >= 0))', message: quadratic}, {rule: 'self.l.size() < 399', message: long}"
            ),
            objects: [
                "{spec: {l: [a]}}",
                "{spec: {l: [\(Array(repeating: "abcdefghijklmnopqrst", count: 398).joined(separator: ", "))]}}",
                "{spec: {l: [\(Array(repeating: "abcdefghijklmnopqrst", count: 399).joined(separator: ", "))]}}",
            ]),
        Sample(
            schema: object(
                "e: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true, x-kubernetes-validations: [{rule: 'self.kind == \"A\"', fieldPath: .spec.x}], properties: {spec: {type: object, properties: {x: {type: integer}}}}}, m: {type: object, additionalProperties: {type: integer, x-kubernetes-validations: [{rule: self > 0, reason: FieldValueForbidden}]}}",
                "{rule: '!has(self.m) || self.m.all(k, k.startsWith(\"k\"))'}, {rule: '!has(self.m) || self.m.exists(k, self.m[k] == 2)', fieldPath: \".m['k.1']\", messageExpression: '\"keys: \" + self.m.map(k, k).join()'}"
            ),
            objects: [
                "{spec: {e: {apiVersion: v1, kind: A, metadata: {name: x}, spec: {x: 1}}}}",
                "{spec: {e: {apiVersion: v1, kind: B, metadata: {name: x}, spec: {x: 1}}}}", "{spec: {m: {k: 2}}}",
                "{spec: {m: {k.1: 3}}}", "{spec: {m: {a: 2, k: -1}}}", "{spec: {e: {kind: A}}}",
                "{spec: {e: {apiVersion: v1, kind: A, metadata: {name: 'X_'}}}}",
            ]),
        Sample(
            schema:
                "root: {type: object, x-kubernetes-validations: [{rule: 'self.metadata.name.startsWith(\"p\") && self.spec.a > 1'}, {rule: 'self.spec.a != 5', message: root}], properties: {spec: {type: object, properties: {a: {type: integer, maximum: 10, x-kubernetes-validations: [{rule: self != 4}]}, b: {type: array, items: {type: string, x-kubernetes-validations: [{rule: self.size() > 1, message: short}]}}}}}}",
            objects: [
                "{spec: {a: 2}}", "{spec: {a: 1}}", "{spec: {a: 4}}", "{spec: {a: 5}}", "{spec: {a: 11}}", "{}",
                "{spec: {a: 2, b: [aa, b, c]}}", "{spec: {a: 0, b: [b]}}",
            ],
            updates: [
                ("{spec: {a: 2, b: [aa]}}", "{spec: {a: 2, b: [aa, b]}}"), ("{spec: {a: 2}}", "{spec: {a: 5}}"),
            ]),
    ]
}
