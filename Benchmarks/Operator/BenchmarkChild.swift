import Dispatch
import Glibc

/// This program again, in another role and a process of its own, so that its processor time and memory are its alone.
/// It ends with this process, however that ends: its standard input closes.
struct BenchmarkChild {
    /// What went wrong with starting it.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let pid: pid_t
    /// What the child said when it was ready.
    let greeting: String
    private let input: Int32

    /// Starts `arguments` and waits for its first line. What it logs goes to the file `log`.
    init(_ arguments: [String], log: String) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            throw Failure(description: "no pipe: \(String(cString: strerror(errno)))")
        }
        // Else the next child would hold this one's input open.
        for descriptor in toChild + fromChild { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let words = (["benchmarks"] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/proc/self/exe", &actions, nil, words + [nil], environ)
        close(toChild[0])
        close(fromChild[1])
        defer { close(fromChild[0]) }
        guard code == 0 else {
            throw Failure(description: "\(arguments[0]) did not start: \(String(cString: strerror(code)))")
        }
        self.pid = pid
        input = toChild[1]
        greeting = Self.line(from: fromChild[0])
        guard !greeting.isEmpty else {
            throw Failure(description: "\(arguments[0]) ended before it was ready; see \(log)")
        }
    }

    /// Ends the child and waits until it is gone.
    func stop() {
        close(input)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }

    private static func line(from descriptor: Int32) -> String {
        var text: [UInt8] = []
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { text.append(byte) }
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: In the child

    /// Tells the parent that this process is ready, and ends it when the parent is gone.
    static func greet(_ text: String) {
        DispatchQueue.global().async {
            var byte: UInt8 = 0
            while read(0, &byte, 1) > 0 {}
            _exit(0)
        }
        print(text)
        fflush(nil)
    }
}

/// What the kernel counts of one process.
struct ProcessFigures {
    /// User and system time of all its threads, to 10 ms.
    let processorSeconds: Double
    let residentKilobytes: Double
    /// The part of it that no other process shares, files included.
    let privateKilobytes: Double

    init(_ pid: pid_t) {
        // The name, in parentheses, may hold anything; numbers follow after the last one.
        let stat = Self.contents("/proc/\(pid)/stat")
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        let ticks = fields.count > 13 ? (Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0) : 0
        processorSeconds = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
        let status = Self.contents("/proc/\(pid)/status")
        residentKilobytes = Self.field("VmRSS:", status)
        let rollup = Self.contents("/proc/\(pid)/smaps_rollup")
        privateKilobytes = Self.field("Private_Clean:", rollup) + Self.field("Private_Dirty:", rollup)
    }

    private static func field(_ name: String, _ status: String) -> Double {
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Double($0) } ?? 0
    }

    private static func contents(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
