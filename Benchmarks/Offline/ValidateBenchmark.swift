import Glibc
import KubeCore

/// `trimtab validate` and kubeconform, each a process of its own, over the same files.
///
/// kubeconform is found by the environment variable KUBECONFORM or on the PATH; without it only our figures are shown.
struct ValidateBenchmark: Benchmark {
    let name = "validate"
    let summary =
        "documents a second of trimtab validate, all rules on, against kubeconform; 2 x is wanted (--documents N)"
    var documents = 10_000

    private static let runs = 5

    func run() async throws {
        let folder = "/tmp/trimtab-validate-\(getpid())"
        let corpus = ValidateCorpus(folder: folder, documents: documents)
        defer { corpus.remove() }
        let size = try corpus.write()
        print("  \(documents) documents, \(Measurement.figure(Double(size) / 1e6)) MB")
        let trimtab = try Self.trimtab()
        let kubeconform = Self.kubeconform()
        if kubeconform == nil { print("  kubeconform is not installed: set KUBECONFORM to its path for a ratio") }
        for (title, files) in [
            ("a document a file", corpus.single), ("\(ValidateCorpus.documentsPerFile) documents a file", corpus.many),
        ] {
            var ours: [ProgramFigures] = []
            var theirs: [ProgramFigures] = []
            // Turn by turn, so that what else the machine does meets both.
            for _ in 0..<Self.runs {
                ours.append(try ProgramFigures([trimtab, "validate", files]))
                guard let kubeconform else { continue }
                let location = "\(corpus.schemas)/{{ .ResourceKind }}.json"
                theirs.append(
                    try ProgramFigures([
                        kubeconform, "-strict", "-summary", "-n", "\(sysconf(Int32(_SC_NPROCESSORS_ONLN)))",
                        "-schema-location", location, files,
                    ]))
            }
            print("  \(title)")
            let baseline = report("kubeconform", theirs, against: nil)
            report("trimtab validate", ours, against: baseline)
        }
    }

    @discardableResult
    private func report(
        _ title: String, _ figures: [ProgramFigures], against baseline: ProgramFigures?
    ) -> ProgramFigures? {
        guard let wall = figures.map(\.seconds).min(), let processor = figures.map(\.processorSeconds).min() else {
            return nil
        }
        let count = Double(documents)
        var line = "    \(title.padded(to: 18)) \(Measurement.figure(count / wall).leftPadded(to: 7)) documents/s"
        line += " \(Measurement.figure(count / processor).leftPadded(to: 7)) per processor second"
        if let baseline {
            line += "   \(Measurement.figure(baseline.seconds / wall)) x"
            line += " and \(Measurement.figure(baseline.processorSeconds / processor)) x kubeconform"
        }
        print(line)
        return ProgramFigures(seconds: wall, processorSeconds: processor)
    }

    /// Beside this program: both are built together.
    private static func trimtab() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        let program = path.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/trimtab"
        guard access(program, X_OK) == 0 else {
            throw BenchmarkChild.Failure(description: "\(program) is not built: swift build -c release")
        }
        return program
    }

    private static func kubeconform() -> String? {
        if let path = getenv("KUBECONFORM") { return String(cString: path) }
        let folders = getenv("PATH").map { String(cString: $0) }?.split(separator: ":") ?? []
        return folders.map { "\($0)/kubeconform" }.first { access($0, X_OK) == 0 }
    }
}

/// What one run of a program cost.
struct ProgramFigures {
    let seconds: Double
    /// User and system time of all its threads.
    let processorSeconds: Double

    init(seconds: Double, processorSeconds: Double) {
        self.seconds = seconds
        self.processorSeconds = processorSeconds
    }

    /// Runs a program to its end, its output thrown away. Throws when it does not exit with 0.
    init(_ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        let words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let start = ContinuousClock.now
        let code = posix_spawn(&pid, arguments[0], &actions, nil, words + [nil], environ)
        guard code == 0 else {
            throw BenchmarkChild.Failure(
                description: "\(arguments[0]) did not start: \(String(cString: strerror(code)))")
        }
        var status: Int32 = 0
        var usage = rusage()
        wait4(pid, &status, 0, &usage)
        let wall = ContinuousClock.now - start
        guard status == 0 else {
            throw BenchmarkChild.Failure(
                description:
                    "\(arguments.joined(separator: " ")) ended with \(status >> 8): the corpus is not valid to it")
        }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        self.seconds = Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18
        processorSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
