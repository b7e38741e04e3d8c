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
    /// Written to standard error by every command, or depending on what ran before.
    static let ignoredLines = ["Invalidating discovery", "memcache.go", "Waited for"]

    @Test("A session recorded with kubectl 1.32 gives the same answers", .timeLimit(.minutes(5)))
    func session() async throws {
        let kubectl = try #require(ServerProcess.find("kubectl"))
        try await replay("kubectl-1.32-against-1.36.txt.gz", with: kubectl)
    }

    /// A newer kubectl than distributions have; named by a variable.
    static let newerKubectl = ProcessInfo.processInfo.environment["TRIMTAB_NEWER_KUBECTL"]

    @Test(
        "A session recorded with kubectl 1.36 gives the same answers", .timeLimit(.minutes(5)),
        .enabled(if: newerKubectl != nil, "TRIMTAB_NEWER_KUBECTL names no kubectl of version 1.36 or later"))
    func newerSession() async throws {
        try await replay("kubectl-1.36-against-1.36.txt.gz", with: try #require(Self.newerKubectl))
    }

    private func replay(_ file: String, with kubectl: String) async throws {
        let transcript = try Transcript(file: file)
        #expect(transcript.commands.count > 70)
        let run = try await RunningSandbox.start(kubectl: kubectl)
        defer { run.stop() }
        try await run.prepareTranscript()
        let normalizer = try OutputNormalizer()
        var differences: [String] = []
        for command in transcript.commands {
            let result = try await run.kubectl(command)
            differences += Self.differences(result, command, normalizer)
        }
        let report = "\(differences.count) differences:\n\(differences.joined(separator: "\n"))"
        #expect(differences == [], "\(report)")
    }

    /// What of an output does not depend on timing: events are listed in the order of their random names and a
    /// rollout's progress by what happened to be seen of it.
    private static func comparable(_ output: String, _ command: Transcript.Command) -> String {
        let lines = output.split(separator: "\n")
        if command.line.contains("events") {
            // web2 was made a moment before: whether its autoscaler has been looked at is a race, and which of many
            // like events are combined depends on their number.
            let kept = lines.filter { !$0.contains("/web2") }.map { line in
                line.replacing(#/from \d to \d/#, with: "from <n> to <n>")
                    .replacing("(combined from similar events): ", with: "")
            }
            return Set(kept).sorted().joined(separator: "\n")
        }
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
