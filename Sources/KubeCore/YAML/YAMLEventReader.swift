private import CYAML

/// Reads the events of one text by libyaml. Unsafe pointers of the reader stay inside this file.
///
/// What belongs to an event is read out of libyaml's memory when it is asked for: most events need little of it.
struct YAMLEventReader: ~Copyable {
    enum Event {
        case documentStart, documentEnd, streamEnd, alias, scalar, sequenceStart, mappingStart, collectionEnd
        /// Nothing that matters here.
        case other
    }

    /// On the heap: libyaml keeps pointers into it, so that it must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// Zeroed while there is none, which libyaml deletes without effect.
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let bytes: UnsafeBufferPointer<UInt8>
    private let firstLine: Int

    /// `bytes` outlives the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>, firstLine: Int = 1) {
        self.bytes = bytes
        self.firstLine = firstLine
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        event.initialize(to: yaml_event_t())
        guard yaml_parser_initialize(parser) == 1 else { preconditionFailure("libyaml found no memory for a parser") }
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        parser.deallocate()
        event.deallocate()
    }

    /// Goes to the next event; not to be called after the end of the stream or an error.
    mutating func next() throws(YAMLError) -> Event {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw error() }
        return switch event.pointee.type {
        case YAML_SCALAR_EVENT: .scalar
        case YAML_MAPPING_START_EVENT: .mappingStart
        case YAML_SEQUENCE_START_EVENT: .sequenceStart
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: .collectionEnd
        case YAML_ALIAS_EVENT: .alias
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_STREAM_END_EVENT: .streamEnd
        default: .other
        }
    }

    /// Where the event begins.
    var position: SourcePosition { position(event.pointee.start_mark) }

    /// The name an alias refers to, or a node is given.
    var anchor: String? {
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: Self.string(event.pointee.data.scalar.anchor)
        case YAML_MAPPING_START_EVENT: Self.string(event.pointee.data.mapping_start.anchor)
        case YAML_SEQUENCE_START_EVENT: Self.string(event.pointee.data.sequence_start.anchor)
        case YAML_ALIAS_EVENT: Self.string(event.pointee.data.alias.anchor)
        default: nil
        }
    }

    /// Resolved: `tag:yaml.org,2002:map` for `!!map`.
    var collectionTag: String? {
        switch event.pointee.type {
        case YAML_MAPPING_START_EVENT: Self.string(event.pointee.data.mapping_start.tag)
        case YAML_SEQUENCE_START_EVENT: Self.string(event.pointee.data.sequence_start.tag)
        default: nil
        }
    }

    /// The scalar of a scalar event.
    var scalar: YAMLScalarNode {
        YAMLScalarNode(
            text: String(
                decoding: UnsafeBufferPointer(
                    start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length), as: UTF8.self),
            tag: Self.string(event.pointee.data.scalar.tag), isPlain: event.pointee.data.scalar.plain_implicit != 0)
    }

    private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(decodingCString: $0, as: UTF8.self) }
    }

    private func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(line: mark.line + firstLine, column: mark.column + 1)
    }

    private func error() -> YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "unreadable text"
        switch parser.pointee.error {
        case YAML_READER_ERROR:
            let place = SourcePosition(ofByte: parser.pointee.problem_offset, in: bytes)
            return YAMLError(
                .encoding, at: SourcePosition(line: place.line + firstLine - 1, column: place.column),
                "\(problem); save the file as UTF-8 text without control characters")
        case YAML_MEMORY_ERROR:
            return YAMLError(
                .tooLarge, at: SourcePosition(line: firstLine, column: 1), "no memory left to read the text")
        default: break
        }
        let position = self.position(parser.pointee.problem_mark)
        let context = parser.pointee.context.map { context in
            " \(String(cString: context)) that began at \(self.position(parser.pointee.context_mark))"
        }
        let hint = YAMLHint.text(problem: problem, byte: byte(at: parser.pointee.problem_mark))
        return YAMLError(.syntax, at: position, "\(problem)\(context ?? ""); \(hint)")
    }

    private func byte(at mark: yaml_mark_t) -> UInt8? {
        // `index` counts characters: it is the byte only in ASCII texts, which is enough to find a tab.
        mark.index < bytes.count ? bytes[mark.index] : nil
    }
}

/// What to do about a syntax error, by libyaml's word for it.
enum YAMLHint {
    static func text(problem: String, byte: UInt8?) -> String {
        switch problem {
        case "found character that cannot start any token" where byte == UInt8(ascii: "\t"),
            "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            "indent with spaces, not with tabs"
        case "found character that cannot start any token": "put quotes around values that begin with @, ` or %"
        case "mapping values are not allowed in this context":
            "check the indentation, or put quotes around a value that contains \": \""
        case "did not find expected key", "did not find expected '-' indicator", "did not find expected <block end>",
            "block sequence entries are not allowed in this context", "did not find expected <document start>":
            "check the indentation of this line and the one above"
        case "could not find expected ':'": "a key needs a colon and a space after it"
        case "found unexpected end of stream": "close the quote that was opened there"
        case "found unexpected document indicator": "close the quote before the next document begins"
        case "did not find expected ',' or ']'": "separate the elements by commas and close the list with ]"
        case "did not find expected ',' or '}'": "separate the members by commas and close the mapping with }"
        case "found unknown escape character":
            "use single quotes, in which a backslash means itself, or double the backslash"
        case "found undefined tag handle", "did not find expected tag URI": "remove the tag"
        case "did not find expected alphabetic or numeric character":
            "put quotes around values that begin with & or *"
        case "did not find expected node content": "write a value here, or put quotes around the text"
        case "did not find expected comment or line break": "the text of a block begins in the next line"
        case "exceeded maximum nesting depth", "exceeded maximum depth": "nest less deeply"
        default: "check the spelling and the indentation here"
        }
    }
}
