import KubeCore
import OperatorCore
import Testing

@Suite struct BoxedTests {
    private struct Sample: Codable, Hashable {
        @Boxed var hold: Hold?
        var name = "a"

        init(hold: Hold? = nil) {
            self.hold = hold
        }
    }

    @Test("A boxed member is in JSON as a plain optional: absent, null or there")
    func coding() throws {
        let decoder = JSONValueDecoder()
        #expect(try decoder.decode(Sample.self, from: ["name": "a"]) == Sample())
        #expect(try decoder.decode(Sample.self, from: ["name": "a", "hold": nil]) == Sample())
        #expect(try JSONValueEncoder().encode(Sample()) == ["name": "a"])
        let held: JSONValue = ["hold": ["up": true, "down": false], "name": "a"]
        let sample = try decoder.decode(Sample.self, from: held)
        #expect(sample.hold == Hold(up: true))
        #expect(try JSONValueEncoder().encode(sample) == held)
        #expect(throws: FieldError.self) { try decoder.decode(Sample.self, from: ["name": "a", "hold": ["up": 1]]) }
    }

    @Test("Copies are values: changing one leaves the other as it was")
    func values() {
        var one = Sample(hold: Hold(up: true))
        let other = one
        one.hold?.down = true
        #expect(other.hold == Hold(up: true))
        #expect(one != other)
        one.hold?.down = false
        #expect(one == other && one.hashValue == other.hashValue)
    }

    @Test("A cached policy is small: ten thousand are held in memory")
    func sizes() {
        #expect(MemoryLayout<ScalingPolicy>.size <= 720)
        #expect(MemoryLayout<Trigger>.size <= 272)
    }
}
