import Foundation
import TestSupport

/// A recorded run of kubectl commands against a real API server.
struct Transcript: Sendable {
    struct Command: Sendable {
        /// Everything behind `$ kubectl `.
        let line: String
        let exitCode: Int32
        /// What kubectl wrote to standard error, its own trace included.
        let trace: String
        let output: String
    }

    let name: String
    let commands: [Command]

    /// Where the transcripts lie: `TRIMTAB_TRANSCRIPTS`, or beside the repository.
    static let folder =
        ProcessInfo.processInfo.environment["TRIMTAB_TRANSCRIPTS"]
        ?? RepositoryPaths.shared + "/kubernetes/transcripts"

    static let isThere = FileManager.default.fileExists(atPath: folder)

    init(file: String) throws {
        name = file
        let text = try ProgramRun("/bin/gzip", ["-dc", "\(Self.folder)/\(file)"]).succeeded()
        var commands: [Command] = []
        for block in text.components(separatedBy: "\n$ kubectl ").map({
            $0.hasPrefix("$ kubectl ") ? String($0.dropFirst(10)) : $0
        }) {
            guard let command = Self.command(block) else { continue }
            commands.append(command)
        }
        self.commands = commands
    }

    private static func command(_ block: String) -> Command? {
        guard let exit = block.range(of: "\n# exit "), let trace = block.range(of: "\n--- trace\n"),
            let output = block.range(of: "\n--- stdout\n", options: .backwards)
        else { return nil }
        let code = block[exit.upperBound..<trace.lowerBound]
        return Command(
            line: String(block[..<exit.lowerBound]), exitCode: Int32(code) ?? -1,
            trace: String(block[trace.upperBound..<max(trace.upperBound, output.lowerBound)]),
            output: String(block[output.upperBound...]))
    }
}

/// Splits a command line as a shell would: single quotes and spaces; nothing is expanded.
func shellWords(_ line: String) -> [String] {
    var words: [String] = []
    var current = ""
    var inWord = false
    var quoted = false
    for character in line {
        switch character {
        case "'":
            quoted.toggle()
            inWord = true
        case " " where !quoted:
            if inWord { words.append(current) }
            (current, inWord) = ("", false)
        default:
            current.append(character)
            inWord = true
        }
    }
    if inWord { words.append(current) }
    return words
}
