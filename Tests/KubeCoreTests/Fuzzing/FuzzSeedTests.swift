import Foundation
import TestSupport
import Testing

@Suite struct FuzzSeedTests {
    private static func seeds(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = URL(filePath: RepositoryPaths.root).appending(path: "Tests/Fuzzing/Seeds/\(target.rawValue)")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }
            .map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
    }

    @Test("The seeds of the fuzzers are read as they must be", arguments: FuzzTarget.allCases)
    func seeds(_ target: FuzzTarget) throws {
        let seeds = try Self.seeds(target)
        #expect(!seeds.isEmpty)
        for (name, bytes) in seeds {
            let problem = target.problem(with: bytes)
            #expect(problem == nil, "\(target) \(name)")
        }
    }

    @Test("So are their mutations", arguments: FuzzTarget.allCases)
    func mutations(_ target: FuzzTarget) throws {
        var random = SplitMix64(seed: 7)
        for (name, bytes) in try Self.seeds(target) where !bytes.isEmpty {
            for round in 0..<60 {
                var mutant = bytes
                for _ in 0...Int(random.next() % 3) {
                    let place = Int(random.next() % UInt64(mutant.count))
                    switch random.next() % 4 {
                    case 0: mutant[place] = UInt8(truncatingIfNeeded: random.next())
                    case 1: mutant.remove(at: place)
                    case 2: mutant.insert(bytes[Int(random.next() % UInt64(bytes.count))], at: place)
                    default: mutant += mutant[place...].prefix(32)
                    }
                    if mutant.isEmpty { mutant = [0x7B] }
                }
                let problem = target.problem(with: mutant)
                #expect(problem == nil, "\(target) \(name), round \(round): \(String(decoding: mutant, as: UTF8.self))")
            }
        }
    }
}
