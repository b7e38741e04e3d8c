import Foundation
import KubeCore
import TestSupport
import Testing

@Suite("Install manifests") struct ManifestTests {
    @Test("The flat file holds what config/default lists")
    func flat() throws {
        let listed = try InstallManifests.listed("\(InstallManifests.folder)/default")
        let flat = try InstallManifests.flat()
        let byIdentity = Dictionary(uniqueKeysWithValues: flat.map { (InstallManifests.identity($0), $0) })
        #expect(Set(byIdentity.keys) == Set(listed.map(InstallManifests.identity)), "make manifests")
        for object in listed {
            let identity = InstallManifests.identity(object)
            let difference = "\(identity) differs; make manifests"
            #expect(byIdentity[identity].map(Self.unordered) == Self.unordered(object), "\(difference)")
        }
    }

    @Test("The binary carries the flat file's objects but the CRDs, which it makes itself")
    func carried() throws {
        let carried = try InstallManifests.objects(
            file: "\(RepositoryPaths.root)/Sources/trimtab/Resources/install.yaml")
        let flat = try InstallManifests.flat().filter { $0["kind"] != "CustomResourceDefinition" }
        #expect(carried == flat, "make manifests")
    }

    @Test(
        "The flat file is what kubectl makes of config/default",
        .enabled(if: ServerProcess.find("kubectl") != nil, "kubectl is not installed"))
    func kustomized() throws {
        let kubectl = try #require(ServerProcess.find("kubectl"))
        let made = try ProgramRun(kubectl, ["kustomize", "\(InstallManifests.folder)/default"]).succeeded()
        let expected = try YAML.parse(Array(made.utf8)).map(\.value)
        #expect(try InstallManifests.flat() == expected, "make manifests")
    }

    @Test(
        "Every folder of config is a kustomization that kubectl can build",
        .enabled(if: ServerProcess.find("kubectl") != nil, "kubectl is not installed"))
    func buildable() throws {
        let kubectl = try #require(ServerProcess.find("kubectl"))
        for name in try FileManager.default.contentsOfDirectory(atPath: InstallManifests.folder).sorted() {
            let path = "\(InstallManifests.folder)/\(name)"
            guard FileManager.default.fileExists(atPath: "\(path)/kustomization.yaml") else { continue }
            let run = try ProgramRun(kubectl, ["kustomize", path])
            #expect(run.exitCode == 0, "\(name): \(run.output)")
        }
    }

    @Test("The image, the labels of the Dockerfile and the program name one version")
    func version() throws {
        let root = RepositoryPaths.root
        let source = try String(contentsOfFile: "\(root)/Sources/trimtab/Trimtab.swift", encoding: .utf8)
        let version = try #require(source.firstMatch(of: /static let version = "(.+)"/)).1
        let deployment = try #require(
            InstallManifests.object("Deployment", "trimtab", in: try InstallManifests.flat()))
        let container = deployment[path: "spec", "template", "spec", "containers"]?.arrayValue?.first
        #expect(container?["image"]?.stringValue == "trimtab:\(version)")
        let dockerfile = try String(contentsOfFile: "\(root)/Dockerfile", encoding: .utf8)
        #expect(dockerfile.contains("ARG VERSION=\(version)\n"))
    }

    @Test("No rule grants every verb or group, or Secrets without a name")
    func rules() throws {
        for role in try InstallManifests.flat() where role["rules"] != nil {
            for rule in role["rules"]?.arrayValue ?? [] {
                let identity = InstallManifests.identity(role)
                #expect(rule["verbs"]?.arrayValue?.contains("*") == false, "\(identity)")
                #expect(rule["apiGroups"]?.arrayValue?.contains("*") == false, "\(identity)")
                guard rule["resources"]?.arrayValue?.contains("secrets") == true else { continue }
                let isCreate = rule["verbs"] == ["create"] && role["kind"] == "Role"
                // Bound only where a namespace's own administrator says so.
                let isOptional = role[path: "metadata", "name"] == "trimtab-credentials" && rule["verbs"] == ["get"]
                #expect(rule["resourceNames"] != nil || isCreate || isOptional, "\(identity)")
            }
        }
    }

    @Test(
        "Prometheus accepts the alert rules",
        .enabled(if: ServerProcess.find("promtool") != nil, "promtool is not installed"))
    func alerts() throws {
        let promtool = try #require(ServerProcess.find("promtool"))
        let rules = try InstallManifests.objects(file: "\(InstallManifests.folder)/prometheus/rules.yaml")[0]
        let file = FileManager.default.temporaryDirectory.appending(path: "trimtab-rules-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try YAML.serialize(rules["spec"] ?? .null).write(to: file, atomically: true, encoding: .utf8)
        let run = try ProgramRun(promtool, ["check", "rules", file.path])
        #expect(run.exitCode == 0, "\(run.output)")
        // Every metric an alert asks for is one that the operator tells.
        for name in ["leader_election_leading", "controller_reconcile_total", "workqueue_depth", "trimtab_build_info"] {
            let sources = try ProgramRun(
                "/usr/bin/grep", ["-rlF", "\"\(name)\"", "\(RepositoryPaths.root)/Sources"])
            #expect(sources.exitCode == 0, "no metric \(name)")
        }
    }

    private static func unordered(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            .object(JSONObject(object.sortedByKey.members.map { ($0.key, unordered($0.value)) }))
        case .array(let values): .array(values.map(unordered))
        default: value
        }
    }
}
