import Foundation
import TestSupport

/// The built `trimtab`, run as users run it, in a folder of its own.
struct TrimtabProgram {
    struct Result {
        let exitCode: Int32
        let output: String
        let errors: String
    }

    /// Where it runs; removed by `remove`.
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "trimtab-program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Both are built into one folder.
    static var path: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "trimtab")
    }

    /// Writes a file below the folder, with the folders it needs.
    func write(_ text: String, to name: String) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    /// Suspends, so that a server in this process has every thread it needs.
    func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws -> Result {
        let process = process(arguments, environment)
        let names = ["input", "output", "errors"].map { folder.appending(path: ".\($0)") }
        try input.write(to: names[0], atomically: true, encoding: .utf8)
        for name in names.dropFirst() { try "".write(to: name, atomically: true, encoding: .utf8) }
        process.standardInput = try FileHandle(forReadingFrom: names[0])
        process.standardOutput = try FileHandle(forWritingTo: names[1])
        process.standardError = try FileHandle(forWritingTo: names[2])
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Result(
            exitCode: process.terminationStatus, output: try String(contentsOf: names[1], encoding: .utf8),
            errors: try String(contentsOf: names[2], encoding: .utf8))
    }

    func process(_ arguments: [String], _ environment: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = Self.path
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        return process
    }
}
