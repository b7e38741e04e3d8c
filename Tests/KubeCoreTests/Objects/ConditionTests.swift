import KubeCore
import Testing

@Suite("Condition")
struct ConditionTests {
    private let start = Timestamp(seconds: 1000, nanoseconds: 5)

    @Test("The transition time moves only when the status does")
    func transitions() {
        var conditions: [Condition] = []
        func set(_ condition: Condition, after seconds: Int) -> Bool {
            conditions.set(condition, now: start + .seconds(seconds))
        }
        let slow = Condition(type: "Ready", status: .isFalse, reason: "Slow", message: "m")
        #expect(set(Condition(type: "Ready", status: .isFalse, reason: "Starting"), after: 0))
        #expect(conditions[0].lastTransitionTime == Timestamp(seconds: 1000))
        #expect(set(slow, after: 5))
        #expect(conditions[0].lastTransitionTime == Timestamp(seconds: 1000))
        #expect(!set(slow, after: 9))
        #expect(set(Condition(type: "Ready", status: .isTrue, reason: "Up"), after: 10))
        #expect(conditions[0].lastTransitionTime == Timestamp(seconds: 1010))
        #expect(conditions.isTrue("Ready"))
        #expect(!conditions.isTrue("Other"))
    }

    @Test("Conditions keep their places")
    func places() {
        var conditions = ["A", "B", "C"].map { Condition(type: $0, status: .unknown, reason: "R") }
        conditions.set(Condition(type: "B", status: .isTrue, reason: "R"), now: start)
        #expect(conditions.map(\.type) == ["A", "B", "C"])
        conditions.remove(type: "A")
        #expect(conditions[type: "A"] == nil)
    }

    @Test("The JSON form has Kubernetes' members and reads back")
    func json() throws {
        var conditions: [Condition] = []
        conditions.set(Condition(type: "Ready", status: .isTrue, reason: "Up", observedGeneration: 3), now: start)
        let json = try JSONValueEncoder().encode(conditions)
        #expect(
            json == [
                [
                    "type": "Ready", "status": "True", "observedGeneration": 3,
                    "lastTransitionTime": "1970-01-01T00:16:40Z", "reason": "Up", "message": "",
                ]
            ])
        #expect(try JSONValueDecoder().decode([Condition].self, from: json) == conditions)
        #expect(Condition(json: json[0] ?? nil) == conditions[0])
        #expect(Condition(json: ["type": "A", "status": "maybe"]) == nil)
    }
}
