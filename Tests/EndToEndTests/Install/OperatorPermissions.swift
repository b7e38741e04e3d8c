import KubeCore
import NIOConcurrencyHelpers
import Sandbox

/// One right that a role gives, as fine as it can be used.
struct Permission: Hashable, CustomStringConvertible {
    let role: String
    let verb: String
    let group: String
    let resource: String
    /// Empty: any.
    let name: String

    var description: String {
        let subject = group.isEmpty ? resource : "\(resource).\(group)"
        return "\(role): \(verb) \(subject)\(name.isEmpty ? "" : " \(name)")"
    }

    func isUsed(by record: AuthorizationRecord) -> Bool {
        record.grant?.role == role && record.verb == verb && record.group == group
            && (resource == "*" || record.resource == resource) && (name.isEmpty || record.name == name)
    }

    /// Everything that the rules of a role give. Verbs and groups are never `*` in roles of ours; the caller checks.
    static func all(of role: JSONValue) -> [Permission] {
        let name = "\(role["kind"]?.stringValue ?? "") \(role[path: "metadata", "name"]?.stringValue ?? "")"
        func strings(_ rule: JSONValue, _ member: String) -> [String] {
            (rule[member]?.arrayValue ?? []).compactMap(\.stringValue)
        }
        return (role["rules"]?.arrayValue ?? []).flatMap { rule in
            let names = strings(rule, "resourceNames")
            return strings(rule, "verbs").flatMap { verb in
                strings(rule, "apiGroups").flatMap { group in
                    strings(rule, "resources").flatMap { resource in
                        (names.isEmpty ? [""] : names).map {
                            Permission(role: name, verb: verb, group: group, resource: resource, name: $0)
                        }
                    }
                }
            }
        }
    }
}

/// What the control plane decided about the requests of one user.
final class AccessLog: Sendable {
    private struct State {
        var records: [AuthorizationRecord] = []
        var readers: [AsyncStream<Void>.Continuation] = []
    }

    private let user: String
    private let state = NIOLockedValueBox(State())

    init(user: String) {
        self.user = user
    }

    func record(_ record: AuthorizationRecord) {
        guard record.user == user else { return }
        let readers = state.withLockedValue { state in
            state.records.append(record)
            return state.readers
        }
        for reader in readers { reader.yield() }
    }

    var records: [AuthorizationRecord] { state.withLockedValue { $0.records } }

    var refused: [String] {
        Set(records.filter { !$0.isAllowed }.map { "\($0.verb) \($0.resource).\($0.group) \($0.namespace)/\($0.name)" })
            .sorted()
    }

    func unused(_ permissions: some Sequence<Permission>) -> [Permission] {
        let records = records
        return permissions.filter { permission in !records.contains(where: permission.isUsed) }
    }

    /// Returns when `condition` holds, which is asked after every request; or when the task is cancelled.
    func wait(until condition: @Sendable (AccessLog) -> Bool) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLockedValue { $0.readers.append(continuation) }
        if condition(self) { return }
        for await _ in stream where condition(self) { return }
    }
}
