import Foundation
import Logging
import Sandbox
import TestSupport
import Testing

/// The recorded commands against a running Sandbox: same exit codes, output and messages, up to names, times and uids.
@Suite(
    "kubectl transcripts", .serialized,
    .enabled(if: Transcript.isThere, "no transcripts here; TRIMTAB_TRANSCRIPTS names their folder"),
    .enabled(if: ServerProcess.find("kubectl") != nil, "kubectl is not installed"))
struct KubectlTranscriptTests {
    /// Answered by CEL rules, which the Sandbox does not evaluate yet.
    static let needsCEL = [#"{"spec":{"mode":"Off"}}"#, "in/bad-cel.yaml"]

    /// Written to standard error by every command, or depending on what ran before.
    static let ignoredLines = ["Invalidating discovery", "memcache.go", "Waited for"]

    @Test("A recorded session gives the same answers")
    func session() async throws {
        let transcript = try Transcript(file: "kubectl-1.32-against-1.36.txt.gz")
        #expect(transcript.commands.count > 70)
        let run = try await RunningSandbox.start()
        defer { run.stop() }
        try run.prepareTranscript()
        let normalizer = try OutputNormalizer()
        var differences: [String] = []
        for command in transcript.commands where !Self.needsCEL.contains(where: command.line.contains) {
            let result = try run.kubectl(command)
            differences += Self.differences(result, command, normalizer)
        }
        let report = "\(differences.count) differences:\n\(differences.joined(separator: "\n"))"
        #expect(differences == [], "\(report)")
    }

    /// What of an output does not depend on timing: events are listed in the order of their random names and a
    /// rollout's progress by what happened to be seen of it.
    private static func comparable(_ output: String, _ command: Transcript.Command) -> String {
        let lines = output.split(separator: "\n")
        if command.line.contains("events") { return Set(lines).sorted().joined(separator: "\n") }
        if command.line.contains("rollout status") { return String(lines.last ?? "") }
        return output
    }

    private static func differences(
        _ result: RunningSandbox.Result, _ command: Transcript.Command, _ normalizer: OutputNormalizer
    ) -> [String] {
        var found: [String] = []
        if result.exitCode != command.exitCode {
            found.append(
                "$ kubectl \(command.line)\n  exit \(result.exitCode), not \(command.exitCode): \(result.errors)")
        }
        let got = comparable(normalizer.normalize(result.output), command)
        let wanted = comparable(normalizer.normalize(command.output), command)
        if got != wanted {
            found.append("$ kubectl \(command.line)\n  printed:\n\(got)\n  instead of:\n\(wanted)")
        }
        // With -v kubectl traces itself, which says nothing of the server.
        guard !command.line.contains("-v=") else { return found }
        let trace = normalizer.normalize(command.trace)
        for line in result.errors.split(separator: "\n") where !ignoredLines.contains(where: line.contains) {
            let line = normalizer.normalize(String(line))
            if !trace.contains(line) { found.append("$ kubectl \(command.line)\n  said: \(line)") }
        }
        return found
    }
}
