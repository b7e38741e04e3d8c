import KubeCore
import TestSupport
import Testing

@Suite("JSON reading")
struct JSONParserTests {
    @Test(
        "Numbers stay exactly as they were written",
        arguments: [
            "0", "-0", "1", "-1", "1.0", "1.50", "1e3", "1E+3", "-1.5e-3", "0.1", "9223372036854775807",
            "-9223372036854775808", "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890",
            "0e0",
            "999999999999999999", "1000000000000000000",
        ])
    func numbers(_ text: String) throws {
        let value = try JSONValue(parsing: text)
        #expect(value.serializedString() == text)
        #expect(try JSONValue(parsing: " [ \(text) ] ").serializedString() == "[\(text)]")
        if let integer = Int64(text), text != "-0" { #expect(value == .integer(integer)) }
    }

    @Test("Escapes, surrogate pairs and all planes of Unicode are read; a lone surrogate is replaced")
    func strings() throws {
        let cases: [(String, String)] = [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\uD83D\uDE00""#, "Aé\u{1F600}"),
            (#""\uD83D""#, "\u{FFFD}"), (#""\uDE00x""#, "\u{FFFD}x"), (#""\uD83D\u0041""#, "\u{FFFD}A"),
            (#""\uD83D\uD83D\uDE00""#, "\u{FFFD}\u{1F600}"), ("\"é\u{1F600}\u{7F}\"", "é\u{1F600}\u{7F}"), ("\"\"", ""),
            (#""\u0000""#, "\0"), ("\"1234567\"", "1234567"), ("\"12345678\"", "12345678"),
            ("\"123456789012345678901234567890é\"", "123456789012345678901234567890é"),
        ]
        for (text, expected) in cases {
            #expect(try JSONValue(parsing: text) == .string(expected), "\(text)")
            #expect(try JSONPullReader.read(String.self, from: Array(text.utf8)) == expected, "\(text)")
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let message: String
        init(_ text: String, _ message: String) {
            bytes = Array(text.utf8)
            self.message = message
        }
        init(_ bytes: [UInt8], _ message: String) {
            self.bytes = bytes
            self.message = message
        }
        var testDescription: String { message }
    }

    static let faults: [Fault] = [
        .init("", "unexpected end of JSON input at offset 0"), .init("  ", "unexpected end of JSON input at offset 2"),
        .init("{", "unexpected end of JSON input at offset 1"),
        .init("[1,", "unexpected end of JSON input at offset 3"),
        .init(#"{"a""#, "unexpected end of JSON input at offset 4"),
        .init(#""abc"#, "unexpected end of JSON input at offset 4"),
        .init(#""abcdefghijk\"#, "unexpected end of JSON input at offset 13"),
        .init("-", "unexpected end of JSON input at offset 1"), .init("1.", "unexpected end of JSON input at offset 2"),
        .init("1e+", "unexpected end of JSON input at offset 3"),
        .init("tru", "unexpected end of JSON input at offset 3"),
        .init("nul ", "invalid character ' ' in literal null (expecting 'l') at offset 3"),
        .init("[1 2]", "invalid character '2' after array element at offset 3"),
        .init("[1,]", "invalid character ']' looking for beginning of value at offset 3"),
        .init("{,}", "invalid character ',' looking for beginning of object key string at offset 1"),
        .init(#"{"a" 1}"#, "invalid character '1' after object key at offset 5"),
        .init(#"{"a":1 "b":2}"#, "invalid character '\"' after object key:value pair at offset 7"),
        .init(#"{"a":1,}"#, "invalid character '}' looking for beginning of object key string at offset 7"),
        .init("01", "invalid character '1' after a leading zero in numeric literal at offset 1"),
        .init("-x", "invalid character 'x' in numeric literal at offset 1"),
        .init("1.x", "invalid character 'x' after decimal point in numeric literal at offset 2"),
        .init("1ex", "invalid character 'x' in exponent of numeric literal at offset 2"),
        .init("1 1", "invalid character '1' after top-level value at offset 2"),
        .init("'a'", #"invalid character '\'' looking for beginning of value at offset 0"#),
        .init("\"a\nb\"", #"invalid character '\n' in string literal at offset 2"#),
        .init("\"abcdefghij\u{1}\"", #"invalid character '\x01' in string literal at offset 11"#),
        .init(#""\x""#, "invalid character 'x' in string escape code at offset 2"),
        .init(#""\u12g4""#, #"invalid character 'g' in \u hexadecimal character escape at offset 5"#),
        .init("NaN", "invalid character 'N' looking for beginning of value at offset 0"),
        .init("\u{FEFF}1", #"invalid character '\xef' looking for beginning of value at offset 0"#),
        .init(#"{"a":1,"b":{"c":1,"c":2}}"#, "duplicate field \"c\" at offset 18"),
        .init([0x22, 0x61, 0xFF, 0x22], "invalid UTF-8 in string literal at offset 2"),
        .init([0x22, 0x61, 0xC3, 0x22], "invalid UTF-8 in string literal at offset 2"),
        .init([0x22, 0xED, 0xA0, 0x80, 0x22], "invalid UTF-8 in string literal at offset 1"),
        .init([0x22, 0xC3, 0xA9, 0xC0, 0x80, 0x22], "invalid UTF-8 in string literal at offset 3"),
        .init([0x22, 0x5C, 0x6E, 0xF5, 0x80, 0x80, 0x80, 0x22], "invalid UTF-8 in string literal at offset 3"),
    ]

    @Test("A fault is told with its exact offset, in Go's words", arguments: faults)
    func fault(_ fault: Fault) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: fault.bytes) }
        #expect(error?.description == fault.message)
        // Skipping finds the same faults, but for equal names.
        guard error?.code != .duplicateKey else { return }
        let skipped = #expect(throws: JSONError.self) {
            try JSONPullReader.read(fault.bytes) { reader throws(JSONError) in _ = try reader.skip() }
        }
        #expect(skipped?.description == fault.message)
    }

    @Test("Depth and size are limited")
    func limits() throws {
        let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        _ = try JSONValue(parsing: deep)
        var error = #expect(throws: JSONError.self) { try JSONValue(parsing: "[" + deep + "]") }
        #expect(error?.description == "nesting exceeds the limit of 512 at offset 512")
        error = #expect(throws: JSONError.self) {
            try JSONPullReader.read(Array("[\(deep)]".utf8)) { reader throws(JSONError) in _ = try reader.skip() }
        }
        #expect(error?.description == "nesting exceeds the limit of 512 at offset 512")
        error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: "[1,2]", limits: JSONLimits(maximumSize: 4))
        }
        #expect(error?.description == "document of 5 bytes exceeds the limit of 4 at offset 4")
    }

    @Test("An object of many members is read in linear time and its names are compared")
    func manyMembers() throws {
        let text = "{" + (0..<50_000).map { "\"name-of-member-\($0)\":\($0)" }.joined(separator: ",")
        let value = try JSONValue(parsing: text + "}")
        #expect(value["name-of-member-49999"] == 49999)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text + ",\"name-of-member-7\":1}") }
        #expect(error?.code == .duplicateKey)
        #expect(error?.offset == text.utf8.count + 1)
    }

    @Test("What is written reads back as the same value and the same bytes")
    func roundTrip() throws {
        var random = SplitMix64(seed: 1)
        for round in 0..<2000 {
            let value = JSONValue.random(&random, depth: 5)
            let bytes = value.serialized()
            let read = try JSONValue(parsing: bytes)
            #expect(read == value, "round \(round)")
            #expect(read.serialized() == bytes, "round \(round)")
            #expect(try JSONValue(parsing: value.prettySerialized()) == value, "round \(round)")
        }
    }

    @Test("Damaged documents never crash, and all readers agree on which are sound")
    func mutations() {
        var random = SplitMix64(seed: 2)
        let interesting =
            Array("{}[]\",:\\/u0123456789abcdef-+.eE \n\t\u{1}tfn".utf8) + [0x80, 0xC3, 0xE2, 0xED, 0xF0, 0xFF]
        for round in 0..<20_000 {
            var bytes = JSONValue.random(&random, depth: 3).serialized()
            for _ in 0..<Int.random(in: 1..<4, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0 where place < bytes.count: bytes.remove(at: place)
                case 1 where place < bytes.count: bytes[place] = interesting.randomElement(using: &random) ?? 0
                default: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: place)
                }
            }
            var parseError: JSONError?
            do throws(JSONError) {
                let value = try JSONValue(parsing: bytes)
                #expect((try? JSONValue(parsing: value.serialized())) == value, "round \(round)")
            } catch {
                parseError = error
            }
            var skipError: JSONError?
            do throws(JSONError) {
                try JSONPullReader.read(bytes) { reader throws(JSONError) in _ = try reader.skip() }
            } catch {
                skipError = error
            }
            if parseError?.code != .duplicateKey { #expect(parseError == skipError, "round \(round)") }
        }
    }
}
