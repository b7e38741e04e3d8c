import Glibc

/// Runs benchmarks by name and prints their figures as ratios against a baseline measured in the same run.
///
///     swift run -c release benchmarks            # all
///     swift run -c release benchmarks json yaml  # some
///     swift run -c release benchmarks operator --policies 1000
///     swift run -c release benchmarks --list
@main
struct Benchmarks {
    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.count == 2, let role = BenchmarkRole(rawValue: arguments[0]) {
            return try await role.run(arguments[1])
        }
        var operatorBenchmark = OperatorBenchmark()
        if let option = arguments.firstIndex(of: "--policies") {
            guard option + 1 < arguments.count, let count = Int(arguments[option + 1]), count > 0 else {
                print("--policies wants a number")
                exit(2)
            }
            operatorBenchmark.policies = count
            arguments.removeSubrange(option...option + 1)
        }
        Memory.keepFreed()
        let all: [any Benchmark] = [JSONBenchmark(), YAMLBenchmark(), operatorBenchmark, WebhookBenchmark()]
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
}

/// One group of figures. Add a new one to the list in `Benchmarks.main`.
protocol Benchmark: Sendable {
    var name: String { get }
    /// One line for people.
    var summary: String { get }
    /// Measures and prints.
    func run() async throws
}
