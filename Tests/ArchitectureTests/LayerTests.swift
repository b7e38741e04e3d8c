import Foundation
import Testing

/// The table of the architecture: which target may import and use what.
@Suite("Layers")
struct LayerTests {
    /// Our own modules each target may import; system libraries and packages are judged by `forbiddenImports`.
    static let allowedImports: [String: Set<String>] = [
        "KubeCore": ["CYAML"],
        "KubeClient": ["KubeCore", "CCurl"],
        "KubeRuntime": ["KubeCore", "KubeClient"],
        "OperatorCore": ["KubeCore"],
        "HTTPServing": ["COpenSSL"],
        "Operator": ["KubeCore", "KubeClient", "KubeRuntime", "OperatorCore", "HTTPServing", "COpenSSL"],
        "Sandbox": ["KubeCore", "KubeClient", "HTTPServing"],
        "trimtab": ["KubeCore", "KubeClient", "KubeRuntime", "OperatorCore", "Operator", "Sandbox"],
    ]

    static let ours: Set<String> = Set(allowedImports.keys).union(["CYAML", "CCurl", "COpenSSL"])

    /// What the user chose stands alone: no second TLS, YAML, HTTP client or JSON.
    static let forbiddenImports: Set<String> = ["NIOSSL", "Yams", "AsyncHTTPClient", "Crypto", "NIOHTTP2"]

    static let pureTargets = ["KubeCore", "OperatorCore"]

    /// Words that betray a clock, randomness, files, environment, tasks, logging or suspension.
    static let impureWords = [
        "Date()", "Clock", ".now()", "SystemRandomNumberGenerator", ".random(", "randomElement()", ".shuffled()",
        "FileManager", "ProcessInfo", "getenv", "Task {", "Task.", "Logger", " async ", "await ", "fopen(",
        "socket(", "print(", "import Foundation", "import Glibc", "import Logging", "import NIO",
    ]

    @Test("Each target imports only what the architecture's arrows allow", arguments: allowedImports.keys.sorted())
    func imports(target: String) throws {
        let allowed = try #require(Self.allowedImports[target])
        for source in try RepositoryFiles().sources(below: "Sources/\(target)") {
            for module in Self.imports(of: source) {
                #expect(!Self.forbiddenImports.contains(module), "\(source.path) imports \(module)")
                if Self.ours.contains(module) {
                    #expect(allowed.contains(module), "\(source.path) may not import \(module)")
                }
            }
        }
    }

    @Test("Pure targets use no clock, randomness, file, environment, task or logger", arguments: pureTargets)
    func purity(target: String) throws {
        for source in try RepositoryFiles().sources(below: "Sources/\(target)") {
            for (number, line) in source.lines.enumerated() {
                guard let code = Self.code(of: line) else { continue }
                for word in Self.impureWords where code.contains(word) {
                    Issue.record("\(source.path):\(number + 1) uses \(word.trimmingCharacters(in: .whitespaces))")
                }
            }
        }
    }

    @Test("The Sandbox and the runtime do not know our kinds", arguments: ["Sandbox", "KubeRuntime", "KubeClient"])
    func kinds(target: String) throws {
        // Kubernetes has an HPAScalingPolicy of its own.
        let ours = try Regex(#"\b(ScalingPolicy|CanaryRollout|MultiCloudPlan)\b"#)
        for source in try RepositoryFiles().sources(below: "Sources/\(target)") {
            for line in source.lines.compactMap(Self.code(of:)) where line.firstMatch(of: ours) != nil {
                Issue.record("\(source.path) names a kind of ours: \(line)")
            }
        }
    }

    @Test("The operator does no arithmetic on replicas or weights")
    func arithmetic() throws {
        let pattern = try Regex(#"(replicas|weight)s?\s*[-+*/]=?\s*[\w(]"#).ignoresCase()
        for source in try RepositoryFiles().sources(below: "Sources/Operator") {
            for (number, line) in source.lines.enumerated() {
                guard let code = Self.code(of: line), !code.contains("\"") else { continue }
                #expect(code.firstMatch(of: pattern) == nil, "\(source.path):\(number + 1): \(code)")
            }
        }
    }

    @Test("No file of the sources forces, traps or promises work")
    func forced() throws {
        for source in try RepositoryFiles().sources(below: "Sources") {
            for (number, line) in source.lines.enumerated() {
                guard let code = Self.code(of: line) else { continue }
                for word in ["try!", " as! ", "fatalError(", "Synchronization"] where code.contains(word) {
                    Issue.record("\(source.path):\(number + 1) has \(word)")
                }
                for word in ["TODO", "FIXME"] where line.contains(word) {
                    Issue.record("\(source.path):\(number + 1) has \(word)")
                }
            }
        }
    }

    @Test("No test sleeps")
    func sleeping() throws {
        for source in try RepositoryFiles().sources(below: "Tests") where !source.path.contains("Architecture") {
            for (number, line) in source.lines.enumerated() {
                guard let code = Self.code(of: line) else { continue }
                let sleeps =
                    code.contains("Task.sleep") || code.contains("usleep(")
                    || code.contains(" sleep(") && !code.contains("func sleep(")
                #expect(!sleeps, "\(source.path):\(number + 1) sleeps")
            }
        }
    }

    @Test("No source file exceeds 400 lines")
    func length() throws {
        for source in try RepositoryFiles().sources(below: "Sources") {
            #expect(source.lines.count <= 401, "\(source.path) has \(source.lines.count) lines")
        }
    }

    private static func imports(of source: RepositoryFiles.Source) -> [String] {
        source.lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index <= 2, words.count > index + 1,
                words.prefix(index).allSatisfy({ $0 == "package" || $0.hasPrefix("@") || $0 == "internal" })
            else { return nil }
            return words[index + 1].split(separator: ".").first.map(String.init)
        }
    }

    /// The line without its comment; nil when nothing is left.
    private static func code(of line: Substring) -> String? {
        let trimmed = line.drop { $0 == " " }
        guard !trimmed.isEmpty, !trimmed.hasPrefix("//") else { return nil }
        if let comment = trimmed.range(of: " // ") { return String(trimmed[..<comment.lowerBound]) }
        return String(trimmed)
    }
}
