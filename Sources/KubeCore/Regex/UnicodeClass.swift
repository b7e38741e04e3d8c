/// Classes named in braces: `\p{Lu}`, `\p{Letter}`, `\p{Greek}`, `\p{Any}`.
enum UnicodeClass {
    /// Nil when there is no such class. Case, spaces, dashes and underscores of the name do not count.
    static func scalars(_ name: String, ignoresCase: Bool) -> ScalarSet? {
        let name = canonicalName(name)
        guard let set = scalars(canonicalName: name) else { return nil }
        return ignoresCase ? set.caseFolded : set
    }

    /// The first letter large, the others small, no separators.
    static func canonicalName(_ name: String) -> String {
        let letters = name.unicodeScalars.filter { !"_- ".unicodeScalars.contains($0) }
        var result = ""
        for (index, letter) in letters.enumerated() {
            let text = String(letter)
            guard letter.isASCII else {
                result += text
                continue
            }
            result += index == 0 ? text.uppercased() : text.lowercased()
        }
        return result
    }

    private static func scalars(canonicalName name: String) -> ScalarSet? {
        switch name {
        case "Any": return .all
        case "Ascii": return ScalarSet(unsorted: [ScalarSet.Span(first: 0, last: 0x7F)])
        case "Assigned": return category("Cn").inverted
        case "Lc": return ["Lu", "Ll", "Lt"].map(category).reduce(.empty) { $0.union($1) }
        default: break
        }
        let short = aliases[name] ?? name
        if short == "LC" { return scalars(canonicalName: "Lc") }
        let members = categories.keys.filter { $0 == short || short.count == 1 && $0.hasPrefix(short) }
        if !members.isEmpty { return members.map(category).reduce(.empty) { $0.union($1) } }
        return UnicodeScripts.scalars(name)
    }

    private static func category(_ name: String) -> ScalarSet { categories[name] ?? .empty }

    /// The scalars of every general category by its two letters.
    private static let categories: [String: ScalarSet] = {
        var spans: [Unicode.GeneralCategory: [ScalarSet.Span]] = [:]
        var current: Unicode.GeneralCategory = .control
        var first: UInt32 = 0
        for value in UInt32(0)...ScalarSet.maximum {
            let category = Unicode.Scalar(value)?.properties.generalCategory ?? .surrogate
            guard category != current else { continue }
            spans[current, default: []].append(ScalarSet.Span(first: first, last: value - 1))
            current = category
            first = value
        }
        spans[current, default: []].append(ScalarSet.Span(first: first, last: ScalarSet.maximum))
        return Dictionary(
            uniqueKeysWithValues: spans.map { ($0.key.abbreviation, ScalarSet(unsorted: $0.value)) })
    }()

    /// The long names of categories, in their canonical spelling.
    private static let aliases: [String: String] = [
        "Other": "C", "Control": "Cc", "Cntrl": "Cc", "Format": "Cf", "Unassigned": "Cn", "Privateuse": "Co",
        "Surrogate": "Cs", "Letter": "L", "Casedletter": "LC", "Lowercaseletter": "Ll", "Modifierletter": "Lm",
        "Otherletter": "Lo", "Titlecaseletter": "Lt", "Uppercaseletter": "Lu", "Mark": "M", "Combiningmark": "M",
        "Spacingmark": "Mc", "Enclosingmark": "Me", "Nonspacingmark": "Mn", "Number": "N", "Decimalnumber": "Nd",
        "Digit": "Nd", "Letternumber": "Nl", "Othernumber": "No", "Punctuation": "P", "Punct": "P",
        "Connectorpunctuation": "Pc", "Dashpunctuation": "Pd", "Closepunctuation": "Pe", "Finalpunctuation": "Pf",
        "Initialpunctuation": "Pi", "Otherpunctuation": "Po", "Openpunctuation": "Ps", "Symbol": "S",
        "Currencysymbol": "Sc", "Modifiersymbol": "Sk", "Mathsymbol": "Sm", "Othersymbol": "So", "Separator": "Z",
        "Lineseparator": "Zl", "Paragraphseparator": "Zp", "Spaceseparator": "Zs",
    ]
}

extension Unicode.GeneralCategory {
    fileprivate var abbreviation: String {
        switch self {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}
