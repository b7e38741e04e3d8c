private import CYAML

extension YAML {
    /// The value as a block-style document with sorted keys and a final newline, as sigs.k8s.io/yaml prints it.
    package static func serialize(_ value: JSONValue) -> String {
        let emitter = YAMLEmitter()
        emitter.emit(value)
        return String(decoding: emitter.finish(), as: UTF8.self)
    }

    /// Several documents, each after the first preceded by `---`.
    package static func serialize(_ values: [JSONValue]) -> String {
        values.map(serialize).joined(separator: "---\n")
    }
}

/// Prints one document by libyaml. Unsafe pointers of the printer stay inside this file.
private final class YAMLEmitter {
    /// On the heap: libyaml keeps pointers into it, so that it must not move.
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private var output: [UInt8] = []

    init() {
        emitter = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        emitter.initialize(to: yaml_emitter_t())
        event.initialize(to: yaml_event_t())
        guard yaml_emitter_initialize(emitter) == 1 else {
            preconditionFailure("libyaml found no memory for an emitter")
        }
        yaml_emitter_set_unicode(emitter, 1)
        // The handler runs only inside calls below, while `self` is alive.
        yaml_emitter_set_output(
            emitter,
            { context, bytes, count in
                guard let context, let bytes else { return 0 }
                let emitter = Unmanaged<YAMLEmitter>.fromOpaque(context).takeUnretainedValue()
                emitter.output.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
                return 1
            }, Unmanaged.passUnretained(self).toOpaque())
        send { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
        send { yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
        event.deallocate()
    }

    private func send(_ initialize: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
        // All that is sent is well formed: what remains is memory.
        guard initialize(event) == 1, yaml_emitter_emit(emitter, event) == 1 else {
            preconditionFailure("libyaml cannot print the document: \(problem)")
        }
    }

    private var problem: String { emitter.pointee.problem.map { String(cString: $0) } ?? "out of memory" }

    func finish() -> [UInt8] {
        send { yaml_document_end_event_initialize($0, 1) }
        send { yaml_stream_end_event_initialize($0) }
        return output
    }

    func emit(_ value: JSONValue) {
        switch value {
        case .null: scalar("null", YAML_PLAIN_SCALAR_STYLE)
        case .bool(let flag): scalar(flag ? "true" : "false", YAML_PLAIN_SCALAR_STYLE)
        case .integer(let number): scalar(String(number), YAML_PLAIN_SCALAR_STYLE)
        case .number(let number): scalar(number.literal, YAML_PLAIN_SCALAR_STYLE)
        case .string(let text): scalar(text, Self.style(text))
        case .array(let elements):
            send { yaml_sequence_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE) }
            for element in elements { emit(element) }
            send { yaml_sequence_end_event_initialize($0) }
        case .object(let object):
            send { yaml_mapping_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
            for member in object.members.sorted(by: { YAMLKeyOrder.precedes($0.key, $1.key) }) {
                scalar(member.key, Self.style(member.key))
                emit(member.value)
            }
            send { yaml_mapping_end_event_initialize($0) }
        }
    }

    private func scalar(_ text: String, _ style: yaml_scalar_style_t) {
        var text = text
        text.withUTF8 { utf8 in
            // An empty string has no address to give, and the length says that nothing is read.
            let empty: [UInt8] = [0]
            empty.withUnsafeBufferPointer { placeholder in
                let start = utf8.baseAddress ?? placeholder.baseAddress
                send {
                    yaml_scalar_event_initialize($0, nil, nil, start, Int32(clamping: utf8.count), 1, 1, style)
                }
            }
        }
    }

    /// Quoted when the text would be read as another type; libyaml itself quotes where the syntax demands it.
    private static func style(_ text: String) -> yaml_scalar_style_t {
        if text.utf8.contains(0x0A) { return YAML_LITERAL_SCALAR_STYLE }
        let isPlain = YAMLScalar(text) == .string && !isBase60(text) && !YAMLTimestamp.matches(text)
        return isPlain ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE
    }

    /// `60:00` is a number to YAML 1.1 readers other than Kubernetes': `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`.
    private static func isBase60(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: ":")), let first = text.utf8.first,
            first == UInt8(ascii: "+") || first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10
        else { return false }
        return text.utf8.dropFirst().allSatisfy { $0 &- UInt8(ascii: "0") < 10 || ":_.".utf8.contains($0) }
    }
}

/// The order in which go-yaml prints keys: as people sort names, digits by their value, letters after other characters.
enum YAMLKeyOrder {
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        guard let index = zip(left, right).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset else {
            return left.count < right.count
        }
        let (leftIsLetter, rightIsLetter) = (left[index].properties.isAlphabetic, right[index].properties.isAlphabetic)
        if leftIsLetter, rightIsLetter { return left[index] < right[index] }
        if leftIsLetter || rightIsLetter { return rightIsLetter }
        // A zero inside a number is a digit like others; at its start it only lengthens it.
        var isInsideNumber = false
        if left[index] == "0" || right[index] == "0" {
            isInsideNumber = left[..<index].reversed().prefix(while: isDigit).contains { $0 != "0" }
        }
        let (leftDigits, rightDigits) = (left[index...].prefix(while: isDigit), right[index...].prefix(while: isDigit))
        let start: UInt64 = isInsideNumber ? 1 : 0
        let (leftNumber, rightNumber) = (number(leftDigits, start), number(rightDigits, start))
        if leftNumber != rightNumber { return leftNumber < rightNumber }
        if leftDigits.count != rightDigits.count { return leftDigits.count < rightDigits.count }
        return left[index] < right[index]
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func number(_ digits: ArraySlice<Unicode.Scalar>, _ start: UInt64) -> UInt64 {
        digits.reduce(start) { $0 &* 10 &+ UInt64($1.value - 48) }
    }
}
