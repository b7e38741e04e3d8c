import KubeCore

/// One reader of text that comes from outside, and what must hold of it for any bytes.
///
/// The unit tests put the seeds in `Tests/Fuzzing/Seeds` through these; `scripts/fuzz` lets libFuzzer invent more.
enum FuzzTarget: String, CaseIterable, Sendable {
    case json, yaml, quantity, patch, selector, time, jsonpath, regex, schema, watch, admission, cel

    /// What is wrong with how `bytes` are read; nil when all is well. Crashing, hanging and hoarding are wrong too.
    func problem(with bytes: [UInt8]) -> String? {
        switch self {
        case .json: JSONProperties.problem(with: bytes)
        case .yaml: YAMLProperties.problem(with: bytes)
        case .quantity: TextProperties.quantityProblem(with: String(decoding: bytes, as: UTF8.self))
        case .patch: PatchProperties.problem(with: bytes)
        case .selector: TextProperties.selectorProblem(with: String(decoding: bytes, as: UTF8.self))
        case .time: TextProperties.timeProblem(with: String(decoding: bytes, as: UTF8.self))
        case .jsonpath: TextProperties.pathProblem(with: String(decoding: bytes, as: UTF8.self))
        case .regex: TextProperties.regexProblem(with: String(decoding: bytes, as: UTF8.self))
        case .schema: PatchProperties.schemaProblem(with: bytes)
        case .watch: JSONProperties.watchProblem(with: bytes)
        case .admission: ReviewProperties.problem(with: bytes)
        case .cel: ReviewProperties.expressionProblem(with: String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Reads the bytes and holds the result, for targets of which the memory is bounded; nil for the others.
    func held(_ bytes: [UInt8]) -> Any? {
        switch self {
        case .json: try? JSONValue(parsing: bytes)
        case .yaml: try? YAML.parse(bytes)
        default: nil
        }
    }

    /// Bytes held for each byte of the text at most: arrays of one-digit numbers are the worst, two bytes of text for
    /// a value of 24, in YAML with 16 more for its place.
    var memoryFactor: Int { self == .yaml ? 24 : 16 }

    /// The first line and what follows it, for targets that take two texts.
    static func parts(_ bytes: [UInt8]) -> ([UInt8], [UInt8]) {
        guard let end = bytes.firstIndex(of: 0x0A) else { return (bytes, []) }
        return (Array(bytes[..<end]), Array(bytes[(end + 1)...]))
    }
}

enum JSONProperties {
    static func problem(with bytes: [UInt8]) -> String? {
        let isSkipped = (try? JSONPullReader.read(bytes) { reader throws(JSONError) in _ = try reader.skip() }) != nil
        guard let value = try? JSONValue(parsing: bytes) else {
            // Skipping does not look for duplicate names.
            if isSkipped, case .failure(let error) = failure(bytes), error.code != .duplicateKey {
                return "skipped but not read: \(error)"
            }
            return nil
        }
        guard isSkipped else { return "read but not skipped" }
        guard (try? JSONValue(parsing: value.serialized())) == value else { return "written compactly it is another" }
        guard (try? JSONValue(parsing: value.prettySerialized())) == value else {
            return "written prettily it is another"
        }
        guard value.isSemanticallyEqual(to: value) else { return "unequal to itself" }
        return (try? JSONPullReader.read(JSONValue.self, from: bytes)) == value ? nil : "pulled it is another"
    }

    private static func failure(_ bytes: [UInt8]) -> Result<JSONValue, JSONError> {
        do throws(JSONError) {
            return .success(try JSONValue(parsing: bytes))
        } catch {
            return .failure(error)
        }
    }

    /// Frames do not depend on where the chunks break.
    static func watchProblem(with bytes: [UInt8]) -> String? {
        let whole = frames(bytes, chunk: max(1, bytes.count))
        for chunk in [1, 3, 7] where frames(bytes, chunk: chunk) != whole {
            return "chunks of \(chunk) give other frames"
        }
        for frame in whole ?? [] {
            guard let event = try? WatchEvent(parsing: frame) else { continue }
            if case .error = event { continue }
            if (try? WatchEvent(parsing: event.frame)) != event { return "a written event is another" }
        }
        return nil
    }

    private static func frames(_ bytes: [UInt8], chunk: Int) -> [[UInt8]]? {
        var splitter = WatchFrameSplitter(maximumFrameSize: 4096)
        var frames: [[UInt8]] = []
        do {
            for start in stride(from: 0, to: bytes.count, by: chunk) {
                frames += try splitter.append(Array(bytes[start..<min(start + chunk, bytes.count)]))
            }
            if let last = try splitter.finish() { frames.append(last) }
            return frames
        } catch {
            return nil
        }
    }
}

enum YAMLProperties {
    static func problem(with bytes: [UInt8]) -> String? {
        guard let documents = try? YAML.parse(bytes) else { return nil }
        for document in documents {
            if let problem = placeProblem(document, document.value, FieldPath(), depth: 0) { return problem }
            let text = YAML.serialize(document.value)
            guard let again = try? YAML.parse(text), again.count == 1, again[0].value == document.value else {
                return "printed as \(text.debugDescription) it is another"
            }
        }
        return nil
    }

    /// Every value has a place in the text.
    private static func placeProblem(
        _ document: YAMLDocument, _ value: JSONValue, _ path: FieldPath, depth: Int
    ) -> String? {
        guard let position = document.position(of: path), position.line > 0, position.column > 0 else {
            return "\(path) has no place"
        }
        guard depth < 4 else { return nil }
        switch value {
        case .object(let object):
            for member in object.members.prefix(8) {
                let inner = path.field(member.key)
                if let problem = placeProblem(document, member.value, inner, depth: depth + 1) { return problem }
            }
        case .array(let elements):
            for (index, element) in elements.prefix(8).enumerated() {
                let inner = path.index(index)
                if let problem = placeProblem(document, element, inner, depth: depth + 1) { return problem }
            }
        default: break
        }
        return nil
    }
}
