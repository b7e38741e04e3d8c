import Glibc

/// Runs benchmarks by name and prints their figures as ratios against a baseline measured in the same run.
///
///     swift run -c release benchmarks            # all
///     swift run -c release benchmarks json yaml  # some
///     swift run -c release benchmarks --list
@main
struct Benchmarks {
    static let all: [any Benchmark] = [JSONBenchmark(), YAMLBenchmark()]

    static func main() async throws {
        Memory.keepFreed()
        let arguments = CommandLine.arguments.dropFirst()
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

/// One group of figures. Add a new one to `Benchmarks.all`.
protocol Benchmark: Sendable {
    var name: String { get }
    /// One line for people.
    var summary: String { get }
    /// Measures and prints.
    func run() async throws
}
