import ArgumentParser
import Foundation

@main
struct Trimtab: AsyncParsableCommand {
    static let version = "0.1.0-dev"

    static let configuration = CommandConfiguration(
        commandName: "trimtab",
        abstract: "A Kubernetes operator for scaling, canary releases and capacity over several clouds.",
        version: version,
        subcommands: [
            RunCommand.self, SandboxCommand.self, ValidateCommand.self, CRDsCommand.self, ManifestsCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            // Pipelines tell a faulty manifest (1) from a faulty command line (2).
            guard CommandLine.arguments.dropFirst().first == "validate", exitCode(for: error) == .validationFailure
            else { exit(withError: error) }
            FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
            exit(withError: ExitCode(ValidateCommand.couldNotRun))
        }
    }
}
