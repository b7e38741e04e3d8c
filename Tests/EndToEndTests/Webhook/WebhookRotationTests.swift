import KubeClient
import KubeCore
import KubeRuntime
import NIOConcurrencyHelpers
import Operator
import OperatorCore
import Testing

@Suite("Webhook rotation", .timeLimit(.minutes(3)), .serialized)
struct WebhookRotationTests {
    /// Creates policies in dry runs, four at a time, until `done`; every one must be answered as it deserves.
    private static func load(
        _ sandbox: WebhookOnSandbox, until done: @escaping @Sendable () async throws -> Bool
    ) async throws -> Int {
        let isOver = NIOLockedValueBox(false)
        let failures = NIOLockedValueBox<[String]>([])
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var sent = 0
                    while !isOver.withLockedValue({ $0 }) {
                        sent += 1
                        do {
                            try await sandbox.create(WebhookOnSandbox.policy("p"), dryRun: true)
                        } catch let error as APIError {
                            failures.withLockedValue { $0.append("\(error)") }
                        }
                    }
                    return sent
                }
            }
            try await sandbox.settled { try await done() }
            isOver.withLockedValue { $0 = true }
            var sum = 0
            for try await sent in group { sum += sent }
            return sum
        }
        let lost = failures.withLockedValue { $0 }
        #expect(lost.isEmpty, "\(lost.count) of \(count) were lost, the first: \(lost.first ?? "")")
        return count
    }

    private static func isShown(_ info: CertificateInfo, by sandbox: WebhookOnSandbox) -> Bool {
        sandbox.replicas.allSatisfy { $0.webhook?.keeper.inUse?.info == info }
    }

    @Test("Authority and certificate are replaced under load, with two replicas, and no request is lost")
    func rotated() async throws {
        // Made seventy days ago, as far as the operators know; then their clock is put right. The client's clock is the
        // machine's, so both must be valid now.
        let past = NIOLockedValueBox(Duration.seconds(70 * 86_400))
        var options = WebhookOnSandbox.Options()
        options.replicas = 2
        options.wallTime = { RuntimeClock.systemWallTime() - past.withLockedValue { $0 } }
        options.policy.authorityLifetime = .seconds(102 * 86_400)
        options.policy.servingLifetime = .seconds(102 * 86_400)
        try await WebhookOnSandbox.run(options) { sandbox in
            let before = try await sandbox.material().kept
            try await sandbox.settled { Self.isShown(before.serving.info, by: sandbox) }
            past.withLockedValue { $0 = .zero }
            // Any change wakes them.
            _ = try await sandbox.client.patch(
                WebhookOnSandbox.configurations, WebhookOnSandbox.configuration,
                .merge(["metadata": ["labels": ["touched": "true"]]]))
            let after = NIOLockedValueBox(before)
            let sent = try await Self.load(sandbox) {
                let kept = try await sandbox.material().kept
                after.withLockedValue { $0 = kept }
                return kept.serving.info.id != before.serving.info.id && Self.isShown(kept.serving.info, by: sandbox)
            }
            #expect(sent > 20)
            let kept = after.withLockedValue { $0 }
            #expect(kept.signer != before.signer)
            #expect(kept.serving.issuer == kept.signer)
            // The old one stays until it expires.
            #expect(kept.authorities.map(\.id) == [kept.signer, before.signer])
            let trusted = try await sandbox.trusted()
            #expect(Set(trusted).count == 1)
        }
    }

    @Test("Deleting the Secret under load makes everything anew, and no request is lost")
    func deleted() async throws {
        var options = WebhookOnSandbox.Options()
        options.replicas = 2
        try await WebhookOnSandbox.run(options) { sandbox in
            let before = try await sandbox.material().kept
            try await sandbox.settled { Self.isShown(before.serving.info, by: sandbox) }
            try await sandbox.client.delete(WebhookOnSandbox.secrets, WebhookOnSandbox.secret)
            _ = try await Self.load(sandbox) {
                sandbox.replicas.allSatisfy { app in
                    app.webhook?.keeper.inUse.map { $0.info.id != before.serving.info.id } ?? false
                }
            }
            #expect(try await sandbox.material().kept.signer != before.signer)
        }
    }
}
