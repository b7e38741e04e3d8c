#if canImport(Glibc)
    import Glibc
#endif

// libFuzzer calls this with what it has invented. `scripts/fuzz` compiles it with KubeCore and the targets into one
// program; the variable TRIMTAB_FUZZ names the target.

private let target: FuzzTarget = {
    guard let name = getenv("TRIMTAB_FUZZ"), let target = FuzzTarget(rawValue: String(cString: name)) else {
        fatalError("TRIMTAB_FUZZ must be one of \(FuzzTarget.allCases.map(\.rawValue))")
    }
    return target
}()

@_silgen_name("__sanitizer_get_current_allocated_bytes")
private func allocatedBytes() -> Int

/// What a reader may hold however short the text.
private let smallest = 64 << 10

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let before = allocatedBytes()
    if let held = target.held(bytes) {
        let more = allocatedBytes() - before
        withExtendedLifetime(held) {}
        if more > smallest + target.memoryFactor * count { fatalError("\(count) bytes of text take \(more)") }
    }
    if let problem = target.problem(with: bytes) { fatalError(problem) }
    return 0
}
