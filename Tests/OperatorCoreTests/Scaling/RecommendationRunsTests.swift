import KubeCore
import OperatorCore
import TestSupport
import Testing

@Suite struct RecommendationRunsTests {
    @Test("Runs decide as a full list of recommendations does, and stay short")
    func sameAsList() {
        for seed in UInt64(0)..<200 {
            var random = SplitMix64(seed: seed)
            var runs = RecommendationRuns()
            var history = AutoscalerHistory(recommendations: [])
            let up = Int64.random(in: 0...120, using: &random)
            let down = Int64.random(in: 0...600, using: &random)
            var now = Timestamp.start
            for step in 0..<200 {
                let wanted = Int32.random(in: 1...6, using: &random)
                let current = Int32.random(in: 1...6, using: &random)
                let expected = ScaleStabilization.stabilize(
                    wanted, current: current, upSeconds: up, downSeconds: down, history: &history, now: now)
                let actual = runs.stabilize(
                    wanted, current: current, upSeconds: up, downSeconds: down, syncSeconds: 15, now: now)
                #expect(actual == expected, "seed \(seed) step \(step)")
                #expect(runs.runs.count <= 12, "seed \(seed) step \(step)")
                #expect(RecommendationRuns(text: runs.text) == runs)
                now = now + .seconds(15)
            }
        }
    }

    @Test("Text of another making is read as far as it makes sense")
    func text() {
        #expect(RecommendationRuns(text: "").runs.isEmpty)
        #expect(RecommendationRuns(text: "x@1,3@,4@5-6-7,2@10").runs == [.init(replicas: 2, first: 10)])
        let history = ScaleEventText.history("+4@10,-2@20,0@30,x")
        #expect(history.scaleUps == [.init(change: 4, time: Timestamp(seconds: 10))])
        #expect(history.scaleDowns == [.init(change: 2, time: Timestamp(seconds: 20))])
        let text = ScaleEventText.adding(
            from: 3, to: 1, to: "+4@10,-1@1800000000", behavior: .init(), now: Timestamp(seconds: 1_800_000_005))
        #expect(text == "-1@1800000000,-2@1800000005")
    }
}
