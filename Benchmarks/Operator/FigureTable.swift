/// Prints figures in columns: what, how much, the limit it is held to, and how many times a baseline it is.
struct FigureTable {
    enum Figure {
        case number(Double)
        case milliseconds(Double)
        case percent(Double)
        case megabytes(Double)
        case kilobytes(Double)

        /// In the unit that is printed.
        var value: Double {
            switch self {
            case .number(let value), .milliseconds(let value), .percent(let value), .kilobytes(let value): value
            case .megabytes(let kilobytes): kilobytes / 1024
            }
        }

        var unit: String {
            switch self {
            case .number: ""
            case .milliseconds: "ms"
            case .percent: "%"
            case .megabytes: "MiB"
            case .kilobytes: "KiB"
            }
        }
    }

    func row(_ title: String, _ figure: Figure, limit: Double? = nil, baseline: Double? = nil) {
        var line = "  \(title.padded(to: 44)) \(Measurement.figure(figure.value).leftPadded(to: 9)) "
        line += figure.unit.padded(to: 4)
        if let limit {
            let verdict = figure.value <= limit ? "within" : "OVER"
            line += " \(verdict.leftPadded(to: 6)) \(Measurement.figure(limit))"
        }
        if let baseline, baseline > 0 { line += "   \(Measurement.figure(figure.value / baseline)) x the baseline" }
        print(line)
    }

    /// What memory `figures` show above `idle`, for each of `objects` cached.
    func memory(_ title: String, _ figures: ProcessFigures, _ idle: ProcessFigures, objects: Int) {
        row("memory \(title)", .megabytes(figures.residentKilobytes))
        let more = figures.residentKilobytes - idle.residentKilobytes
        row("  above idle, for each cached object", .kilobytes(more / Double(objects)), limit: 4)
        let own = figures.privateKilobytes - idle.privateKilobytes
        row("  the same of private memory", .kilobytes(own / Double(objects)), limit: 4)
    }
}
