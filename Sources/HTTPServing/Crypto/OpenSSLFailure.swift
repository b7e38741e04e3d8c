import COpenSSL

/// What OpenSSL's per-thread error queue held after a failed call, oldest first.
struct OpenSSLFailure: Error, CustomStringConvertible {
    var reasons: [String]

    var description: String { reasons.isEmpty ? "no further reason given" : reasons.joined(separator: ", ") }

    /// Empties the calling thread's queue.
    static func drained() -> OpenSSLFailure {
        var reasons: [String] = []
        while true {
            let code = ERR_get_error()
            guard code != 0 else { return OpenSSLFailure(reasons: reasons) }
            reasons.append(ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)")
        }
    }
}

/// The value, or a `ServingError` that names the operation and carries OpenSSL's reasons.
func unwrapOpenSSL<T>(
    _ value: T?, _ operation: @autoclosure () -> String, code: ServingError.Code = .cryptography
) throws -> T {
    guard let value else { throw ServingError(code, operation(), cause: OpenSSLFailure.drained()) }
    return value
}

/// Throws unless the result is positive.
func requireOpenSSL(
    _ result: Int32, _ operation: @autoclosure () -> String, code: ServingError.Code = .cryptography
) throws {
    guard result > 0 else { throw ServingError(code, operation(), cause: OpenSSLFailure.drained()) }
}

/// Calls `body` with a memory BIO and frees it.
func withMemoryBIO<T>(_ bytes: [UInt8] = [], _ body: (OpaquePointer) throws -> T) throws -> T {
    ERR_clear_error()
    let bio = try unwrapOpenSSL(BIO_new(BIO_s_mem()), "allocate a memory buffer")
    defer { BIO_free(bio) }
    if !bytes.isEmpty {
        try requireOpenSSL(BIO_write(bio, bytes, Int32(clamping: bytes.count)), "fill a memory buffer")
    }
    return try body(bio)
}

/// The bytes a memory BIO holds.
func contents(of bio: OpaquePointer) -> [UInt8] {
    var start: UnsafeMutablePointer<CChar>?
    let count = tt_bio_memory(bio, &start)
    guard let start, count > 0 else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: count))
}
