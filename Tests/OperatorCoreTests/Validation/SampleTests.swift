import Foundation
import KubeCore
import OperatorCore
import TestSupport
import Testing

@Suite("Samples")
struct SampleTests {
    static func files(_ folder: String) -> [String] {
        let path = "\(RepositoryPaths.root)/samples/\(folder)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(path)/\($0)" }
    }

    static func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    static func objects(_ file: String) throws -> [JSONValue] {
        try YAML.parse(Array(try text(file).utf8)).map(\.value)
    }

    static func policies(_ file: String) throws -> [JSONValue] {
        try objects(file).filter { $0["kind"] == "ScalingPolicy" }
    }

    /// What the schema's keywords, or else the validator, say of a policy.
    static func verdict(_ policy: JSONValue) throws -> [String] {
        let unknown = SchemaPruner().unknownFields(policy, ScalingPolicy.schema).map { "unknown field \"\($0)\"" }
        let object = SchemaDefaulter().applying(ScalingPolicy.schema, to: policy)
        let errors = SchemaValidator().validate(object, against: ScalingPolicy.schema)
        guard unknown.isEmpty, errors.isEmpty else { return unknown + errors.map(\.description) }
        return ScalingPolicyValidator.review(new: policy, old: nil, surroundings: .unknown).errors.map(\.description)
    }

    @Test(
        "Every sample is accepted without a warning, in its own surroundings",
        arguments: files("scalingpolicy") + files("guide"))
    func accepted(file: String) throws {
        let objects = try Self.objects(file)
        let policies = try Self.policies(file)
        #expect(!policies.isEmpty)
        for policy in policies {
            #expect(try Self.verdict(policy) == [])
            let outcome = ScalingPolicyValidator.review(
                new: policy, old: nil, surroundings: SurroundingObjects(objects).surroundings(of: policy))
            #expect(outcome == .accepted)
        }
    }

    @Test(
        "Every invalid sample is refused with the words its first lines say; UPDATE_GOLDEN=1 rewrites them",
        arguments: files("invalid"))
    func refused(file: String) throws {
        let lines = try Self.text(file).split(separator: "\n", omittingEmptySubsequences: false)
        let comment = lines.prefix { $0.hasPrefix("# ") }
        let found = try Self.verdict(try #require(try Self.policies(file).first))
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            let text = (found.map { "# \($0)"[...] } + lines.dropFirst(comment.count)).joined(separator: "\n")
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        } else {
            #expect(found == comment.map { String($0.dropFirst(2)) })
        }
        #expect(!found.isEmpty)
    }
}
