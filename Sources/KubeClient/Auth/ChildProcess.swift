import CCurl
import Glibc
import KubeCore
import NIOConcurrencyHelpers

/// Runs a program to its end and collects what it prints, on a thread of its own.
struct ChildProcess: Sendable {
    struct Output: Hashable, Sendable {
        /// As a shell counts: 128 + n when signal n ended it.
        var exitCode: Int32
        var output: [UInt8]
        /// Empty when the program wrote to our own standard error.
        var errorOutput: [UInt8]
    }

    /// Why there is no output.
    enum Failure: Error, Hashable, Sendable {
        case notFound
        /// In the system's words.
        case notStarted(String)
        /// It was killed.
        case overran(Duration)
    }

    /// Looked for in PATH when it has no slash.
    var command: String
    var arguments: [String]
    var environment: [String: String]
    /// The program may ask the user: it gets our standard input and error.
    var isInteractive: Bool
    var deadline: Duration
    /// Of either stream, in bytes; the rest is read and dropped.
    var maximumOutput = 4 << 20

    /// Throws `Failure` when the program cannot be started or overruns its deadline, and `CancellationError`; it is
    /// killed first, with all that it has started unless it is interactive.
    func run() async throws -> Output {
        let killer = Killer(hasGroup: !isInteractive)
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                let job = ChildJob(process: self, killer: killer, continuation: continuation)
                var thread = pthread_t()
                let context = Unmanaged.passRetained(job)
                let code = pthread_create(&thread, nil, runChildJob, context.toOpaque())
                if code != 0 {
                    context.release()
                    continuation.resume(throwing: Failure.notStarted("no thread: \(String(cString: strerror(code)))"))
                } else {
                    pthread_detach(thread)
                }
            }
        } onCancel: {
            killer.cancel()
        }
    }
}

/// Knows the process while it must not be mistaken for another of the same id.
private struct Killer: Sendable {
    private struct State {
        var process: pid_t?
        var isCancelled = false
    }

    private let state = NIOLockedValueBox(State())
    /// The process leads a group of its own, which is killed with it: a script's children do not outlive it.
    private let hasGroup: Bool

    init(hasGroup: Bool) {
        self.hasGroup = hasGroup
    }

    var isCancelled: Bool { state.withLockedValue(\.isCancelled) }

    func started(_ process: pid_t) {
        state.withLockedValue { state in
            state.process = process
            if state.isCancelled { end(process) }
        }
    }

    func end(_ process: pid_t) {
        kill(hasGroup ? -process : process, SIGKILL)
    }

    /// Call before the process is waited for: from then on its id may be another's.
    func ended() {
        state.withLockedValue { $0.process = nil }
    }

    func cancel() {
        state.withLockedValue { state in
            state.isCancelled = true
            if let process = state.process { end(process) }
        }
    }
}

private final class ChildJob: Sendable {
    private let process: ChildProcess
    private let killer: Killer
    private let continuation: CheckedContinuation<ChildProcess.Output, any Error>

    init(
        process: ChildProcess, killer: Killer, continuation: CheckedContinuation<ChildProcess.Output, any Error>
    ) {
        self.process = process
        self.killer = killer
        self.continuation = continuation
    }

    func run() {
        let result: Result<ChildProcess.Output, any Error>
        do {
            result = .success(try execute())
        } catch {
            result = .failure(error)
        }
        continuation.resume(with: result)
    }

    private func execute() throws -> ChildProcess.Output {
        let output = try makePipe()
        defer { close(output.read) }
        let errors: (read: Int32, write: Int32)?
        do {
            errors = process.isInteractive ? nil : try makePipe()
        } catch {
            close(output.write)
            throw error
        }
        defer { if let errors { close(errors.read) } }
        let child: pid_t
        do {
            // Our copies of the writing ends must go, or the pipes would never end.
            defer {
                close(output.write)
                if let errors { close(errors.write) }
            }
            child = try spawn(output.write, errors?.write)
        }
        killer.started(child)
        var collected = ChildProcess.Output(exitCode: 0, output: [], errorOutput: [])
        let ended = collect(child, output.read, errors?.read ?? -1, &collected)
        if !ended { killer.end(child) }
        killer.ended()
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        if killer.isCancelled { throw CancellationError() }
        guard ended else { throw ChildProcess.Failure.overran(process.deadline) }
        let signal = status & 0x7F
        collected.exitCode = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        return collected
    }

    /// Reads both pipes until the process has ended; false when the deadline passed before.
    private func collect(
        _ child: pid_t, _ output: Int32, _ errors: Int32, _ collected: inout ChildProcess.Output
    ) -> Bool {
        // The pipes alone do not tell: a grandchild may keep them open.
        let handle = cc_pidfd_open(child)
        defer { if handle >= 0 { close(handle) } }
        let limit = MonotonicTime.now() &+ UInt64(clamping: process.deadline.wholeMilliseconds) &* 1_000_000
        var files = [output, errors, handle].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            let now = MonotonicTime.now()
            guard now < limit else { return false }
            let count = poll(&files, nfds_t(files.count), Int32(clamping: (limit - now) / 1_000_000 + 1))
            if count < 0, errno != EINTR { return false }
            if count <= 0 { continue }
            if files[0].revents != 0 { drain(&files[0], &collected.output) }
            if files[1].revents != 0 { drain(&files[1], &collected.errorOutput) }
            // The process's last words are in the pipes by the time it has ended: drained above, or next time round.
            let isDrained = files[0].revents == 0 && files[1].revents == 0
            if files[2].revents != 0, isDrained { return true }
            if files[0].fd < 0, files[1].fd < 0, handle < 0 { return true }
        }
    }

    private func drain(_ file: inout pollfd, _ bytes: inout [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = read(file.fd, &buffer, buffer.count)
        if count > 0 {
            bytes.append(contentsOf: buffer[..<min(count, max(0, process.maximumOutput - bytes.count))])
        } else if count == 0 || errno != EINTR {
            file.fd = -1
        }
    }

    private func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard cc_pipe(&ends) == 0 else {
            throw ChildProcess.Failure.notStarted("no pipe: \(String(cString: strerror(errno)))")
        }
        return (ends[0], ends[1])
    }

    private func spawn(_ output: Int32, _ errors: Int32?) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, errors, 2)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // We ignore SIGPIPE, and that would be inherited.
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigmask(&attributes, &mask)
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        // In a group of its own a program could not read from the terminal.
        if !process.isInteractive { flags |= POSIX_SPAWN_SETPGROUP }
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var arguments = ([process.command] + process.arguments).map { strdup($0) } + [nil]
        var environment = process.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, process.command, &actions, &attributes, &arguments, &environment)
        guard code == 0 else {
            throw code == ENOENT ? ChildProcess.Failure.notFound : .notStarted(String(cString: strerror(code)))
        }
        return child
    }
}

private func runChildJob(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ChildJob>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
