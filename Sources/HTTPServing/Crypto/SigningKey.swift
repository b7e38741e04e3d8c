import COpenSSL

/// A private key that signs, as JSON Web Signatures define it: RS256 with an RSA key, ES256 with a P-256 key.
///
/// `@unchecked Sendable`: the handle is never changed after `init`; each signature uses a context of its own.
package final class SigningKey: @unchecked Sendable {
    /// A JWS `alg` value.
    package enum Algorithm: String, Sendable {
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    let handle: OpaquePointer
    package let algorithm: Algorithm

    private init(owning handle: OpaquePointer) throws {
        self.handle = handle
        switch EVP_PKEY_get_base_id(handle) {
        case EVP_PKEY_RSA: algorithm = .rs256
        case EVP_PKEY_EC where EVP_PKEY_get_bits(handle) == 256: algorithm = .es256
        default:
            EVP_PKEY_free(handle)
            throw ServingError(.invalidCredentials, "use the key: it is neither RSA nor ECDSA P-256")
        }
    }

    deinit {
        EVP_PKEY_free(handle)
    }

    /// PKCS#8, PKCS#1 or SEC 1, not encrypted.
    package convenience init(privateKeyPEM: String) throws {
        let handle = try withMemoryBIO(Array(privateKeyPEM.utf8)) { bio in
            // An empty passphrase callback: without one OpenSSL would ask on the terminal.
            try unwrapOpenSSL(
                PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in 0 }, nil), "read the PEM private key",
                code: .invalidCredentials)
        }
        try self.init(owning: handle)
    }

    /// A fresh ECDSA P-256 key.
    package static func generateP256() throws -> SigningKey {
        ERR_clear_error()
        return try SigningKey(owning: unwrapOpenSSL(tt_generate_ec("P-256"), "generate a P-256 key"))
    }

    /// A fresh RSA key of 2048 bits or as asked. Takes up to a second.
    package static func generateRSA(bits: Int = 2048) throws -> SigningKey {
        ERR_clear_error()
        return try SigningKey(owning: unwrapOpenSSL(tt_generate_rsa(bits), "generate an RSA key"))
    }

    /// PKCS#8.
    package var privateKeyPEM: String {
        get throws {
            try withMemoryBIO { bio in
                try requireOpenSSL(
                    PEM_write_bio_PrivateKey(bio, handle, nil, nil, 0, nil, nil), "write a private key as PEM")
                return String(decoding: contents(of: bio), as: UTF8.self)
            }
        }
    }

    /// SubjectPublicKeyInfo.
    package var publicKeyPEM: String {
        get throws {
            try withMemoryBIO { bio in
                try requireOpenSSL(PEM_write_bio_PUBKEY(bio, handle), "write a public key as PEM")
                return String(decoding: contents(of: bio), as: UTF8.self)
            }
        }
    }

    /// The signature as JWS carries it: PKCS#1 v1.5 for RS256, the 64 bytes r and s for ES256.
    package func sign(_ message: [UInt8]) throws -> [UInt8] {
        ERR_clear_error()
        let context = try unwrapOpenSSL(EVP_MD_CTX_new(), "allocate a digest")
        defer { EVP_MD_CTX_free(context) }
        try requireOpenSSL(EVP_DigestSignInit(context, nil, EVP_sha256(), nil, handle), "start a signature")
        var count = 0
        try requireOpenSSL(EVP_DigestSign(context, nil, &count, message, message.count), "size a signature")
        var signature = [UInt8](repeating: 0, count: count)
        try requireOpenSSL(EVP_DigestSign(context, &signature, &count, message, message.count), "sign")
        signature.removeLast(signature.count - count)
        return algorithm == .es256 ? try Self.fixedWidth(der: signature) : signature
    }

    /// Whether the signature is this key's over the message.
    package func isValid(signature: [UInt8], of message: [UInt8]) -> Bool {
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        guard let encoded = algorithm == .es256 ? Self.der(fixedWidth: signature) : signature,
            EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, handle) == 1
        else { return false }
        return EVP_DigestVerify(context, encoded, encoded.count, message, message.count) == 1
    }

    /// DER's two integers as two 32-byte numbers.
    private static func fixedWidth(der: [UInt8]) throws -> [UInt8] {
        try der.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            let parsed = try unwrapOpenSSL(d2i_ECDSA_SIG(nil, &start, bytes.count), "read a signature")
            defer { ECDSA_SIG_free(parsed) }
            var result = [UInt8](repeating: 0, count: 64)
            try result.withUnsafeMutableBufferPointer { target in
                guard let base = target.baseAddress else { return }
                try requireOpenSSL(BN_bn2binpad(ECDSA_SIG_get0_r(parsed), base, 32), "write a signature")
                try requireOpenSSL(BN_bn2binpad(ECDSA_SIG_get0_s(parsed), base + 32, 32), "write a signature")
            }
            return result
        }
    }

    private static func der(fixedWidth signature: [UInt8]) -> [UInt8]? {
        guard signature.count == 64, let parsed = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(parsed) }
        let halves = signature.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { (BN_bin2bn($0, 32, nil), BN_bin2bn($0 + 32, 32, nil)) }
        }
        guard let (r, s) = halves, let r, let s, ECDSA_SIG_set0(parsed, r, s) == 1 else { return nil }
        let count = i2d_ECDSA_SIG(parsed, nil)
        guard count > 0 else { return nil }
        var der = [UInt8](repeating: 0, count: Int(count))
        der.withUnsafeMutableBufferPointer { buffer in
            var position = buffer.baseAddress
            _ = i2d_ECDSA_SIG(parsed, &position)
        }
        return der
    }
}
