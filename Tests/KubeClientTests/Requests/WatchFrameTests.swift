import KubeCore
import TestSupport
import Testing

@Suite("Watch frames")
struct WatchFrameTests {
    @Test("Frames come out whole wherever the chunks break")
    func anyChunks() throws {
        let frames = (0..<40).map { index -> [UInt8] in
            let name = String(repeating: "ü€", count: index * index)
            return WatchEvent.added(["kind": "Pod", "metadata": ["name": .string("\(index)-\(name)")]]).frame
        }
        let body = Array(frames.map { $0 + [UInt8(0x0A)] }.joined())
        for seed in 0..<100 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var splitter = WatchFrameSplitter(maximumFrameSize: 1 << 20)
            var rest = body[...]
            var found: [[UInt8]] = []
            while !rest.isEmpty {
                let size = Int.random(in: 1...(seed % 2 == 0 ? 7 : 5000), using: &random)
                found += try splitter.append(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            #expect(found == frames, "seed \(seed)")
            #expect(try splitter.finish() == nil, "seed \(seed)")
        }
    }

    @Test("Blank lines are passed over, and a last frame needs no newline")
    func blanks() throws {
        var splitter = WatchFrameSplitter()
        #expect(try splitter.append(Array("\n\r\n{\"a\":1}\r\n \n{\"b\"".utf8)) == [Array("{\"a\":1}\r".utf8)])
        #expect(try splitter.append(Array(":2}".utf8)) == [])
        #expect(splitter.pendingByteCount == 7)
        #expect(try splitter.finish() == Array("{\"b\":2}".utf8))
        #expect(try splitter.finish() == nil)
    }

    @Test("A body that breaks off inside an event says so")
    func truncated() throws {
        var splitter = WatchFrameSplitter()
        _ = try splitter.append(Array("{\"type\":\"ADD".utf8))
        let error = #expect(throws: WatchFrameError.self) { try splitter.finish() }
        #expect(error == WatchFrameError(.truncated, "the watch broke off inside an event, after 12 bytes of it"))
    }

    @Test("A frame beyond the bound is refused before it is whole")
    func bound() throws {
        var splitter = WatchFrameSplitter(maximumFrameSize: 10)
        #expect(try splitter.append(Array("{\"abcde\":1\n".utf8)) == [Array("{\"abcde\":1".utf8)])
        _ = try splitter.append([UInt8](repeating: 0x20, count: 10))
        let error = #expect(throws: WatchFrameError.self) { try splitter.append([0x20]) }
        #expect(error?.code == .tooLarge)
        var other = WatchFrameSplitter(maximumFrameSize: 10)
        #expect(throws: WatchFrameError.self) { try other.append(Array("01234567890\n".utf8)) }
    }

    @Test("Every event survives writing and reading")
    func roundTrip() throws {
        let object: JSONValue = ["kind": "Pod", "apiVersion": "v1", "metadata": ["resourceVersion": "5"]]
        let events: [WatchEvent] = [
            .added(object), .modified(object), .deleted(object), .bookmark(object),
            .error(APIStatus(message: "too old", reason: "Expired", code: 410)),
        ]
        for event in events {
            #expect(try WatchEvent(parsing: event.frame) == event)
            #expect(event.resourceVersion == (event.object == nil ? nil : "5"))
        }
    }

    @Test("Only an annotated bookmark ends the initial events")
    func initialEvents() {
        let marked: JSONValue = [
            "metadata": ["resourceVersion": "5", "annotations": ["k8s.io/initial-events-end": "true"]]
        ]
        #expect(WatchEvent.bookmark(marked).endsInitialEvents)
        #expect(!WatchEvent.added(marked).endsInitialEvents)
        #expect(!WatchEvent.bookmark(["metadata": ["resourceVersion": "5"]]).endsInitialEvents)
    }

    @Test(
        "What is no watch event is refused",
        arguments: [
            "", "null", "[]", "{}", "{\"type\":\"ADDED\"}", "{\"type\":\"ADDED\",\"object\":1}",
            "{\"type\":\"NEW\",\"object\":{}}", "{\"type\":\"ADDED\",\"object\":{}} x",
        ])
    func refused(_ text: String) {
        #expect(throws: WatchFrameError.self) { try WatchEvent(parsing: Array(text.utf8)) }
    }

    @Test("An error event without a Status is still an error")
    func strangeError() throws {
        let event = try WatchEvent(parsing: Array(#"{"type":"ERROR","object":{"kind":"Pod"}}"#.utf8))
        #expect(
            event == .error(APIStatus(message: "the server ended the watch without a Status", reason: "", code: 500)))
    }
}
