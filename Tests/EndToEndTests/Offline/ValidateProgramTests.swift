import Foundation
import KubeCore
import TestSupport
import Testing

@Suite("trimtab validate")
struct ValidateProgramTests {
    static let good = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {a: b}

        """
    static let bad = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: three

        """

    static func program(_ body: (TrimtabProgram) async throws -> Void) async throws {
        let program = try TrimtabProgram()
        defer { program.remove() }
        try await body(program)
    }

    @Test("The samples are valid, and each invalid one is refused with the words of its first line")
    func samples() async throws {
        try await Self.program { program in
            let samples = "\(RepositoryPaths.root)/samples"
            let valid = try await program.run(["validate", "\(samples)/scalingpolicy"])
            #expect(valid.exitCode == 0, "\(valid.output)\(valid.errors)")
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(samples)/invalid").sorted()
            #expect(!names.isEmpty)
            for name in names where name.hasSuffix(".yaml") {
                let text = try String(contentsOfFile: "\(samples)/invalid/\(name)", encoding: .utf8)
                let words = try #require(text.split(separator: "\n").first).dropFirst(2)
                let result = try await program.run(["validate", "\(samples)/invalid/\(name)"])
                #expect(result.exitCode == 1, "\(name)")
                #expect(result.output.contains(words), "\(name): \(result.output)")
                #expect(result.output.contains(" --> \(samples)/invalid/\(name):"))
            }
        }
    }

    @Test("A report names the place and shows the line")
    func text() async throws {
        try await Self.program { program in
            try program.write(Self.bad, to: "web.yaml")
            let result = try await program.run(["validate", "web.yaml"])
            #expect(result.exitCode == 1)
            #expect(
                result.output == """
                    error[decoding]: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
                     --> web.yaml:5:13
                      |
                    5 |   replicas: three
                      |             ^^^^^
                      = Deployment web

                    1 document in 1 file: 0 valid, 1 invalid; 1 error

                    """)
            let quiet = try await program.run(["validate", "-q", "-f", "web.yaml", "--skip-kinds", "Deployment"])
            #expect(quiet.exitCode == 0 && quiet.output.isEmpty)
            let colored = try await program.run(["validate", "web.yaml", "--color", "always"])
            #expect(colored.output.contains("\u{1B}[1;31merror"))
        }
    }

    @Test("Standard input holds several documents and lists")
    func standardInput() async throws {
        try await Self.program { program in
            let list =
                "---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: B}}\n"
            let result = try await program.run(["validate", "-"], input: Self.good + list)
            #expect(result.exitCode == 1)
            #expect(result.output.contains(" --> stdin:9:"))
            #expect(result.output.contains("2 documents in 1 file: 1 valid, 1 invalid; 1 error"))
        }
    }

    @Test("Folders, patterns and ignored names choose the files; links in a circle are followed once")
    func files() async throws {
        try await Self.program { program in
            for name in ["a/1.yaml", "a/b/2.yml", "a/b/3.json", "a/.hidden/4.yaml", "a/b/values.yaml", "a/read.me"] {
                try program.write(
                    name.hasSuffix(".json") ? "{}" : Self.good.replacing("settings", with: "s\(name.count)"), to: name)
            }
            try FileManager.default.createSymbolicLink(
                atPath: program.folder.appending(path: "a/b/loop").path,
                withDestinationPath: program.folder.appending(path: "a").path)
            func files(_ arguments: String...) async throws -> [String] {
                let result = try await program.run(["validate", "-o", "json", "-v"] + arguments)
                let json = try JSONValue(parsing: result.output)
                return (json["documents"]?.arrayValue ?? []).compactMap { $0["file"]?.stringValue }
            }
            #expect(try await files("a") == ["a/1.yaml", "a/b/2.yml", "a/b/3.json", "a/b/values.yaml"])
            #expect(try await files("a", "--no-recursive") == ["a/1.yaml"])
            #expect(try await files("a", "--ignore", "values.yaml", "--ignore", "*/3.*") == ["a/1.yaml", "a/b/2.yml"])
            #expect(try await files("a/**/*.yaml") == ["a/1.yaml", "a/b/values.yaml"])
            #expect(try await files("a/*/?.yml", "a/1.yaml", "a/1.yaml") == ["a/b/2.yml", "a/1.yaml"])
        }
    }

    @Test("What cannot be read ends with 2, and the rest is judged all the same")
    func unreadable() async throws {
        try await Self.program { program in
            try program.write(Self.good, to: "good.yaml")
            for (arguments, words) in [
                (["good.yaml", "none.yaml"], "cannot read none.yaml: there is no such file or folder"),
                (["good.yaml", "none/*.yaml"], "no file matches this pattern"),
                // Readable to nobody, whoever runs this.
                (["good.yaml", "/proc/self/mem"], "cannot read /proc/self/mem: Input/output error"),
            ] {
                let result = try await program.run(["validate"] + arguments)
                #expect(result.exitCode == 2, "\(arguments)")
                #expect(result.errors.contains(words), "\(result.errors)")
                #expect(result.output == "1 document in 1 file: 1 valid, 0 invalid\n")
            }
            for arguments in [
                [], ["good.yaml", "--crd", "none"], ["good.yaml", "--crd", "good.yaml"],
                ["good.yaml", "--openapi", "good.yaml"],
                ["good.yaml", "-o", "xml"], ["--watch", "-"],
                ["good.yaml", "--openapi", "cluster", "--kubeconfig", "none"],
            ] {
                let result = try await program.run(["validate"] + arguments)
                #expect(result.exitCode == 2, "\(arguments)")
                #expect(!result.errors.isEmpty && result.output.isEmpty, "\(arguments)")
            }
        }
    }

    @Test("Broken texts are one clear line each")
    func broken() async throws {
        try await Self.program { program in
            try program.write("kind: [\n", to: "open.yaml")
            try Data([0, 1, 2, 0xFF]).write(to: program.folder.appending(path: "binary.yaml"))
            try program.write(String(repeating: "[", count: 200_000), to: "deep.yaml")
            let result = try await program.run(["validate", "-q", "-o", "github", "."])
            #expect(result.exitCode == 1)
            #expect(result.output.split(separator: "\n").count == 3, "\(result.output)")
            #expect(result.output.contains("::error file=./deep.yaml,line=1,"))
        }
    }

    @Test("A definition makes a kind known, given beside the files or among them")
    func definitions() async throws {
        try await Self.program { program in
            try program.write(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: gadgets.example.org}
                spec:
                  group: example.org
                  scope: Namespaced
                  names: {kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties: {spec: {type: object, properties: {size: {type: integer, maximum: 10}}}}

                """, to: "crds/gadget.yaml")
            try program.write(
                "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: g}\nspec: {size: 11}\n", to: "g.yaml")
            let message = "spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10"
            #expect(try await program.run(["validate", "g.yaml"]).output.contains("error[missing-schema]"))
            #expect(try await program.run(["validate", "g.yaml", "--ignore-missing-schemas"]).exitCode == 0)
            #expect(try await program.run(["validate", "g.yaml", "--crd", "crds"]).output.contains(message))
            #expect(try await program.run(["validate", "."]).output.contains(message))
        }
    }

    @Test("A cluster is asked what it serves")
    func cluster() async throws {
        let sandbox = try await RunningSandbox.start(kubectl: "kubectl")
        defer { sandbox.stop() }
        try await Self.program { program in
            try program.write(Self.good + "dta: {}\n", to: "m.yaml")
            let kubeconfig = sandbox.folder.appending(path: "kubeconfig").path
            let result = try await program.run(
                ["validate", "m.yaml", "--openapi", "cluster"], environment: ["KUBECONFIG": kubeconfig])
            #expect(result.exitCode == 1, "\(result.errors)")
            #expect(result.output.contains("unknown field \"dta\""))
        }
    }

    @Test("While it watches, a saved file is judged again", .timeLimit(.minutes(2)))
    func watching() async throws {
        try await Self.program { program in
            try program.write(Self.good, to: "d/m.yaml")
            let process = program.process(["validate", "--watch", "d"])
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let lines = LineReader(file: pipe.fileHandleForReading)
            #expect(lines.next() == "1 document in 1 file: 1 valid, 0 invalid")
            try program.write(Self.bad, to: "d/n.yaml")
            var last = ""
            while !last.hasPrefix("2 documents"), let line = lines.next() { last = line }
            #expect(last == "2 documents in 2 files: 1 valid, 1 invalid; 1 error")
            kill(process.processIdentifier, SIGINT)
            process.waitUntilExit()
        }
    }
}

/// The lines of a pipe as they come.
private struct LineReader {
    let file: FileHandle

    /// Nil at the end.
    func next() -> String? {
        var bytes: [UInt8] = []
        while let byte = try? file.read(upToCount: 1)?.first {
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }
}
