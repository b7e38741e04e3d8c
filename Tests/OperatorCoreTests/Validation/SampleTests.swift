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

    static func policies(_ file: String) throws -> [JSONValue] {
        try YAML.parse(Array(try text(file).utf8)).map(\.value).filter { $0["kind"] == "ScalingPolicy" }
    }

    @Test("Every sample is accepted", arguments: files("scalingpolicy"))
    func accepted(file: String) throws {
        let policies = try Self.policies(file)
        #expect(!policies.isEmpty)
        for policy in policies {
            #expect(SchemaPruner().unknownFields(policy, ScalingPolicy.schema).isEmpty)
            #expect(SchemaValidator().validate(policy, against: ScalingPolicy.schema) == [])
            #expect(ScalingPolicyValidator.validate(try ScalingPolicy(json: policy)) == [])
        }
    }

    @Test("Every invalid sample is refused with the words its first line says", arguments: files("invalid"))
    func refused(file: String) throws {
        let expected = try #require(try Self.text(file).split(separator: "\n").first).dropFirst(2)
        let policy = try #require(try Self.policies(file).first)
        let errors = ScalingPolicyValidator.validate(try ScalingPolicy(json: policy)).map(\.description)
        #expect(errors == [String(expected)])
    }
}
