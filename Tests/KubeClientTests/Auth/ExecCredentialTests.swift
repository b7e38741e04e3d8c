import KubeCore
import Testing

@testable import KubeClient

@Suite("ExecCredential")
struct ExecCredentialTests {
    static let plugin = ExecCredentialPlugin(command: "login")
    static let head = #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1""#

    @Test("Token, certificates and expiry are read")
    func read() throws {
        let text =
            Self.head
            + #","status":{"token":"t","clientCertificateData":"C","clientKeyData":"K","expirationTimestamp":"2026-11-21T05:33:00Z"}}"#
        let credential = try ExecCredential(parsing: Array(text.utf8), from: Self.plugin)
        let expiration = try #require(Timestamp(rfc3339: "2026-11-21T05:33:00Z"))
        #expect(credential.token == "t")
        #expect(credential.clientCertificate == Array("C".utf8))
        #expect(credential.clientKey == Array("K".utf8))
        #expect(credential.expiration == expiration)
        #expect(credential.isFresh(at: expiration - .seconds(11)))
        #expect(!credential.isFresh(at: expiration - .seconds(10)))
    }

    @Test(
        "Output that is no credential says what is wrong with it",
        arguments: [
            ("", "the plugin's output is no JSON"), ("{}", "has kind \"\", not ExecCredential"),
            (#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"}"#, "make them agree"),
            (head + "}", "has no status"), (head + #","status":{}}"#, "neither a token nor a client certificate"),
            (head + #","status":{"clientKeyData":"K"}}"#, "a key without its certificate"),
            (head + #","status":{"token":"t","expirationTimestamp":"soon"}}"#, "is no RFC 3339 time"),
        ])
    func refused(_ output: String, _ message: String) {
        let error = #expect(throws: APIError.self) {
            try ExecCredential(parsing: Array(output.utf8), from: Self.plugin)
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasPrefix("could not get credentials from login: ") == true)
    }

    @Test("The plugin is told of the cluster only when it asks")
    func info() throws {
        var plugin = Self.plugin
        #expect(
            ExecCredential.info(plugin, interactive: false, authority: nil)
                == Self.head + #","spec":{"interactive":false}}"#)
        var info = ExecClusterInfo(server: "https://h")
        info.serverName = "n"
        info.config = ["a": 1]
        plugin.clusterInfo = info
        #expect(
            ExecCredential.info(plugin, interactive: true, authority: Array("CA".utf8))
                == Self.head
                + #","spec":{"interactive":true,"cluster":{"server":"https://h","tls-server-name":"n","#
                + #""certificate-authority-data":"Q0E=","config":{"a":1}}}}"#)
    }

    @Test("Base64 is read as it is written, and refused when broken")
    func base64() {
        for length in 0..<20 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + 200) }
            #expect(Base64Coding.decode(Base64Coding.encode(bytes)) == bytes)
        }
        #expect(Base64Coding.encode(Array("any carnal pleas".utf8)) == "YW55IGNhcm5hbCBwbGVhcw==")
        #expect(Base64Coding.decode("YW5\n5") == Array("any".utf8))
        for broken in ["A", "AA", "AA=", "AAA", "AA=A", "A===", "?", "AAAA="] {
            #expect(Base64Coding.decode(broken) == nil, "\(broken)")
        }
    }
}
