import Model

/// The keys that programs keep their settings under: `Vendor` and `Vendor\Product` with their values, as traces only.
enum SoftwareKeys {
    /// Values of one key that are looked at.
    private static let mostValues = 500

    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        guard let root = hive.root else { return }
        collector.source = "registry"
        if let software = root.subkey("Software") {
            vendors(software, "Software", into: &collector)
            if let wow = software.subkey("WOW6432Node") { vendors(wow, "Software", into: &collector) }
        } else if root.subkey("Microsoft") != nil, root.subkey("Classes") != nil {
            // The machine's own `SOFTWARE`.
            vendors(root, "Software", into: &collector)
            if let wow = root.subkey("WOW6432Node") { vendors(wow, "Software", into: &collector) }
        }
    }

    private static func vendors(_ parent: RegistryKey, _ path: String, into collector: inout HistoryCollector) {
        parent.forEachSubkey { vendor in
            // Where Windows keeps its own: many keys, none of them a vendor's.
            guard !["microsoft", "classes", "wow6432node", "policies"].contains(vendor.name.lowercased()) else {
                return true
            }
            let place = "\(path)/\(vendor.name)"
            add(vendor, place, to: &collector)
            vendor.forEachSubkey { product in
                add(product, "\(place)/\(product.name)", to: &collector)
                // Version or `Settings` below it.
                product.forEachSubkey {
                    add($0, "\(place)/\(product.name)/\($0.name)", to: &collector)
                    return !collector.isFull
                }
                return !collector.isFull
            }
            return !collector.isFull
        }
    }

    private static func add(_ key: RegistryKey, _ path: String, to collector: inout HistoryCollector) {
        let written = key.lastWritten
        let told = "key \(path)" + (written?.iso.map { ", last written \($0)" } ?? "")
        collector.add(
            Trace(.key, path, detail: told, entry: collector.unlisted(.program, path, time: written, note: "a key")))
        var left = mostValues
        key.forEachValue { value in
            left -= 1
            if let text = value.text, text.utf8.count <= 300 {
                let setting = "\(path)/\(value.name)=\(text)"
                collector.add(
                    Trace(
                        .key, setting,
                        detail: "setting \(setting)" + (written?.iso.map { ", key last written \($0)" } ?? ""),
                        entry: collector.unlisted(.program, setting, time: written, note: "a setting")))
            }
            return left > 0
        }
    }
}
