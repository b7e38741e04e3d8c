import Foundation
import KubeCore
import OperatorCore
import TestSupport
import Testing

@Suite("Verdicts on ScalingPolicies")
struct VerdictTests {
    static let golden = "\(RepositoryPaths.root)/Tests/OperatorCoreTests/Validation/Golden/verdicts.txt"

    /// The verdicts as the golden file has them: a line for each error and each warning.
    static func text(_ cases: [PolicyCase]) throws -> String {
        try cases.map { example in
            let outcome = ScalingPolicyValidator.review(
                new: try example.defaulted(), old: nil, surroundings: .unknown)
            let lines = outcome.errors.map { "  \($0)" } + outcome.warnings.map { "  warning: \($0)" }
            return ([example.name] + lines).joined(separator: "\n") + "\n"
        }.joined()
    }

    @Test("Every mistake is answered in the words of the golden file; UPDATE_GOLDEN=1 rewrites it")
    func verdicts() throws {
        let text = try Self.text(PolicyMistakes.all + PolicyNotices.all)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try text.write(toFile: Self.golden, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOfFile: Self.golden, encoding: .utf8)
        let (found, wanted) = (text.split(separator: "\n"), expected.split(separator: "\n"))
        for (line, other) in zip(found, wanted) where line != other {
            Issue.record("found: \(line)\nwanted: \(other)")
        }
        #expect(found.count == wanted.count)
    }

    @Test("Every mistake is refused", arguments: PolicyMistakes.all)
    func refused(example: PolicyCase) throws {
        let outcome = ScalingPolicyValidator.review(new: try example.object(), old: nil, surroundings: .unknown)
        #expect(!outcome.isAccepted)
    }

    @Test("What only looks like a mistake is accepted", arguments: PolicyMistakes.accepted)
    func accepted(example: PolicyCase) throws {
        #expect(SchemaValidator().validate(try example.defaulted(), against: ScalingPolicy.schema) == [])
        let outcome = ScalingPolicyValidator.review(new: try example.object(), old: nil, surroundings: .unknown)
        #expect(outcome.errors == [])
    }

    @Test("What is probably not meant is accepted with a warning of at most 256 bytes", arguments: PolicyNotices.all)
    func noticed(example: PolicyCase) throws {
        let outcome = ScalingPolicyValidator.review(new: try example.object(), old: nil, surroundings: .unknown)
        #expect(outcome.errors == [])
        #expect(!outcome.warnings.isEmpty)
        #expect(outcome.warnings.allSatisfy { $0.utf8.count <= 256 })
    }

    @Test("The schema's keywords leave the mistakes to its rules", arguments: PolicyMistakes.all)
    func keywords(example: PolicyCase) throws {
        #expect(SchemaPruner().unknownFields(try example.object(), ScalingPolicy.schema) == [])
        #expect(SchemaValidator().validate(try example.defaulted(), against: ScalingPolicy.schema) == [])
    }
}
