import KubeCore

/// Judges documents as the API server and Trimtab's admission webhook would, without either.
///
///     read each file -> ManifestReview(files) -> reports(on: part) per part -> joined: ReviewReport
///
/// All files are read before the first is judged: definitions among them are used, and objects are judged by each other.
/// A part's reports depend on nothing that others change, so parts may be judged in any order and at once.
package struct ManifestReview: Sendable {
    private let files: [ParsedManifest]
    private let catalog: KindCatalog
    private let options: ReviewOptions
    private let surroundings: SurroundingObjects
    /// Where each object was given first.
    private let firstPlaces: [ObjectIdentity: Place]
    /// Schemas of definitions among the files that cannot be read, by what is said of the kind.
    private let brokenDefinitions: [Int: [Int: SchemaError]]

    private struct Place: Hashable {
        let file: Int
        let document: Int
    }

    package init(files: [ParsedManifest], catalog: KindCatalog, options: ReviewOptions = ReviewOptions()) {
        self.files = files
        self.options = options
        var catalog = catalog
        var surroundings = SurroundingObjects([])
        var places: [ObjectIdentity: Place] = [:]
        var broken: [Int: [Int: SchemaError]] = [:]
        for (fileIndex, file) in files.enumerated() {
            for (index, document) in file.documents.enumerated() {
                if CustomResourceReview.isDefinition(document.object) {
                    do throws(SchemaError) {
                        try catalog.insert(definition: document.object)
                    } catch {
                        broken[fileIndex, default: [:]][index] = error
                    }
                }
                guard options.checksAcross else { continue }
                surroundings.insert(document.object(inNamespace: options.namespace))
                guard let identity = ObjectIdentity(document, namespace: options.namespace) else { continue }
                if places[identity] == nil { places[identity] = Place(file: fileIndex, document: index) }
            }
        }
        self.catalog = catalog
        self.surroundings = surroundings
        firstPlaces = places
        brokenDefinitions = broken
    }

    /// Documents of one file that are judged together.
    package struct Part: Sendable {
        fileprivate let file: Int
        fileprivate let documents: Range<Int>
    }

    /// All documents, cut into parts of at most `size`. Every file has at least one part.
    package func parts(ofAtMost size: Int) -> [Part] {
        files.indices.flatMap { file in
            let count = files[file].documents.count
            return stride(from: 0, to: max(count, 1), by: size).map {
                Part(file: file, documents: $0..<min($0 + size, count))
            }
        }
    }

    /// What is found in the documents of one part.
    package func reports(on part: Part) -> [DocumentReport] {
        part.documents.map { report(on: Place(file: part.file, document: $0)) }
    }

    /// The reports on all `parts`, in their order, as one.
    package func joined(_ reports: [[DocumentReport]], of parts: [Part]) -> ReviewReport {
        var documents = [[DocumentReport]](repeating: [], count: files.count)
        for (part, found) in zip(parts, reports) { documents[part.file] += found }
        return ReviewReport(
            files: zip(files, documents).map { FileReport(name: $0.name, problems: $0.problems, documents: $1) })
    }

    /// What is found in all files, one part after the other.
    package func report() -> ReviewReport {
        let parts = parts(ofAtMost: .max)
        return joined(parts.map(reports), of: parts)
    }

    private func report(on place: Place) -> DocumentReport {
        let document = files[place.file].documents[place.document]
        if let reason = skipReason(document) { return document.report([], skipReason: reason) }
        let headerFindings = Self.headerFindings(document)
        guard headerFindings.isEmpty,
            let kind = GroupVersionKind(apiVersion: document.apiVersion, kind: document.kind)
        else { return document.report(headerFindings) }
        let review: any ObjectReview
        switch catalog.answer(for: kind) {
        case .known(let known): review = known
        case .otherVersions(let versions):
            return document.report([Self.otherVersionFinding(document, kind, versions)])
        case .unknown:
            if options.ignoresMissingSchemas {
                return document.report([], skipReason: "no schema is known for \(kind)")
            }
            return document.report([Self.missingSchemaFinding(document, kind)])
        }
        var findings = duplicateFindings(document) + objectFindings(document, review)
        if let error = brokenDefinitions[place.file]?[place.document] {
            findings.append(document.finding(.schema, error.path, error.message))
        }
        findings += duplicateObjectFindings(document, place)
        if options.warningsAreErrors { findings = findings.map { $0.with(severity: .error) } }
        return document.report(findings)
    }
}

// MARK: - Before the kind is known

extension ManifestReview {
    private func skipReason(_ document: ManifestDocument) -> String? {
        let kind = document.kind
        if !kind.isEmpty,
            options.skippedKinds.contains(kind)
                || options.skippedKinds.contains("\(document.apiVersion)/\(kind)")
        {
            return "\(kind) is among the skipped kinds"
        }
        // No server ever sees these: kubectl reads them itself.
        let isKustomization =
            document.apiVersion.hasPrefix("kustomize.config.k8s.io/")
            || kind.isEmpty && Self.kustomizationNames.contains(String(document.file.split(separator: "/").last ?? ""))
        return isKustomization ? "a kustomization is no object: give its output, kubectl kustomize DIR" : nil
    }

    private static let kustomizationNames: Set<String> = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// What every object has; a document without is none.
    private static func headerFindings(_ document: ManifestDocument) -> [Finding] {
        guard let object = document.object.objectValue else {
            return [
                document.finding(
                    .object, FieldPath(),
                    "no Kubernetes object: a mapping with apiVersion, kind and metadata is needed")
            ]
        }
        if object["apiVersion"] == nil, object["kind"] == nil {
            return [
                document.finding(
                    .object, FieldPath(), at: .key,
                    "no Kubernetes object: apiVersion and kind are not set; leave the file out with --ignore if it is none"
                )
            ]
        }
        return ["apiVersion", "kind"].compactMap { name in
            switch object[name] {
            case .string(let text)? where !text.isEmpty:
                guard name == "apiVersion", GroupVersion(apiVersion: text) == nil else { return nil }
                return document.finding(
                    .object, "apiVersion",
                    "Invalid value: \(JSONValue.string(text).serializedString()): must be VERSION or GROUP/VERSION")
            case .string?, .null?, nil:
                return document.finding(.object, FieldPath([.field(name)]), at: .key, "Required value: not set")
            case let value?:
                return document.finding(
                    .object, FieldPath([.field(name)]),
                    "Invalid value: \(value.serializedString()): must be a string; put quotes around it")
            }
        }
    }

    private static func otherVersionFinding(
        _ document: ManifestDocument, _ kind: GroupVersionKind, _ versions: [String]
    ) -> Finding {
        let served = versions.map { GroupVersion(group: kind.group, version: $0).apiVersion }
        return document.finding(
            .missingSchema, "apiVersion",
            "no kind \(kind.kind) in version \(document.apiVersion); served: \(served.joined(separator: ", "))")
    }

    private static func missingSchemaFinding(_ document: ManifestDocument, _ kind: GroupVersionKind) -> Finding {
        document.finding(
            .missingSchema, "kind",
            "no schema is known for \(kind): give its definition with --crd, a cluster's schemas with --openapi, or "
                + "skip such documents with --ignore-missing-schemas")
    }
}

// MARK: - The object itself

extension ManifestReview {
    /// Goes through the server's stages in its order.
    private func objectFindings(_ document: ManifestDocument, _ review: any ObjectReview) -> [Finding] {
        var object = document.object(inNamespace: review.type.isNamespaced ? options.namespace : nil)
        if let problem = review.problemReading(object) {
            return [document.finding(.decoding, problem.path, problem.message)]
        }
        var findings: [Finding] = []
        let unknown = review.admit(&object)
        if options.fieldValidation != .ignore {
            let severity: Finding.Severity = options.fieldValidation == .strict ? .error : .warning
            findings += unknown.map { path in
                document.finding(
                    .unknownField, FieldPath(path, in: document.object), shown: path, at: .key, severity: severity,
                    FieldValidation.unknown(path))
            }
        }
        object.nameIfGenerated()
        let errors = review.validate(object, old: nil)
        findings += errors.map { Self.finding(of: $0, .schema, document) }
        if Self.hasPolicy(review.type), !errors.contains(where: { Self.unreadableKinds.contains($0.kind) }) {
            findings += policyFindings(object, document, known: errors)
        }
        return findings
    }

    private static func finding(
        of error: FieldError, _ rule: Finding.Rule, _ document: ManifestDocument
    ) -> Finding {
        let isAbout: ManifestDocument.Part =
            switch error.kind {
            case .required, .forbidden, .tooMany, .tooLong: .key
            default: .value
            }
        // The server's paths leave out indexes here and there: they are read along the object.
        let path =
            error.path.elements.isEmpty ? FieldPath() : FieldPath(error.path.description, in: document.object)
        return document.finding(
            rule, path, shown: path.elements.isEmpty ? "" : error.path.description, at: isAbout, error.body)
    }

    /// With these an object cannot be read as its Swift type, and its schema has said why.
    private static let unreadableKinds: Set<FieldError.Kind> = [
        .notSupported, .required, .tooLong, .tooMany, .typeInvalid,
    ]

    private static func hasPolicy(_ type: ResourceType) -> Bool {
        type.kind == ScalingPolicy.resourceType.kind
    }

    /// What Trimtab's webhook says; what the schema has said in the same words is not repeated.
    private func policyFindings(
        _ object: JSONValue, _ document: ManifestDocument, known: [FieldError]
    ) -> [Finding] {
        var context = options.checksAcross ? surroundings.surroundings(of: object) : .unknown
        context.timeZones = options.timeZones
        let outcome = ScalingPolicyValidator.review(new: object, old: nil, surroundings: context)
        let said = Set(known.map(\.description))
        let errors = outcome.errors.filter { !said.contains($0.description) }
        return errors.map { Self.finding(of: $0, .policy, document) }
            + outcome.notices.map { document.finding(.policy, $0.path, severity: .warning, $0.message) }
    }
}

// MARK: - Duplicates

extension ManifestReview {
    private func duplicateFindings(_ document: ManifestDocument) -> [Finding] {
        guard options.fieldValidation != .ignore else { return [] }
        return document.duplicates.map { duplicate in
            let path = duplicate.path.description
            return Finding(
                file: document.file, position: duplicate.position,
                severity: options.fieldValidation == .strict ? .error : .warning, rule: .duplicateField, path: path,
                message: "\(FieldValidation.duplicate(path)): already set in line \(duplicate.firstLine)",
                excerpt: document.text.excerpt(at: duplicate.position))
        }
    }

    /// Of the same object given twice the last one applied wins: probably not meant, but no server refuses it.
    private func duplicateObjectFindings(_ document: ManifestDocument, _ place: Place) -> [Finding] {
        guard options.checksAcross, let identity = ObjectIdentity(document, namespace: options.namespace),
            let first = firstPlaces[identity], first != place
        else { return [] }
        let other = files[first.file].documents[first.document]
        return [
            document.finding(
                .duplicateObject, "metadata.name", severity: .warning,
                "\(document.kind) \(identity.key) is also given at \(other.file):\(other.position.line); the one applied "
                    + "last wins")
        ]
    }
}

/// What makes two documents the same object; the version of its API does not count.
private struct ObjectIdentity: Hashable {
    let group: String
    let kind: String
    let key: ObjectKey

    /// Nil for what has no name or gets a new one each time.
    init?(_ document: ManifestDocument, namespace: String) {
        guard let name = document.object[path: "metadata", "name"]?.stringValue, !name.isEmpty,
            let version = GroupVersion(apiVersion: document.apiVersion), !document.kind.isEmpty
        else { return nil }
        group = version.group
        kind = document.kind
        let written = document.namespace
        key = ObjectKey(namespace: written.isEmpty ? namespace : written, name: name)
    }
}

extension ManifestDocument {
    /// The object as it is sent: into this namespace when it does not name one.
    fileprivate func object(inNamespace namespace: String?) -> JSONValue {
        guard let namespace, self.namespace.isEmpty, object[path: "metadata"]?.objectValue != nil else { return object }
        var copy = object
        copy.modifyMetadata { $0["namespace"] = .string(namespace) }
        return copy
    }
}

extension JSONValue {
    /// Gives an object with only a `generateName` a name as the server does, so that the rest can be judged.
    fileprivate mutating func nameIfGenerated() {
        let metadata = self["metadata"]
        guard (metadata?["name"]?.stringValue ?? "").isEmpty,
            let base = metadata?["generateName"]?.stringValue, !base.isEmpty
        else { return }
        // Names have room for 63 characters: 58 of the base and 5 random ones.
        modifyMetadata { $0["name"] = .string(base.prefix(58) + "xxxxx") }
    }
}
