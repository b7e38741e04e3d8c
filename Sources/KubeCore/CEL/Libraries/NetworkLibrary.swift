/// An IP address in expressions.
struct CELAddress: CELOpaqueValue, Hashable {
    static let type = CELType.opaque("net.IP", [])

    let address: IPAddress

    var type: CELType { Self.type }
    var size: UInt64? { UInt64(address.bytes.count) }

    func isEqual(to other: any CELOpaqueValue) -> Bool { (other as? CELAddress) == self }

    /// Zones and IPv4 addresses spelled as IPv6 are refused.
    static func parse(_ text: String) throws(CELError) -> CELAddress {
        let address: IPAddress
        do {
            address = try IPAddress(text)
        } catch {
            throw CELError(
                "IP Address \(GoText.quote(text)) parse error during conversion from string: \(error.message)")
        }
        if !address.zone.isEmpty {
            throw CELError("IP address \(GoText.quote(text)) with zone value is not allowed")
        }
        if address.isMappedIPv4 {
            throw CELError("IPv4-mapped IPv6 address \(GoText.quote(text)) is not allowed")
        }
        return CELAddress(address: address)
    }
}

/// A network in expressions.
struct CELNetwork: CELOpaqueValue, Hashable {
    static let type = CELType.opaque("net.CIDR", [])

    let prefix: IPPrefix

    var type: CELType { Self.type }
    var size: UInt64? { UInt64((prefix.length + 7) / 8) }

    func isEqual(to other: any CELOpaqueValue) -> Bool { (other as? CELNetwork) == self }

    static func parse(_ text: String) throws(CELError) -> CELNetwork {
        let context = "network address parse error during conversion from string: "
        let prefix: IPPrefix
        do {
            prefix = try IPPrefix(text)
        } catch {
            // The server says it twice.
            throw CELError(context + context + error.message)
        }
        if prefix.address.isMappedIPv4 {
            throw CELError("\(context)IPv4-mapped IPv6 address \(GoText.quote(text)) is not allowed")
        }
        return CELNetwork(prefix: prefix)
    }
}

extension CELLibrary {
    /// IP addresses.
    ///
    /// Source: Kubernetes 1.36 CEL library `kubernetes.net.ip`.
    static let addresses: CELLibrary = {
        func property(
            _ name: String, _ overload: String, _ read: @escaping @Sendable (IPAddress) -> Bool
        ) -> CELFunction {
            CELFunction(
                name, overload, isMember: true, parameters: [CELAddress.type], result: .bool, cost: .nominal
            ) { arguments, _ throws(CELError) in .bool(read(try arguments[0].asOpaque(CELAddress.self).address)) }
        }
        return CELLibrary(
            functions: [
                CELFunction(
                    "ip", "string_to_ip", parameters: [.string], result: CELAddress.type, cost: .traversal()
                ) { arguments, _ throws(CELError) in .opaque(try CELAddress.parse(arguments[0].asString())) },
                CELFunction("isIP", "is_ip", parameters: [.string], result: .bool, cost: .traversal()) {
                    arguments, _ throws(CELError) in
                    let text = try arguments[0].asString()
                    return .bool(succeeds { () throws(CELError) in _ = try CELAddress.parse(text) })
                },
                CELFunction(
                    "ip.isCanonical", "ip_is_canonical", parameters: [.string], result: .bool,
                    cost: .traversal(passes: 2)
                ) { arguments, _ throws(CELError) in
                    let text = try arguments[0].asString()
                    return .bool(try CELAddress.parse(text).address.description == text)
                },
                CELFunction("string", "ip_to_string", parameters: [CELAddress.type], result: .string) {
                    arguments, _ throws(CELError) in
                    .string(try arguments[0].asOpaque(CELAddress.self).address.description)
                },
                CELFunction(
                    "family", "ip_family", isMember: true, parameters: [CELAddress.type], result: .int, cost: .nominal
                ) { arguments, _ throws(CELError) in
                    .int(try arguments[0].asOpaque(CELAddress.self).address.isIPv4 ? 4 : 6)
                },
                property("isUnspecified", "ip_is_unspecified", \.isUnspecified),
                property("isLoopback", "ip_is_loopback", \.isLoopback),
                property("isLinkLocalMulticast", "ip_is_link_local_multicast", \.isLinkLocalMulticast),
                property("isLinkLocalUnicast", "ip_is_link_local_unicast", \.isLinkLocalUnicast),
                property("isGlobalUnicast", "ip_is_global_unicast", \.isGlobalUnicast),
            ],
            types: [CELAddress.type], equalityCosts: [CELAddress.type: .nominal])
    }()

    /// Networks.
    ///
    /// Source: Kubernetes 1.36 CEL library `kubernetes.net.cidr`.
    static let networks: CELLibrary = {
        let network = CELNetwork.type
        func contains(
            _ name: String, _ overload: String, _ other: CELType, extraUnit: Bool,
            _ judge: @escaping @Sendable (IPPrefix, CELValue) throws(CELError) -> Bool
        ) -> CELFunction {
            CELFunction(
                name, overload, isMember: true, parameters: [network, other], result: .bool,
                cost: containmentCost(parsesOther: other == .string, isNetwork: extraUnit)
            ) { arguments, _ throws(CELError) in
                .bool(try judge(arguments[0].asOpaque(CELNetwork.self).prefix, arguments[1]))
            }
        }
        return CELLibrary(
            functions: [
                CELFunction("cidr", "string_to_cidr", parameters: [.string], result: network, cost: .traversal()) {
                    arguments, _ throws(CELError) in .opaque(try CELNetwork.parse(arguments[0].asString()))
                },
                CELFunction("isCIDR", "is_cidr", parameters: [.string], result: .bool, cost: .traversal()) {
                    arguments, _ throws(CELError) in
                    let text = try arguments[0].asString()
                    return .bool(succeeds { () throws(CELError) in _ = try CELNetwork.parse(text) })
                },
                CELFunction("string", "cidr_to_string", parameters: [network], result: .string) {
                    arguments, _ throws(CELError) in
                    .string(try arguments[0].asOpaque(CELNetwork.self).prefix.description)
                },
                contains("containsIP", "cidr_contains_ip_string", .string, extraUnit: false) {
                    prefix, other throws(CELError) in
                    let text = try other.asString()
                    do {
                        return prefix.contains(try CELAddress.parse(text).address)
                    } catch {
                        // The server does not tell why the address is none.
                        throw .noSuchOverload
                    }
                },
                contains("containsIP", "cidr_contains_ip_ip", CELAddress.type, extraUnit: false) {
                    prefix, other throws(CELError) in
                    prefix.contains(try other.asOpaque(CELAddress.self).address)
                },
                contains("containsCIDR", "cidr_contains_cidr_string", .string, extraUnit: true) {
                    prefix, other throws(CELError) in
                    prefix.contains(try CELNetwork.parse(other.asString()).prefix)
                },
                contains("containsCIDR", "cidr_contains_cidr", network, extraUnit: true) {
                    prefix, other throws(CELError) in
                    prefix.contains(try other.asOpaque(CELNetwork.self).prefix)
                },
                CELFunction(
                    "ip", "cidr_ip", isMember: true, parameters: [network], result: CELAddress.type, cost: .nominal
                ) { arguments, _ throws(CELError) in
                    .opaque(CELAddress(address: try arguments[0].asOpaque(CELNetwork.self).prefix.address))
                },
                CELFunction(
                    "prefixLength", "cidr_prefix_length", isMember: true, parameters: [network], result: .int,
                    cost: .nominal
                ) { arguments, _ throws(CELError) in
                    .int(Int64(try arguments[0].asOpaque(CELNetwork.self).prefix.length))
                },
                CELFunction(
                    "masked", "cidr_masked", isMember: true, parameters: [network], result: network, cost: .nominal
                ) { arguments, _ throws(CELError) in
                    .opaque(CELNetwork(prefix: try arguments[0].asOpaque(CELNetwork.self).prefix.masked))
                },
            ],
            types: [network], equalityCosts: [network: .nominal])
    }()

    /// Comparing two addresses byte by byte, after reading one where it is a string.
    private static func containmentCost(parsesOther: Bool, isNetwork: Bool) -> CELCost {
        let factor = CELCost.traversalFactor
        return CELCost(
            count: { arguments, _ in
                guard arguments.count >= 2 else { return 1 }
                let size = arguments[0].costSize
                var cost = (size + size).scaledUp(by: factor)
                if isNetwork { cost += size.scaledUp(by: factor) + 1 }
                if parsesOther { cost = cost.saturatingAdd(arguments[1].costSize.scaledUp(by: factor)) }
                return cost
            },
            estimate: { call in
                guard let other = call.arguments.first else { return nil }
                let size = CELEstimate(min: 4, max: 16)
                var cost = (size + size).scaled(by: factor)
                if isNetwork { cost += size.scaled(by: factor) + CELEstimate(1) }
                if parsesOther { cost += other.size.scaled(by: factor) }
                return CELCallEstimate(cost: cost)
            })
    }

    static func succeeds(_ body: () throws(CELError) -> Void) -> Bool {
        do {
            try body()
            return true
        } catch {
            return false
        }
    }
}
