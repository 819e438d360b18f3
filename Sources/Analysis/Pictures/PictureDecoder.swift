import CPNGReader
import CTurboJPEG
import Model

/// The luma of JPEG and PNG pictures, which may be hostile: what they claim is checked before memory or time is spent.
final class PictureDecoder {
    enum Format { case jpeg, png }

    enum Failure: Error { case damaged, tooLarge }

    /// Larger pictures are shrunk to at most so many pixels while they are decoded.
    private let wantedPixels: Int
    /// Pixels of a picture that is decoded strip by strip, and of one that its decoder must hold whole.
    private static let mostPixels = 200 << 20
    private static let mostWholePixels = 32 << 20

    private let jpeg: tjhandle?
    private var pixels: [UInt8] = []
    private var luma: [Float] = []

    init(wantedPixels: Int = 2 << 20) {
        self.wantedPixels = wantedPixels
        jpeg = tjInitDecompress()
    }

    deinit { tjDestroy(jpeg) }

    /// By the first bytes, of which it takes eight.
    static func format(_ head: UnsafeRawBufferPointer) -> Format? {
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        return head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? .png : nil
    }

    static func format(of head: [UInt8]) -> Format? { head.withUnsafeBytes(format) }

    /// Calls `body` with the luma, row after row, its rows and columns; `body` may change it.
    func decode<Value>(
        _ bytes: UnsafeRawBufferPointer, _ format: Format,
        _ body: (UnsafeMutableBufferPointer<Float>, _ rows: Int, _ columns: Int) -> Value
    ) throws(Failure) -> Value {
        switch format {
        case .jpeg:
            let (rows, columns) = try decodeJPEG(bytes)
            return luma.withUnsafeMutableBufferPointer { body($0, rows, columns) }
        case .png:
            var picture = cpng_picture()
            let limits = cpng_limits(
                pixels: UInt64(Self.mostPixels), interlaced: UInt64(Self.mostWholePixels),
                wanted: UInt64(wantedPixels))
            let result = cpng_read_luma(bytes.baseAddress, bytes.count, limits, &picture)
            guard result == Int32(CPNG_OK) else {
                throw result == Int32(CPNG_DAMAGED) ? .damaged : .tooLarge
            }
            defer { cpng_free(&picture) }
            let (rows, columns) = (Int(picture.rows), Int(picture.columns))
            return body(UnsafeMutableBufferPointer(start: picture.luma, count: rows * columns), rows, columns)
        }
    }

    private func decodeJPEG(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> (rows: Int, columns: Int) {
        guard let jpeg, let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { throw .damaged }
        var (width, height, sampling, space) = (Int32(0), Int32(0), Int32(0), Int32(0))
        guard tjDecompressHeader3(jpeg, start, UInt(bytes.count), &width, &height, &sampling, &space) == 0,
            width > 0, height > 0
        else { throw .damaged }
        let all = Int(width) * Int(height)
        guard all <= (Self.isProgressive(bytes) ? Self.mostWholePixels : Self.mostPixels) else { throw .tooLarge }
        var factor = tjscalingfactor(num: 1, denom: 1)
        for denominator: Int32 in [2, 4, 8] where all / Int(factor.denom * factor.denom) > wantedPixels {
            factor = tjscalingfactor(num: 1, denom: denominator)
        }
        let columns = (Int(width) + Int(factor.denom) - 1) / Int(factor.denom)
        let rows = (Int(height) + Int(factor.denom) - 1) / Int(factor.denom)
        let (pixelFormat, channels) =
            switch space {
            case Int32(TJCS_CMYK.rawValue), Int32(TJCS_YCCK.rawValue): (TJPF_CMYK, 4)
            case Int32(TJCS_RGB.rawValue): (TJPF_RGB, 3)
            default: (TJPF_GRAY, 1)
            }
        let count = rows * columns
        guard count * channels <= 4 * 4 * wantedPixels else { throw .tooLarge }
        if pixels.count < count * channels { pixels = [UInt8](repeating: 0, count: count * channels) }
        if luma.count < count { luma = [Float](repeating: 0, count: count) }
        let decoded = pixels.withUnsafeMutableBufferPointer { pixels in
            // What a cut file leaves out must not be the picture before.
            pixels.update(repeating: 128)
            return tjDecompress2(
                jpeg, start, UInt(bytes.count), pixels.baseAddress, Int32(columns), 0, Int32(rows),
                pixelFormat.rawValue,
                Int32(TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS))
        }
        // A warning is a picture with a fault in it: the end cut off, a damaged part.
        guard decoded == 0 || tjGetErrorCode(jpeg) == Int32(TJERR_WARNING.rawValue) else { throw .damaged }
        fill(count, channels)
        return (rows, columns)
    }

    private func fill(_ count: Int, _ channels: Int) {
        pixels.withUnsafeBufferPointer { pixels in
            luma.withUnsafeMutableBufferPointer { luma in
                for index in 0..<count {
                    let at = index &* channels
                    guard channels > 1 else {
                        luma[index] = Float(pixels[at])
                        continue
                    }
                    var (red, green, blue) = (Float(pixels[at]), Float(pixels[at + 1]), Float(pixels[at + 2]))
                    if channels == 4 {
                        // Adobe stores CMYK the other way round.
                        let key = Float(pixels[at + 3]) / 255
                        (red, green, blue) = (red * key, green * key, blue * key)
                    }
                    luma[index] = 0.299 * red + 0.587 * green + 0.114 * blue
                }
            }
        }
    }

    /// Whether the first frame header is one of a progressive picture, whose coefficients are held whole.
    private static func isProgressive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var at = 2
        while at + 4 <= bytes.count {
            guard bytes[at] == 0xFF else { return true }
            let marker = bytes[at + 1]
            if marker == 0xFF || marker == 0x01 || (0xD0...0xD8).contains(marker) {
                at += marker == 0xFF ? 1 : 2
                continue
            }
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                return ![0xC0, 0xC1].contains(marker)
            }
            at += 2 + (Int(bytes[at + 2]) << 8 | Int(bytes[at + 3]))
        }
        return true
    }
}
