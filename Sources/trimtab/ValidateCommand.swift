import ArgumentParser
import Foundation
import KubeClient
import KubeCore
import Operator
import OperatorCore
import Sandbox

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Say what the API server and the webhooks would say of manifests, without either.",
        discussion: """
            Reads files, folders, patterns such as 'deploy/**/*.yaml', and standard input (-). Knows the kinds of \
            Kubernetes 1.36 and its own; --crd adds others, and so do CustomResourceDefinitions among the files. Exits \
            with 0 when all is valid, 1 when something is not, 2 when something could not be read.
            """)

    @Argument(help: "Files, folders, patterns, or - for standard input.")
    var paths: [String] = []

    @Option(
        name: [.customShort("f"), .customLong("filename")], help: "The same, as kubectl takes it; may be repeated.")
    var filenames: [String] = []

    @Flag(
        name: [.customShort("R"), .customLong("recursive")], inversion: .prefixedNo,
        help: "Read folders with all the folders in them.")
    var recursive = true

    @Option(
        help: ArgumentHelp(
            "Leave out files whose path or name matches, such as values.yaml or 'charts/*'; may be repeated.",
            valueName: "pattern"))
    var ignore: [String] = []

    @Option(help: ArgumentHelp("A file or folder of CustomResourceDefinitions; may be repeated.", valueName: "path"))
    var crd: [String] = []

    @Option(
        name: .customLong("openapi"),
        help: ArgumentHelp(
            "An OpenAPI document of a cluster, a folder of them, or the word cluster: ask the cluster of the kubeconfig.",
            valueName: "path"))
    var openAPI: [String] = []

    @Option(help: "With --openapi cluster: the kubeconfig file to use.")
    var kubeconfig: String?

    @Option(help: "With --openapi cluster: the context of the kubeconfig to use.")
    var context: String?

    @Option(name: .shortAndLong, help: "The namespace of objects that do not name one.")
    var namespace = "default"

    @Option(help: "What to do about unknown and duplicate fields: strict, warn or ignore.")
    var fieldValidation = FieldValidation.strict

    @Flag(help: "Skip objects of kinds that are not known, instead of refusing them.")
    var ignoreMissingSchemas = false

    @Option(
        help: ArgumentHelp(
            "Kinds not to look at, joined by commas: Secret, or apps/v1/Deployment.", valueName: "kinds"))
    var skipKinds: String = ""

    @Flag(inversion: .prefixedNo, help: "Judge the objects by each other too.")
    var crossChecks = true

    @Flag(help: "Warnings count as errors.")
    var strictWarnings = false

    @Option(name: .shortAndLong, help: "The form of the report: text, json, junit, sarif or github.")
    var output = ReportFormat.text

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Also print what is valid and what was skipped.")
    var verbose = false

    @Option(help: "Colours in text: auto, always or never.")
    var color = ColorChoice.auto

    @Flag(help: "Stay, and validate again whenever a file changes; ends with Ctrl-C.")
    var watch = false

    func validate() throws {
        guard !(paths + filenames).isEmpty else {
            throw ValidationError("no files are given; name files or folders, or - for standard input")
        }
        guard !watch || !(paths + filenames).contains(ManifestFiles.standardInput) else {
            throw ValidationError("standard input cannot be watched; name files or folders")
        }
    }

    func run() async throws {
        var validation = OfflineValidation(catalog: try await catalog())
        validation.files.isRecursive = recursive
        validation.files.ignored = ignore
        validation.options = options
        guard watch else {
            let outcome = await validation.run(paths + filenames)
            show(outcome)
            if !outcome.errors.isEmpty { throw ExitCode(Self.couldNotRun) }
            if !outcome.report.isValid { throw ExitCode.failure }
            return
        }
        var cache = OfflineValidation.Cache()
        while true {
            let found = validation.files.find(paths + filenames)
            let changes = try Self.running { try FileWatch(folders: FileWatch.folders(of: found)) }
            show(await validation.run(paths + filenames, cache: &cache))
            changes.wait()
        }
    }

    static let couldNotRun: Int32 = 2

    private var options: ReviewOptions {
        var options = ReviewOptions()
        options.fieldValidation = fieldValidation
        options.ignoresMissingSchemas = ignoreMissingSchemas
        options.skippedKinds = Set(skipKinds.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        options.namespace = namespace
        options.checksAcross = crossChecks
        options.warningsAreErrors = strictWarnings
        return options
    }

    private func show(_ outcome: OfflineValidation.Outcome) {
        for error in outcome.errors { Self.complain("\(error)") }
        let style = ReportStyle(
            detail: quiet ? .quiet : verbose ? .verbose : .normal, hasColors: color.isOn && output == .text)
        print(output.text(of: outcome.report, style: style, version: Trimtab.version), terminator: "")
        fflush(nil)
    }

    // MARK: What is known of kinds

    private func catalog() async throws -> KindCatalog {
        let builtIn: @Sendable (GroupVersionKind) -> (any ObjectReview)? = { BuiltInKinds.kind($0) }
        let files = SchemaFiles(builtIn: builtIn)
        var catalog = KindCatalog(builtIn: builtIn)
        try Self.running {
            for file in CustomResourceDefinitions.files { try catalog.insert(definition: file.definition) }
            try files.addOpenAPI(openAPI.filter { $0 != Self.clusterWord }, to: &catalog)
            try files.addDefinitions(crd, to: &catalog)
        }
        if openAPI.contains(Self.clusterWord) { try await askCluster(builtIn, &catalog) }
        return catalog
    }

    private static let clusterWord = "cluster"

    private func askCluster(
        _ builtIn: @escaping @Sendable (GroupVersionKind) -> (any ObjectReview)?, _ catalog: inout KindCatalog
    ) async throws {
        do {
            let loader = ConfigurationLoader(
                environment: .current(), kubeconfigPath: kubeconfig, context: context)
            let transport = try CurlTransport(configuration: try loader.load(), multi: try CurlMulti())
            try await ClusterSchemas(client: Client(transport: transport), builtIn: builtIn).add(to: &catalog)
        } catch {
            Self.complain("\(error)")
            throw ExitCode(Self.couldNotRun)
        }
    }

    /// Anything that goes wrong in `body` ends the command as not run.
    private static func running<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            complain("\(error)")
            throw ExitCode(couldNotRun)
        }
    }

    private static func complain(_ message: String) {
        FileHandle.standardError.write(Data("trimtab validate: \(message)\n".utf8))
    }
}

/// When reports are coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never

    /// `auto`: on a terminal, unless NO_COLOR is set.
    var isOn: Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: isatty(1) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        }
    }
}

extension ReportFormat: ExpressibleByArgument {}

extension FieldValidation: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.capitalized) }
    public static var allValueStrings: [String] { ["strict", "warn", "ignore"] }
}
