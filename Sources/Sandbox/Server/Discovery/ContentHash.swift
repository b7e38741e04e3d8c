import HTTPServing
import KubeCore

/// Names for contents: ETags and storage version hashes.
enum ContentHash {
    /// Upper-case hexadecimal; the same for the same bytes. Without OpenSSL's digest (which only fails when memory
    /// does) the CRC stands in, still a function of the contents alone.
    static func of(_ bytes: [UInt8]) -> String {
        do {
            let digest = try Digests.sha256(bytes)
            // As long as kube-apiserver's SHA-512.
            return Base64.hex(digest + digest.reversed()).uppercased()
        } catch {
            return String(CRC32.checksum(bytes), radix: 16, uppercase: true)
        }
    }

    /// The first eight bytes of a hash over group, version and kind, in base64.
    static func storageVersion(_ resource: ServedResource) -> String {
        let name = "\(resource.kind.group)/\(resource.kind.version)/\(resource.kind.kind)"
        do { return Base64.encode(Array(try Digests.sha256(Array(name.utf8)).prefix(8))) } catch { return "" }
    }
}
