import KubeCore
import Testing

@Suite struct AutoscalerCorpusTests {
    @Test("Every upstream case gives what upstream gives")
    func cases() {
        var passed = 0
        for test in Corpus.cases {
            let differences =
                test["kind"]?.text == "reconcile"
                ? CorpusReconcile.run(test, previous: nil).differences : CorpusKinds.differences(test)
            #expect(differences.isEmpty, "\(test["id"]?.text ?? ""): \(differences.joined(separator: "\n  "))")
            if differences.isEmpty { passed += 1 }
        }
        print("hpa_cases: \(passed) of \(Corpus.cases.count) pass")
    }

    @Test("Every step of the recorded traces gives what the real controller gave")
    func vectors() {
        var passed = 0
        var previous: AutoscalerStatus?
        var trace = ""
        for test in Corpus.vectors {
            let name = test["trace"]?.text ?? ""
            // A trace records its status without texts and metrics: the status of the step before completes it.
            if name != trace || test["step"]?.int64Value == 0 { previous = nil }
            trace = name
            if previous?.lastScaleTime != nil {
                previous?.lastScaleTime = Corpus.ago(test["input"]?["hpa"]?["statusLastScaleTimeSecondsAgo"])
            }
            let (differences, status) = CorpusReconcile.run(test, previous: previous)
            #expect(differences.isEmpty, "\(test["id"]?.text ?? ""): \(differences.joined(separator: "\n  "))")
            if differences.isEmpty { passed += 1 }
            previous = status
        }
        print("hpa_vectors: \(passed) of \(Corpus.vectors.count) pass")
    }
}
