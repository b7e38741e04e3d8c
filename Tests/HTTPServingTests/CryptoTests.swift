import HTTPServing
import TestSupport
import Testing

@Suite struct CryptoTests {
    struct Base64Case: Sendable {
        var text: String
        var encoded: String
        var urlSafe: String
    }

    /// RFC 4648, section 10, and one with the two last symbols.
    static let base64: [Base64Case] = [
        Base64Case(text: "", encoded: "", urlSafe: ""), Base64Case(text: "f", encoded: "Zg==", urlSafe: "Zg"),
        Base64Case(text: "fo", encoded: "Zm8=", urlSafe: "Zm8"),
        Base64Case(text: "foo", encoded: "Zm9v", urlSafe: "Zm9v"),
        Base64Case(text: "foobar", encoded: "Zm9vYmFy", urlSafe: "Zm9vYmFy"),
        Base64Case(text: "a?>~", encoded: "YT8+fg==", urlSafe: "YT8-fg"),
    ]

    @Test("Base64 encodes and decodes the RFC's examples", arguments: base64)
    func encodesBase64(example: Base64Case) {
        let bytes = Array(example.text.utf8)
        #expect(Base64.encode(bytes) == example.encoded)
        #expect(Base64.encodeURLSafe(bytes) == example.urlSafe)
        #expect(Base64.decode(example.encoded) == bytes)
        #expect(Base64.decodeURLSafe(example.urlSafe) == bytes)
    }

    @Test("Base64 of random bytes decodes to the same bytes")
    func roundTrips() {
        for seed in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let bytes = (0..<Int.random(in: 0...100, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes, "seed \(seed)")
            #expect(Base64.decodeURLSafe(Base64.encodeURLSafe(bytes)) == bytes, "seed \(seed)")
        }
    }

    @Test(
        "Broken base64 is refused",
        arguments: ["Zg", "Zg=", "Zg===", "Z", "====", "Zh==", "Zm 9", "Zm9v!m9v", "Zg==Zg=="])
    func refusesBrokenBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("SHA-256, HMAC and hex give the published values")
    func digests() throws {
        #expect(
            Base64.hex(try Digests.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        // RFC 4231, test case 2.
        #expect(
            Base64.hex(try Digests.hmacSHA256(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(try Digests.hmacSHA256(key: [], []).count == 32)
        #expect(try Digests.randomBytes(16) != Digests.randomBytes(16))
    }

    @Test("Constant-time comparison agrees with equality")
    func compares() {
        #expect(Digests.constantTimeEqual([], []))
        #expect(Digests.constantTimeEqual([1, 2], [1, 2]))
        #expect(!Digests.constantTimeEqual([1, 2], [1, 3]))
        #expect(!Digests.constantTimeEqual([1, 2], [1]))
    }

    @Test("A token verifies with its key and no other, whole and changed")
    func signsTokens() throws {
        for key in [try SigningKey.generateP256(), try SigningKey.generateRSA()] {
            let again = try SigningKey(privateKeyPEM: key.privateKeyPEM)
            let header = Array(#"{"alg":"\#(key.algorithm.rawValue)"}"#.utf8)
            let token = try JWS.sign(header: header, payload: Array("{}".utf8), key: key)
            #expect(JWS.verifiedPayload(token, key: again) == Array("{}".utf8))
            let other = try key.algorithm == .es256 ? SigningKey.generateP256() : SigningKey.generateRSA()
            #expect(JWS.verifiedPayload(token, key: other) == nil)
            let parts = token.split(separator: ".")
            let changed = "\(parts[0]).\(Base64.encodeURLSafe(Array(#"{"a":1}"#.utf8))).\(parts[2])"
            #expect(JWS.verifiedPayload(changed, key: key) == nil)
            #expect(JWS.verifiedPayload(String(token.dropLast(4)), key: key) == nil)
            #expect(JWS.verifiedPayload("", key: key) == nil)
            #expect(JWS.verifiedPayload("..", key: key) == nil)
            #expect(try again.publicKeyPEM.hasPrefix("-----BEGIN PUBLIC KEY-----"))
        }
    }

    @Test("HS256 gives the example of RFC 7515, appendix A.1")
    func signsHS256() throws {
        let secret = try #require(
            Base64.decodeURLSafe(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"))
        let token = try JWS.signHS256(
            header: Array("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}".utf8),
            payload: Array("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}".utf8),
            secret: secret)
        #expect(token.hasSuffix(".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
    }

    @Test("Unusable credentials are refused with what was tried")
    func refusesBadCredentials() throws {
        let authority = try CertificateAuthority(commonName: "a")
        let first = try authority.issueServer(commonName: "s", dnsNames: ["s"])
        let second = try authority.issueServer(commonName: "s", dnsNames: ["s"])
        for (chain, key, message) in [
            (first.certificatePEM, second.privateKeyPEM, "the private key does not belong to the certificate s"),
            ("", first.privateKeyPEM, "read the PEM certificates after the first 0"),
            (
                first.certificatePEM + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                first.privateKeyPEM,
                "read the PEM certificates after the first 1"
            ),
            (first.certificatePEM, "nonsense", "read the PEM private key"),
        ] {
            let error = #expect(throws: ServingError.self) {
                try TLSIdentity(certificateChainPEM: chain, privateKeyPEM: key)
            }
            #expect(error?.code == .invalidCredentials)
            #expect(error?.message == message)
        }
        #expect(throws: ServingError.self) {
            try CertificateAuthority(certificatePEM: authority.certificatePEM, privateKeyPEM: first.privateKeyPEM)
        }
        #expect(throws: ServingError.self) { try authority.issueServer(commonName: "x", dnsNames: ["a,b"]) }
        #expect(throws: ServingError.self) {
            try authority.issueServer(commonName: "x", dnsNames: [], ipAddresses: ["999.1.1.1"])
        }
    }

    @Test("Validity is what was asked for, and a saved authority issues on")
    func issues() async throws {
        let now: Int64 = 1_900_000_000
        let authority = try CertificateAuthority(commonName: "ca", validFor: .days(10), now: now)
        #expect(authority.notAfter == now + 864_000)
        let restored = try CertificateAuthority(
            certificatePEM: authority.certificatePEM, privateKeyPEM: authority.privateKeyPEM)
        let leaf = try restored.issueServer(
            commonName: "web", dnsNames: ["web.default.svc", "*.example.org"], ipAddresses: ["10.0.0.1", "::1"],
            validFor: .days(2), now: now)
        #expect(leaf.notAfter == now + 172_800)
        let identity = try TLSIdentity(certificateChainPEM: leaf.certificatePEM, privateKeyPEM: leaf.privateKeyPEM)
        #expect(identity.notAfter == leaf.notAfter)
    }

    @Test("OpenSSL's own program accepts and reads what is issued")
    func opensslVerifies() async throws {
        let authority = try CertificateAuthority(commonName: "ca")
        let ca = try TemporaryFile(authority.certificatePEM)
        let server = try TemporaryFile(
            authority.issueServer(commonName: "web", dnsNames: ["web.svc"], ipAddresses: ["10.0.0.1"]).certificatePEM)
        let client = try TemporaryFile(
            authority.issueClient(commonName: "jane", organizations: ["system:masters", "dev"]).certificatePEM)
        for (file, purpose) in [(server, "sslserver"), (client, "sslclient")] {
            guard
                let verified = try await runProgram(
                    "openssl", ["verify", "-x509_strict", "-purpose", purpose, "-CAfile", ca.path, file.path])
            else { return }
            #expect(verified.status == 0, "\(verified.output)")
        }
        let names = try await runProgram(
            "openssl", ["x509", "-in", server.path, "-noout", "-ext", "subjectAltName"])
        #expect(names?.output.contains("DNS:web.svc, IP Address:10.0.0.1") == true)
        let subject = try await runProgram("openssl", ["x509", "-in", client.path, "-noout", "-subject"])
        #expect(subject?.output == "subject=O = system:masters, O = dev, CN = jane\n")
    }
}
