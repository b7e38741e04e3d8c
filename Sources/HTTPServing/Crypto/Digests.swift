import COpenSSL

/// Digests and comparisons of secrets.
package enum Digests {
    /// 32 bytes.
    package static func sha256(_ message: [UInt8]) throws -> [UInt8] {
        ERR_clear_error()
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        try requireOpenSSL(
            EVP_Digest(message, message.count, &digest, &count, EVP_sha256(), nil), "compute a SHA-256 digest")
        return digest
    }

    /// HMAC with SHA-256 (RFC 2104), 32 bytes.
    package static func hmacSHA256(key: [UInt8], _ message: [UInt8]) throws -> [UInt8] {
        ERR_clear_error()
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        // HMAC takes a nil key as "keep the last one"; an empty array's address may be nil.
        let padded = key.isEmpty ? [0] : key
        _ = try unwrapOpenSSL(
            HMAC(EVP_sha256(), padded, Int32(clamping: key.count), message, message.count, &digest, &count),
            "compute an HMAC")
        return digest
    }

    /// Whether both are equal, in a time that depends on the length alone.
    package static func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        guard !left.isEmpty else { return true }
        return CRYPTO_memcmp(left, right, left.count) == 0
    }

    /// Unpredictable bytes, fit for keys and tokens.
    package static func randomBytes(_ count: Int) throws -> [UInt8] {
        ERR_clear_error()
        var bytes = [UInt8](repeating: 0, count: count)
        try requireOpenSSL(RAND_bytes(&bytes, Int32(clamping: count)), "draw random bytes")
        return bytes
    }
}
