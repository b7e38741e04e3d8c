import ArgumentParser

@main
struct Trimtab: AsyncParsableCommand {
    static let version = "0.1.0-dev"

    static let configuration = CommandConfiguration(
        commandName: "trimtab",
        abstract: "A Kubernetes operator for scaling, canary releases and capacity over several clouds.",
        version: version,
        subcommands: [RunCommand.self, SandboxCommand.self, CRDsCommand.self, ManifestsCommand.self])
}
