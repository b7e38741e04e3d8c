import Foundation
import KubeCore
import TestSupport
import Testing

/// What a user types to install, upgrade and uninstall.
@Suite(
    "kubectl apply -k", .timeLimit(.minutes(3)),
    .enabled(if: ServerProcess.find("kubectl") != nil, "kubectl is not installed"))
struct KubectlInstallTests {
    /// Lines that are not `kind/name <what>`, and what was not `what`.
    private static func others(_ output: String, than what: String) -> [String] {
        output.split(separator: "\n").map(String.init).filter { line in
            // kubectl patches a selector that is replaced as a whole every time, and the server changes nothing.
            !line.hasSuffix(" \(what)") && line != "poddisruptionbudget.policy/trimtab configured"
        }
    }

    @Test("Installing says nothing but created, doing it again unchanged, and uninstalling ends with nothing left")
    func installs() async throws {
        let kubectl = try #require(ServerProcess.find("kubectl"))
        let sandbox = try await RunningSandbox.start(kubectl: kubectl)
        defer { sandbox.stop() }
        let folder = "\(InstallManifests.folder)/default"

        let created = try await sandbox.run(["apply", "-k", folder])
        #expect(created.exitCode == 0 && created.errors == "", "\(created.errors)")
        #expect(Self.others(created.output, than: "created") == [])
        let dryRun = try await sandbox.run(["apply", "-k", folder, "--dry-run=server"])
        #expect(dryRun.exitCode == 0 && dryRun.errors == "", "\(dryRun.errors)")
        let again = try await sandbox.run(["apply", "-f", "\(InstallManifests.folder)/install.yaml"])
        #expect(again.exitCode == 0 && again.errors == "", "\(again.errors)")
        #expect(Self.others(again.output, than: "unchanged") == [])
        let difference = try await sandbox.run(["diff", "-k", folder])
        #expect(difference.exitCode == 0, "\(difference.output)")

        let sample = "\(RepositoryPaths.root)/samples/scalingpolicy/web.yaml"
        let applied = try await sandbox.run(["apply", "-f", sample])
        #expect(applied.exitCode == 0, "\(applied.errors)")
        let canEdit = try await sandbox.run([
            "auth", "can-i", "update", "scalingpolicies.trimtab.dev", "--as",
            "system:serviceaccount:trimtab-system:trimtab",
        ])
        #expect(canEdit.output == "no\n")

        let deleted = try await sandbox.run(["delete", "-k", folder, "--timeout=60s", "--ignore-not-found"])
        #expect(deleted.exitCode == 0 && deleted.errors == "", "\(deleted.errors)")
        let left = try await sandbox.run([
            "get", "crd,clusterrole,clusterrolebinding,namespace,validatingwebhookconfiguration", "-o", "name",
        ])
        #expect(left.output.split(separator: "\n").filter { $0.contains("trimtab") } == [], "\(left.output)")
        let replicas = try await sandbox.run(["get", "deployment", "web", "-o", "name"])
        #expect(replicas.output == "deployment.apps/web\n")
    }
}
