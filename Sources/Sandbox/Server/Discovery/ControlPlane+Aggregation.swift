import HTTPServing
import KubeClient
import KubeCore
import Logging
import NIOConcurrencyHelpers

// APIServices: groups that other servers, or parts of this process, answer for.

extension ControlPlane {
    typealias APIHandler = @Sendable (HTTPRequest, UserInfo) async -> HTTPResponse

    /// The answer of the aggregated server of a group version; nil when the control plane answers itself.
    func answerAggregated(_ call: APICall, group: String, version: String) async throws -> ControlPlaneResponse? {
        guard !group.isEmpty else { return nil }
        let groupVersion = GroupVersion(group: group, version: version)
        if let handler = apiHandlers.withLockedValue({ $0[groupVersion] }) {
            return Self.response(await handler(call.request, call.user))
        }
        let key = ObjectKey(namespace: "", name: "\(version).\(group)")
        guard let service = store.object(.apiServices, key)?.value, service[path: "spec", "service"] != nil else {
            return nil
        }
        let (target, isReachable) = aggregationTarget(service)
        guard isReachable, let target, let outbound = configuration.outbound else {
            throw StatusError(.serviceUnavailable("service unavailable"))
        }
        var request = call.request
        for field in request.headers.fields where field.name.lowercased().hasPrefix("x-remote-") {
            request.headers[field.name] = nil
        }
        request.headers["Authorization"] = nil
        request.headers.add("X-Remote-User", call.user.username)
        for group in call.user.groups { request.headers.add("X-Remote-Group", group) }
        do {
            let answer = try await outbound.send(request, to: target, deadline: .seconds(30))
            return Self.response(answer)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            logger.notice(
                "An aggregated API server did not answer",
                metadata: ["apiservice.name": "\(key.name)", "error": "\(error)"])
            throw StatusError(.serviceUnavailable("error trying to reach service: \(error)"))
        }
    }

    private func aggregationTarget(_ service: JSONValue) -> (OutboundTarget?, Bool) {
        let reference = service[path: "spec", "service"]
        let name = reference?["name"]?.stringValue ?? ""
        let namespace = reference?["namespace"]?.stringValue ?? ""
        let port = reference?["port"]?.intValue ?? 443
        guard let origin = configuration.outbound?.resolve(service: name, namespace: namespace, port: port) else {
            return (nil, false)
        }
        let bundle = Base64.decode(service[path: "spec", "caBundle"]?.stringValue ?? "") ?? []
        return (
            OutboundTarget(
                origin: origin, certificateAuthorities: bundle, serverName: "\(name).\(namespace).svc",
                skipsVerification: service[path: "spec", "insecureSkipTLSVerify"]?.boolValue ?? false), true
        )
    }

    private static func response(_ response: HTTPResponse) -> ControlPlaneResponse {
        var headers = response.headers
        for name in ["Content-Length", "Transfer-Encoding", "Connection", "Date"] { headers[name] = nil }
        return ControlPlaneResponse(status: response.status, headers: headers, body: .bytes(response.body))
    }

    /// The aggregated group versions with what they serve.
    func aggregatedVersions() async -> [DiscoveryDocuments.Aggregated] {
        var result: [DiscoveryDocuments.Aggregated] = []
        for service in store.list(.apiServices, namespace: nil).objects {
            guard let group = service.value[path: "spec", "group"]?.stringValue,
                let version = service.value[path: "spec", "version"]?.stringValue,
                service.value[path: "spec", "service"] != nil
            else { continue }
            let groupVersion = GroupVersion(group: group, version: version)
            let request = HTTPRequest(
                method: "GET", path: "/apis/\(group)/\(version)", headers: ["Accept": "application/json"])
            let call = APICall(request: request, user: .controllers, auditID: "")
            var resources: [JSONValue]?
            do {
                let answer = try await answerAggregated(call, group: group, version: version)
                if case .bytes(let bytes)? = answer?.body, answer?.status == 200 {
                    resources = try JSONValue(parsing: bytes)["resources"]?.arrayValue
                }
            } catch {
                resources = nil  // named as stale
            }
            result.append(DiscoveryDocuments.Aggregated(groupVersion: groupVersion, resources: resources))
        }
        return result
    }

    /// Writes whether an APIService can be reached into its status.
    func updateAvailability(of stored: StoredObject) {
        let spec = stored.value["spec"]
        let groupVersion = GroupVersion(
            group: spec?["group"]?.stringValue ?? "", version: spec?["version"]?.stringValue ?? "")
        let isInProcess = apiHandlers.withLockedValue { $0[groupVersion] != nil }
        let condition: JSONObject
        if spec?["service"] == nil || spec?["service"] == .null {
            condition = [
                "type": "Available", "status": "True", "reason": "Local",
                "message": "Local APIServices are always available",
            ]
        } else if isInProcess || aggregationTarget(stored.value).1 {
            condition = [
                "type": "Available", "status": "True", "reason": "Passed", "message": "all checks passed",
            ]
        } else {
            let name = spec?[path: "service", "name"]?.stringValue ?? ""
            let namespace = spec?[path: "service", "namespace"]?.stringValue ?? ""
            condition = [
                "type": "Available", "status": "False", "reason": "ServiceNotFound",
                "message": .string("service/\(name) in \(quoted(namespace)) is not present"),
            ]
        }
        let known = stored.value[path: "status", "conditions"]?.arrayValue?.first
        guard known?["status"] != condition["status"] || known?["reason"] != condition["reason"] else { return }
        var value = stored.value
        var dated = condition
        dated["lastTransitionTime"] = .string(configuration.now().rfc3339)
        value.modifyMember("status") { $0["conditions"] = [.object(dated)] }
        do throws(ObjectStore.Refusal) {
            _ = try store.put(.apiServices, stored.key, value, expecting: .revision(stored.revision))
        } catch {}  // whoever wrote since has set it
    }
}
