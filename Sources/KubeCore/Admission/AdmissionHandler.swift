/// What a webhook answers over HTTP.
package struct WebhookAnswer: Hashable, Sendable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    /// The methods that are allowed here; only with 405.
    package var allow: String?

    package init(status: Int, contentType: String, body: [UInt8], allow: String? = nil) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.allow = allow
    }

    /// The answer to a request that was judged.
    package static func review(_ request: AdmissionRequest, _ verdict: AdmissionVerdict) -> WebhookAnswer {
        .json(verdict.reviewJSON(for: request))
    }

    static func json(_ value: JSONValue) -> WebhookAnswer {
        WebhookAnswer(status: 200, contentType: "application/json", body: value.serialized())
    }

    /// The API server shows up to a kilobyte of it to the user whose request failed.
    static func text(_ status: Int, _ text: String, allow: String? = nil) -> WebhookAnswer {
        WebhookAnswer(
            status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8), allow: allow)
    }
}

/// A kind without regard to its version.
package struct AdmissionSubject: Hashable, Sendable {
    package var group: String
    package var kind: String

    package init(group: String, kind: String) {
        self.group = group
        self.kind = kind
    }
}

/// Turns the requests of an API server into answers, by the rules it is given; pure, for any bytes.
///
/// ```
/// POST /validate  AdmissionReview  -> errors and warnings of the reviewer of the kind
/// POST /mutate    AdmissionReview  -> the same with a patch; only when there is a mutator
/// POST /convert   ConversionReview -> the objects in the wanted version
/// ```
/// `Context` is what the rules know besides the request.
package struct AdmissionHandler<Context: Sendable>: Sendable {
    package typealias Subject = AdmissionSubject
    package typealias Reviewer = @Sendable (AdmissionRequest, Context) -> AdmissionVerdict

    /// A request as far as it can be treated without a verdict.
    package enum Step: Sendable {
        /// Nothing is to be judged; this is the answer.
        case answered(WebhookAnswer)
        case review(AdmissionRequest, Reviewer)

        /// The answer once the request is judged, in this context.
        package func answer(in context: Context) -> WebhookAnswer {
            switch self {
            case .answered(let answer): answer
            case .review(let request, let reviewer): .review(request, reviewer(request, context))
            }
        }
    }

    private let validators: [Subject: Reviewer]
    private let mutators: [Subject: Reviewer]
    private let kinds: [ConvertibleKind]

    /// `/mutate` is served only when there are `mutators`. A kind that nobody judges is admitted.
    package init(
        validators: [Subject: Reviewer], mutators: [Subject: Reviewer] = [:], kinds: [ConvertibleKind] = []
    ) {
        self.validators = validators
        self.mutators = mutators
        self.kinds = kinds
    }

    /// Answers one request; `target` is path and query of the request line.
    package func answer(
        method: String, target: String, contentType: String?, body: [UInt8], in context: Context
    ) -> WebhookAnswer {
        begin(method: method, target: target, contentType: contentType, body: body).answer(in: context)
    }

    /// The first half of `answer`, for those who look the context up only when something is to be judged.
    package func begin(method: String, target: String, contentType: String?, body: [UInt8]) -> Step {
        let path = target.prefix { $0 != "?" }
        let paths = ["/validate", "/convert"] + (mutators.isEmpty ? [] : ["/mutate"])
        guard paths.contains(String(path)) else {
            return .answered(.text(404, "not found; served: \(paths.joined(separator: " "))"))
        }
        guard method == "POST" else {
            return .answered(.text(405, "method \(method.prefix(32)) is not allowed here; use POST", allow: "POST"))
        }
        guard Self.isJSON(contentType) else {
            let given = contentType.map { "\"\($0.prefix(128))\"" } ?? "none"
            return .answered(.text(415, "the Content-Type must be application/json, got \(given)"))
        }
        do throws(ReviewError) {
            switch path {
            case "/convert": return .answered(try convert(body))
            case "/mutate": return try begin(body, mutators)
            default: return try begin(body, validators)
            }
        } catch {
            let kind = path == "/convert" ? ConversionRequest.reviewKind : AdmissionRequest.reviewKind
            return .answered(.text(400, "malformed \(kind): \(error)"))
        }
    }

    private func begin(_ body: [UInt8], _ reviewers: [Subject: Reviewer]) throws(ReviewError) -> Step {
        let request = try AdmissionRequest(reviewBody: body)
        guard request.needsJudgement,
            let reviewer = reviewers[Subject(group: request.kind.group, kind: request.kind.kind)]
        else { return .answered(.review(request, .admitted)) }
        return .review(request, reviewer)
    }

    private static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        let mediaType = contentType.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }
        return mediaType.lowercased() == "application/json"
    }

    private func convert(_ body: [UInt8]) throws(ReviewError) -> WebhookAnswer {
        let request = try ConversionRequest(reviewBody: body)
        return .json(outcome(request).reviewJSON(uid: request.uid))
    }

    private func outcome(_ request: ConversionRequest) -> ConversionOutcome {
        guard let desired = GroupVersion(apiVersion: request.desiredAPIVersion) else {
            return .failed(
                "desiredAPIVersion \"\(ReviewError.shown(request.desiredAPIVersion))\" is no group and version")
        }
        var converted: [JSONValue] = []
        converted.reserveCapacity(request.objects.count)
        for (index, object) in request.objects.enumerated() {
            let name = object["kind"]?.stringValue ?? ""
            guard let kind = kinds.first(where: { $0.group == desired.group && $0.kind == name }) else {
                return .failed(
                    "object \(index): \"\(ReviewError.shown(name))\" of group \"\(desired.group)\" is not converted here"
                )
            }
            do throws(ConvertibleKind.Failure) {
                converted.append(try kind.convert(object, to: desired.version))
            } catch {
                let key = ObjectMeta(json: object["metadata"] ?? .null).key
                return .failed("object \(index), \(name) \(key): \(error.message)")
            }
        }
        return .converted(converted)
    }
}
