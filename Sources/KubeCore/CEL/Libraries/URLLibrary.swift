/// A URL in expressions.
struct CELURL: CELOpaqueValue, Hashable {
    static let type = CELType.object("kubernetes.URL")

    let url: GoURL

    var type: CELType { Self.type }

    func isEqual(to other: any CELOpaqueValue) -> Bool { (other as? CELURL) == self }
}

extension CELLibrary {
    /// URLs.
    ///
    /// Source: Kubernetes 1.36 CEL library `kubernetes.urls`.
    static let urls: CELLibrary = {
        func part(_ name: String, _ overload: String, _ read: @escaping @Sendable (GoURL) -> String) -> CELFunction {
            CELFunction(name, overload, isMember: true, parameters: [CELURL.type], result: .string, cost: .nominal) {
                arguments, _ throws(CELError) in .string(read(try arguments[0].asOpaque(CELURL.self).url))
            }
        }
        return CELLibrary(
            functions: [
                CELFunction(
                    "url", "string_to_url", parameters: [.string], result: CELURL.type,
                    cost: .traversal(keepsSize: true)
                ) { arguments, _ throws(CELError) in
                    let text = try arguments[0].asString()
                    do throws(GoURL.Failure) {
                        try GoURL.checkRequest(text)
                        return .opaque(CELURL(url: try GoURL(text)))
                    } catch {
                        throw CELError("URL parse error during conversion from string: \(error.message)")
                    }
                },
                CELFunction("isURL", "is_url_string", parameters: [.string], result: .bool) {
                    arguments, _ throws(CELError) in
                    let text = try arguments[0].asString()
                    do {
                        try GoURL.checkRequest(text)
                        return .bool(true)
                    } catch {
                        return .bool(false)
                    }
                },
                part("getScheme", "url_get_scheme", \.scheme),
                part("getHost", "url_get_host", \.host),
                part("getHostname", "url_get_hostname", \.hostname),
                part("getPort", "url_get_port", \.port),
                part("getEscapedPath", "url_get_escaped_path", \.escapedPath),
                CELFunction(
                    "getQuery", "url_get_query", isMember: true, parameters: [CELURL.type],
                    result: .map(.string, .list(.string)), cost: .nominal
                ) { arguments, _ throws(CELError) in
                    var entries = CELEntries()
                    for parameter in try arguments[0].asOpaque(CELURL.self).url.queryParameters {
                        _ = entries.insert(.string(parameter.name), .strings(parameter.values))
                    }
                    return .map(.entries(entries))
                },
            ],
            equalityCosts: [
                CELURL.type: CELCost(
                    count: { _, _ in 1 },
                    estimate: { call in
                        let size = call.arguments.last?.size ?? .unknown
                        let bounds = CELEstimate(min: 1, max: size == .unknown ? 1 : size.max)
                        return CELCallEstimate(cost: bounds.scaled(by: CELCost.traversalFactor))
                    })
            ])
    }()
}
