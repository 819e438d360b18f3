import Foundation
import Model

/// Where and when a picture was taken, by its GPS directory: written out as text, so that it can be searched.
struct ExifPosition {
    private var latitude: Double?
    private var longitude: Double?
    private var isSouth = false
    private var isWest = false
    private var altitude: Double?
    private var isBelow = false
    private var date = ""
    private var time = ""

    mutating func take(_ tag: Int, _ value: UnsafeRawBufferPointer, isBigEndian: Bool, into output: inout TextOutput) {
        let reader = ByteReader(bytes: value, isBigEndian: isBigEndian)
        switch tag {
        case 1: isSouth = value.first == UInt8(ascii: "S")
        case 2: latitude = Self.degrees(reader, most: 90)
        case 3: isWest = value.first == UInt8(ascii: "W")
        case 4: longitude = Self.degrees(reader, most: 180)
        case 5: isBelow = value.first == 1
        case 6: altitude = Self.rational(reader, 0)
        case 7:
            let parts = (0..<3).compactMap { Self.rational(reader, $0 * 8) }
            if parts.count == 3, parts.allSatisfy({ (0...60).contains($0) }) {
                time = parts.map { String(format: "%02d", Int($0)) }.joined(separator: ":")
            }
        case 0x1B, 0x1C:
            let name = tag == 0x1B ? "GPSProcessingMethod" : "GPSAreaInformation"
            output.add(.metadata, "exif:" + name, ExifText.coded(value, isBigEndian: isBigEndian))
        case 0x1D: date = ExifText.decode(value, tag: tag, isBigEndian: isBigEndian)
        default: break
        }
    }

    func give(to output: inout TextOutput) {
        if let latitude, let longitude {
            let text = String(
                format: "%.6f, %.6f", isSouth ? -latitude : latitude, isWest ? -longitude : longitude)
            output.add(.metadata, "exif:GPSPosition", text)
        }
        if let altitude, altitude.magnitude < 1e6 {
            output.add(.metadata, "exif:GPSAltitude", String(format: "%.1f m", isBelow ? -altitude : altitude))
        }
        let moment = [date, time].filter { !$0.isEmpty }.joined(separator: " ")
        output.add(.metadata, "exif:GPSDateTime", moment)
    }

    /// Degrees, minutes, seconds as three fractions.
    private static func degrees(_ reader: ByteReader, most: Double) -> Double? {
        guard let degrees = rational(reader, 0) else { return nil }
        let value = degrees + (rational(reader, 8) ?? 0) / 60 + (rational(reader, 16) ?? 0) / 3_600
        return value.isFinite && value <= most ? value : nil
    }

    private static func rational(_ reader: ByteReader, _ offset: Int) -> Double? {
        guard let above = reader.number(offset, 4), let below = reader.number(offset + 4, 4), below != 0 else {
            return nil
        }
        return Double(above) / Double(below)
    }
}
