import OperatorCore
import TestSupport
import Testing

@Suite("RESP")
struct RESPTests {
    struct Case: Sendable {
        let wire: String
        let value: RESPValue
    }

    static let cases: [Case] = [
        Case(wire: "+OK\r\n", value: .simple("OK")),
        Case(wire: "-WRONGTYPE Operation\r\n", value: .error("WRONGTYPE Operation")),
        Case(wire: ":42\r\n", value: .integer(42)),
        Case(wire: ":-1\r\n", value: .integer(-1)),
        Case(wire: "$0\r\n\r\n", value: .bulk("")),
        Case(wire: "$5\r\na\r\nbc\r\n", value: .bulk("a\r\nbc")),
        Case(wire: "$-1\r\n", value: .null),
        Case(wire: "*-1\r\n", value: .null),
        Case(wire: "*2\r\n$1\r\nx\r\n*1\r\n:7\r\n", value: .array([.bulk("x"), .array([.integer(7)])])),
    ]

    @Test("Every value is read, whole or byte by byte", arguments: cases)
    func values(_ example: Case) throws {
        var whole = RESPParser()
        whole.append(example.wire.utf8)
        #expect(try whole.next() == example.value)
        #expect(try whole.next() == nil)

        var slow = RESPParser()
        for byte in example.wire.utf8.dropLast() {
            slow.append([byte])
            #expect(try slow.next() == nil)
        }
        slow.append([0x0A])
        #expect(try slow.next() == example.value)
    }

    @Test("Pipelined answers come one by one")
    func pipelined() throws {
        var parser = RESPParser()
        parser.append("+list\r\n:3\r\n:4".utf8)
        #expect(try parser.next() == .simple("list"))
        #expect(try parser.next() == .integer(3))
        #expect(try parser.next() == nil)
        parser.append("\r\n".utf8)
        #expect(try parser.next() == .integer(4))
    }

    @Test(
        "What is no Redis answer is refused",
        arguments: ["HTTP/1.1 400\r\n", ":x\r\n", "$99999999999\r\n", "*70000\r\n", "+a\rb", "\r\n"])
    func refused(wire: String) {
        var parser = RESPParser()
        parser.append(wire.utf8)
        #expect(throws: RESPParser.ProtocolError.self) { try parser.next() }
    }

    @Test("Nesting and size are bounded")
    func bounded() {
        var deep = RESPParser()
        deep.append(String(repeating: "*1\r\n", count: 100).utf8)
        #expect(throws: RESPParser.ProtocolError.self) { try deep.next() }
        var long = RESPParser(maximumSize: 100)
        long.append(("+" + String(repeating: "x", count: 200)).utf8)
        #expect(throws: RESPParser.ProtocolError.self) { try long.next() }
    }

    @Test("Random bytes never trap")
    func random() {
        var generator = SplitMix64(seed: 7)
        let alphabet = Array("+-:$*0123456789\r\nab".utf8)
        for _ in 0..<20_000 {
            var parser = RESPParser()
            parser.append(
                (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? 0
                })
            for _ in 0..<10 {
                guard let value = try? parser.next() else { break }
                _ = value
            }
        }
        #expect(Bool(true), "reached without a trap")
    }

    @Test("A command is an array of bulk strings")
    func command() {
        #expect(
            String(decoding: RESPValue.command(["LLEN", "mail:é"]), as: UTF8.self)
                == "*2\r\n$4\r\nLLEN\r\n$7\r\nmail:é\r\n")
    }

    @Test(
        "Keys fall into the slots the cluster specification says",
        arguments: [
            ("123456789", 0x31C3), ("foo", 12182), ("{user1000}.following", 3443), ("{user1000}.followers", 3443),
            ("foo{}{bar}", 8363), ("foo{{bar}}zap", 4015),
        ])
    func slots(key: String, slot: Int) {
        #expect(RedisSlot.of(key) == slot)
    }

    @Test("Redirections are recognised")
    func redirections() {
        #expect(
            RedisRedirection(error: "MOVED 3999 10.0.0.2:6381", answeredBy: "a:1")
                == .moved(slot: 3999, address: "10.0.0.2:6381"))
        #expect(
            RedisRedirection(error: "ASK 1 :7000", answeredBy: "a:1") == .ask(slot: 1, address: "a:7000"))
        #expect(RedisRedirection(error: "ERR unknown", answeredBy: "a:1") == nil)
        #expect(RedisRedirection(error: "MOVED 99999 b:1", answeredBy: "a:1") == nil)
    }

    @Test("Each type is counted by its own command")
    func types() throws {
        #expect(try RedisLengths.command(forType: "list", key: "k") == ["LLEN", "k"])
        #expect(try RedisLengths.command(forType: "zset", key: "k") == ["ZCARD", "k"])
        #expect(try RedisLengths.command(forType: "none", key: "k") == nil)
        #expect(throws: RedisLengths.Failure.self) { try RedisLengths.command(forType: "stream", key: "k") }
        #expect(RedisLengths.aggregate([3, 5], by: .sum) == 8)
        #expect(RedisLengths.aggregate([3, 5], by: .average) == 4)
        #expect(RedisLengths.aggregate([], by: .max) == 0)
    }
}
