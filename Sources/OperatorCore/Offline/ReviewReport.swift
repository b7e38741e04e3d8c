package import KubeCore

/// What was found in one document: one object, wherever it stands.
package struct DocumentReport: Hashable, Sendable {
    package enum Verdict: String, Hashable, Sendable {
        case valid, invalid, skipped
    }

    package let file: String
    package let position: SourcePosition
    /// Empty when the document does not say.
    package let apiVersion: String
    package let kind: String
    package let namespace: String
    package let name: String
    package let findings: [Finding]
    /// Why the document was not judged; nil when it was.
    package let skipReason: String?

    package init(
        file: String, position: SourcePosition, apiVersion: String = "", kind: String = "", namespace: String = "",
        name: String = "", findings: [Finding] = [], skipReason: String? = nil
    ) {
        self.file = file
        self.position = position
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.findings = findings
        self.skipReason = skipReason
    }

    package var verdict: Verdict {
        if skipReason != nil { return .skipped }
        return findings.contains { $0.severity == .error } ? .invalid : .valid
    }

    /// `ScalingPolicy shop/web`; what is known of it.
    package var title: String {
        let key = namespace.isEmpty ? name : "\(namespace)/\(name)"
        let text = [kind, key].filter { !$0.isEmpty }.joined(separator: " ")
        return text.isEmpty ? "document" : text
    }
}

/// What was found in one file.
package struct FileReport: Hashable, Sendable {
    package let name: String
    /// What keeps the text, or a part of it, from being read as documents.
    package let problems: [Finding]
    package let documents: [DocumentReport]

    package init(name: String, problems: [Finding] = [], documents: [DocumentReport]) {
        self.name = name
        self.problems = problems
        self.documents = documents
    }

    package var findings: [Finding] { problems + documents.flatMap(\.findings) }
}

/// What was found in all files, in the order they were given.
package struct ReviewReport: Hashable, Sendable {
    package let files: [FileReport]

    package init(files: [FileReport]) {
        self.files = files
    }

    package struct Summary: Hashable, Sendable {
        package var files = 0
        /// Documents judged or skipped, and texts that could not be read as documents.
        package var documents = 0
        package var valid = 0
        package var invalid = 0
        package var skipped = 0
        package var errors = 0
        package var warnings = 0

        /// `12 documents in 3 files: 9 valid, 2 invalid, 1 skipped; 4 errors, 1 warning`
        package var text: String {
            func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
            var parts = ["\(valid) valid", "\(invalid) invalid"]
            if skipped > 0 { parts.append("\(skipped) skipped") }
            var text = "\(count(documents, "document")) in \(count(files, "file")): \(parts.joined(separator: ", "))"
            let counts = [errors > 0 ? count(errors, "error") : nil, warnings > 0 ? count(warnings, "warning") : nil]
            if errors + warnings > 0 { text += "; " + counts.compactMap(\.self).joined(separator: ", ") }
            return text
        }
    }

    package var summary: Summary {
        var summary = Summary()
        for file in files {
            summary.files += 1
            // A text that cannot be read counts as one document: it is no less invalid than one that can.
            summary.documents += file.documents.count + file.problems.count
            summary.invalid += file.problems.count
            for document in file.documents {
                switch document.verdict {
                case .valid: summary.valid += 1
                case .invalid: summary.invalid += 1
                case .skipped: summary.skipped += 1
                }
                for finding in document.findings {
                    if finding.severity == .error { summary.errors += 1 } else { summary.warnings += 1 }
                }
            }
            summary.errors += file.problems.count
        }
        return summary
    }

    package var isValid: Bool { summary.invalid == 0 }
}
