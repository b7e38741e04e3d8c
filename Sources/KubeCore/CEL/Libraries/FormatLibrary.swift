/// A named format of strings in expressions (`format.dns1123Label()`).
struct CELNamedFormat: CELOpaqueValue {
    static let type = CELType.object("kubernetes.NamedFormat")

    let name: String
    /// The length of a regular expression that would check as much.
    let regexSize: UInt64
    /// What is wrong with a text; nothing when it has the format.
    let problems: @Sendable (String) -> [String]

    var type: CELType { Self.type }

    func isEqual(to other: any CELOpaqueValue) -> Bool { (other as? CELNamedFormat)?.name == name }

    /// By the name expressions use.
    static let all: [(name: String, format: CELNamedFormat)] = [
        ("dns1123Label", CELNamedFormat(name: "DNS1123Label", regexSize: 30, problems: NameRules.dns1123Label)),
        (
            "dns1123Subdomain",
            CELNamedFormat(name: "DNS1123Subdomain", regexSize: 60, problems: NameRules.dns1123Subdomain)
        ),
        ("dns1035Label", CELNamedFormat(name: "DNS1035Label", regexSize: 30, problems: NameRules.dns1035Label)),
        ("qualifiedName", CELNamedFormat(name: "QualifiedName", regexSize: 60, problems: NameRules.qualifiedName)),
        (
            "dns1123LabelPrefix",
            CELNamedFormat(name: "DNS1123LabelPrefix", regexSize: 30) { NameRules.dns1123Label(prefixed($0)) }
        ),
        (
            "dns1123SubdomainPrefix",
            CELNamedFormat(name: "DNS1123SubdomainPrefix", regexSize: 60) { NameRules.dns1123Subdomain(prefixed($0)) }
        ),
        (
            "dns1035LabelPrefix",
            CELNamedFormat(name: "DNS1035LabelPrefix", regexSize: 30) { NameRules.dns1035Label(prefixed($0)) }
        ),
        ("labelValue", CELNamedFormat(name: "LabelValue", regexSize: 40, problems: NameRules.labelValue)),
        ("uri", CELNamedFormat(name: "URI", regexSize: 1103, problems: uriProblems)),
        ("uuid", plain("uuid", "uuid", 70, "does not match the UUID format")),
        ("byte", plain("byte", "byte", 84, "invalid base64")),
        ("date", plain("date", "date", 71, "invalid date")),
        ("datetime", plain("datetime", "date-time", 71, "invalid datetime")),
    ]

    private static func plain(_ name: String, _ format: String, _ size: UInt64, _ problem: String) -> CELNamedFormat {
        CELNamedFormat(name: name, regexSize: size) { text in
            SchemaFormat(format)?.accepts(text) == true ? [] : [problem]
        }
    }

    /// A prefix may end in a dash, which its suffix will follow; the server masks the two last bytes.
    @Sendable private static func prefixed(_ text: String) -> String {
        guard text.utf8.count > 1, text.hasSuffix("-") else { return text }
        return String(decoding: text.utf8.dropLast(2), as: UTF8.self) + "a"
    }

    @Sendable private static func uriProblems(_ text: String) -> [String] {
        do {
            try GoURL.checkRequest(text)
            return []
        } catch {
            return [error.message]
        }
    }
}

extension CELLibrary {
    /// Formats of strings by name, and what is wrong with a text.
    ///
    /// Source: Kubernetes 1.36 CEL library `kubernetes.format`.
    static let formats: CELLibrary = {
        let type = CELNamedFormat.type
        var functions = [
            CELFunction(
                "validate", "format-validate", isMember: true, parameters: [type, .string],
                result: .optional(.list(.string)), cost: validateCost
            ) { arguments, _ throws(CELError) in
                let problems = try arguments[0].asOpaque(CELNamedFormat.self).problems(arguments[1].asString())
                return .optional(problems.isEmpty ? nil : .strings(problems))
            },
            CELFunction(
                "format.named", "format-named", parameters: [.string], result: .optional(type), cost: .nominal
            ) { arguments, _ throws(CELError) in
                let name = try arguments[0].asString()
                return .optional(CELNamedFormat.all.first { $0.name == name }.map { .opaque($0.format) })
            },
        ]
        for (name, format) in CELNamedFormat.all {
            functions.append(
                CELFunction("format.\(name)", "format.\(name)", parameters: [], result: type) { _, _ throws(CELError) in
                    .opaque(format)
                })
        }
        return CELLibrary(
            functions: functions,
            equalityCosts: [
                type: CELCost(
                    count: { _, _ in 1 },
                    estimate: { _ in
                        // Names of formats have at most 64 characters.
                        let size = CELEstimate(min: 1, max: 64)
                        return CELCallEstimate(cost: size.scaled(by: CELCost.traversalFactor))
                    })
            ])
    }()

    /// As if the text were matched by a regular expression, of at most 128 characters where the format is not known.
    private static let validateCost = CELCost(
        count: { arguments, _ in
            guard arguments.count >= 2, case .opaque(let value) = arguments[0], let format = value as? CELNamedFormat
            else { return 1 }
            let text = arguments[1].costSize.saturatingAdd(1).scaledUp(by: CELCost.traversalFactor)
            return text.saturatingMultiply(format.regexSize.scaledUp(by: CELCost.regexFactor))
        },
        estimate: { call in
            guard let text = call.arguments.first else { return nil }
            return CELCallEstimate(
                cost: text.size.scaled(by: CELCost.traversalFactor).scaled(by: 128 * CELCost.regexFactor))
        })
}
