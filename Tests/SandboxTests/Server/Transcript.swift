import Foundation
import KubeCore
import TestSupport

/// A recorded session of kubectl: its commands, and what went over the wire.
struct Transcript {
    struct Exchange {
        var method: String
        var target: String
        var headers: [(String, String)] = []
        var body: [UInt8] = []
        var status = 0
        /// When the server answered, by its Date header.
        var time: Timestamp?
        /// Nil when it was not recorded whole.
        var response: JSONValue?
    }

    struct Command {
        var text: String
        var exitCode = 0
        var exchanges: [Exchange] = []
        var standardOutput = ""
    }

    var name: String
    var commands: [Command] = []

    /// The transcripts of `TRIMTAB_TRANSCRIPTS`; none where the folder does not exist.
    static func all() throws -> [Transcript] {
        let environment = ProcessInfo.processInfo.environment
        let folder = environment["TRIMTAB_TRANSCRIPTS"] ?? RepositoryPaths.shared + "/kubernetes/transcripts"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt.gz") }
        return try names.sorted().map { Transcript(name: $0, text: try unpacked("\(folder)/\($0)")) }
    }

    private static func unpacked(_ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    init(name: String, text: String) {
        self.name = name
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        var requestBody = ""
        while let line = lines.popFirst() {
            if line.hasPrefix("$ kubectl") {
                commands.append(Command(text: String(line.dropFirst(2))))
            } else if commands.isEmpty {
                continue
            } else if line.hasPrefix("# exit ") {
                commands[commands.count - 1].exitCode = Int(line.dropFirst(7)) ?? 0
            } else if let body = Self.body(line, "Request Body", &lines) {
                requestBody = body
            } else if let body = Self.body(line, "Response Body", &lines) {
                setResponse(body)
            } else if let start = line.range(of: "curl -v -X") {
                begin(String(line[start.upperBound...]), body: requestBody)
                requestBody = ""
            } else if let status = Self.status(line) {
                setStatus(status)
            } else if let time = Self.time(line) {
                setTime(time)
            } else if line == "--- stdout" {
                while let next = lines.first, !next.hasPrefix("$ kubectl"), !next.hasPrefix("--- stderr") {
                    commands[commands.count - 1].standardOutput += next + "\n"
                    lines.removeFirst()
                }
            }
        }
    }

    private static func body(_ line: Substring, _ label: String, _ lines: inout ArraySlice<Substring>) -> String? {
        guard let range = line.range(of: "\"\(label)\" body=") else { return nil }
        let rest = line[range.upperBound...]
        guard rest == "<" else {
            guard let json = try? JSONValue(parsing: String(rest)) else { return String(rest) }
            return json.stringValue ?? ""
        }
        var text: [Substring] = []
        while let next = lines.popFirst(), next != " >" { text.append(next.dropFirst()) }
        return text.joined(separator: "\n")
    }

    private static func status(_ line: Substring) -> Int? {
        if line.contains("\"Response\" verb="), let range = line.range(of: "status=\"") {
            return Int(line[range.upperBound...].prefix(3))
        }
        guard line.contains("round_trippers.go"), let range = line.range(of: " in ", options: .backwards),
            line.hasSuffix("milliseconds"), line.contains("https://")
        else { return nil }
        return line[..<range.lowerBound].split(separator: " ").compactMap { Int($0) }.first { (100..<600).contains($0) }
    }

    /// From a header as it is logged: `Date: Sat, 21 Nov 2026 03:30:07 GMT`.
    private static func time(_ line: Substring) -> Timestamp? {
        guard let range = line.range(of: " Date: ") ?? line.range(of: "\tDate: ") else { return nil }
        let parts = line[range.upperBound...].split { $0 == " " || $0 == ":" }.map(String.init)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count >= 7, let month = months.firstIndex(of: parts[2]) else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(rfc3339: "\(parts[3])-\(number)-\(parts[1])T\(parts[4]):\(parts[5]):\(parts[6])Z")
    }

    private mutating func setTime(_ time: Timestamp) {
        let command = commands.count - 1
        let last = commands[command].exchanges.count - 1
        if last >= 0, commands[command].exchanges[last].time == nil { commands[command].exchanges[last].time = time }
    }

    private mutating func begin(_ text: String, body: String) {
        var exchange = Exchange(method: String(text.prefix { $0.isLetter }), target: "")
        let parts = text.components(separatedBy: "-H \"").dropFirst()
        for part in parts {
            let field = part.prefix { $0 != "\"" }
            if let colon = field.firstIndex(of: ":") {
                exchange.headers.append((String(field[..<colon]), String(field[colon...].dropFirst(2))))
            }
        }
        if let url = text.range(of: "'https://") {
            let rest = text[url.upperBound...].prefix { $0 != "'" }
            exchange.target = String(rest.drop { $0 != "/" })
        }
        exchange.body = Self.bytes(body)
        commands[commands.count - 1].exchanges.append(exchange)
    }

    /// Bodies that are no text are recorded as a hexadecimal dump.
    private static func bytes(_ body: String) -> [UInt8] {
        guard body.hasPrefix("00000000  ") else { return Array(body.utf8) }
        return body.split(separator: "\n").flatMap { line in
            line.dropFirst(10).prefix { $0 != "|" }.split(separator: " ").compactMap { UInt8($0, radix: 16) }
        }
    }

    private mutating func setResponse(_ body: String) {
        let command = commands.count - 1
        let last = commands[command].exchanges.count - 1
        guard last >= 0 else { return }
        commands[command].exchanges[last].response = try? JSONValue(parsing: body)
    }

    private mutating func setStatus(_ status: Int) {
        let command = commands.count - 1
        let last = commands[command].exchanges.count - 1
        if last >= 0 { commands[command].exchanges[last].status = status }
    }
}

extension Transcript.Exchange {
    /// The recorded request, without what only the recording machine knew.
    var request: HTTPRequest {
        let parts = target.split(separator: "?", maxSplits: 1)
        let query = parts.count > 1 ? parts[1].split(separator: "&") : []
        return HTTPRequest(
            method: method, path: String(parts[0]),
            query: query.map { pair in
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return HTTPRequest.QueryItem(
                    PercentEncoding.decode(sides[0]) ?? "",
                    sides.count > 1 ? PercentEncoding.decode(sides[1], plusIsSpace: true) ?? "" : "")
            }, headers: HTTPHeaders(headers.map { HTTPHeaders.Field(name: $0.0, value: $0.1) }), body: body)
    }
}
