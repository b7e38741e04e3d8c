/// What a webhook thinks of a request.
package struct AdmissionVerdict: Hashable, Sendable {
    /// Everything wrong with the object, all at once; nothing when it is admitted.
    package var errors: [FieldError]
    /// What the user should know although the object is admitted, or besides why it is not; one line each.
    package var warnings: [String]
    /// A JSON patch (RFC 6902, an array of operations) of the object; only for mutating webhooks.
    package var patch: JSONValue?

    package init(errors: [FieldError] = [], warnings: [String] = [], patch: JSONValue? = nil) {
        self.errors = errors
        self.warnings = warnings
        self.patch = patch
    }

    package static let admitted = AdmissionVerdict()

    package var isAllowed: Bool { errors.isEmpty }

    /// The review that answers `request`. A refusal carries each error as a cause under `Invalid`, so that kubectl prints
    /// them line by line as it prints the errors of a schema.
    package func reviewJSON(for request: AdmissionRequest) -> JSONValue {
        var response: JSONObject = ["uid": .string(request.uid), "allowed": .bool(isAllowed)]
        if !isAllowed {
            response["status"] =
                APIStatus.invalid(
                    group: request.kind.group, kind: request.kind.kind, name: request.objectName, errors
                ).json
        } else if let patch, patch.arrayValue?.isEmpty == false {
            // Both or neither, says the API server.
            response["patchType"] = "JSONPatch"
            response["patch"] = .string(Base64Coding.encode(patch.serialized()))
        }
        let warnings = AdmissionWarnings.bounded(warnings)
        if !warnings.isEmpty { response["warnings"] = .array(warnings.map(JSONValue.string)) }
        return [
            "kind": .string(AdmissionRequest.reviewKind), "apiVersion": .string(AdmissionRequest.apiVersion),
            "response": .object(response),
        ]
    }
}

extension AdmissionRequest {
    /// The object's name, or how it begins when the server is still to make it.
    package var objectName: String {
        if !name.isEmpty { return name }
        let metadata = object?["metadata"]
        return metadata?["name"]?.stringValue ?? metadata?["generateName"]?.stringValue ?? ""
    }
}

/// Keeps warnings within what an API server passes on.
///
/// Source: kubernetes `apiserver/pkg/endpoints/filters/warning.go`: once all warnings of a request exceed 4096
/// characters, each is cut at 256, and what then exceeds 4096 is dropped; a text with control characters is dropped.
package enum AdmissionWarnings {
    package static let totalLimit = 4096
    package static let itemLimit = 256

    /// In their order, each once, in one line; short enough that none is dropped on the way, but for a last one that says
    /// how many there are beyond.
    package static func bounded(_ warnings: [String]) -> [String] {
        var seen: Set<String> = []
        let lines = warnings.map(singleLine).filter { !$0.isEmpty && seen.insert($0).inserted }
        if lines.reduce(0, { $0 + $1.unicodeScalars.count }) <= totalLimit { return lines }
        let short = lines.map(cut)
        // What the last line may need: a number and a few words.
        var left = totalLimit - 64
        var bounded: [String] = []
        for line in short {
            left -= line.unicodeScalars.count
            guard left >= 0 else { break }
            bounded.append(line)
        }
        if bounded.count < short.count { bounded.append("and \(short.count - bounded.count) more warnings") }
        return bounded
    }

    private static func singleLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { line.append(isControl(scalar) ? " " : scalar) }
        return String(line)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    private static func cut(_ text: String) -> String {
        guard text.unicodeScalars.count > itemLimit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(itemLimit - 1))) + "…"
    }
}
