import KubeCore

/// How the messages of Kubernetes' protobuf encoding correspond to JSON.
///
/// kubectl's typed commands (`create deployment`, `auth can-i`) send only protobuf, so a server that wants to serve
/// them must read it. One line per message, under the package named by a line that begins with `=`:
///
/// ```
/// DeploymentSpec 1=replicas:i 2=selector:meta.v1.LabelSelector 3template:core.v1.PodTemplateSpec 9=progress…:i
/// ```
/// A field is its number, then `=` when its zero value is written, `^` when its members stand in the message itself,
/// then the JSON name, a colon, and the type: `s` string, `i` integer, `b` boolean, `y` bytes, `T` time, `M` time in
/// microseconds, `Q` quantity, `I` integer or string, `R` any object in JSON, `F` managed fields, `D` duration, `L` list
/// of strings, or a message; `*` repeated, `@` map by strings.
struct ProtobufTypes: Sendable {
    indirect enum FieldType: Hashable, Sendable {
        case string, integer, bool, bytes, time, microTime, quantity, intOrString, raw, fields, duration, strings
        case message(String)
    }

    enum Shape: Hashable, Sendable {
        case single, list, map
    }

    struct Field: Hashable, Sendable {
        /// Empty when the members stand in the message itself.
        let name: String
        let type: FieldType
        let shape: Shape
        let keepsZero: Bool
    }

    /// By `package.Message`.
    private let messages: [String: [Int: Field]]

    static let kubernetes = ProtobufTypes([coreA, coreB, workloads, others])

    init(_ texts: [String]) {
        var messages: [String: [Int: Field]] = [:]
        for text in texts {
            var package = ""
            var current = ""
            for line in text.split(separator: "\n") {
                var words = line.split(separator: " ").map(String.init)[...]
                if words.first == "=" {
                    package = words.last ?? ""
                    continue
                }
                if !line.hasPrefix(" "), let name = words.popFirst() {
                    current = "\(package).\(name)"
                    messages[current] = messages[current] ?? [:]
                }
                for word in words {
                    guard let (number, field) = Self.field(word, package: package) else {
                        preconditionFailure("\(word) is no field of a message")
                    }
                    messages[current]?[number] = field
                }
            }
        }
        self.messages = messages
    }

    func fields(of message: String) -> [Int: Field]? { messages[message] }

    private static func field(_ word: String, package: String) -> (Int, Field)? {
        let digits = word.prefix { $0.isNumber }
        var rest = word.dropFirst(digits.count)
        let flag = rest.first
        if flag == "=" || flag == "^" { rest = rest.dropFirst() }
        guard let number = Int(digits), let colon = rest.firstIndex(of: ":") else { return nil }
        let name = String(rest[..<colon])
        var type = String(rest[rest.index(after: colon)...])
        var shape = Shape.single
        if type.hasSuffix("*") { shape = .list }
        if type.hasSuffix("@") { shape = .map }
        if shape != .single { type.removeLast() }
        return (
            number, Field(name: name, type: self.type(type, package: package), shape: shape, keepsZero: flag == "=")
        )
    }

    private static func type(_ text: String, package: String) -> FieldType {
        switch text {
        case "s": .string
        case "i": .integer
        case "b": .bool
        case "y": .bytes
        case "T": .time
        case "M": .microTime
        case "Q": .quantity
        case "I": .intOrString
        case "R": .raw
        case "F": .fields
        case "D": .duration
        case "L": .strings
        default: .message(text.contains(".") ? text : "\(package).\(text)")
        }
    }
}
