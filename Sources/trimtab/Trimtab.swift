import ArgumentParser

@main
struct Trimtab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trimtab",
        abstract: "A Kubernetes operator for scaling, canary releases and capacity over several clouds.",
        subcommands: [SandboxCommand.self, CRDsCommand.self])
}
