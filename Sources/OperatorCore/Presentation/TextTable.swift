/// Rows of text in aligned columns, as kubectl prints them: upper-case heads, three spaces between columns.
package struct TextTable {
    private let heads: [String]
    private var rows: [[String]] = []

    package init(_ heads: [String]) {
        self.heads = heads
    }

    /// Missing cells are empty, surplus ones are dropped.
    package mutating func add(_ cells: [String]) {
        rows.append((0..<heads.count).map { $0 < cells.count ? cells[$0] : "" })
    }

    /// The lines without newlines; the last column is not padded.
    package var lines: [String] {
        let all = [heads] + rows
        let widths = heads.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - cell.count + 3) }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
