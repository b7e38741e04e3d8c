import CCurl
import KubeCore

/// One easy handle with what it points to; used by the loop thread only.
final class CurlHandle {
    let raw: UnsafeMutableRawPointer
    let profile: CurlProfile
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var connectToList: UnsafeMutablePointer<curl_slist>?
    private let counters: CounterBox

    init?(_ profile: CurlProfile, counters: CounterBox) {
        guard let raw = curl_easy_init() else { return nil }
        self.raw = raw
        self.profile = profile
        self.counters = counters
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        counters.update { $0.handlesCreated += 1 }
        configure()
    }

    deinit {
        curl_easy_cleanup(raw)
        releaseHeaders()
        curl_slist_free_all(connectToList)
        errorBuffer.deallocate()
        counters.update { $0.handlesFreed += 1 }
    }

    /// What libcurl says of the last failure; may be empty.
    var errorText: String { String(cString: errorBuffer) }

    /// What stays the same for all requests of a profile.
    private func configure() {
        let settings = profile.settings
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Waits for a connection that may multiplex instead of opening one for each request.
        set(CURLOPT_PIPEWAIT, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 30)
        set(CURLOPT_TCP_KEEPINTVL, 10)
        cc_set_tcp_user_timeout(raw, 30_000)
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, settings.connectTimeout.wholeMilliseconds))
        set(CURLOPT_USERAGENT, settings.userAgent)
        cc_set_pointer(raw, CURLOPT_ERRORBUFFER, errorBuffer)
        // An empty string, unlike none, keeps libcurl from reading the environment by itself.
        set(CURLOPT_PROXY, settings.proxyURL ?? "")
        set(CURLOPT_NOPROXY, "")
        if settings.proxyURL?.hasPrefix("https:") == true { trustProxy() }
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_SSL_VERIFYPEER, settings.skipsVerification ? 0 : 1)
        set(CURLOPT_SSL_VERIFYHOST, settings.skipsVerification ? 0 : 2)
        if let authority = settings.certificateAuthority { set(CURLOPT_CAINFO_BLOB, authority) }
        if let certificate = settings.clientCertificate { set(CURLOPT_SSLCERT_BLOB, certificate) }
        if let key = settings.clientKey { set(CURLOPT_SSLKEY_BLOB, key) }
        if let connectTo = profile.connectTo {
            connectToList = curl_slist_append(nil, connectTo)
            cc_set_list(raw, CURLOPT_CONNECT_TO, connectToList)
        }
    }

    /// A proxy reached by TLS is trusted, and shown the same certificate, as the server: so Go, and kubectl, have it.
    private func trustProxy() {
        let settings = profile.settings
        set(CURLOPT_PROXY_SSL_VERIFYPEER, settings.skipsVerification ? 0 : 1)
        set(CURLOPT_PROXY_SSL_VERIFYHOST, settings.skipsVerification ? 0 : 2)
        if let authority = settings.certificateAuthority { set(CURLOPT_PROXY_CAINFO_BLOB, authority) }
        if let certificate = settings.clientCertificate { set(CURLOPT_PROXY_SSLCERT_BLOB, certificate) }
        if let key = settings.clientKey { set(CURLOPT_PROXY_SSLKEY_BLOB, key) }
    }

    /// The local port of the connection the request went by, which tells connections apart; 0 before there is one.
    var connection: Int { info(CURLINFO_LOCAL_PORT) }

    /// The connection is closed when its last request ends, and serves no other.
    func forbidReuse() {
        set(CURLOPT_FORBID_REUSE, 1)
    }

    /// What belongs to one request; `context` goes to the callbacks.
    func prepare(
        _ request: HTTPRequest, compressed: Bool, header: cc_data_function, body: cc_data_function,
        context: UnsafeMutableRawPointer
    ) {
        set(CURLOPT_URL, profile.base + request.target)
        if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        } else {
            set(CURLOPT_HTTPGET, 1)
        }
        if !request.body.isEmpty || request.method == "POST" || request.method == "PUT" || request.method == "PATCH" {
            _ = request.body.withUnsafeBytes { cc_set_body(raw, $0.baseAddress ?? UnsafeRawPointer(raw), $0.count) }
        }
        set(CURLOPT_CUSTOMREQUEST, request.method)
        // Nil switches decompression off and sends no Accept-Encoding.
        cc_set_string(raw, CURLOPT_ACCEPT_ENCODING, compressed ? "gzip" : nil)
        releaseHeaders()
        appendHeader("Expect:")
        if let host = profile.hostHeader { appendHeader("Host: \(host)") }
        if request.headers["Content-Type"] == nil { appendHeader("Content-Type:") }
        for field in request.headers.fields {
            // A semicolon is libcurl's way to write a header without a value.
            appendHeader(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        cc_set_list(raw, CURLOPT_HTTPHEADER, headerList)
        errorBuffer[0] = 0
        cc_set_callbacks(raw, header, body, context)
    }

    /// Forgets the request, keeping the settings; call after the handle has left the multi handle.
    func clear() {
        cc_set_list(raw, CURLOPT_HTTPHEADER, nil)
        releaseHeaders()
        // Frees the copied body.
        cc_set_pointer(raw, CURLOPT_POSTFIELDS, nil)
        set(CURLOPT_HTTPGET, 1)
        cc_set_callbacks(raw, nil, nil, nil)
    }

    func info(_ info: CURLINFO) -> Int {
        var value = 0
        cc_get_long(raw, info, &value)
        return value
    }

    private func appendHeader(_ line: String) {
        if headerList == nil { counters.update { $0.headerListsCreated += 1 } }
        headerList = curl_slist_append(headerList, line) ?? headerList
    }

    private func releaseHeaders() {
        guard let headerList else { return }
        curl_slist_free_all(headerList)
        self.headerList = nil
        counters.update { $0.headerListsFreed += 1 }
    }

    private func set(_ option: CURLoption, _ value: Int) { cc_set_long(raw, option, value) }
    private func set(_ option: CURLoption, _ value: String) { cc_set_string(raw, option, value) }
    private func set(_ option: CURLoption, _ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { cc_set_blob(raw, option, $0.baseAddress, $0.count) }
    }
}

extension Duration {
    /// Rounded up, so that a deadline is never 0 by rounding.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let milliseconds = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (seconds < 0 ? Int.min : Int.max / 2) : Int(clamping: product) + Int(milliseconds)
    }
}
