import KubeCore
import Sandbox
import Testing

@Suite("Simulated queue workers")
struct RedisDrainTests {
    static func pod(ready: Bool = true, rate: String? = nil, url: String = "redis://127.0.0.1:6379/0/a/b") -> JSONValue
    {
        var annotations: JSONObject = [RedisDrain.listAnnotation: .string(url)]
        if let rate { annotations[RedisDrain.rateAnnotation] = .string(rate) }
        return [
            "metadata": ["annotations": .object(annotations)],
            "status": ["conditions": [["type": "Ready", "status": ready ? "True" : "False"]]],
        ]
    }

    @Test("Ready pods take items at their rate; fractions are carried over")
    func rates() throws {
        let list = try #require(RedisDrain.List(url: "redis://127.0.0.1:6379/0/a/b"))
        #expect(list.key == "a/b")
        var drain = RedisDrain()
        let pods = [Self.pod(), Self.pod(rate: "0.5"), Self.pod(ready: false)]
        #expect(drain.take(pods: pods, seconds: 1) == [list: 1])
        #expect(drain.take(pods: pods, seconds: 1) == [list: 2])
        #expect(drain.take(pods: [], seconds: 1) == [:])
        #expect(drain.take(pods: pods, seconds: 0.5) == [:])
    }

    @Test(
        "What is no list is left alone",
        arguments: ["http://h:1/0/k", "redis://h/0/k", "redis://h:1/x/k", "redis://h:1/0"])
    func malformed(url: String) {
        var drain = RedisDrain()
        #expect(drain.take(pods: [Self.pod(url: url)], seconds: 10) == [:])
    }
}
