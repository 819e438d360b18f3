import Foundation

/// Forged folders of FAT32: a file that holds folder entries, turned into a folder by its own entry.
enum FATEntries {
    private static let size = 32
    private static let isFolder: UInt8 = 0x10

    /// Short entries of files of six bytes that all lie in one cluster.
    static func make(count: Int, cluster: UInt16) -> Data {
        var data = Data(capacity: count * size)
        for number in 0..<count {
            let digits = String(number)
            var entry = Data("F".utf8) + Data(String(repeating: "0", count: 7 - digits.count).utf8) + Data(digits.utf8)
            entry += Data("TXT".utf8) + Data(count: size - 11)
            entry[11] = 0x20
            entry[26] = UInt8(truncatingIfNeeded: cluster)
            entry[27] = UInt8(cluster >> 8)
            entry[28] = 6
            data += entry
        }
        return data
    }

    /// Finds the file's entry by its short name and makes it a folder's, which has no size.
    static func turnIntoFolder(_ name: String, in image: String) throws {
        var medium = try Data(contentsOf: URL(fileURLWithPath: image))
        let short = Data((name + String(repeating: " ", count: 11 - name.count)).utf8)
        guard let place = medium.range(of: short)?.lowerBound else { throw CocoaError(.fileNoSuchFile) }
        medium[place + 11] = isFolder
        medium.replaceSubrange(place + 28..<place + 32, with: Data(count: 4))
        try medium.write(to: URL(fileURLWithPath: image))
    }
}
