import Glibc

/// Runs benchmarks by name and prints their figures as ratios against a baseline measured in the same run.
///
///     swift run -c release benchmarks            # all
///     swift run -c release benchmarks json yaml  # some
///     swift run -c release benchmarks operator --policies 1000
///     swift run -c release benchmarks validate --documents 2000
///     swift run -c release benchmarks --list
@main
struct Benchmarks {
    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.count == 2, let role = BenchmarkRole(rawValue: arguments[0]) {
            return try await role.run(arguments[1])
        }
        var operatorBenchmark = OperatorBenchmark()
        if let count = Self.count("--policies", in: &arguments) { operatorBenchmark.policies = count }
        var validateBenchmark = ValidateBenchmark()
        if let count = Self.count("--documents", in: &arguments) { validateBenchmark.documents = count }
        Memory.keepFreed()
        let all: [any Benchmark] = [
            JSONBenchmark(), YAMLBenchmark(), operatorBenchmark, validateBenchmark, WebhookBenchmark(),
        ]
        if arguments.contains("--list") {
            for benchmark in all { print("\(benchmark.name): \(benchmark.summary)") }
            return
        }
        for name in arguments where !all.contains(where: { $0.name == name }) {
            print("there is no benchmark \"\(name)\"; --list shows which there are")
            exit(2)
        }
        for benchmark in all where arguments.isEmpty || arguments.contains(benchmark.name) {
            print("\(benchmark.name): \(benchmark.summary)")
            try await benchmark.run()
            print("")
        }
    }

    /// Takes an option with a number out of the arguments; nil when it is not there.
    private static func count(_ option: String, in arguments: inout [String]) -> Int? {
        guard let place = arguments.firstIndex(of: option) else { return nil }
        guard place + 1 < arguments.count, let count = Int(arguments[place + 1]), count > 0 else {
            print("\(option) wants a number")
            exit(2)
        }
        arguments.removeSubrange(place...place + 1)
        return count
    }
}

/// One group of figures. Add a new one to the list in `Benchmarks.main`.
protocol Benchmark: Sendable {
    var name: String { get }
    /// One line for people.
    var summary: String { get }
    /// Measures and prints.
    func run() async throws
}
