import Model

extension EvidenceImage {
    /// What reading a whole medium came upon.
    package struct Reading: Hashable, Sendable {
        /// Sectors whose chunk failed its checksum, and the first of them.
        package var checksumErrors: UInt64 = 0
        package var firstChecksumError: UInt64 = 0
        /// Bytes that could not be read; they count as zeros.
        package var unreadable: UInt64 = 0

        package var isWhole: Bool { checksumErrors == 0 && unreadable == 0 }
    }

    /// Gives every byte of the medium in order, an E01's through libewf itself, which checks each chunk.
    package func readWhole(
        through buffer: UnsafeMutableRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Reading {
        var reading = Reading()
        let set = container == "ewf" ? try ExpertWitnessSet(path: path) : nil
        set?.zeroOnError()
        var offset: UInt64 = 0
        while offset < size {
            let part = UnsafeMutableRawBufferPointer(
                rebasing: buffer[..<Int(min(UInt64(buffer.count), size - offset))])
            let got: Int? = if let set { set.readNext(into: part) } else { try? read(into: part, at: offset) }
            if let got, got > 0 {
                try body(UnsafeRawBufferPointer(rebasing: part[..<got]))
                offset += UInt64(got)
                continue
            }
            // libewf cannot go on after such an error; other containers can a little further on.
            let lost = set == nil ? part.count : Int(clamping: size - offset)
            reading.unreadable += UInt64(lost)
            if set != nil { break }
            part.initializeMemory(as: UInt8.self, repeating: 0)
            try body(UnsafeRawBufferPointer(part))
            offset += UInt64(lost)
        }
        if let errors = set?.checksumErrors {
            reading.checksumErrors = errors.sectors
            reading.firstChecksumError = errors.first
        }
        return reading
    }
}
