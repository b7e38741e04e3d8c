import KubeCore
import OperatorCore
import Testing

@Suite("Review of writes")
struct ReviewTests {
    private static func review(
        _ new: String, old: String? = nil, in surroundings: ScalingSurroundings = .unknown
    ) throws -> ValidationOutcome {
        ScalingPolicyValidator.review(
            new: try PolicyCase("new", new).object(), old: try old.map { try PolicyCase("old", $0).object() },
            surroundings: surroundings)
    }

    static let wrong = "replicas: {min: 5, max: 3}"

    @Test("An object that is being deleted passes, whatever it holds")
    func deleted() throws {
        var object = try PolicyCase("wrong", Self.wrong).object()
        object["metadata"] = ["name": "web", "deletionTimestamp": "2026-11-21T00:00:00Z", "finalizers": ["a/b"]]
        #expect(ScalingPolicyValidator.review(new: object, old: nil, surroundings: .unknown) == .accepted)
    }

    @Test("An update of metadata alone passes, whatever the object holds")
    func metadataOnly() throws {
        let old = try PolicyCase("wrong", Self.wrong).object()
        var new = old
        new["metadata"] = ["name": "web", "namespace": "shop", "finalizers": ["trimtab.dev/x"], "labels": ["a": "b"]]
        new["status"] = ["observedGeneration": 3]
        #expect(ScalingPolicyValidator.review(new: new, old: old, surroundings: .unknown) == .accepted)
    }

    @Test("A fault of the stored object is a warning on an update that leaves it alone")
    func lenient() throws {
        let outcome = try Self.review("\(Self.wrong), syncInterval: 30s", old: Self.wrong)
        #expect(outcome.errors == [])
        #expect(
            outcome.warnings == [
                "spec.replicas.min: was wrong before and still is: Invalid value: 5: must not exceed max, which is 3: lower min or raise max"
            ])
    }

    @Test("A fault that changes is a fault, and a new one beside an old one too")
    func strict() throws {
        #expect(try Self.review("replicas: {min: 6, max: 3}", old: Self.wrong).errors.count == 1)
        let outcome = try Self.review("\(Self.wrong), syncInterval: 1s", old: Self.wrong)
        #expect(outcome.errors.map(\.path.description) == ["spec.syncInterval"])
        #expect(outcome.warnings.count == 1)
    }

    @Test("An entry is recognised by its name when others are put before it")
    func moved() throws {
        let bad = "{name: c, source: {resource: {name: cpu}}, target: {value: 3}}"
        let outcome = try Self.review("triggers: [\(PolicyCase.cpu), \(bad)]", old: "triggers: [\(bad)]")
        #expect(outcome.errors == [])
        #expect(outcome.warnings.count == 1)
        let other = "{name: d, source: {resource: {name: cpu}}, target: {value: 3}}"
        #expect(try Self.review("triggers: [\(other)]", old: "triggers: [\(bad)]").errors.count == 1)
    }

    @Test("The target is immutable but for the version of its API")
    func immutable() throws {
        func target(_ version: String, _ kind: String, _ name: String) -> String {
            "targetRef: {apiVersion: \(version), kind: \(kind), name: \(name)}"
        }
        let old = target("apps/v1", "Deployment", "web")
        for changed in [target("apps/v1", "Deployment", "api"), target("apps/v1", "StatefulSet", "web")] {
            let errors = try Self.review(changed, old: old).errors
            #expect(errors.map(\.path.description) == ["spec.targetRef"])
            #expect(errors.first?.kind == .forbidden)
        }
        #expect(try Self.review(target("x.io/v2", "Foo", "a"), old: target("x.io/v1", "Foo", "a")).errors == [])
        #expect(try !Self.review(target("y.io/v1", "Foo", "a"), old: target("x.io/v1", "Foo", "a")).isAccepted)
    }

    @Test("An object that cannot be read is refused with the place that cannot")
    func unreadable() throws {
        let outcome = try Self.review("syncInterval: [1]")
        #expect(outcome.errors.map(\.path.description) == ["spec.syncInterval"])
        #expect(!ScalingPolicyValidator.review(new: .null, old: nil, surroundings: .unknown).isAccepted)
        #expect(!ScalingPolicyValidator.review(new: [:], old: .null, surroundings: .unknown).isAccepted)
    }

    @Test("A stored object that cannot be read forgives nothing and stands in no way")
    func unreadableBefore() throws {
        var old = try PolicyCase("old", "").object()
        old["spec"] = ["replicas": 3]
        let new = try PolicyCase("new", Self.wrong).object()
        #expect(ScalingPolicyValidator.review(new: new, old: old, surroundings: .unknown).errors.count == 1)
    }
}
