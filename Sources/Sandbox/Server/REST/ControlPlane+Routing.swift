import KubeClient
import KubeCore
import Logging

/// One request as the parts of the server see it.
struct APICall: Sendable {
    let request: HTTPRequest
    /// After impersonation.
    let user: UserInfo
    let auditID: String
}

/// One request for a resource that is served.
struct ResourceCall: Sendable {
    let call: APICall
    let info: RequestInfo
    let resource: ServedResource
    let form: ResponseForm

    var request: HTTPRequest { call.request }
    var user: UserInfo { call.user }
    var key: ObjectKey { ObjectKey(namespace: info.namespace, name: info.name) }
    var storage: GroupResource { resource.storage }
    var groupResource: GroupResource { resource.groupResource }
}

extension ControlPlane {
    /// The whole way of one request; every refusal becomes a `Status`.
    func answer(_ request: HTTPRequest, as user: UserInfo) async -> ControlPlaneResponse {
        let auditID = configuration.makeUID()
        do {
            let effective = try impersonated(user, request)
            let call = APICall(request: request, user: effective, auditID: auditID)
            return finish(try await route(call), auditID: auditID)
        } catch let error as StatusError {
            let retry = error.status.details?.retryAfterSeconds ?? 0
            return finish(
                statusResponse(error.json, code: error.status.code, retryAfterSeconds: retry), auditID: auditID)
        } catch is CancellationError {
            return finish(
                statusResponse(APIStatus(message: "the request was cancelled", reason: "Timeout", code: 504)),
                auditID: auditID)
        } catch {
            logger.error("A request ended in an unexpected error", error: error, metadata: ["path": "\(request.path)"])
            return finish(statusResponse(.internalError("\(error)")), auditID: auditID)
        }
    }

    private func finish(_ response: ControlPlaneResponse, auditID: String) -> ControlPlaneResponse {
        var response = response
        response.headers.add("Audit-Id", auditID)
        if response.headers["Cache-Control"] == nil { response.headers.add("Cache-Control", "no-cache, private") }
        response.headers.add("X-Kubernetes-Pf-Flowschema-Uid", fairness.flowSchema)
        response.headers.add("X-Kubernetes-Pf-Prioritylevel-Uid", fairness.priorityLevel)
        return response
    }

    private func route(_ call: APICall) async throws -> ControlPlaneResponse {
        let request = call.request
        let isWatch = WriteParameters.bool(request.queryValue("watch"))
        guard let info = RequestInfo(method: request.method, path: request.path, isWatch: isWatch) else {
            return try await answerNonResource(call)
        }
        try authorize(call.user, info, name: Self.selectedName(request, info))
        if let aggregated = try await answerAggregated(call, group: info.group, version: info.version) {
            return aggregated
        }
        guard let resource = registry.resource(group: info.group, version: info.version, plural: info.resource),
            resource.isNamespaced == !info.namespace.isEmpty || resource.plural == "namespaces"
                || resource.isNamespaced && info.name.isEmpty && [.list, .watch].contains(info.verb)
        else { return Self.pageNotFound }
        let isPretty = WriteParameters.bool(request.queryValue("pretty"))
        guard let form = ResponseForm(accept: request.headers["Accept"], isPretty: isPretty) else {
            throw StatusError(.notAcceptable(Self.mediaTypes(of: resource)))
        }
        var placed = info
        if !resource.isNamespaced { placed.namespace = "" }
        var answer = try await answerResource(ResourceCall(call: call, info: placed, resource: resource, form: form))
        if let warning = Self.deprecation(of: resource) { answer.headers.add("Warning", "299 - \(quoted(warning))") }
        return answer
    }

    /// What is said to everybody who still uses a kind.
    private static func deprecation(of resource: ServedResource) -> String? {
        guard resource.kind.group.isEmpty else { return nil }
        switch resource.plural {
        case "endpoints": return "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
        case "componentstatuses": return "v1 ComponentStatus is deprecated in v1.19+"
        default: return nil
        }
    }

    /// The name that a list or watch is restricted to by its field selector.
    private static func selectedName(_ request: HTTPRequest, _ info: RequestInfo) -> String? {
        guard info.name.isEmpty, [.list, .watch, .deletecollection].contains(info.verb),
            let text = request.queryValue("fieldSelector")
        else { return nil }
        do throws(SelectorError) {
            return try FieldSelector(text).requiredValue(of: "metadata.name")
        } catch {
            return nil  // refused where it is used
        }
    }

    static func mediaTypes(of resource: ServedResource) -> [String] {
        resource.rules.isCustom ? ["application/json", "application/yaml"] : ResponseForm.accepted
    }

    private func answerResource(_ call: ResourceCall) async throws -> ControlPlaneResponse {
        if !call.info.subresource.isEmpty { return try await answerSubresource(call) }
        let isAllowed = call.resource.verbs.contains(call.info.verb.rawValue)
        guard isAllowed else { throw StatusError(.methodNotSupported(call.groupResource, call.info.verb.rawValue)) }
        switch call.info.verb {
        case .get: return try get(call)
        case .list: return try await list(call)
        case .watch: return try watch(call)
        case .create: return try await create(call)
        case .update: return try await update(call)
        case .patch: return try await patch(call)
        case .delete: return try await delete(call)
        case .deletecollection: return try await deleteCollection(call)
        }
    }

    static var pageNotFound: ControlPlaneResponse {
        ControlPlaneResponse(
            status: 404,
            headers: ["Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"],
            body: .bytes(Array("404 page not found\n".utf8)))
    }

    func statusResponse(_ status: APIStatus) -> ControlPlaneResponse {
        statusResponse(status.json, code: status.code, retryAfterSeconds: status.details?.retryAfterSeconds ?? 0)
    }

    func statusResponse(_ json: JSONValue, code: Int, retryAfterSeconds: Int = 0) -> ControlPlaneResponse {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if retryAfterSeconds > 0 { headers.add("Retry-After", String(retryAfterSeconds)) }
        return ControlPlaneResponse(status: code, headers: headers, body: .bytes(json.serialized() + [0x0A]))
    }

    /// A body in the form the client asked for.
    func response(
        _ value: JSONValue, status: Int = 200, form: ResponseForm, warnings: [String] = []
    ) -> ControlPlaneResponse {
        var headers: HTTPHeaders = ["Content-Type": form.encoding.rawValue]
        for warning in warnings { headers.add("Warning", "299 - \(quoted(warning))") }
        return ControlPlaneResponse(status: status, headers: headers, body: .bytes(form.encode(value)))
    }
}
