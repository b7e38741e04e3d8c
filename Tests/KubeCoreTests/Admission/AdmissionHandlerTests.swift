import KubeCore
import Testing
import TestSupport

@Suite("Admission handler")
struct AdmissionHandlerTests {
    static let subject = AdmissionSubject(group: "trimtab.dev", kind: "ScalingPolicy")

    /// Refuses a max above the context, warns about one above 6.
    static let handler = AdmissionHandler<Int64>(
        validators: [
            subject: { request, limit in
                let max = request.object?[path: "spec", "replicas", "max"]
                guard let count = max?.int64Value, count > 6 else { return .admitted }
                var verdict = AdmissionVerdict(warnings: ["max is \(count)"])
                if count > limit {
                    verdict.errors = [
                        FieldError(.invalid, "spec.replicas.max", value: max, "must be at most \(limit)"),
                        FieldError(.required, "spec.owner", "name who pays"),
                    ]
                }
                return verdict
            }
        ],
        kinds: [
            ConvertibleKind(group: "trimtab.dev", kind: "ScalingPolicy", versions: ["v1alpha1"]),
            ConvertibleKind(
                group: "trimtab.dev", kind: "Gadget", versions: ["v1", "v2"],
                change: { object, _, to throws(ConvertibleKind.Failure) in
                    guard object["spec"] != nil else { throw ConvertibleKind.Failure("there is no spec") }
                    var changed = object
                    changed["spec"] = ["for": .string(to)]
                    return changed
                }),
        ])

    static func post(_ target: String, _ body: JSONValue) -> WebhookAnswer {
        handler.answer(
            method: "POST", target: target, contentType: "application/json", body: body.serialized(), in: 9)
    }

    static func policy(max: Int64) -> JSONValue {
        var policy = AdmissionRequestTests.policy
        policy["spec"] = ["replicas": ["min": 1, "max": .integer(max)]]
        return policy
    }

    static func validate(max: Int64) throws -> JSONValue {
        let answer = post("/validate?timeout=10s", AdmissionRequestTests.request(object: policy(max: max)).reviewJSON)
        #expect(answer.status == 200)
        #expect(answer.contentType == "application/json")
        return try JSONValue(parsing: answer.body)
    }

    @Test("An object without faults is admitted, its uid echoed")
    func admitted() throws {
        #expect(
            try Self.validate(max: 5) == [
                "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
                "response": ["uid": "705ab4f5-6393-11e8-b7cc-42010a800002", "allowed": true],
            ])
    }

    @Test("An object with a warning is admitted with it")
    func warned() throws {
        #expect(
            try Self.validate(max: 7)["response"] == [
                "uid": "705ab4f5-6393-11e8-b7cc-42010a800002", "allowed": true, "warnings": ["max is 7"],
            ])
    }

    @Test("A refusal carries every fault as a cause, worded as the API server's own")
    func refused() throws {
        #expect(
            try Self.validate(max: 10)["response"] == [
                "uid": "705ab4f5-6393-11e8-b7cc-42010a800002", "allowed": false,
                "status": [
                    "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                    "message":
                        "ScalingPolicy.trimtab.dev \"web\" is invalid: [spec.replicas.max: Invalid value: 10: must be at most 9, spec.owner: Required value: name who pays]",
                    "reason": "Invalid",
                    "details": [
                        "name": "web", "group": "trimtab.dev", "kind": "ScalingPolicy",
                        "causes": [
                            [
                                "reason": "FieldValueInvalid", "message": "Invalid value: 10: must be at most 9",
                                "field": "spec.replicas.max",
                            ],
                            [
                                "reason": "FieldValueRequired", "message": "Required value: name who pays",
                                "field": "spec.owner",
                            ],
                        ],
                    ], "code": 422,
                ],
                "warnings": ["max is 10"],
            ])
    }

    @Test("What needs no judgement, and kinds that nobody judges, are admitted")
    func passed() throws {
        let bad = Self.policy(max: 10)
        var request = AdmissionRequestTests.request(.update, object: bad, old: bad)
        #expect(try JSONValue(parsing: Self.post("/validate", request.reviewJSON).body)["response"]?["allowed"] == true)
        request = AdmissionRequestTests.request(object: bad)
        request.kind.kind = "Other"
        #expect(try JSONValue(parsing: Self.post("/validate", request.reviewJSON).body)["response"]?["allowed"] == true)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var method = "POST"
        var target = "/validate"
        var contentType: String? = "application/json"
        var body = ""
        var status: Int
        var text: String
        var testDescription: String { name }
    }

    static let refusals = [
        Refusal(name: "unknown path", target: "/", status: 404, text: "not found; served: /validate /convert\n"),
        Refusal(
            name: "no mutator", target: "/mutate", status: 404, text: "not found; served: /validate /convert\n"),
        Refusal(
            name: "wrong method", method: "GET", status: 405, text: "method GET is not allowed here; use POST\n"),
        Refusal(
            name: "no content type", contentType: nil, status: 415,
            text: "the Content-Type must be application/json, got none\n"),
        Refusal(
            name: "YAML", contentType: "application/yaml", status: 415,
            text: "the Content-Type must be application/json, got \"application/yaml\"\n"),
        Refusal(
            name: "no body", status: 400, text: "malformed AdmissionReview: the request has no body\n"),
        Refusal(
            name: "an AdmissionReview to /convert", target: "/convert?timeout=30s",
            body: #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{}}"#, status: 400,
            text:
                "malformed ConversionReview: must be apiextensions.k8s.io/v1, Kind=ConversionReview, got admission.k8s.io/v1, Kind=AdmissionReview\n"
        ),
    ]

    @Test("What cannot be answered is refused with a status and a reason", arguments: refusals)
    func isRefused(_ item: Refusal) {
        let answer = Self.handler.answer(
            method: item.method, target: item.target, contentType: item.contentType, body: Array(item.body.utf8), in: 9)
        #expect(answer.status == item.status)
        #expect(String(decoding: answer.body, as: UTF8.self) == item.text)
        #expect(answer.allow == (item.status == 405 ? "POST" : nil))
    }

    @Test("The content type may have parameters and any case")
    func contentType() {
        let body = AdmissionRequestTests.request().reviewJSON.serialized()
        for type in ["application/json; charset=utf-8", "Application/JSON", "application/json ;x"] {
            let answer = Self.handler.answer(method: "POST", target: "/validate", contentType: type, body: body, in: 9)
            #expect(answer.status == 200, "\(type)")
        }
    }

    @Test("A mutator's patch is sent encoded, and nothing of it with a refusal or when it is empty")
    func patched() throws {
        let operations: JSONValue = [["op": "add", "path": "/spec/x", "value": 1]]
        func response(_ verdict: AdmissionVerdict) throws -> JSONValue? {
            let handler = AdmissionHandler<Void>(validators: [:], mutators: [Self.subject: { _, _ in verdict }])
            let answer = handler.answer(
                method: "POST", target: "/mutate", contentType: "application/json",
                body: AdmissionRequestTests.request().reviewJSON.serialized(), in: ())
            return try JSONValue(parsing: answer.body)["response"]
        }
        let changed = try response(AdmissionVerdict(patch: operations))
        #expect(changed?["patchType"] == "JSONPatch")
        let patch = try #require(changed?["patch"]?.stringValue.flatMap(Base64Coding.decode))
        #expect(try JSONValue(parsing: patch) == operations)
        #expect(try response(AdmissionVerdict(patch: []))?["patchType"] == nil)
        let refused = try response(AdmissionVerdict(errors: [FieldError(.forbidden, "spec", "no")], patch: operations))
        #expect(refused?["patch"] == nil)
        #expect(refused?["patchType"] == nil)
    }

    // MARK: Conversion

    static func convert(to version: String, _ objects: [JSONValue]) throws -> JSONValue {
        let answer = post(
            "/convert", ConversionRequest(uid: "c-1", desiredAPIVersion: version, objects: objects).reviewJSON)
        #expect(answer.status == 200)
        return try JSONValue(parsing: answer.body)
    }

    @Test("Objects of the wanted version come back as they are")
    func sameVersion() throws {
        #expect(
            try Self.convert(to: "trimtab.dev/v1alpha1", [Self.policy(max: 5), Self.policy(max: 6)]) == [
                "kind": "ConversionReview", "apiVersion": "apiextensions.k8s.io/v1",
                "response": [
                    "uid": "c-1", "result": ["status": "Success"],
                    "convertedObjects": [Self.policy(max: 5), Self.policy(max: 6)],
                ],
            ])
    }

    @Test("A second version is converted by its kind, object by object")
    func secondVersion() throws {
        let one: JSONValue = ["apiVersion": "trimtab.dev/v1", "kind": "Gadget", "spec": [:]]
        let two: JSONValue = ["apiVersion": "trimtab.dev/v2", "kind": "Gadget", "spec": [:]]
        let response = try Self.convert(to: "trimtab.dev/v2", [one, two])["response"]
        #expect(
            response?["convertedObjects"] == [
                ["apiVersion": "trimtab.dev/v2", "kind": "Gadget", "spec": ["for": "v2"]], two,
            ])
    }

    @Test(
        "What cannot be converted fails as a whole and says which object and why",
        arguments: [
            (
                "trimtab.dev/v2", policy(max: 5),
                "object 0, ScalingPolicy shop/web: trimtab.dev/v2 is no version of ScalingPolicy; known: v1alpha1"
            ),
            (
                "other.dev/v1", policy(max: 5),
                "object 0: \"ScalingPolicy\" of group \"other.dev\" is not converted here"
            ),
            ("a/b/c", policy(max: 5), "desiredAPIVersion \"a/b/c\" is no group and version"),
            ("trimtab.dev/v1", ["kind": "Wheel"], "object 0: \"Wheel\" of group \"trimtab.dev\" is not converted here"),
            (
                "trimtab.dev/v1", ["apiVersion": "trimtab.dev/v2", "kind": "Gadget", "metadata": ["name": "g"]],
                "object 0, Gadget g: there is no spec"
            ),
        ] as [(String, JSONValue, String)])
    func unconvertible(version: String, object: JSONValue, message: String) throws {
        #expect(
            try Self.convert(to: version, [object])["response"] == [
                "uid": "c-1", "result": ["status": "Failure", "message": .string(message)], "convertedObjects": [],
            ])
    }
}
