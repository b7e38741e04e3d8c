import CCurl
import Glibc
import KubeCore

/// Turns libcurl's result codes into errors that say what was tried and what to do.
enum CurlFailure {
    static func error(_ result: CURLcode, _ handle: CurlHandle, _ profile: CurlProfile) -> APIError {
        let detail = handle.errorText.isEmpty ? String(cString: curl_easy_strerror(result)) : handle.errorText
        return error(
            code: result.rawValue, detail: detail,
            systemError: Int32(truncatingIfNeeded: handle.info(CURLINFO_OS_ERRNO)),
            settings: profile.settings)
    }

    /// Pure. `code` is a CURLcode, `detail` libcurl's text, `systemError` an errno or 0.
    static func error(
        code result: UInt32, detail: String, systemError: Int32, settings: CurlProfile.Settings
    ) -> APIError {
        let (code, message) = describe(
            CURLcode(rawValue: result), detail: detail, systemError: systemError, settings: settings)
        return APIError(code, attempt: settings.server, message: message)
    }

    /// Another request found that the connection of `transfer` is dead.
    static func abandoned(_ transfer: CurlTransfer) -> APIError {
        APIError(
            .connectionLost, attempt: transfer.profile.settings.server,
            message: "the connection was given up because nothing comes by it any more")
    }

    /// The deadline of `transfer` has passed.
    static func expired(_ transfer: CurlTransfer) -> APIError {
        let seconds = Double(transfer.limit) / 1e9
        let limit = seconds == seconds.rounded() ? "\(Int64(seconds)) s" : "\(seconds) s"
        let server = transfer.profile.settings.server
        if transfer.isStream, transfer.receivedHead != nil {
            return APIError(.idle, attempt: server, message: "the stream brought nothing for \(limit)")
        }
        return APIError(
            .timedOut, attempt: server,
            message: "no complete answer within \(limit); is the server overloaded, or a firewall in the way?")
    }

    /// Nil when no proxy is used, or it is not to blame.
    private static func proxyFailure(
        _ result: CURLcode, detail: String, systemError: Int32, _ settings: CurlProfile.Settings
    ) -> (APIError.Code, String)? {
        guard let url = settings.proxyURL, !url.isEmpty else { return nil }
        let proxy = "the proxy \(ServerURL.withoutUser(url))"
        let isOfConfiguration = settings.proxySetting == "proxy-url" && !settings.origin.isEmpty
        let setting = settings.proxySetting + (isOfConfiguration ? " in \(settings.origin)" : "")
        switch result {
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            return (.unreachable, "\(proxy) cannot be used: \(detail); check \(setting)")
        case CURLE_COULDNT_CONNECT:
            let reason = systemError == 0 ? detail : String(cString: strerror(systemError)).lowercasedFirst
            return (.unreachable, "\(proxy) cannot be reached: \(reason); is it running, and is \(setting) right?")
        case CURLE_RECV_ERROR where detail.contains("CONNECT tunnel failed"):
            let advice =
                detail.hasSuffix("407")
                ? "it wants a user and password: http://user:password@host:port in \(setting)"
                : "check that it may connect to \(settings.server), or set another in \(setting)"
            return (.unreachable, "\(proxy) refuses: \(detail); \(advice)")
        default: return nil
        }
    }

    private static func describe(
        _ result: CURLcode, detail: String, systemError: Int32, settings: CurlProfile.Settings
    ) -> (APIError.Code, String) {
        let origin = settings.origin.isEmpty ? "" : " in \(settings.origin)"
        if let failure = proxyFailure(result, detail: detail, systemError: systemError, settings) { return failure }
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST:
            return (.unreachable, "the host name is not known; check the server address\(origin)")
        case CURLE_COULDNT_CONNECT:
            let reason = systemError == 0 ? detail : String(cString: strerror(systemError)).lowercasedFirst
            return (.unreachable, "\(reason); is the server running, and is the address right\(origin)?")
        case CURLE_OPERATION_TIMEDOUT:
            return (.unreachable, "no connection (\(detail)); is the address right\(origin), or a firewall in the way?")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            return (
                .refusedCertificate,
                "the server's certificate is not trusted: \(detail); check certificate-authority-data and "
                    + "tls-server-name\(origin)"
            )
        case CURLE_SSL_CACERT_BADFILE:
            return (.refusedCertificate, "the certificate authority cannot be read: \(detail); check it\(origin)")
        case CURLE_SSL_CERTPROBLEM:
            return (.refusedCertificate, "the client certificate or key cannot be used: \(detail); check it\(origin)")
        case CURLE_SSL_CONNECT_ERROR:
            return (.refusedCertificate, "TLS failed: \(detail); does the server speak TLS on this port?")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT:
            return (.configuration, "\(detail); check the server address\(origin)")
        default:
            // TLS 1.3 servers refuse a client certificate only after the handshake, when we read the answer.
            if detail.contains("alert") {
                return (
                    .refusedCertificate,
                    "the server refused our certificate: \(detail); check the client certificate\(origin)"
                )
            }
            return (.connectionLost, "the connection broke: \(detail)")
        }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
