import Foundation
import KubeCore

/// JSON reading and writing, against a pass over the bytes and against Foundation.
struct JSONBenchmark: Benchmark {
    let name = "json"
    let summary = "a list of 10 000 Deployments with managedFields; at least 300 MB/s is wanted into values and structs"

    func run() throws {
        let bytes = DeploymentList(items: 10_000).json
        let size = bytes.count
        print("  \(Measurement.figure(Double(size) / 1e6)) MB, \(size / 10_000) bytes an item")
        let scan = Measurement("a pass over the bytes", size: size) { Self.scan(bytes) }
        let foundation = try Self.foundationStructs()
        scan.report()
        foundation.report(against: [scan])
        try Self.foundationValues().report(against: [scan])

        let baselines = [scan, foundation]
        try Measurement("into JSONValue", size: size) { try JSONValue(parsing: bytes) }.report(against: baselines)
        try Measurement("into structs by JSONPullReader", size: size) {
            try JSONPullReader.read(PulledDeploymentList.self, from: bytes)
        }.report(against: baselines)
        try Measurement("into the bytes of each item", size: size) {
            try Self.itemBytes(bytes)
        }.report(against: baselines)
        try Measurement("skipped and checked", size: size) {
            try JSONPullReader.read(bytes) { reader throws(JSONError) in _ = try reader.skip() }
        }.report(against: baselines)
        let value = try JSONValue(parsing: bytes)
        Measurement("written from JSONValue", size: size) { value.serialized() }.report(against: baselines)
        if value.serialized() != bytes { print("  ERROR: what was written is not what was read") }
        try Self.small(bytes: DeploymentList(items: 1).json, baseline: scan)
        try Self.memory(bytes)
    }

    /// One object, as a watch sends it: the cost of starting counts.
    private static func small(bytes: [UInt8], baseline: Measurement) throws {
        try Measurement("one item of \(bytes.count) bytes into JSONValue", size: bytes.count * 1000) {
            for _ in 0..<1000 { _ = try JSONValue(parsing: bytes) }
        }.report(against: [baseline])
    }

    /// What is held after reading, above the text.
    private static func memory(_ bytes: [UInt8]) throws {
        var before = Memory.residentMegabytes
        let typed = try JSONPullReader.read(PulledDeploymentList.self, from: bytes)
        let structs = Memory.residentMegabytes - before
        before = Memory.residentMegabytes
        let value = try JSONValue(parsing: bytes)
        let values = Memory.residentMegabytes - before
        withExtendedLifetime((typed, value)) {
            print(
                "  held, roughly: structs \(Measurement.figure(structs)) MB, JSONValue \(Measurement.figure(values)) MB"
            )
        }
        print("  peak resident memory \(Measurement.figure(Memory.peakMegabytes)) MB")
    }

    private static func itemBytes(_ bytes: [UInt8]) throws(JSONError) -> [[UInt8]] {
        try JSONPullReader.read(bytes) { reader throws(JSONError) in
            var items: [[UInt8]] = []
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "items": items = try reader.array { reader throws(JSONError) in try reader.bytes() }
                default: try reader.skip()
                }
            }
            return items
        }
    }

    /// Counts quotes, one byte after the other: the least that any reader of text does.
    @inline(never)
    private static func scan(_ bytes: [UInt8]) {
        var quotes = 0
        for byte in bytes where byte == UInt8(ascii: "\"") { quotes += 1 }
        precondition(quotes % 2 == 0)
    }

    /// Foundation is slow: a tenth of the list tells as much.
    private static func foundationStructs() throws -> Measurement {
        let data = Data(DeploymentList(items: 1000).json)
        return try Measurement("Foundation's JSONDecoder into structs", size: data.count) {
            try JSONDecoder().decode(CodableDeploymentList.self, from: data)
        }
    }

    private static func foundationValues() throws -> Measurement {
        let data = Data(DeploymentList(items: 300).json)
        return try Measurement("Foundation's JSONDecoder into JSONValue", size: data.count) {
            try JSONDecoder().decode(JSONValue.self, from: data)
        }
    }
}
