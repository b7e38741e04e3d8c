import KubeCore

/// One file as it was read: its objects, and what could not be read.
package struct ParsedManifest: Sendable {
    package let name: String
    package let documents: [ManifestDocument]
    /// Why the text, or parts of it, are no documents.
    package let problems: [Finding]
}

/// Reads the text of a file as the objects in it: several documents, JSON, and Lists taken apart.
package struct ManifestReader: Sendable {
    private let file: String
    private let text: ManifestText
    private var documents: [ManifestDocument] = []
    private var problems: [Finding] = []

    private init(_ bytes: [UInt8], file: String) {
        self.file = file
        text = ManifestText(bytes: bytes)
    }

    /// Reads one file. Documents without content are passed over, as kubectl does.
    package static func read(_ bytes: [UInt8], file: String) -> ParsedManifest {
        var reader = ManifestReader(bytes, file: file)
        reader.read()
        return ParsedManifest(name: file, documents: reader.documents, problems: reader.problems)
    }

    private mutating func read() {
        if startsLikeJSON, readJSON() { return }
        do throws(YAMLError) {
            try readYAML(text.bytes, firstLine: 1)
        } catch {
            documents = []
            readPieces(error)
        }
    }

    // MARK: JSON

    private var startsLikeJSON: Bool {
        let first = text.bytes.first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// False when the text may be YAML all the same.
    private mutating func readJSON() -> Bool {
        do throws(JSONError) {
            let value = try JSONValue(parsing: text.bytes, limits: Self.jsonLimits)
            add(value, file: file, places: { .json(offset: $0) })
            return true
        } catch {
            // YAML's flow style looks like JSON, and its reader can go on after a duplicate.
            guard file.hasSuffix(".json"), error.code != .duplicateKey else { return false }
            var counter = LineCounter(text.bytes)
            addProblem(counter.position(of: error.offset), error.message)
            return true
        }
    }

    private static let jsonLimits = JSONLimits(maximumSize: YAMLLimits.standard.maximumSize)

    private mutating func add(
        _ value: JSONValue, file: String, places: (Int) -> ManifestDocument.Places
    ) {
        var counter = LineCounter(text.bytes)
        var search = JSONPlaces(text.bytes)
        let start = search.find(FieldPath())?.value ?? 0
        var offsets: [Int] = []
        if ManifestList.items(of: value) != nil { offsets = search.elements(of: "items") }
        var ordinal = 0
        ManifestList.flatten(value) { object, root in
            let isItem = !root.elements.isEmpty
            let offset = isItem && ordinal < offsets.count ? offsets[ordinal] : start
            if isItem { ordinal += 1 }
            documents.append(
                ManifestDocument(
                    file: file, object: object, text: text, places: places(offset),
                    position: counter.position(of: offset), duplicates: []))
        }
    }

    // MARK: YAML

    private mutating func readYAML(_ bytes: [UInt8], firstLine: Int) throws(YAMLError) {
        for document in try YAML.parse(bytes, duplicateKeys: .laterWins, firstLine: firstLine)
        where !document.value.isNull {
            var positions: [SourcePosition] = []
            if ManifestList.items(of: document.value) != nil { positions = document.elementPositions(of: "items") }
            ManifestList.flatten(document.value) { object, root in
                var position = document.start
                if case .index(let index)? = root.elements.last, index < positions.count { position = positions[index] }
                documents.append(
                    ManifestDocument(
                        file: file, object: object, text: text,
                        places: .yaml(document, root: root),
                        position: position,
                        // Those of a List are said of its first item.
                        duplicates: root.elements.isEmpty || root.elements.last == .index(0) ? document.duplicates : [])
                )
            }
        }
    }

    /// A broken document must not hide the others: each is read by itself.
    private mutating func readPieces(_ first: YAMLError) {
        let pieces = Self.pieces(of: text.bytes)
        guard pieces.count > 1, first.code != .tooLarge else { return addProblem(first.position, first.message) }
        for piece in pieces {
            do throws(YAMLError) {
                try readYAML(Array(text.bytes[piece.range]), firstLine: piece.firstLine)
            } catch {
                addProblem(error.position, error.message)
            }
        }
    }

    private struct Piece {
        let range: Range<Int>
        let firstLine: Int
    }

    /// Cut before each line that begins with `---`, as kubectl cuts.
    private static func pieces(of bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        var startLine = 1
        var line = 1
        var lineStart = 0
        while lineStart < bytes.count {
            if lineStart > start, bytes[lineStart...].starts(with: "---".utf8) {
                pieces.append(Piece(range: start..<lineStart, firstLine: startLine))
                start = lineStart
                startLine = line
            }
            lineStart = (bytes[lineStart...].firstIndex(of: 0x0A) ?? bytes.count - 1) + 1
            line += 1
        }
        if start < bytes.count { pieces.append(Piece(range: start..<bytes.count, firstLine: startLine)) }
        return pieces
    }

    private mutating func addProblem(_ position: SourcePosition, _ message: String) {
        // A broken text may hold anything; what is no text is not shown.
        let excerpt = text.excerpt(at: position).flatMap { excerpt in
            excerpt.line.unicodeScalars.contains { $0.value < 0x20 && $0 != "\t" || $0 == "\u{FFFD}" }
                ? nil : Finding.Excerpt(line: excerpt.line, width: 1)
        }
        problems.append(
            Finding(file: file, position: position, rule: .syntax, message: message, excerpt: excerpt))
    }
}

/// `kind: List` and typed lists (`DeploymentList`), taken apart as kubectl does.
enum ManifestList {
    /// The items of a list; nil when the value is no list.
    static func items(of value: JSONValue) -> [JSONValue]? {
        guard value["kind"]?.stringValue?.hasSuffix("List") == true else { return nil }
        return value["items"]?.arrayValue
    }

    /// Gives each object with the place where it stands; the value itself when it is no list.
    ///
    /// Items of a typed list that do not name their kind take it from the list.
    static func flatten(_ value: JSONValue, _ body: (JSONValue, FieldPath) -> Void) {
        guard let items = items(of: value) else { return body(value, FieldPath()) }
        let kind = value["kind"]?.stringValue.map { String($0.dropLast("List".count)) } ?? ""
        for (index, item) in items.enumerated() {
            var item = item
            if item.objectValue != nil, (item["kind"]?.stringValue ?? "").isEmpty, !kind.isEmpty {
                item["apiVersion"] = value["apiVersion"]
                item["kind"] = .string(kind)
            }
            body(item, FieldPath("items").index(index))
        }
    }
}
