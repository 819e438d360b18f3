import Foundation

/// The files of one device of the model day.
struct DemoContents {
    var device: DemoDevice

    /// Files that every device has; the demo's known-good set names them.
    static let systemFiles: [(name: String, content: FileContent)] = (0..<12).map { index in
        (
            "winnow-sample-\(index).dll",
            .made {
                var numbers = SeededNumbers(seed: 0x5359_5300 + UInt64(index))
                return numbers.noise(4096 + index * 1111)
            }
        )
    }

    func tree() throws -> FileTree {
        var tree = FileTree()
        let home = device.home
        addSystem(&tree)
        addPictures(&tree, home)
        addDocuments(&tree, home)
        var steps = everydaySteps
        device.plant?.plant(in: &tree, home: home, steps: &steps, exhibit: device.number)
        tree.add(path: home.chromium, content: .data(try Browsing(steps).chromium()))
        if device.number % 3 == 0 || device.number % 4 == 1 {
            tree.add(path: home.firefox, content: .data(try Browsing(everydaySteps.reversed()).firefox()))
        }
        return tree
    }

    private func addSystem(_ tree: inout FileTree) {
        let folder =
            switch device.fileSystem {
            case .ntfs: "Windows/System32"
            case .ext4: "usr/lib/winnow-sample"
            case .fat32: "System"
            }
        for file in Self.systemFiles { tree.add(path: folder + "/" + file.name, content: file.content) }
        if device.fileSystem == .ntfs {
            tree.add(path: "Windows/Prefetch/NOTEPAD.EXE-0B1C2D3E.pf", text: "placeholder, not a prefetch file\n")
        } else if device.fileSystem == .ext4 {
            tree.add(path: "etc/hostname", text: "device-\(device.number)\n")
            tree.add(path: "etc/os-release", text: "NAME=\"Sample\"\nVERSION_ID=\"1\"\n")
        }
    }

    private func addPictures(_ tree: inout FileTree, _ home: HomeFolders) {
        for index in 0..<device.pictures {
            let picture = Picture(seed: 0x5000_0000 + UInt64(device.firstPicture + index))
            let digits = String(index + 1)
            let name = "IMG_" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".PNG"
            let folder = home.pictures + (index % 5 == 4 ? "/Ausflug Zürich/日帰り" : "")
            tree.add(
                path: folder + "/" + name, content: .made { picture.png },
                modified: FileTree.day.addingTimeInterval(Double(-86_400 * (index % 300))))
        }
    }

    private func addDocuments(_ tree: inout FileTree, _ home: HomeFolders) {
        var text = EverydayText(seed: 0x4400 + UInt64(device.number))
        for index in 1...6 {
            tree.add(path: "\(home.documents)/letter \(index).txt", text: text.prose(bytes: 900 * index))
        }
        tree.add(path: "\(home.documents)/Übersicht/Пример.md", text: "# Overview\n\n" + text.prose(bytes: 2000))
        tree.add(path: "\(home.documents)/config/settings.json", text: "{\"language\": \"en\", \"zoom\": 100}\n")
        tree.add(path: "\(home.documents)/old draft.txt", content: .text(text.prose(bytes: 3000)), deleted: true)
        tree.add(path: "\(home.documents)/config/lock", content: .empty)
        if device.number % 2 == 0 { tree.add(path: "\(home.downloads)/unfinished.part", content: .empty) }
        tree.add(
            path: "\(home.downloads)/manual.txt", content: .text(text.prose(bytes: 1500)),
            streams: ["Zone.Identifier": Data("[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://example.org/\r\n".utf8)])
        // Near misses: terms of the demo's lists as parts of other words, which lists with `word` do not match.
        tree.add(
            path: "\(home.documents)/garden club.txt",
            text: "The subproject marigolds of the garden club; bluebell lanterns for the porch.\n"
                + "Nobody knows how to access dark webbing under the sofa.\n" + text.prose(bytes: 400))
    }

    private var everydaySteps: [Browsing.Step] {
        var text = EverydayText(seed: 0x4200 + UInt64(device.number))
        var steps: [Browsing.Step] = [
            .visit(url: "https://www.example.org/news", title: "News of the day"),
            .search("weather at the weekend"),
        ]
        for index in 0..<12 {
            let title = text.prose(bytes: 20).split(separator: ".").first.map(String.init) ?? "page"
            steps.append(.visit(url: "https://www.example.com/\(device.number)/page/\(index)", title: title))
            if index % 4 == 0 {
                steps.append(.search("recipe " + title.split(separator: " ").prefix(3).joined(separator: " ")))
            }
        }
        steps.append(
            .download(url: "https://www.example.com/manual.txt", path: "/" + device.home.downloads + "/manual.txt"))
        return steps
    }
}
