/// JSON Web Signatures in compact form (RFC 7515); the JSON itself is the caller's.
package enum JWS {
    /// `header.payload.signature` with the key's algorithm; the header must name the same.
    package static func sign(header: [UInt8], payload: [UInt8], key: SigningKey) throws -> String {
        let input = "\(Base64.encodeURLSafe(header)).\(Base64.encodeURLSafe(payload))"
        return "\(input).\(Base64.encodeURLSafe(try key.sign(Array(input.utf8))))"
    }

    /// `header.payload.signature` with HMAC-SHA256 (`HS256`).
    package static func signHS256(header: [UInt8], payload: [UInt8], secret: [UInt8]) throws -> String {
        let input = "\(Base64.encodeURLSafe(header)).\(Base64.encodeURLSafe(payload))"
        return "\(input).\(Base64.encodeURLSafe(try Digests.hmacSHA256(key: secret, Array(input.utf8))))"
    }

    /// The payload when the token has three parts and its signature is the key's; nil otherwise.
    ///
    /// The algorithm is the key's, never the one the header names, so that a token cannot choose a weaker one.
    package static func verifiedPayload(_ token: String, key: SigningKey) -> [UInt8]? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Base64.decodeURLSafe(String(parts[2])),
            key.isValid(signature: signature, of: Array("\(parts[0]).\(parts[1])".utf8))
        else { return nil }
        return Base64.decodeURLSafe(String(parts[1]))
    }
}
