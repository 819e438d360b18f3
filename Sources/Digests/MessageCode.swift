import CCrypto

/// HMAC-SHA256 (RFC 2104) by libcrypto.
package enum MessageCode {
    /// - Returns: 32 bytes; empty when libcrypto has no memory, never a wrong code.
    package static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var length: UInt32 = 0
        let code = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            let made = key.withUnsafeBytes { key in
                message.withUnsafeBytes { message in
                    // An empty key has no address, which libcrypto would take for the key before it.
                    HMAC(
                        EVP_sha256(), key.baseAddress ?? UnsafeRawPointer(buffer.baseAddress), Int32(key.count),
                        message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count, buffer.baseAddress,
                        &length)
                }
            }
            count = made != nil && length == 32 ? 32 : 0
        }
        return code
    }
}
