import NIOCore
import NIOPosix
import Testing

@testable import HTTPServing

@Suite struct HTTPValueTests {
    @Test(
        "Dates are written as HTTP asks",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        ] as [(Int64, String)])
    func dates(seconds: Int64, text: String) {
        #expect(HTTPDate.text(secondsSince1970: seconds) == text)
    }

    private func head(
        _ response: ServerResponse, _ framing: ResponseFraming, canChunk: Bool = true, keepAlive: Bool = true
    ) -> String {
        var buffer = ByteBuffer()
        ResponseHead.write(
            response, framing: framing, exchange: Exchange(isHead: false, canChunk: canChunk, keepAlive: keepAlive),
            date: "D", into: &buffer)
        return String(buffer: buffer)
    }

    @Test("A response's head says how its body ends and whether the connection goes on")
    func responseHeads() {
        let response = ServerResponse(status: 200, headers: [("A", "b"), ("content-length", "9"), ("DATE", "x")])
        #expect(head(response, .length(3)) == "HTTP/1.1 200 OK\r\nA: b\r\nDate: D\r\nContent-Length: 3\r\n\r\n")
        #expect(head(response, .chunked) == "HTTP/1.1 200 OK\r\nA: b\r\nDate: D\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(
            head(ServerResponse(status: 204), .none, keepAlive: false)
                == "HTTP/1.1 204 No Content\r\nDate: D\r\nConnection: close\r\n\r\n")
        #expect(
            head(ServerResponse(status: 404), .length(0), canChunk: false)
                == "HTTP/1.1 404 Not Found\r\nDate: D\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n")
    }

    @Test(
        "A header field that would write further fields is left out",
        arguments: [("A\r\nB", "c"), ("A", "b\r\nC: d"), ("A", "b\u{0}"), ("", "b"), ("A:", "b"), ("A b", "c")])
    func unsafeHeaders(name: String, value: String) {
        #expect(
            head(ServerResponse(status: 200, headers: [(name, value)]), .length(0))
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("Header names are found whatever their case")
    func findsHeaders() {
        let request = ServerRequest(method: "GET", target: "/", headers: [("Accept", "a"), ("accept", "b")])
        #expect(request.header("ACCEPT") == "a")
        #expect(request.header("Accep") == nil)
        #expect(!"[".equalsIgnoringASCIICase("{"))
    }

    @Test("A producer waits at the gate until enough was taken, the gate closes, or it is cancelled")
    func gate() async {
        let gate = WriteGate(limit: 10)
        gate.add(9)
        await gate.waitForRoom()
        gate.add(5)
        async let waiting: Void = gate.waitForRoom()
        gate.taken(5)
        await waiting
        gate.add(100)
        let cancelled = Task { await gate.waitForRoom() }
        cancelled.cancel()
        await cancelled.value
        gate.close()
        await gate.waitForRoom()
        #expect(gate.outstanding == 109)
    }

    @Test("A settled value reaches those who wait and those who come later; the first stands")
    func oneShot() async throws {
        let shot = OneShot<Int>()
        let early = Task { try await shot.value() }
        let cancelled = Task { try await shot.value() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        shot.settle(.success(1))
        shot.settle(.success(2))
        #expect(try await early.value == 1)
        #expect(try await shot.value() == 1)
    }
}
