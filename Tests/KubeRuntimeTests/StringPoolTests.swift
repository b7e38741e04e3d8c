import KubeRuntime
import Testing

@Suite struct StringPoolTests {
    @Test("Strings worth sharing are kept once; short and very long ones are left alone")
    func shares() {
        var pool = StringPool(capacity: 3)
        let long = String(repeating: "x", count: 300)
        for text in ["short", long, "a sentence of some length", "a sentence of some length"] {
            #expect(pool.shared(text) == text)
        }
        #expect(pool.count == 1)
        var labels = ["app.kubernetes.io/name": "a", "team": "payments of the shop"]
        pool.share(&labels)
        #expect(labels == ["app.kubernetes.io/name": "a", "team": "payments of the shop"])
        #expect(pool.count == 3)
        _ = pool.shared("one more than it may hold")
        #expect(pool.count == 1, "a full pool begins anew")
        var none: String?
        pool.share(&none)
        #expect(none == nil)
    }
}
