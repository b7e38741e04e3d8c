import Glibc

/// Load on a webhook by wrk, and what it cost the server.
struct WebhookLoad {
    struct Result {
        var requests: Double
        var seconds: Double
        var p50: String
        var p99: String
        var processorSeconds: Double

        var perSecond: Double { requests / seconds }
        var perProcessorSecond: Double { requests / processorSeconds }

        static func best(_ results: [Result]) -> Result {
            results.max { $0.perProcessorSecond < $1.perProcessorSecond }
                ?? Result(requests: 0, seconds: 1, p50: "", p99: "", processorSeconds: 1)
        }

        func print(_ title: String) {
            Swift.print(
                "  \(title.padded(to: 9)) \(Measurement.figure(perSecond).leftPadded(to: 8)) requests/s"
                    + "   p50 \(p50)   p99 \(p99)   \(Measurement.figure(perProcessorSecond).leftPadded(to: 8)) per processor second"
            )
        }
    }

    let script: String
    let seconds: Int
    let connections: Int

    /// Throws when wrk is missing or any request failed.
    func run(port: Int, server: pid_t) throws -> Result {
        // Connections and caches are warm afterwards.
        _ = try wrk(port, seconds: 1)
        let before = ProcessFigures(server).processorSeconds
        let output = try wrk(port, seconds: seconds)
        let spent = ProcessFigures(server).processorSeconds - before
        guard !output.contains("Non-2xx"), !output.contains("Socket errors") else {
            throw BenchmarkChild.Failure(description: "requests failed: \(output)")
        }
        let lines = output.split(separator: "\n").map { $0.split(separator: " ") }
        func latency(_ name: String) -> String {
            lines.first { $0.first.map(String.init) == name }?.last.map(String.init) ?? "?"
        }
        guard let total = lines.first(where: { $0.count > 3 && $0[1] == "requests" }), let count = Double(total[0]),
            let time = Double(total[3].drop { $0 == " " }.filter { $0.isNumber || $0 == "." })
        else { throw BenchmarkChild.Failure(description: "wrk said: \(output)") }
        return Result(
            requests: count, seconds: time, p50: latency("50%"), p99: latency("99%"), processorSeconds: max(spent, 0.01)
        )
    }

    private func wrk(_ port: Int, seconds: Int) throws -> String {
        let command =
            "wrk -t1 -c\(connections) -d\(seconds)s --latency -s '\(script)' https://127.0.0.1:\(port)/validate 2>&1"
        guard let stream = popen(command, "re") else {
            throw BenchmarkChild.Failure(description: "wrk did not start")
        }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&chunk, 1, chunk.count, stream)
            guard count > 0 else { break }
            output += chunk[..<count]
        }
        let text = String(decoding: output, as: UTF8.self)
        guard pclose(stream) == 0 else {
            throw BenchmarkChild.Failure(description: "wrk failed (is it installed?): \(text)")
        }
        return text
    }
}

/// Another program, ended with this value's `stop`.
struct SpawnedProgram {
    let pid: pid_t

    init(_ program: String, _ arguments: [String]) throws {
        let words = ([program] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, program, nil, nil, words + [nil], environ)
        guard code == 0 else {
            throw BenchmarkChild.Failure(
                description: "\(program) did not start: \(String(cString: strerror(code))); is it installed?")
        }
        self.pid = pid
    }

    func stop() {
        kill(pid, SIGTERM)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }
}

/// TCP ports of this machine.
enum LocalPort {
    /// One that was free a moment ago.
    static func free() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else { throw BenchmarkChild.Failure(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Throws after ten seconds.
    static func waitUntilOpen(_ port: Int) throws {
        for _ in 0..<1000 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = loopback(port)
            let code = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if code == 0 { return }
            usleep(10_000)
        }
        throw BenchmarkChild.Failure(description: "nothing listens on port \(port)")
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }
}

enum BenchmarkFile {
    /// Readable by this user alone: it may hold a private key.
    static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchmarkChild.Failure(description: "\(path) cannot be written") }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchmarkChild.Failure(description: "\(path) cannot be written") }
            rest = rest.dropFirst(count)
        }
    }
}
