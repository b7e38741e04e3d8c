import KubeCore
import TestSupport
import Testing

@Suite("YAML printing")
struct YAMLSerializeTests {
    @Test("A document is printed as kubectl prints it")
    func document() throws {
        let value = try JSONValue(
            parsing: #"""
                {"spec":{"replicas":3,"paused":false,"none":null,"empty":{},"list":[],"args":["-c","a: b","1","true","",
                "x #y","12:30","multi\nline\n","*a","{b}"," pad "],"nested":[[1,2],{"a":1,"b":[{"c":"d"}]}],"n":1.50},
                "apiVersion":"v1","kind":"Thing","a10":1,"a9":1,"é":"ü","bell":"\u0007"}
                """#)
        #expect(
            YAML.serialize(value) == #"""
                a9: 1
                a10: 1
                apiVersion: v1
                bell: "\a"
                kind: Thing
                spec:
                  args:
                  - -c
                  - 'a: b'
                  - "1"
                  - "true"
                  - ""
                  - 'x #y'
                  - "12:30"
                  - |
                    multi
                    line
                  - '*a'
                  - '{b}'
                  - ' pad '
                  empty: {}
                  list: []
                  "n": 1.50
                  nested:
                  - - 1
                    - 2
                  - a: 1
                    b:
                    - c: d
                  none: null
                  paused: false
                  replicas: 3
                é: ü

                """#)
    }

    @Test("Dates and times are quoted, as kubectl quotes them; what only looks like one is not")
    func times() {
        for text in [
            "2026-11-21", "2026-1-2", "2026-11-21T05:33:00Z", "2026-11-21t05:33:00.123+01:00", "2026-11-21 5:3:0",
            "2026-11-21T05:33:00.123456Z",
        ] {
            #expect(YAML.serialize(.string(text)) == "\"\(text)\"\n")
        }
        for text in ["2026-13-01", "2026-02-30", "2026-11-21T05:33:00", "2026-11-21x", "12026-11-21", "2026-11"] {
            #expect(YAML.serialize(.string(text)) == "\(text)\n")
        }
    }

    @Test("Scalars stand alone, documents are separated")
    func scalars() {
        #expect(YAML.serialize("a") == "a\n")
        #expect(YAML.serialize([["a": 1], ["b": 2]]) == "a: 1\n---\nb: 2\n")
    }

    @Test("What is printed reads back as the same value")
    func roundTrip() throws {
        var random = SplitMix64(seed: 20)
        for round in 0..<400 {
            let value = JSONValue.random(&random, depth: 4)
            let text = YAML.serialize(value)
            let read = try #require(try YAML.parse(text).first, "round \(round)")
            #expect(read.value == value, "round \(round): \(text)")
        }
    }
}
