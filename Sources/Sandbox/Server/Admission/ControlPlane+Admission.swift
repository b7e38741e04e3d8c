import HTTPServing
import KubeCore
import Logging

/// What admission sees of a write's parameters.
struct AdmissionOptions: Sendable {
    var isDryRun: Bool
    var json: JSONValue

    init(isDryRun: Bool, json: JSONValue) {
        self.isDryRun = isDryRun
        self.json = json
    }

    init(_ parameters: WriteParameters, kind: String) {
        isDryRun = parameters.isDryRun
        var options: JSONObject = ["kind": .string(kind), "apiVersion": "meta.k8s.io/v1"]
        if parameters.isDryRun { options["dryRun"] = ["All"] }
        options["fieldManager"] = .string(parameters.fieldManager)
        options["fieldValidation"] = .string(parameters.fieldValidation.rawValue)
        json = .object(options)
    }
}

extension ControlPlane {
    private static let registrations = "admissionregistration.k8s.io"

    private struct Review: Sendable {
        let object: JSONValue?
        let old: JSONValue?
        let operation: AdmissionOperation
        let options: AdmissionOptions
    }

    /// The object as the mutating webhooks leave it.
    func mutatedByWebhooks(
        _ object: JSONValue, old: JSONValue?, _ call: ResourceCall, _ operation: AdmissionOperation,
        _ parameters: WriteParameters, warnings: inout [String]
    ) async throws -> JSONValue {
        let hooks = webhooks("mutatingwebhookconfigurations", for: call)
        guard !hooks.isEmpty else { return object }
        let options = AdmissionOptions(parameters, kind: Self.optionsKind(call, operation))
        var current = object
        var seen: [String: JSONValue] = [:]
        // A second round, for webhooks that want to see what later ones changed.
        for round in 0..<2 {
            for hook in hooks where round == 0 || hook.reinvokes && seen[hook.name] != current {
                let review = Review(object: current, old: old, operation: operation, options: options)
                guard let answer = try await ask(hook, review, call, &warnings) else { continue }
                current = try Self.patched(current, by: answer, hook)
                seen[hook.name] = current
            }
        }
        return current
    }

    func validateByWebhooks(
        _ object: JSONValue, old: JSONValue?, _ call: ResourceCall, _ operation: AdmissionOperation,
        _ parameters: WriteParameters, warnings: inout [String]
    ) async throws {
        let options = AdmissionOptions(parameters, kind: Self.optionsKind(call, operation))
        let review = Review(object: object, old: old, operation: operation, options: options)
        for hook in webhooks("validatingwebhookconfigurations", for: call) {
            _ = try await ask(hook, review, call, &warnings)
        }
    }

    /// Deletions pass both kinds of webhooks; nothing can be changed.
    func admitByWebhooks(
        old: JSONValue, _ call: ResourceCall, _ operation: AdmissionOperation, _ options: AdmissionOptions,
        warnings: inout [String]
    ) async throws {
        let review = Review(object: nil, old: old, operation: operation, options: options)
        for resource in ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"] {
            for hook in webhooks(resource, for: call) { _ = try await ask(hook, review, call, &warnings) }
        }
    }

    private static func optionsKind(_ call: ResourceCall, _ operation: AdmissionOperation) -> String {
        if operation == .create { return "CreateOptions" }
        return call.info.verb == .patch ? "PatchOptions" : "UpdateOptions"
    }

    /// Configurations by name, their webhooks in order. Webhook configurations themselves are exempt.
    private func webhooks(_ resource: String, for call: ResourceCall) -> [AdmissionWebhook] {
        let isConfiguration =
            call.info.group == Self.registrations
            && ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"].contains(call.info.resource)
        if isConfiguration { return [] }
        let configurations = store.list(GroupResource(group: Self.registrations, resource: resource), namespace: nil)
        return configurations.objects.flatMap { ($0.value["webhooks"]?.arrayValue ?? []).map(AdmissionWebhook.init) }
    }

    /// What the webhook answers; nil when it is not concerned, or its failure is ignored.
    private func ask(
        _ hook: AdmissionWebhook, _ review: Review, _ call: ResourceCall, _ warnings: inout [String]
    ) async throws -> JSONValue? {
        guard hook.isAbout(call, review.operation), isSelectedNamespace(of: call, review, by: hook),
            hook.selects(object: review.object, old: review.old)
        else { return nil }
        let request = Self.request(uid: configuration.makeUID(), review, call)
        switch hook.outcome(object: review.object, old: review.old, request: request) {
        case .matches: break
        case .differs: return nil
        case .failed(let reason):
            if hook.ignoresFailure { return nil }
            throw StatusError(
                .forbidden(call.groupResource, request["name"]?.stringValue ?? "", reason))
        }
        if review.options.isDryRun, !hook.isFreeOfSideEffects {
            throw StatusError(
                .badRequest("admission webhook \(quoted(hook.name)) does not support dry run"))
        }
        let answer: JSONValue
        do {
            answer = try await invoke(hook, request)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let text = "failed calling webhook \(quoted(hook.name)): failed to call webhook: \(error)"
            if hook.ignoresFailure {
                logger.notice(
                    "A webhook failed and is passed over, as its failure policy says",
                    metadata: ["webhook.name": "\(hook.name)", "error": "\(error)"])
                return nil
            }
            throw StatusError(.internalError(text))
        }
        for warning in answer["warnings"]?.arrayValue ?? [] {
            if let text = warning.stringValue { warnings.append(text) }
        }
        guard answer["allowed"]?.boolValue == true else { throw StatusError(Self.denial(answer, hook)) }
        return answer
    }

    private func isSelectedNamespace(of call: ResourceCall, _ review: Review, by hook: AdmissionWebhook) -> Bool {
        guard !hook.namespaceSelector.isEmpty else { return true }
        if call.storage == .namespaces, let object = review.object ?? review.old {
            return hook.namespaceSelector.matches(ObjectMeta(json: object["metadata"] ?? [:]).labels)
        }
        guard call.resource.isNamespaced else { return true }
        let namespace = store.object(.namespaces, ObjectKey(namespace: "", name: call.info.namespace))
        return hook.namespaceSelector.matches(namespace?.labels ?? [:])
    }

    private static func denial(_ answer: JSONValue, _ hook: AdmissionWebhook) -> APIStatus {
        let given = answer["status"]
        let message = given?["message"]?.stringValue ?? ""
        let reason = given?["reason"]?.stringValue ?? ""
        let prefix = "admission webhook \(quoted(hook.name)) denied the request"
        let text: String
        if !message.isEmpty {
            text = "\(prefix): \(message)"
        } else if !reason.isEmpty {
            text = "\(prefix): \(reason)"
        } else {
            text = "\(prefix) without explanation"
        }
        let code = given?["code"]?.intValue ?? 0
        var status = APIStatus(
            message: text, reason: reason.isEmpty && code == 0 ? "Forbidden" : reason,
            code: code == 0 ? 403 : code)
        if let details = given?["details"] {
            status.details = APIStatus(json: ["kind": "Status", "apiVersion": "v1", "details": details])?.details
        }
        return status
    }

    private static func patched(_ object: JSONValue, by answer: JSONValue, _ hook: AdmissionWebhook) throws -> JSONValue
    {
        guard let text = answer["patch"]?.stringValue, !text.isEmpty else { return object }
        guard answer["patchType"]?.stringValue == "JSONPatch", let bytes = Base64.decode(text) else {
            throw StatusError(
                .internalError("failed calling webhook \(quoted(hook.name)): its patch is no base64 JSONPatch"))
        }
        do {
            return try JSONPatch(json: JSONValue(parsing: bytes)).apply(to: object)
        } catch {
            throw StatusError(.internalError("webhook \(quoted(hook.name)): its patch does not apply: \(error)"))
        }
    }

    // MARK: The call

    private func invoke(_ hook: AdmissionWebhook, _ reviewed: JSONValue) async throws -> JSONValue {
        guard let outbound = configuration.outbound else {
            throw WebhookFailure("this control plane has no way out to webhooks")
        }
        let (target, path, url) = try hook.destination(outbound)
        let uid = reviewed["uid"]?.stringValue ?? ""
        let body: JSONValue = [
            "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": reviewed,
        ]
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let request = HTTPRequest(
            method: "POST", path: parts.first ?? "/", query: [.init("timeout", "\(hook.timeoutSeconds)s")],
            headers: [
                "Content-Type": "application/json", "Accept": "application/json, */*",
                "User-Agent": "kube-apiserver-admission",
            ], body: body.serialized())
        let response: HTTPResponse
        do {
            response = try await outbound.send(request, to: target, deadline: .seconds(hook.timeoutSeconds))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw WebhookFailure("Post \(quoted("\(url)?timeout=\(hook.timeoutSeconds)s")): \(error)")
        }
        guard (200..<300).contains(response.status) else {
            throw WebhookFailure(
                "an error on the server (\(quoted(String(decoding: response.body.prefix(1024), as: UTF8.self)))) has prevented the request from succeeding"
            )
        }
        let json: JSONValue
        do { json = try JSONValue(parsing: response.body) } catch {
            throw WebhookFailure("couldn't get version/kind; json parse error: \(error)")
        }
        guard let answer = json["response"] else {
            throw WebhookFailure("the server returned no response in its AdmissionReview")
        }
        guard answer["uid"]?.stringValue == uid else {
            throw WebhookFailure(
                "expected response.uid=\(quoted(uid)), got \(quoted(answer["uid"]?.stringValue ?? ""))")
        }
        return answer
    }

    private static func request(uid: String, _ review: Review, _ call: ResourceCall) -> JSONValue {
        let kind = call.resource.kind
        let kindJSON: JSONValue = [
            "group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind),
        ]
        let resourceJSON: JSONValue = [
            "group": .string(kind.group), "version": .string(kind.version),
            "resource": .string(call.resource.plural),
        ]
        var request: JSONObject = [
            "uid": .string(uid), "kind": kindJSON, "resource": resourceJSON, "requestKind": kindJSON,
            "requestResource": resourceJSON,
        ]
        if !call.info.subresource.isEmpty {
            request["subResource"] = .string(call.info.subresource)
            request["requestSubResource"] = .string(call.info.subresource)
        }
        let name = (review.object ?? review.old)?[path: "metadata", "name"]?.stringValue ?? call.info.name
        if !name.isEmpty { request["name"] = .string(name) }
        if !call.info.namespace.isEmpty { request["namespace"] = .string(call.info.namespace) }
        request["operation"] = .string(review.operation.rawValue)
        request["userInfo"] = call.user.json
        request["object"] = review.object ?? .null
        request["oldObject"] = review.old ?? .null
        request["dryRun"] = .bool(review.options.isDryRun)
        request["options"] = review.options.json
        return .object(request)
    }
}
