import KubeCore
import Testing
import TestSupport

@Suite("Admission warnings")
struct AdmissionWarningsTests {
    @Test("Few warnings stay as they are, each once and in one line")
    func few() {
        let long = String(repeating: "x", count: 1000)
        #expect(
            AdmissionWarnings.bounded(["one", "", "two\nlines\u{7}", "one", long]) == ["one", "two lines ", long])
    }

    @Test("Many are cut so that the API server drops none, and the last says how many there are beyond")
    func many() {
        let all = (0..<50).map { "\($0) " + String(repeating: "ä", count: 300) }
        let bounded = AdmissionWarnings.bounded(all)
        #expect(bounded.count == 16)
        #expect(bounded.last == "and 35 more warnings")
        #expect(bounded.first?.unicodeScalars.count == 256)
        #expect(bounded.first?.hasSuffix("…") == true)
    }

    @Test("Whatever comes in, the sum never exceeds the limit and no text has a control character")
    func bounds() {
        for seed in 0..<40 {
            var random = SplitMix64(seed: UInt64(seed))
            let warnings = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
                String(
                    String.UnicodeScalarView(
                        (0..<Int.random(in: 0..<400, using: &random)).map { _ in
                            Unicode.Scalar(UInt32.random(in: 1..<0xD800, using: &random)) ?? "x"
                        }))
            }
            let bounded = AdmissionWarnings.bounded(warnings)
            let total = bounded.reduce(0) { $0 + $1.unicodeScalars.count }
            #expect(total <= AdmissionWarnings.totalLimit, "seed \(seed)")
            #expect(
                bounded.allSatisfy { !$0.unicodeScalars.contains { $0.properties.generalCategory == .control } },
                "seed \(seed)")
        }
    }
}
