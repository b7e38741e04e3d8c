import ArgumentParser
import Logging

/// What every long-running command says of logs.
struct LoggingOptions: ParsableArguments {
    @Option(
        help: """
            The least severe level that is logged: trace, debug, info, notice, warning, error or critical. Default: \
            info for run, warning for sandbox.
            """, transform: LogLevelArgument.parse)
    var logLevel: Logger.Level?

    /// Logs go to standard error; standard output is for what was asked for.
    func makeLogger(defaultLevel: Logger.Level) -> Logger {
        let level = logLevel ?? defaultLevel
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "trimtab")
    }
}

/// The name of a level as an argument.
enum LogLevelArgument {
    static func parse(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(text)' is no log level; use one of \(known)")
        }
        return level
    }
}
