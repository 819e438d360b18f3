import Foundation

/// One of the model day's devices; everything about it follows from its number.
struct DemoDevice: Sendable {
    /// From 1.
    var number: Int
    /// Pictures besides planted ones.
    var pictures: Int
    /// The number of its first picture among all of the day's.
    var firstPicture: Int

    static let count = 48
    private static let users = ["alice", "bernd", "Chloé", "Dmitri", "elif", "Françoise", "grzegorz", "Håkon", "Iñaki"]

    var exhibit: String { "DAY/\(number)" }
    var plant: DemoPlant? { DemoPlant.exhibits[number] }
    var fileSystem: ImageMaker.FileSystem { [.ext4, .ntfs, .fat32][number % 3] }
    var layout: ImageMaker.Layout { [.bare, .mbr, .gpt][number / 3 % 3] }
    var user: String { Self.users[number % Self.users.count] }
    var home: HomeFolders { HomeFolders(user: user, kind: kind, fileSystem: fileSystem) }

    var container: ImageMaker.Container {
        switch number % 12 {
        case 1, 8: .e01
        case 5, 10: .splitRaw
        default: .raw
        }
    }

    var kind: String {
        switch fileSystem {
        case .ntfs: number % 2 == 0 ? "desktop" : "laptop"
        case .fat32: number % 4 == 0 ? "phone" : "usb stick"
        case .ext4: ["laptop", "phone", "tablet"][number / 3 % 3]
        }
    }

    var label: String { "\(kind), \(user)'s, shelf \((number - 1) / 12 + 1)" }

    var priority: Int { number % 5 == 0 ? 1 : 0 }

    /// Room for what is usual, and more when many pictures are asked for.
    var sizeMiB: Int {
        (fileSystem == .fat32 ? 40 : 24) + (max(0, pictures - 200) * 34) >> 10
    }

    /// The file name of its image, before what the container appends.
    var fileName: String {
        let digits = String(number)
        return "DAY-" + String(repeating: "0", count: 2 - digits.count) + digits + (container == .raw ? ".dd" : "")
    }

    func make(in folder: String) throws -> String {
        try ImageMaker.make(
            tree: try DemoContents(device: self).tree(), fileSystem: fileSystem, layout: layout, container: container,
            sizeMiB: sizeMiB, at: folder + "/" + fileName, identity: UInt64(number) &* 0x1_0001)
    }
}
