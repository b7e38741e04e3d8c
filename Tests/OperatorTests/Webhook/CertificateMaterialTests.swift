import HTTPServing
import KubeCore
import OperatorCore
import Testing

@testable import Operator

@Suite("Certificate material")
struct CertificateMaterialTests {
    static let now = Timestamp(seconds: 1_800_000_000)
    static let policy = CertificatePolicy()
    static let hosts = ["hook", "hook.ns.svc", "192.0.2.7", "2001:db8::1"]
    static let maker = CertificateMaker(policy: policy, hosts: hosts)

    static func material(
        _ write: CertificatePlan.Write, _ present: CertificateMaterial? = nil, now: Timestamp = now
    ) throws -> CertificateMaterial {
        let data = try #require(try maker.data(write, present: present, now: now))
        return try read(data)
    }

    static func read(_ data: [String: String]) throws -> CertificateMaterial {
        try CertificateMaterial(data: data.mapValues { Array($0.utf8) }, hosts: hosts)
    }

    @Test("What is made is read back as it was meant")
    func made() throws {
        let kept = try Self.material(.everything(keeping: [])).kept
        #expect(kept.authorities.count == 1)
        #expect(kept.signer == kept.authorities[0].id)
        #expect(kept.serving.issuer == kept.signer)
        #expect(kept.serving.hasNames)
        #expect(kept.serving.info.notBefore == Self.now - CertificateInfo.backdating)
        #expect(kept.serving.info.notAfter == Self.now + Self.policy.servingLifetime)
        #expect(kept.authorities[0].notAfter == Self.now + Self.policy.authorityLifetime)
    }

    @Test("A further authority leaves the certificate as it is; the next certificate is signed by it")
    func rotated() throws {
        let first = try Self.material(.everything(keeping: []))
        let old = try #require(first.kept.signer)
        let second = try Self.material(.authority(keeping: [old]), first)
        #expect(second.kept.serving == first.kept.serving)
        #expect(second.kept.authorities.map(\.id) == [try #require(second.kept.signer), old])
        #expect(second.kept.signer != old)
        let third = try Self.material(.serving(validFor: .seconds(3600)), second)
        #expect(third.kept.serving.issuer == second.kept.signer)
        #expect(third.kept.authorities == second.kept.authorities)
        #expect(third.kept.serving.info.notAfter == Self.now + .seconds(3600))
        let fourth = try Self.material(.authorities([try #require(third.kept.signer)]), third)
        #expect(fourth.kept.serving == third.kept.serving)
        #expect(fourth.kept.authorities.map(\.id) == [third.kept.signer])
        let fifth = try Self.material(.everything(keeping: [old]), first)
        #expect(fifth.kept.authorities.map(\.id) == [fifth.kept.signer, old])
        #expect(try Self.maker.data(.nothing, present: first, now: Self.now) == nil)
    }

    @Test("A Secret that cannot be served says why")
    func unusable() throws {
        let data = try #require(try Self.maker.data(.everything(keeping: []), present: nil, now: Self.now))
        let other = try #require(try Self.maker.data(.everything(keeping: []), present: nil, now: Self.now))
        func problem(_ change: (inout [String: String]) -> Void) -> String {
            var changed = data
            change(&changed)
            do {
                _ = try Self.read(changed)
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(problem { $0["tls.crt"] = nil } == "it has no tls.crt")
        #expect(problem { $0["tls.key"] = "" } == "it has no tls.key")
        #expect(problem { $0["tls.crt"] = "x" }.hasPrefix("read the PEM certificates"))
        #expect(
            problem { $0["tls.key"] = other["tls.key"] }.hasPrefix("the private key does not belong to the certificate")
        )
        #expect(problem { $0["ca.crt"] = "x" }.hasPrefix("read the PEM certificates"))
        // A key that is not the authority's cannot sign, but what is there can be served.
        var changed = data
        changed["ca.key"] = other["ca.key"]
        #expect(try Self.read(changed).kept.signer == nil)
        changed["ca.crt"] = other["ca.crt"]
        let kept = try Self.read(changed).kept
        #expect(kept.signer == kept.authorities[0].id)
        #expect(kept.serving.issuer == nil)
        changed["ca.crt"] = nil
        #expect(try Self.read(changed).kept.authorities.isEmpty)
    }

    @Test("Names are compared as clients compare them")
    func names() throws {
        let data = try #require(try Self.maker.data(.everything(keeping: []), present: nil, now: Self.now))
        let certificate = try #require(data["tls.crt"])
        #expect(try CertificateInspection.isValid(certificate, forHosts: Self.hosts))
        #expect(try !CertificateInspection.isValid(certificate, forHosts: ["other"]))
        #expect(try !CertificateInspection.isValid(certificate, forHosts: ["hook", "192.0.2.8"]))
    }

    @Test("A Secret is ours by its label or when it holds nothing yet")
    func ownership() throws {
        func secret(_ labels: JSONValue, _ data: JSONValue) throws -> CertificateSecret {
            try CertificateSecret(json: ["metadata": ["name": "s", "labels": labels], "data": data])
        }
        #expect(try secret([:], [:]).isOurs)
        #expect(try secret([:], ["tls.crt": "", "tls.key": ""]).isOurs)
        #expect(try !secret([:], ["tls.crt": "eA=="]).isOurs)
        #expect(try secret(["trimtab.dev/certificates": "webhook"], ["tls.crt": "eA=="]).isOurs)
    }
}
