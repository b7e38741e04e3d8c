package import Foundation
import Glibc

/// A real server, started by a test on loopback and ended with it.
package final class ServerProcess: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let process: Process
    /// A folder of its own, removed at the end.
    package let folder: URL

    /// The program's path; nil when it is not installed, so that a test can skip and say so.
    package static func find(_ program: String) -> String? {
        ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin"].map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// A port that was free a moment ago.
    package static func freePort() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
            }
        }
        guard bound else { throw Failure(description: "no free port: errno \(errno)") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Starts a program and returns when its output contains `ready`.
    ///
    /// `arguments` and `files` (written into the folder first) may say `{folder}`. Throws when the program ends before
    /// it is ready, or is not ready within `deadlineSeconds`; the error holds its output.
    package init(
        _ program: String, _ arguments: [String], files: [String: String] = [:], ready: String,
        deadlineSeconds: Int = 30
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "trimtab-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let place = folder.path
        for (name, text) in files {
            try text.replacingOccurrences(of: "{folder}", with: place)
                .write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments.map { $0.replacingOccurrences(of: "{folder}", with: place) }
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try Self.awaitLine(containing: ready, from: output, program: program, seconds: deadlineSeconds)
    }

    private static func awaitLine(containing ready: String, from pipe: Pipe, program: String, seconds: Int) throws {
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        let deadline = ContinuousClock.now + .seconds(seconds)
        var seen = ""
        while !seen.contains(ready) {
            let left = ContinuousClock.now.duration(to: deadline).components.seconds
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard left > 0, Glibc.poll(&poll, 1, Int32(left * 1000)) > 0 else {
                throw Failure(description: "\(program) was not ready within \(seconds) s: \(seen)")
            }
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Failure(description: "\(program) ended: \(seen)") }
            seen += String(decoding: data, as: UTF8.self)
        }
        // Goes on reading, so that the program never blocks on a full pipe.
        pipe.fileHandleForReading.readabilityHandler = { handle in
            if handle.availableData.isEmpty { handle.readabilityHandler = nil }
        }
    }

    package func stop() {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }
}
