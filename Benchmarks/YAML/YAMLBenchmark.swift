import KubeCore

/// YAML reading and printing, against a pass over the bytes and our JSON reader.
struct YAMLBenchmark: Benchmark {
    let name = "yaml"
    let summary = "3500 Deployments, one a document; at least 50 MB/s is wanted (Go's reader makes 22)"

    func run() throws {
        let bytes = try DeploymentList(items: 3500).yaml()
        let json = DeploymentList(items: 3500).json
        print("  \(Measurement.figure(Double(bytes.count) / 1e6)) MB")
        let baseline = try Measurement("JSON into JSONValue", size: json.count) { try JSONValue(parsing: json) }
        baseline.report()
        try Measurement("YAML into documents with positions", size: bytes.count) {
            try YAML.parse(bytes)
        }.report(against: [baseline])
        let documents = try YAML.parse(bytes)
        let values = documents.map(\.value)
        Measurement("YAML printed", size: bytes.count) { YAML.serialize(values) }.report(against: [baseline])
        print("  peak resident memory \(Measurement.figure(Memory.peakMegabytes)) MB")
    }
}
