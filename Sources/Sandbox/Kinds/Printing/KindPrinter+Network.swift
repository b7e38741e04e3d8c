import KubeCore

extension KindPrinter {
    static let services = KindPrinter(
        columns: [
            .objectName, PrintColumn("Type", "How it can be reached."),
            PrintColumn("Cluster-IP", "Its address inside."),
            PrintColumn("External-IP", "Its address outside."), PrintColumn("Port(s)", "Its ports."), .age,
            PrintColumn("Selector", "The pods behind it.", priority: 1),
        ],
        cells: { context in
            let spec = context.spec
            let addresses = spec["clusterIPs"]?.arrayValue ?? []
            return [
                .string(context.name), .string(spec["type"]?.stringValue ?? ""),
                context.text(addresses.first ?? spec["clusterIP"]), .string(externalAddress(context)),
                .string(ports(spec)), context.age, context.labels(spec["selector"]),
            ]
        })

    private static func externalAddress(_ context: PrintContext) -> String {
        let spec = context.spec
        let externals = (spec["externalIPs"]?.arrayValue ?? []).compactMap(\.stringValue)
        switch spec["type"]?.stringValue ?? "" {
        case "ExternalName": return nonEmpty(spec["externalName"]) ?? PrintContext.none
        case "LoadBalancer":
            let ingress = (context.status[path: "loadBalancer", "ingress"]?.arrayValue ?? [])
                .compactMap { nonEmpty($0["ip"]) ?? nonEmpty($0["hostname"]) }
            let all = ingress + externals
            return all.isEmpty ? "<pending>" : all.joined(separator: ",")
        default: return externals.isEmpty ? PrintContext.none : externals.joined(separator: ",")
        }
    }

    private static func ports(_ spec: JSONValue) -> String {
        let ports = (spec["ports"]?.arrayValue ?? []).map { port in
            let number = port["port"]?.int64Value ?? 0
            let node = port["nodePort"]?.int64Value ?? 0
            return "\(number)\(node == 0 ? "" : ":\(node)")/\(port["protocol"]?.stringValue ?? "")"
        }
        return ports.isEmpty ? PrintContext.none : ports.joined(separator: ",")
    }

    static let endpoints = KindPrinter(
        columns: [.objectName, PrintColumn("Endpoints", "The addresses that are ready."), .age],
        cells: { context in
            let addresses = (context.object["subsets"]?.arrayValue ?? []).flatMap { subset in
                let addresses = (subset["addresses"]?.arrayValue ?? []).compactMap { $0["ip"]?.stringValue }
                let ports = (subset["ports"]?.arrayValue ?? []).compactMap { $0["port"]?.int64Value }
                return ports.isEmpty ? addresses : ports.flatMap { port in addresses.map { "\($0):\(port)" } }
            }
            return [
                .string(context.name), .string(addresses.isEmpty ? PrintContext.none : context.some(addresses)),
                context.age,
            ]
        })

    static let endpointSlices = KindPrinter(
        columns: [
            .objectName, PrintColumn("AddressType", "What the addresses are."),
            PrintColumn("Ports", "The ports each of them has."), PrintColumn("Endpoints", "The addresses."), .age,
        ],
        cells: { context in
            let ports = (context.object["ports"]?.arrayValue ?? []).map { port in
                port["port"]?.int64Value.map { "\($0)" } ?? nonEmpty(port["name"]) ?? "*"
            }
            let addresses = (context.object["endpoints"]?.arrayValue ?? []).flatMap { endpoint in
                (endpoint["addresses"]?.arrayValue ?? []).compactMap(\.stringValue)
            }
            return [
                .string(context.name), .string(context.object["addressType"]?.stringValue ?? ""),
                .string(ports.isEmpty ? PrintContext.unset : context.some(ports)),
                .string(addresses.isEmpty ? PrintContext.unset : context.some(addresses)), context.age,
            ]
        })

    static let ingresses = KindPrinter(
        columns: [
            .objectName, PrintColumn("Class", "The controller that serves it."),
            PrintColumn("Hosts", "The hosts it is for."), PrintColumn("Address", "Where it can be reached."),
            PrintColumn("Ports", "The ports it is served on."), .age,
        ],
        cells: { context in
            let hosts = (context.spec["rules"]?.arrayValue ?? []).compactMap { nonEmpty($0["host"]) }
            let addresses = (context.status[path: "loadBalancer", "ingress"]?.arrayValue ?? [])
                .compactMap { nonEmpty($0["ip"]) ?? nonEmpty($0["hostname"]) }
            let hasTLS = !(context.spec["tls"]?.arrayValue ?? []).isEmpty
            return [
                .string(context.name), context.text(context.spec["ingressClassName"]),
                .string(hosts.isEmpty ? "*" : context.some(hosts)), .string(addresses.joined(separator: ",")),
                .string(hasTLS ? "80, 443" : "80"), context.age,
            ]
        })

    static let ingressClasses = KindPrinter(
        columns: [
            .objectName, PrintColumn("Controller", "Who serves it."),
            PrintColumn("Parameters", "The object that configures it."), .age,
        ],
        cells: { context in
            let parameters = context.spec["parameters"].flatMap { $0 == .null ? nil : $0 }.map { reference in
                let kind = reference["kind"]?.stringValue ?? ""
                let name = reference["name"]?.stringValue ?? ""
                return "\(nonEmpty(reference["apiGroup"]).map { "\(kind).\($0)" } ?? kind)/\(name)"
            }
            return [
                .string(context.name), .string(context.spec["controller"]?.stringValue ?? ""),
                .string(parameters ?? PrintContext.none), context.age,
            ]
        })

    static let networkPolicies = KindPrinter(
        columns: [.objectName, PrintColumn("Pod-Selector", "The pods it is for."), .age],
        cells: { [.string($0.name), $0.selector($0.spec["podSelector"]), $0.age] })

    static let serviceCIDRs = KindPrinter(
        columns: [.objectName, PrintColumn("CIDRs", "The ranges of addresses."), .age],
        cells: { context in
            let ranges = (context.spec["cidrs"]?.arrayValue ?? []).compactMap(\.stringValue)
            return [.string(context.name), .string(ranges.joined(separator: ",")), context.age]
        })

    static let ipAddresses = KindPrinter(
        columns: [.objectName, PrintColumn("ParentRef", "What uses it.")],
        cells: { context in
            guard let parent = context.spec["parentRef"], parent != .null else {
                return [.string(context.name), .string(PrintContext.none)]
            }
            let group = nonEmpty(parent["group"]).map { ".\($0)" } ?? ""
            let name = [parent["namespace"], parent["name"]].compactMap(nonEmpty).joined(separator: "/")
            return [.string(context.name), .string("\(parent["resource"]?.stringValue ?? "")\(group)/\(name)")]
        })
}
