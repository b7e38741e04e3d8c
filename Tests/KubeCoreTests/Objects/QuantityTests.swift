import KubeCore
import TestSupport
import Testing

@Suite("Quantity")
struct QuantityTests {
    // What Kubernetes prints for each.
    static let canonical: [(String, String)] = [
        ("0", "0"), ("0.0", "0"), ("0Mi", "0"), ("-0", "0"), ("1", "1"), ("+5", "5"), ("-5", "-5"), ("1.5", "1500m"),
        ("100m", "100m"), ("1000m", "1"), ("1500m", "1500m"), ("0.1m", "100u"), ("0.5n", "1n"), ("-0.5n", "-1n"),
        ("1e3", "1e3"), ("1E3", "1e3"), ("1.5e3", "1500"), ("12e5", "1200e3"), ("1e-3", "1e-3"), ("1000e0", "1e3"),
        ("1k", "1k"), ("1000", "1k"), ("1000k", "1M"), ("1500M", "1500M"), ("1E", "1E"), ("1000E", "1e21"),
        ("1024", "1024"), ("1Ki", "1Ki"), ("1024Ki", "1Mi"), ("1.5Gi", "1536Mi"), ("0.5Ki", "512"), (".001Ki", "1024m"),
        ("0.9Ki", "921600m"), ("1025Mi", "1025Mi"), ("1Ei", "1Ei"), ("8Ei", "9223372036854775807"),
        ("-8Ei", "-9223372036854775807"), ("100Ei", "9223372036854775807"), ("1Pi", "1Pi"), ("1Ti", "1Ti"),
        ("5.", "5"), (".5", "500m"), ("1.0000000001", "1000000001n"), ("12345678901234567890", "12345678901234567890"),
        ("999999999999999999999999999999", "999999999999999999999999999999"), ("1e30", "1e30"), ("m", "0"),
    ]

    @Test("The canonical form is Kubernetes'", arguments: canonical)
    func canonicalForm(_ text: String, _ expected: String) throws {
        let quantity = try #require(Quantity(text))
        #expect(quantity.description == expected)
        #expect(Quantity(expected) == quantity)
    }

    @Test(
        "What is no quantity is refused",
        arguments: [
            "", " 1", "1 ", "1.1.1", "1x", "1mi", "1ki", "1K", "aoeu", ".5i", "1i", "-3.01i", "1e", "1ee3", "--1",
            "1m1",
            "0x1", "1_0", "NaN", "inf", "1e99999999999", "１",
        ])
    func refused(_ text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test("Whole and milli values are rounded away from zero and clamped")
    func values() throws {
        let cases: [(String, Int64, Int64)] = [
            ("1", 1, 1000), ("1500m", 2, 1500), ("0.1m", 1, 1), ("-1.5", -2, -1500), ("1n", 1, 1),
            ("1Gi", 1 << 30, 1000 << 30),
            ("1e30", .max, .max), ("-1e30", .min, .min), ("9223372036854775807", .max, .max), ("1e-9", 1, 1),
            ("0", 0, 0),
        ]
        for (text, value, milli) in cases {
            let quantity = try #require(Quantity(text))
            #expect(quantity.value == value, "\(text)")
            #expect(quantity.milliValue == milli, "\(text)")
        }
        #expect(Quantity("0.1")?.doubleValue == 0.1)
        #expect(Quantity("1e400")?.doubleValue == .infinity)
        #expect(Quantity("1234567n")?.roundedUp(toScale: -3).description == "2m")
    }

    @Test("Equality and order are those of the value")
    func order() throws {
        let ascending = [
            "-1e30", "-2", "-1500m", "-1n", "0", "1n", "999m", "1", "1001m", "1k", "1Ki", "1025", "1e30", "1e31",
        ]
        let quantities = try ascending.map { try #require(Quantity($0)) }
        for (index, left) in quantities.enumerated() {
            for (other, right) in quantities.enumerated() { #expect((left < right) == (index < other)) }
        }
        #expect(Quantity("1000m") == Quantity("1"))
        #expect(Quantity("1Ki") == Quantity("1024"))
        #expect(Set([Quantity("1k"), Quantity("1e3"), Quantity("1000")]).count == 1)
    }

    @Test("Sums keep the left format and never trap")
    func sums() throws {
        let cases = [
            ("1", "500m", "1500m"), ("0", "1Ki", "1Ki"), ("1Ki", "0", "1Ki"), ("1Ki", "1", "1025"),
            ("1k", "1Ki", "2024"),
            ("1e30", "1", "1000000000000000000000000000001"), ("1", "-1", "0"), ("1e1000", "1e1000", "20e999"),
        ]
        for (left, right, sum) in cases {
            #expect(try (#require(Quantity(left)) + #require(Quantity(right))).description == sum, "\(left) + \(right)")
        }
        let huge = try #require(Quantity("99999999999999999999999999999999999999"))
        #expect(huge + huge > huge)
        #expect((Quantity(.max) * .max).value == .max)
        #expect((Quantity(milli: 1500) * 3).description == "4500m")
        #expect((Quantity("1e1000") ?? .zero) + Quantity(1) > Quantity(1))
    }

    @Test("Arbitrary texts never trap, and what is read prints and reads back as the same value")
    func property() {
        var random = SplitMix64(seed: 7)
        let pieces = [
            "0", "1", "9", "99999999999999999999", ".", "-", "+", "e", "E", "i", "m", "n", "u", "k", "M", "Ki", "Ei",
        ]
        for round in 0..<20_000 {
            let text = (0..<Int.random(in: 1..<7, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            guard let quantity = Quantity(text) else { continue }
            #expect(Quantity(quantity.description) == quantity, "round \(round): \(text)")
            #expect(quantity <= quantity + Quantity(1), "round \(round): \(text)")
            #expect((quantity - quantity).isZero, "round \(round): \(text)")
        }
    }

    @Test("Strings and plain numbers decode, the canonical form is encoded")
    func coding() throws {
        let decoded = try JSONValueDecoder().decode([Quantity].self, from: ["1Gi", 2, 0.5])
        #expect(decoded == [Quantity("1Gi"), Quantity("2"), Quantity("500m")])
        #expect(try JSONValueEncoder().encode(decoded) == ["1Gi", "2", "500m"])
    }
}
