import KubeCore
import Testing
import TestSupport

@Suite("Admission requests")
struct AdmissionRequestTests {
    static let policy: JSONValue = [
        "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy",
        "metadata": ["name": "web", "namespace": "shop"], "spec": ["replicas": ["min": 1, "max": 5]],
    ]

    static func request(
        _ operation: AdmissionRequest.Operation = .create, object: JSONValue? = policy, old: JSONValue? = nil,
        subresource: String = ""
    ) -> AdmissionRequest {
        AdmissionRequest(
            uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
            kind: GroupVersionKind(group: "trimtab.dev", version: "v1alpha1", kind: "ScalingPolicy"),
            resource: GroupVersionResource(group: "trimtab.dev", version: "v1alpha1", resource: "scalingpolicies"),
            subresource: subresource, name: "web", namespace: "shop", operation: operation,
            user: .init(name: "kim", uid: "7", groups: ["dev", "system:authenticated"]), object: object,
            oldObject: old, isDryRun: true)
    }

    @Test("A review is read back as it was written", arguments: AdmissionRequest.Operation.allCases)
    func roundTrip(operation: AdmissionRequest.Operation) throws {
        var request = Self.request(operation, old: Self.policy)
        #expect(try AdmissionRequest(reviewBody: request.reviewJSON.serialized()) == request)
        request.subresource = "scale"
        request.name = ""
        request.namespace = ""
        request.user = .init()
        #expect(try AdmissionRequest(reviewBody: request.reviewJSON.serialized()) == request)
    }

    struct Malformed: Sendable, CustomTestStringConvertible {
        var name: String
        var change: @Sendable (inout JSONValue) -> Void
        var error: String
        var testDescription: String { name }
    }

    static func setting(_ name: String, _ value: JSONValue?) -> @Sendable (inout JSONValue) -> Void {
        { review in
            var request = review["request"] ?? [:]
            request[name] = value
            review["request"] = request
        }
    }

    static let malformed = [
        Malformed(
            name: "another version", change: { $0["apiVersion"] = "admission.k8s.io/v1beta1" },
            error: "must be admission.k8s.io/v1, Kind=AdmissionReview, got admission.k8s.io/v1beta1, "
                + "Kind=AdmissionReview"),
        Malformed(
            name: "no version", change: { $0["apiVersion"] = nil }, error: "apiVersion: is missing; must be a string"),
        Malformed(name: "no request", change: { $0["request"] = nil }, error: "request: is missing; must be an object"),
        Malformed(
            name: "request is a list", change: { $0["request"] = [] }, error: "request: must be an object, got a list"),
        Malformed(name: "no uid", change: setting("uid", nil), error: "request.uid: is missing; must be a string"),
        Malformed(name: "empty uid", change: setting("uid", ""), error: "request.uid: must not be empty"),
        Malformed(
            name: "uid is a number", change: setting("uid", 7), error: "request.uid: must be a string, got a number"),
        Malformed(
            name: "kind is a string", change: setting("kind", "ScalingPolicy"),
            error: "request.kind: must be an object, got a string"),
        Malformed(
            name: "kind without version", change: setting("kind", ["kind": "X"]),
            error: "request.kind.version: is missing; must be a string"),
        Malformed(
            name: "unknown operation", change: setting("operation", "PATCH"),
            error: "request.operation: must be one of CREATE, UPDATE, DELETE, CONNECT, got \"PATCH\""),
        Malformed(
            name: "no object", change: setting("object", .null),
            error: "request.object: is missing; CREATE must carry the new object"),
        Malformed(
            name: "object is a string", change: setting("object", "x"),
            error: "request.object: must be an object, got a string"),
        Malformed(
            name: "no user", change: setting("userInfo", nil), error: "request.userInfo: is missing; must be an object"),
        Malformed(
            name: "groups are numbers", change: setting("userInfo", ["groups": ["a", 1]]),
            error: "request.userInfo.groups[1]: must be a string, got a number"),
        Malformed(
            name: "dryRun is a string", change: setting("dryRun", "true"),
            error: "request.dryRun: must be true or false, got a string"),
        Malformed(
            name: "update without the stored object", change: setting("operation", "UPDATE"),
            error: "request.oldObject: is missing; UPDATE must carry the stored object"),
    ]

    @Test("A malformed review says where and what was expected", arguments: malformed)
    func saysWhere(_ item: Malformed) throws {
        var review = Self.request().reviewJSON
        item.change(&review)
        let body = review.serialized()
        let error = #expect(throws: ReviewError.self) { try AdmissionRequest(reviewBody: body) }
        #expect(error?.description == item.error)
    }

    @Test(
        "What is no review at all says so",
        arguments: [
            ("", "the request has no body"), ("[]", "the body must be an object, got a list"),
            ("null", "the body must be an object, got null"), ("{}", "apiVersion: is missing; must be a string"),
            ("{", "the body is no JSON: "), ("\u{0}\u{1}", "the body is no JSON: "),
            (String(repeating: "[", count: 100_000), "the body is no JSON: "),
        ])
    func notAReview(body: String, error: String) {
        let thrown = #expect(throws: ReviewError.self) { try AdmissionRequest(reviewBody: Array(body.utf8)) }
        #expect(thrown?.description.hasPrefix(error) == true, "\(thrown?.description ?? "")")
    }

    @Test("Any change of the bytes gives a request or an error")
    func mutated() {
        let whole = Self.request(.update, old: Self.policy).reviewJSON.serialized()
        var refused = 0
        for seed in 0..<4000 {
            var random = SplitMix64(seed: UInt64(seed))
            var bytes = whole
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
                default: bytes.removeSubrange(place...)
                }
                if bytes.isEmpty { break }
            }
            do throws(ReviewError) {
                _ = try AdmissionRequest(reviewBody: bytes)
            } catch {
                refused += 1
                #expect(!error.description.isEmpty, "seed \(seed)")
            }
        }
        #expect(refused > 1000)
    }

    struct Judgement: Sendable, CustomTestStringConvertible {
        var name: String
        var request: AdmissionRequest
        var isNeeded: Bool
        var testDescription: String { name }
    }

    static func changed(_ change: (inout JSONValue) -> Void) -> JSONValue {
        var object = policy
        change(&object)
        return object
    }

    static let labelled = changed { $0["metadata"] = ["name": "web", "namespace": "shop", "labels": ["a": "b"]] }
    static let wider = changed { $0["spec"] = ["replicas": ["min": 1, "max": 50]] }
    static let dying = changed {
        $0["metadata"] = ["name": "web", "namespace": "shop", "deletionTimestamp": "2026-11-21T09:00:00Z"]
        $0["spec"] = [:]
    }

    static let judgements = [
        Judgement(name: "a creation", request: request(), isNeeded: true),
        Judgement(name: "a changed spec", request: request(.update, object: wider, old: policy), isNeeded: true),
        Judgement(name: "the same again", request: request(.update, object: policy, old: policy), isNeeded: false),
        Judgement(name: "only metadata", request: request(.update, object: labelled, old: policy), isNeeded: false),
        Judgement(
            name: "only status",
            request: request(.update, object: changed { $0["status"] = ["engine": "HPA"] }, old: policy),
            isNeeded: false),
        Judgement(
            name: "another version of the same",
            request: request(.update, object: changed { $0["apiVersion"] = "trimtab.dev/v1" }, old: policy),
            isNeeded: true),
        Judgement(name: "on its way out", request: request(.update, object: dying, old: policy), isNeeded: false),
        Judgement(
            name: "deletionTimestamp null",
            request: request(
                .update,
                object: changed {
                    $0["metadata"] = ["deletionTimestamp": nil]; $0["spec"] = [:]
                },
                old: policy), isNeeded: true),
        Judgement(name: "a deletion", request: request(.delete, object: nil, old: policy), isNeeded: false),
        Judgement(
            name: "a subresource", request: request(.update, object: wider, old: policy, subresource: "status"),
            isNeeded: false),
    ]

    @Test("Only what makes or changes an object's own content is judged", arguments: judgements)
    func judged(_ item: Judgement) {
        #expect(item.request.needsJudgement == item.isNeeded)
    }
}
