import KubeCore

extension ControlPlane {
    /// Refuses an object that its kind could not be read from; custom kinds are checked by their schema instead.
    func checkForm(_ object: JSONValue, _ call: ResourceCall) throws {
        guard let rules = call.resource.rules as? BuiltInRules,
            let problem = rules.kind.decodingProblem(in: object)
        else { return }
        throw StatusError(.badRequest(TypedDecoding.message(problem, kind: call.resource.kind)))
    }

    /// Gives a Service the addresses and node ports its type wants; other kinds are left alone.
    func allocateAddresses(_ object: inout JSONValue, _ call: ResourceCall) throws {
        guard call.storage == GroupResource(resource: "services") else { return }
        var addresses: Set<String> = []
        var ports: Set<Int64> = []
        for service in store.list(call.storage, namespace: nil).objects {
            let spec = service.value["spec"]
            if let address = spec?["clusterIP"]?.stringValue { addresses.insert(address) }
            ports.formUnion((spec?["ports"]?.arrayValue ?? []).compactMap { $0["nodePort"]?.int64Value })
        }
        guard ServiceAllocation.allocate(&object, takenAddresses: addresses, takenPorts: ports) else {
            throw StatusError(
                APIStatus(
                    message: "failed to allocate a serviceIP: range is full", reason: "InternalError", code: 500))
        }
    }
}
