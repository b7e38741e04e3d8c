import Foundation

/// A program run to its end.
package struct ProgramRun: Sendable {
    package let program: String
    package let exitCode: Int32
    /// Standard output and error together.
    package let output: String

    package init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        self.program = program
        exitCode = process.terminationStatus
        output = String(decoding: data, as: UTF8.self)
    }

    /// The output; throws when the program failed.
    package func succeeded() throws -> String {
        guard exitCode == 0 else {
            throw ServerProcess.Failure(description: "\(program) ended with \(exitCode): \(output)")
        }
        return output
    }
}
