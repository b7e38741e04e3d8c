import ArgumentParser

@main
struct Trimtab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "trimtab", abstract: "A Kubernetes operator.")
}
