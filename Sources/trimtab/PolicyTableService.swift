import Foundation
import KubeClient
import KubeCore
import OperatorCore
import ServiceLifecycle

/// Shows all policies once a second: redrawn in a terminal, else printed when something changed.
struct PolicyTableService: Service {
    let client: Client

    func run() async throws {
        try await endingQuietly {
            var last: [String] = []
            while !Task.isCancelled {
                let items = try await client.list(TrimtabAPI.scalingPolicies).items
                let lines = ScalingPolicyTable.lines(items.compactMap { try? ScalingPolicy(json: $0) })
                if lines != last { Console.show(lines, over: last.count) }
                last = lines
                try await ContinuousClock().sleep(for: .seconds(1))
            }
        }
    }
}

/// Standard output, flushed after every line so that a pipe sees it at once.
enum Console {
    static let isTerminal = isatty(1) == 1

    static func print(_ line: String) {
        Swift.print(line)
        fflush(nil)
    }

    /// Prints lines; in a terminal in place of the `previous` lines printed before.
    static func show(_ lines: [String], over previous: Int) {
        var text = isTerminal && previous > 0 ? "\u{1B}[\(previous)A\u{1B}[J" : ""
        text += lines.joined(separator: "\n") + "\n"
        Swift.print(text, terminator: isTerminal ? "" : "\n")
        fflush(nil)
    }
}
