/// A picture's PDQ value as Meta published it (ThreatExchange, pdq): 256 bits that stay alike where pictures look alike.
package struct PictureHash: Hashable, Codable, Sendable {
    /// 32 bytes, in the order of the published hexadecimal text.
    package var value: [UInt8]
    /// 0 to 100; below 50 the picture has too little structure to be compared.
    package var quality: Int

    /// Quality from which a value means something.
    package static let leastQuality = 50

    package init(value: [UInt8], quality: Int) {
        self.value = value
        self.quality = quality
    }
}
