package import KubeCore

/// The text of one file, for showing lines of it.
struct ManifestText: Sendable {
    let bytes: [UInt8]

    /// A line without its end, counted from 1; nil beyond the last.
    func line(_ number: Int) -> String? {
        var start = 0
        for _ in 1..<max(number, 1) {
            guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            start = end + 1
        }
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        // A minified document is one line: what fits on a screen is enough.
        let limit = min(end, start + 4096)
        var text = String(decoding: bytes[start..<limit], as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }

    /// The line of a position, and the extent of the key or value that begins there.
    func excerpt(at position: SourcePosition) -> Finding.Excerpt? {
        guard let line = line(position.line) else { return nil }
        let scalars = Array(line.unicodeScalars)
        let start = position.column - 1
        guard start < scalars.count else { return Finding.Excerpt(line: line, width: 1) }
        return Finding.Excerpt(line: line, width: Self.extent(of: scalars[start...]))
    }

    private static func extent(of text: ArraySlice<Unicode.Scalar>) -> Int {
        guard let first = text.first else { return 1 }
        if first == "\"" || first == "'" {
            let close = text.dropFirst().firstIndex(of: first) ?? text.endIndex - 1
            return close - text.startIndex + 1
        }
        // A plain word ends where YAML ends it: at a colon, comma or bracket, or before a comment.
        var end = text.startIndex
        while end < text.endIndex {
            let scalar = text[end]
            let next = end + 1 < text.endIndex ? text[end + 1] : " "
            if scalar == ":", next == " " { break }
            if [",", "}", "]"].contains(scalar), next == " " || [",", "}", "]"].contains(next) { break }
            if scalar == " ", next == "#" || next == " " { break }
            if end > text.startIndex, ["{", "["].contains(first) { break }
            end += 1
        }
        return max(end - text.startIndex, 1)
    }
}

/// One object of a file, and where its parts were written.
package struct ManifestDocument: Sendable {
    package let file: String
    package let object: JSONValue
    let text: ManifestText
    let places: Places
    /// Where the object begins.
    package let position: SourcePosition
    let duplicates: [YAMLDuplicate]

    /// Where positions are looked up.
    enum Places: Sendable {
        /// In a document; the object stands at `root` in it.
        case yaml(YAMLDocument, root: FieldPath)
        /// In a JSON text, from this offset on.
        case json(offset: Int)
    }

    package var apiVersion: String { object["apiVersion"]?.stringValue ?? "" }
    package var kind: String { object["kind"]?.stringValue ?? "" }
    package var name: String {
        let metadata = object["metadata"]
        return metadata?["name"]?.stringValue ?? metadata?["generateName"]?.stringValue ?? ""
    }
    package var namespace: String { object[path: "metadata", "namespace"]?.stringValue ?? "" }

    enum Part {
        case key, value
    }

    /// The place of a field, or of its nearest ancestor that was written.
    func position(of path: FieldPath, of part: Part) -> SourcePosition {
        switch places {
        case .yaml(let document, let root):
            let full = FieldPath(root.elements + path.elements)
            let found = part == .value ? document.position(of: full) : nil
            return found ?? document.nearestPosition(of: full)
        case .json(let offset):
            var counter = LineCounter(text.bytes)
            return counter.position(of: place(of: path, of: part, from: offset))
        }
    }

    private func place(of path: FieldPath, of part: Part, from offset: Int) -> Int {
        var elements = path.elements[...]
        while true {
            var search = JSONPlaces(text.bytes, from: offset)
            if let found = search.find(FieldPath(Array(elements))) {
                return part == .value && elements.count == path.elements.count ? found.value : found.key
            }
            elements.removeLast()
        }
    }

    /// A finding about one field.
    func finding(
        _ rule: Finding.Rule, _ path: FieldPath, shown: String? = nil, at part: Part = .value,
        severity: Finding.Severity = .error, _ message: String
    ) -> Finding {
        let position = position(of: path, of: part)
        return Finding(
            file: file, position: position, severity: severity, rule: rule,
            path: shown ?? (path.elements.isEmpty ? "" : path.description), message: message,
            excerpt: text.excerpt(at: position))
    }

    func report(_ findings: [Finding], skipReason: String? = nil) -> DocumentReport {
        DocumentReport(
            file: file, position: position, apiVersion: apiVersion, kind: kind, namespace: namespace, name: name,
            findings: findings, skipReason: skipReason)
    }
}
