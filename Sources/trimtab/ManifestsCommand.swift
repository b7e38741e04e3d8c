import ArgumentParser
import KubeCore
import OperatorCore

struct ManifestsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifests", abstract: "Print the install manifests of this version.",
        discussion: """
            The same objects as config/install.yaml, for where there is no checkout: trimtab manifests --image \
            registry.example.com/trimtab:\(Trimtab.version) | kubectl apply -f -
            """)

    @Option(help: "The image to run; default: trimtab:\(Trimtab.version).")
    var image: String?

    @Option(help: "The namespace to install into; default: \(InstallOptions.defaultNamespace).")
    var namespace: String?

    @Option(help: "How many replicas run; default: 2.")
    var replicas: Int?

    @Option(
        help: """
            Whether a ScalingPolicy may be written while no operator answers: Ignore (default: the operator judges it \
            later and says so in its status) or Fail.
            """)
    var failurePolicy: InstallOptions.FailurePolicy?

    @Flag(name: .customLong("without-crds"), help: "Leave the CustomResourceDefinitions out.")
    var withoutDefinitions = false

    private var options: InstallOptions {
        InstallOptions(
            image: image, namespace: namespace, replicas: replicas, failurePolicy: failurePolicy,
            includesDefinitions: !withoutDefinitions)
    }

    func validate() throws {
        let problems = options.problems
        if !problems.isEmpty { throw ValidationError(problems.joined(separator: "\n")) }
    }

    func run() throws {
        let manifests = try YAML.parse(PackageResources.install_yaml).map(\.value).filter { !$0.isNull }
        let objects = options.objects(
            of: manifests, definitions: CustomResourceDefinitions.files.map(\.definition))
        print(objects.map { YAML.serialize($0) }.joined(separator: "---\n"), terminator: "")
    }
}

extension InstallOptions.FailurePolicy: ExpressibleByArgument {}
