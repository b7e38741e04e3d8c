import COpenSSL
import HTTPServing
import NIOConcurrencyHelpers
import Testing

/// Clients that mean harm, many at once; a friend is served all the while.
@Suite("Hostile clients", .timeLimit(.minutes(5)), .serialized)
struct HostileClientTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        var name: String
        /// Over TLS, after a proper handshake; else raw bytes to the TLS port.
        var shakesHands = true
        /// Sent one after the other until the server ends the connection.
        var pieces: @Sendable () -> AnySequence<String>
        var closesOutput = false
        /// How what comes back begins; empty when the connection is closed in silence, nil when whatever comes will do.
        var answer: String?
        var testDescription: String { name }
        var isSlow: Bool { answer == "" || answer == "HTTP/1.1 408" }
    }

    static func pieces(_ texts: String...) -> @Sendable () -> AnySequence<String> { { AnySequence(texts) } }

    static func repeated(_ head: String, _ piece: String, _ count: Int) -> @Sendable () -> AnySequence<String> {
        { AnySequence([head] + Array(repeating: piece, count: count)) }
    }

    static let post = "POST / HTTP/1.1\r\nHost: localhost\r\n"

    static let attacks = [
        Attack(name: "nothing after the handshake", pieces: pieces(), answer: ""),
        Attack(name: "half a request line", pieces: pieces("GE"), answer: "HTTP/1.1 408"),
        Attack(
            name: "headers without an end", pieces: pieces("GET / HTTP/1.1\r\nHost: localhost\r\nX: "),
            answer: "HTTP/1.1 408"),
        Attack(
            name: "a body that never comes", pieces: pieces(post + "Content-Length: 10\r\n\r\nabc"),
            answer: "HTTP/1.1 408"),
        Attack(
            name: "half a request, then half closed", pieces: pieces(post + "Content-Length: 10\r\n\r\nabc"),
            closesOutput: true, answer: "HTTP/1.1 400"),
        Attack(
            name: "a whole request, then half closed", pieces: pieces("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
            closesOutput: true, answer: "HTTP/1.1 200"),
        Attack(
            name: "one header of 1 MB",
            pieces: repeated("GET / HTTP/1.1\r\nHost: localhost\r\nX: ", String(repeating: "x", count: 65_536), 16),
            answer: "HTTP/1.1 431"),
        Attack(
            name: "1 MB of headers",
            pieces: repeated(
                "GET / HTTP/1.1\r\nHost: localhost\r\n",
                String(repeating: "X-Some-Header: some value of thirty-two\r\n", count: 1600), 16),
            answer: "HTTP/1.1 431"),
        Attack(
            name: "100 MB announced", pieces: pieces(post + "Content-Length: 104857600\r\n\r\nabc"),
            answer: "HTTP/1.1 413"),
        Attack(
            name: "100 MB unannounced",
            pieces: repeated(
                post + "Transfer-Encoding: chunked\r\n\r\n",
                "100000\r\n" + String(repeating: "x", count: 1 << 20) + "\r\n", 100), answer: "HTTP/1.1 413"),
        Attack(
            name: "a length beyond all numbers", pieces: pieces(post + "Content-Length: 1e9\r\n\r\n"),
            answer: "HTTP/1.1 400"),
        Attack(
            name: "not TLS", shakesHands: false, pieces: pieces("\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}garbage"),
            answer: nil),
        Attack(name: "no byte at all", shakesHands: false, pieces: pieces(), answer: ""),
        Attack(
            name: "the head of a record, and no more", shakesHands: false,
            pieces: pieces("\u{16}\u{3}\u{1}\u{40}\u{0}"),
            answer: ""),
        Attack(
            name: "an endless record of a handshake", shakesHands: false,
            pieces: repeated(
                "\u{16}\u{3}\u{1}\u{40}\u{0}\u{1}\u{0}\u{7F}\u{7F}", String(repeating: "z", count: 65_536), 64),
            answer: nil),
    ]

    @Test("Eight of a kind are each answered or dropped in time, and others are served meanwhile", arguments: attacks)
    func attacked(_ attack: Attack) async throws {
        let pki = try TestPKI()
        let friend = try pki.client()
        try await withServer(
            pki.security(),
            configure: { configuration in
                // Short only where the attack is about it: the friend has a slow machine too.
                if !attack.shakesHands { configuration.handshakeTimeout = .seconds(3) }
                if attack.isSlow { configuration.requestReadTimeout = .seconds(3) }
                if attack.isSlow { configuration.idleTimeout = .seconds(3) }
                configuration.maximumBodySize = 1 << 20
            }
        ) { port, server in
            let isOver = NIOLockedValueBox(false)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var served = 0
                    while !isOver.withLockedValue({ $0 }) || served == 0 {
                        // A new connection each time: accepting goes on too.
                        let client = try await RawClient.connect(port, tls: friend)
                        try await client.send("GET /friend HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        let answer = try await client.read(until: "/friend")
                        #expect(answer.hasPrefix("HTTP/1.1 200"))
                        try await client.close()
                        served += 1
                    }
                }
                try await withThrowingTaskGroup(of: Void.self) { attackers in
                    for _ in 0..<8 { attackers.addTask { try await Self.carryOut(attack, port, friend) } }
                    try await attackers.waitForAll()
                }
                isOver.withLockedValue { $0 = true }
                try await group.waitForAll()
            }
        }
    }

    private static func carryOut(_ attack: Attack, _ port: Int, _ tls: TestTLSClient) async throws {
        let client = try await RawClient.connect(port, tls: attack.shakesHands ? tls : nil)
        do {
            for piece in attack.pieces() { try await client.send(piece) }
            if attack.closesOutput { try await client.closeOutput() }
        } catch {
            // The server had enough before all was sent.
        }
        let answer = try await client.readToEnd()
        guard let expected = attack.answer else { return }
        #expect(expected.isEmpty ? answer.isEmpty : answer.hasPrefix(expected), "\(answer.prefix(200))")
    }

    @Test("A renegotiation is refused, and the connection ends")
    func renegotiation() async throws {
        let pki = try TestPKI()
        try await withServer(pki.security()) { port, _ in
            // A line that begins with R asks s_client for it.
            let result = try await runProgram(
                "openssl", ["s_client", "-tls1_2", "-connect", "127.0.0.1:\(port)"], input: "R\n")
            guard let result else { return }
            #expect(result.output.contains("RENEGOTIATING"))
            #expect(result.output.contains("no renegotiation"))
            let client = try await RawClient.connect(port, tls: pki.client())
            try await client.send("GET /after HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await client.read(until: "/after").hasPrefix("HTTP/1.1 200"))
            try await client.close()
        }
    }
}
