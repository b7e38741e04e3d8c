@testable import KubeCore
import Testing

@Suite struct CELPropertyTests {
    private static let macros = CELMacros(knowsBindings: true)

    @Test("A printed expression is read as the same expression")
    func printing() throws {
        let tables = (CELCases.fields + CELCases.loops + CELCases.values).map(\.source)
        let random = (0..<300 as Range<UInt64>).map { seed in
            var expression = CELRandomExpression(seed: seed)
            return expression.make(depth: 4)
        }
        for source in tables + random + ["cel.bind(x, 1, x + 1)", "a.?b[?0].c(d)", "has(a.b) ? -(1) : --1"] {
            // These calls are copies of their target, which cannot be told from two alike.
            if source.contains("optMap") || source.contains("optFlatMap") { continue }
            let tree = try CELParser.parse(source, macros: Self.macros)
            let printed = CELPrinter.print(tree.root)
            #expect(try CELParser.parse(printed, macros: Self.macros).root == tree.root, "\(source) as \(printed)")
        }
    }

    @Test("Blanks and comments between words change nothing")
    func blanks() throws {
        let tight = try CELParser.parse("a.b(c)[1]&&!d||e in[1,2]?f:-g", macros: Self.macros)
        let loose = try CELParser.parse(
            "a . b ( c ) [ 1 ]\n&& ! d // or\n|| e\tin [ 1 , 2 , ] ? f : - g //", macros: Self.macros)
        #expect(tight.root == loose.root)
    }

    @Test("Random expressions end in a value or an error, within their limit, and twice the same")
    func evaluation() throws {
        let variables = try CELTestWorld.variables()
        var evaluated = 0
        for seed in 0..<1500 as Range<UInt64> {
            var random = CELRandomExpression(seed: seed)
            let source = random.make(depth: 1 + Int(seed % 5))
            guard let program = try? CELProgram(source, environment: CELTestWorld.environment) else { continue }
            evaluated += 1
            let limit: UInt64 = 10_000
            let outcomes = (0..<2).map { _ in
                var context = CELContext(costLimit: limit)
                let result = Result { () throws(CELError) in
                    try program.evaluate(variables, in: &context).description
                }
                return (text: "\(result)", cost: context.cost)
            }
            #expect(outcomes[0] == outcomes[1], "seed \(seed): \(source)")
            // One step may go beyond the limit, by as much as it costs.
            #expect(outcomes[0].cost <= limit + 1000, "seed \(seed): \(source)")
        }
        #expect(evaluated > 300)
    }

    @Test("Mutated expressions are read or refused, and what is refused says where")
    func mutations() {
        for seed in 0..<3000 as Range<UInt64> {
            var random = CELRandomExpression(seed: seed)
            let source = random.mutate(random.make(depth: 3))
            do {
                _ = try CELProgram(source, environment: CELTestWorld.environment)
            } catch {
                #expect(!error.issues.isEmpty, "seed \(seed): \(source)")
                #expect(!error.description.isEmpty, "seed \(seed): \(source)")
            }
        }
    }

    private func message(_ source: String) -> String? {
        do {
            _ = try CELProgram(source, environment: CELTestWorld.environment)
            return nil
        } catch {
            return error.issues.first?.message
        }
    }

    private func nested(_ open: String, _ close: String, _ count: Int) -> String {
        String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
    }

    @Test("Nesting as deep as a server takes it is taken, and no deeper")
    func depth() {
        let tooDeep = "expression recursion limit exceeded: 250"
        #expect(message(nested("(", ")", 249)) == nil)
        #expect(message(nested("(", ")", 250)) == tooDeep)
        #expect(message(nested("[", "]", 249)) == nil)
        #expect(message(nested("[", "]", 250)) == tooDeep)
        #expect(message(nested("{1: ", "}", 250)) == tooDeep)
        #expect(message(String(repeating: "true ? 1 : ", count: 249) + "1") == nil)
        #expect(message(String(repeating: "true ? 1 : ", count: 250) + "1") == tooDeep)
        #expect(message(String(repeating: "1 + ", count: 250) + "1") == nil)
        #expect(message(String(repeating: "1 + ", count: 251) + "1") == "max recursion depth exceeded")
        #expect(message("dyn(1)" + String(repeating: ".a", count: 250)) == nil)
        #expect(message("dyn(1)" + String(repeating: ".a", count: 251)) == "max recursion depth exceeded")
        #expect(message(String(repeating: "!", count: 5001) + "true") == nil)
        #expect(message(String(repeating: "true && ", count: 5000) + "true") == nil)
    }

    @Test("Loops in loops as deep as they may be are read, checked and bounded")
    func deepLoops() throws {
        var source = "true"
        for level in 0..<60 { source = "[1, 2].all(x\(level), \(source))" }
        let program = try CELProgram(source, environment: CELTestWorld.environment)
        #expect(program.estimatedCost(sizes: nil).upperBound == .max)
        let error = #expect(throws: CELError.self) { try program.evaluate([:]) }
        #expect(error == .costLimitExceeded)
    }

    @Test("Lists that double cannot grow without an end")
    func doubling() throws {
        var source = "size(x0)"
        for level in 0..<40 { source = "cel.bind(x\(level), x\(level + 1) + x\(level + 1), \(source))" }
        var environment = CELTestWorld.environment
        environment.knowsBindings = true
        let program = try CELProgram("cel.bind(x40, [1], \(source))", environment: environment)
        let error = #expect(throws: CELError.self) { try program.evaluate([:]) }
        #expect(error?.message == "list is too long")
    }

    @Test("The longest text is read in time, and a longer one refused at once")
    func size() {
        let long = "'" + String(repeating: "a", count: CELParser.sizeLimit - 2) + "'"
        #expect(message(long) == nil)
        #expect(
            message(long + " ") == "expression code point size exceeds limit: size: 100001, limit 100000")
        #expect(message(String(repeating: "1,", count: 49_999)) != nil)
        #expect(message(String(repeating: "$", count: 100_000)) != nil)
        #expect(message("[" + String(repeating: "[],", count: 33_000) + "] == []") == nil)
        #expect(message(String(repeating: "(", count: 100_000)) != nil)
        #expect(message(String(repeating: "x == [] || ", count: 9000) + "true") != nil)
    }
}
