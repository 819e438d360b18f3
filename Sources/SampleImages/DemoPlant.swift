import Foundation

/// What is to be found on a device of the model day. Everything else is negative.
package enum DemoPlant: String, Sendable, CaseIterable {
    case knownImage = "known-image"
    case borderline
    case eliminationSoftware = "elimination-software"
    case thirdPartyRisk = "third-party-risk"
    case darkWeb = "dark-web"

    /// The day's exhibits by number: 6 of 48, among them two with known images.
    static let exhibits: [Int: DemoPlant] = [
        7: .knownImage, 20: .knownImage, 13: .eliminationSoftware, 29: .borderline, 33: .thirdPartyRisk, 40: .darkWeb,
    ]

    /// Pictures that stand for known ones: synthetic, and known only to the demo's own hash sets.
    static func knownPicture(_ number: Int) -> Picture {
        Picture(seed: 0x4B00_0000 + UInt64(number), label: "synthetic pattern, stands for known image")
    }

    static func borderlinePicture(_ number: Int) -> Picture {
        Picture(seed: 0x4200_0000 + UInt64(number), label: "synthetic pattern, stands for borderline image")
    }

    /// Puts it onto the device.
    func plant(in tree: inout FileTree, home: HomeFolders, steps: inout [Browsing.Step], exhibit: Int) {
        switch self {
        case .knownImage: plantKnownImages(&tree, home, first: exhibit == 7 ? 0 : 5)
        case .borderline:
            for number in 0..<5 {
                let picture = Self.borderlinePicture(number)
                tree.add(path: "\(home.pictures)/beach/scan_\(number).png", content: .made { picture.png })
            }
        case .eliminationSoftware: plantBleachBit(&tree, home)
        case .thirdPartyRisk:
            steps += [
                .search("project marigold meet after school"), .search("bluebell lantern codeword meaning"),
                .search("project marigold timetable"),
                .visit(url: "https://forum.example.org/project-marigold", title: "Project marigold: synthetic thread"),
            ]
        case .darkWeb:
            steps += [
                .search("how to access dark web"),
                .visit(url: "https://www.torproject.org/download/", title: "Tor Project | Download"),
                .download(
                    url: "https://www.torproject.org/dist/torbrowser/13.0/tor-browser-windows-x86_64-portable-13.0.exe",
                    path: "C:\\Users\\\(home.user)\\Downloads\\tor-browser-windows-x86_64-portable-13.0.exe"),
            ]
            let folder = home.base + "/Desktop/Tor Browser/Browser"
            tree.add(path: folder + "/firefox.exe", text: "placeholder, not a program\n")
            tree.add(path: folder + "/TorBrowser/Tor/tor.exe", text: "placeholder, not a program\n")
            tree.add(
                path: folder + "/TorBrowser/Data/Tor/state", text: "# Tor state file, sample\nTorVersion Tor 0.4.8\n")
        }
    }

    private func plantKnownImages(_ tree: inout FileTree, _ home: HomeFolders, first: Int) {
        for number in first..<(first + 4) {
            let picture = Self.knownPicture(number)
            tree.add(path: "\(home.pictures)/private/größe \(number).png", content: .made { picture.png })
        }
        let deleted = Self.knownPicture(first + 4)
        tree.add(path: "\(home.pictures)/private/deleted picture.png", content: .made { deleted.png }, deleted: true)
        tree.add(
            path: "\(home.documents)/list.txt", content: .text("bread, butter, apples\n"),
            streams: ["second.png": Self.knownPicture(10).png])
    }

    private func plantBleachBit(_ tree: inout FileTree, _ home: HomeFolders) {
        tree.add(path: "Program Files/BleachBit/bleachbit.exe", text: "placeholder, not a program\n")
        tree.add(
            path: home.base + "/AppData/Roaming/BleachBit/bleachbit.ini",
            text: "[bleachbit]\nshred = True\nauto_hide = True\nversion = 4.6.0\n[tree]\nchrome.history = True\n")
        tree.add(path: "Windows/Prefetch/BLEACHBIT.EXE-1A2B3C4D.pf", text: "placeholder, not a prefetch file\n")
    }
}
