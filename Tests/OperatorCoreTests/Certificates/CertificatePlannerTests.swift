import KubeCore
import OperatorCore
import Testing

@Suite("Certificate plan")
struct CertificatePlannerTests {
    static let now = Timestamp(seconds: 1_800_000_000)
    static let policy = CertificatePolicy()
    static let day = Duration.seconds(86_400)

    /// Made `age` ago.
    static func info(_ id: String, age: Duration = .zero, lifetime: Duration) -> CertificateInfo {
        CertificateInfo(
            id: id, notBefore: now - age - CertificateInfo.backdating, notAfter: now - age + lifetime)
    }

    static func authority(_ id: String, age: Duration = .zero) -> CertificateInfo {
        info(id, age: age, lifetime: policy.authorityLifetime)
    }

    static func serving(_ id: String, by issuer: String?, age: Duration = .zero) -> ServingCertificate {
        ServingCertificate(info: info(id, age: age, lifetime: policy.servingLifetime), issuer: issuer)
    }

    static func kept(
        _ serving: ServingCertificate, _ authorities: [CertificateInfo], signer: String?
    ) -> CertificateSnapshot.Secret {
        .kept(KeptCertificates(serving: serving, authorities: authorities, signer: signer))
    }

    static func target(_ authorities: [CertificateInfo], wellFormed: Bool = true) -> TrustTarget {
        TrustTarget(
            name: "hooks",
            entries: [.init(pointer: "/webhooks/0", authorities: authorities, isWellFormed: wellFormed)])
    }

    static func plan(_ snapshot: CertificateSnapshot) -> CertificatePlan {
        CertificatePlanner.plan(snapshot, policy: policy, now: now)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var snapshot: CertificateSnapshot
        var write = CertificatePlan.Write.nothing
        var serves = false
        var trust: [String]?
        var problem: String?
        var testDescription: String { name }
    }

    static let a = authority("A", age: day * 10)
    static let b = authority("B")
    static let late = authority("A", age: day * 800)
    static let dead = authority("A", age: day * 1100)

    static let writes = [
        Case(name: "nothing is there", snapshot: .init(secret: .missing), write: .everything(keeping: [])),
        Case(
            name: "what is there cannot be used", snapshot: .init(secret: .unusable("no key")),
            write: .everything(keeping: []), problem: "the Secret cannot be used: no key"),
        Case(
            name: "all is well",
            snapshot: .init(
                secret: kept(serving("a", by: "A"), [a], signer: "A"), targets: [target([a])],
                inUse: serving("a", by: "A"))),
        Case(
            name: "the certificate is due",
            snapshot: .init(
                secret: kept(serving("a", by: "A", age: day * 61), [a], signer: "A"), targets: [target([a])],
                inUse: serving("a", by: "A", age: day * 61)), write: .serving(validFor: policy.servingLifetime)),
        Case(
            name: "the authority is due, and the certificate too",
            snapshot: .init(
                secret: kept(serving("a", by: "A", age: day * 61), [late], signer: "A"), targets: [target([late])],
                inUse: serving("a", by: "A", age: day * 61)), write: .authority(keeping: ["A"])),
        Case(
            name: "a new authority is not trusted yet",
            snapshot: .init(
                secret: kept(serving("a", by: "A"), [b, late], signer: "B"), targets: [target([late])],
                inUse: serving("a", by: "A")), trust: ["B", "A"]),
        Case(
            name: "a new authority is trusted since a moment",
            snapshot: .init(
                secret: kept(serving("a", by: "A"), [b, late], signer: "B"), targets: [target([b, late])],
                inUse: serving("a", by: "A"), trustedFor: ["A": .seconds(99), "B": .seconds(9)])),
        Case(
            name: "a new authority is trusted",
            snapshot: .init(
                secret: kept(serving("a", by: "A"), [b, late], signer: "B"), targets: [target([b, late])],
                inUse: serving("a", by: "A"), trustedFor: ["A": .seconds(99), "B": .seconds(10)]),
            write: .serving(validFor: policy.servingLifetime)),
        Case(
            name: "the last of an old authority is over",
            snapshot: .init(
                secret: kept(serving("b", by: "B"), [b, dead], signer: "B"), targets: [target([b, dead])],
                inUse: serving("b", by: "B")), write: .authorities(["B"]), trust: ["B"]),
        Case(
            name: "the only authority has expired",
            snapshot: .init(secret: kept(serving("a", by: "A"), [dead], signer: "A")),
            write: .everything(keeping: []), serves: true),
        Case(
            name: "the key of the authority is lost",
            snapshot: .init(secret: kept(serving("a", by: "A"), [a], signer: nil)), write: .everything(keeping: ["A"]),
            serves: true),
        Case(
            name: "the certificate has expired",
            snapshot: .init(secret: kept(serving("a", by: "A", age: day * 91), [a], signer: "A")),
            write: .serving(validFor: policy.servingLifetime),
            problem: "the certificate expired at \((now - day).rfc3339)"),
        Case(
            name: "the certificate is of nobody known",
            snapshot: .init(secret: kept(serving("a", by: nil), [a], signer: "A")),
            write: .serving(validFor: policy.servingLifetime), serves: true),
        Case(
            name: "the Service has another name",
            snapshot: .init(
                secret: kept(
                    ServingCertificate(info: serving("a", by: "A").info, issuer: "A", hasNames: false), [a],
                    signer: "A")), write: .serving(validFor: policy.servingLifetime), serves: true),
        Case(
            name: "the authority has less left than a certificate's life",
            snapshot: .init(
                secret: kept(serving("x", by: nil), [authority("A", age: day * 1090)], signer: "A")),
            write: .serving(validFor: day * 5), serves: true),
    ]

    static let trusts = [
        Case(
            name: "a bundle is empty",
            snapshot: .init(
                secret: kept(serving("a", by: "A"), [a], signer: "A"), targets: [target([])],
                inUse: serving("a", by: "A")), trust: ["A"]),
        Case(
            name: "a bundle holds more than certificates",
            snapshot: .init(
                secret: kept(serving("a", by: "A"), [a], signer: "A"), targets: [target([a], wellFormed: false)],
                inUse: serving("a", by: "A")), trust: ["A"]),
        Case(
            name: "another authority is still needed, for a while",
            snapshot: .init(
                secret: kept(serving("b", by: "B"), [b], signer: "B"), targets: [target([a])],
                inUse: serving("a", by: "A"), inUseFor: day), trust: ["B", "A"]),
        Case(
            name: "this process has moved, others may not have",
            snapshot: .init(
                secret: kept(serving("b", by: "B"), [b], signer: "B"), targets: [target([b, a])],
                inUse: serving("b", by: "B"), inUseFor: .seconds(599))),
        Case(
            name: "all have moved",
            snapshot: .init(
                secret: kept(serving("b", by: "B"), [b], signer: "B"), targets: [target([b, a])],
                inUse: serving("b", by: "B"), inUseFor: .seconds(600)), trust: ["B"]),
        Case(
            name: "an expired authority goes at once",
            snapshot: .init(
                secret: kept(serving("b", by: "B"), [b], signer: "B"), targets: [target([b, dead])],
                inUse: serving("b", by: "B")), trust: ["B"]),
    ]

    static let provided = [
        Case(
            name: "nobody has made it yet", snapshot: .init(secret: .missing, isManaged: false),
            problem: "the Secret does not exist; whoever is to make it has not yet"),
        Case(
            name: "without an authority the bundle is left alone",
            snapshot: .init(
                secret: kept(serving("x", by: nil), [], signer: nil), isManaged: false, targets: [target([])]),
            serves: true),
        Case(
            name: "with an authority it is filled",
            snapshot: .init(
                secret: kept(serving("a", by: "A"), [a], signer: nil), isManaged: false, targets: [target([])],
                inUse: serving("a", by: "A")), trust: ["A"]),
        Case(
            name: "another pair is served at once when nothing tells whom to trust",
            snapshot: .init(
                secret: kept(serving("y", by: nil), [], signer: nil), isManaged: false,
                inUse: serving("x", by: nil)), serves: true),
        Case(
            name: "it is never renewed by us",
            snapshot: .init(
                secret: kept(serving("a", by: "A", age: day * 85), [a], signer: "A"), isManaged: false,
                inUse: serving("a", by: "A", age: day * 85)),
            problem: "the certificate expires at \((now + day * 5).rfc3339) and was not renewed"),
    ]

    static let shows = [
        Case(
            name: "another certificate of the same authority",
            snapshot: .init(
                secret: kept(serving("b", by: "A"), [a], signer: "A"), targets: [target([a])],
                inUse: serving("a", by: "A")), serves: true),
        Case(
            name: "one of an authority not trusted yet",
            snapshot: .init(
                secret: kept(serving("b", by: "B"), [b, a], signer: "B"), targets: [target([b, a])],
                inUse: serving("a", by: "A"), trustedFor: ["B": .seconds(1)])),
        Case(
            name: "one of an authority that is trusted",
            snapshot: .init(
                secret: kept(serving("b", by: "B"), [b, a], signer: "B"), targets: [target([b, a])],
                inUse: serving("a", by: "A"), trustedFor: ["B": .seconds(10)]), serves: true),
        Case(
            name: "one of an authority not trusted, but ours is over",
            snapshot: .init(
                secret: kept(serving("b", by: "B"), [b, a], signer: "B"), targets: [target([b, a])],
                inUse: serving("a", by: "A", age: day * 90 - .seconds(5))), serves: true),
        Case(
            name: "nobody points to us",
            snapshot: .init(
                secret: kept(serving("b", by: "B"), [b], signer: "B"),
                targets: [TrustTarget(name: "hooks", entries: [])], inUse: serving("a", by: "A")), serves: true),
        Case(
            name: "nobody can see who is trusted, and the authority is new",
            snapshot: .init(
                secret: kept(serving("b", by: "B"), [b], signer: "B"),
                targets: [TrustTarget(name: "hooks", entries: nil)], inUse: serving("a", by: "A"))),
        Case(
            name: "nobody can see who is trusted, for a day",
            snapshot: .init(
                secret: kept(serving("b", by: "C"), [authority("C", age: day)], signer: "C"),
                targets: [TrustTarget(name: "hooks", entries: nil)], inUse: serving("a", by: "A")), serves: true),
    ]

    @Test("Each state leads to its next step", arguments: writes + trusts + provided + shows)
    func step(_ item: Case) {
        let plan = Self.plan(item.snapshot)
        #expect(plan.write == item.write)
        #expect(plan.servesKept == item.serves)
        #expect(
            plan.trust
                == (item.trust.map { [.init(target: "hooks", pointer: "/webhooks/0", authorities: $0)] } ?? []))
        #expect(plan.problem == item.problem)
        #expect(plan.lookAgain >= .seconds(1) && plan.lookAgain <= .seconds(3600))
    }

    @Test("It is looked again when something is due, and at least every hour")
    func lookAgain() {
        func wait(_ age: Duration, trusted: Duration? = nil, inUseFor: Duration = Self.day) -> Duration {
            Self.plan(
                .init(
                    secret: Self.kept(Self.serving("a", by: "A", age: age), [Self.a], signer: "A"),
                    targets: [Self.target([Self.a])], inUse: Self.serving("a", by: "A", age: age), inUseFor: inUseFor,
                    trustedFor: trusted.map { ["A": $0] } ?? [:])
            ).lookAgain
        }
        #expect(wait(Self.day) == .seconds(3600))
        #expect(wait(Self.day * 60 - .seconds(90)) == .seconds(90))
        #expect(wait(Self.day, trusted: .seconds(4)) == .seconds(6))
        #expect(wait(Self.day, inUseFor: .seconds(590)) == .seconds(10))
        #expect(wait(Self.day * 60 - .milliseconds(1)) == .seconds(1))
    }

    @Test("Two thirds of a certificate's life pass before it is renewed, however short it is")
    func renewal() {
        let made = Timestamp(seconds: 1_000_000)
        func renewal(_ lifetime: Int64) -> Timestamp {
            CertificateInfo(
                id: "x", notBefore: made - CertificateInfo.backdating, notAfter: made + .seconds(lifetime)
            ).renewal
        }
        #expect(renewal(90) == made + .seconds(60))
        #expect(renewal(90 * 86_400) == made + .seconds(60 * 86_400))
        // Of somebody else, without the allowance for late clocks.
        let short = CertificateInfo(id: "x", notBefore: made, notAfter: made + .seconds(240))
        #expect(short.renewal == made + .seconds(160))
    }
}
