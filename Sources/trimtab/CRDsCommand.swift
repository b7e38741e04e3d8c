import ArgumentParser
import Foundation
import KubeCore
import OperatorCore

struct CRDsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crds", abstract: "Print the CustomResourceDefinitions, or write them to a folder.")

    @Option(name: .shortAndLong, help: "Write one file per kind into this folder instead of printing.")
    var output: String?

    func run() throws {
        let files = CustomResourceDefinitions.files
        guard let output else {
            print(files.map { YAML.serialize($0.definition) }.joined(separator: "---\n"), terminator: "")
            return
        }
        for file in files {
            let path = "\(output)/\(file.name)"
            try YAML.serialize(file.definition).write(toFile: path, atomically: true, encoding: .utf8)
            print("wrote \(path)")
        }
    }
}
