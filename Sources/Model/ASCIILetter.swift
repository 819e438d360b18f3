extension UInt8 {
    /// A capital ASCII letter as a small one; any other byte as it is, also of UTF-8.
    package var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
