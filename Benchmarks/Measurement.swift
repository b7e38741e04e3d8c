import Glibc

/// What repeated runs of one piece of work cost.
struct Measurement {
    let title: String
    /// Bytes worked on in one run.
    let size: Int
    /// The best run, in seconds of this thread's processor time: what else the machine does hardly counts.
    let seconds: Double

    var megabytesPerSecond: Double { Double(size) / seconds / 1e6 }

    /// Runs `work` at least three times and for about a second; keeps the best. Releasing the result is not measured.
    init<R>(_ title: String, size: Int, _ work: () throws -> R) rethrows {
        self.title = title
        self.size = size
        var best = Double.infinity
        var total = 0.0
        var runs = 0
        while runs < 3 || (total < 1 && runs < 50) {
            let start = Self.processorSeconds()
            let result = try work()
            let spent = Self.processorSeconds() - start
            withExtendedLifetime(result) {}
            best = min(best, spent)
            total += spent
            runs += 1
        }
        seconds = best
    }

    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// One line: speed, and how many times faster than each baseline.
    func report(against baselines: [Measurement] = []) {
        var line = "  \(title.padded(to: 44)) \(Self.figure(megabytesPerSecond).leftPadded(to: 9)) MB/s"
        for baseline in baselines {
            let ratio = megabytesPerSecond / baseline.megabytesPerSecond
            line += "   \(Self.figure(ratio)) x \(baseline.title)"
        }
        print(line)
    }

    /// Three significant digits.
    static func figure(_ value: Double) -> String {
        switch value {
        case 100...: "\(Int(value.rounded()))"
        case 10...: "\((value * 10).rounded() / 10)"
        default: "\((value * 100).rounded() / 100)"
        }
    }
}

/// The memory of this process.
enum Memory {
    /// Makes the C library keep up to 64 MB of freed memory, as a process that runs for long has it: else each run would
    /// measure the kernel taking the pages back and handing them out again.
    ///
    /// Releasing a large block raises glibc's thresholds to its size and to twice its size (`M_MMAP_THRESHOLD` in mallopt(3)).
    static func keepFreed() {
        // The largest size that still has this effect.
        free(malloc(32 << 20 - 4096))
    }

    /// Megabytes now in use, by the kernel's count.
    static var residentMegabytes: Double { read("VmRSS:") }
    /// The most there ever was.
    static var peakMegabytes: Double { read("VmHWM:") }

    private static func read(_ field: String) -> Double {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = line.withUnsafeBufferPointer {
                String(decoding: $0.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            }
            guard text.hasPrefix(field) else { continue }
            let kilobytes = text.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Double($0) }
            return (kilobytes ?? 0) / 1024
        }
        return 0
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
