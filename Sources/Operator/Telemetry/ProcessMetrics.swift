import Glibc
import KubeCore
package import KubeRuntime

/// What Prometheus' own client libraries tell of a process.
package enum ProcessMetrics {
    /// Registers them, and `trimtab_build_info`.
    package static func register(in registry: MetricsRegistry, version: String) {
        registry.gauge("trimtab_build_info", "1; the labels say what runs.", labels: ["version"])[version].set(1)
        let start = registry.gauge("process_start_time_seconds", "When the process started, since 1970.")
        start.set(Double(RuntimeClock.systemWallTime().seconds))
        let resident = registry.gauge("process_resident_memory_bytes", "Memory in RAM.")
        let processor = registry.gauge("process_cpu_seconds_total", "Processor time used.")
        registry.onExposition {
            if let bytes = residentBytes() { resident.set(Double(bytes)) }
            processor.set(processorSeconds())
        }
    }

    /// Nil without /proc.
    package static func residentBytes() -> Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let fields = text.split(separator: " ")
        return fields.count > 1 ? Int(fields[1]).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) } : nil
    }

    package static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
