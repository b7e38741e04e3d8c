/// An expression's text, with places in it counted in code points.
struct CELSource: Sendable {
    let text: String
    let scalars: [Unicode.Scalar]
    /// Where each line begins.
    private let lineStarts: [Int]

    init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
        var starts = [0]
        for (offset, scalar) in scalars.enumerated() where scalar == "\n" { starts.append(offset + 1) }
        lineStarts = starts
    }

    /// The line (from 1) and column (from 0) of an offset.
    func location(_ offset: Int) -> CELIssue.Location {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        // In an empty text there is no place at all.
        return CELIssue.Location(line: low + 1, column: scalars.isEmpty ? -1 : offset - lineStarts[low])
    }

    /// The text of a line without its line break; nil when there is no such line.
    func line(_ number: Int) -> ArraySlice<Unicode.Scalar>? {
        guard !scalars.isEmpty, lineStarts.indices.contains(number - 1) else { return nil }
        let end = number < lineStarts.count ? lineStarts[number] - 1 : scalars.count
        return scalars[lineStarts[number - 1]..<end]
    }

    func string(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[range]))
    }
}
