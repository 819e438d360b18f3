import Model

/// Programs started from the desktop and the start menu, with their counts (`UserAssist`; layout as in plaso's
/// `windows:registry:userassist` and RegRipper's `userassist.pl`).
enum UserAssist {
    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        guard let assist = hive.key(#"Software\Microsoft\Windows\CurrentVersion\Explorer\UserAssist"#) else { return }
        collector.source = "userassist"
        assist.forEachSubkey { group in
            group.subkey("Count")?.forEachValue { value in
                add(value, to: &collector)
                return !collector.isFull
            }
            return !collector.isFull
        }
    }

    private static func add(_ value: RegistryValue, to collector: inout HistoryCollector) {
        let name = rotated(value.name)
        // Sums of the whole group, not a program.
        guard !name.hasPrefix("UEME_CTL"), let data = value.data,
            let use = data.withUnsafeBytes({ ProgramUse($0) })
        else { return }
        let remarks = [
            use.count == 0 ? "not counted as started" : nil,
            use.focus.flatMap { $0 >= 1000 ? "in the foreground \($0 / 1000) s" : nil },
        ]
        collector.addProgram(
            KnownFolder.expanded(name), use.count == 0 ? .installed : .executed, time: use.time, count: use.count,
            note: HistoryRemark.note(remarks))
    }

    /// ROT13 of the letters.
    static func rotated(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar {
                    case "a"..."m", "A"..."M": Unicode.Scalar(scalar.value + 13) ?? scalar
                    case "n"..."z", "N"..."Z": Unicode.Scalar(scalar.value - 13) ?? scalar
                    default: scalar
                    }
                }))
    }
}

/// One value of `UserAssist`.
package struct ProgramUse {
    package let count: Int
    let time: HistoryTime
    /// Milliseconds in the foreground; nil until Vista.
    package let focus: UInt32?

    /// Nil for other layouts than those of XP and of 7 and later.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        switch bytes.count {
        case 72...:
            count = bytes.little(UInt32.self, at: 4).map(Int.init) ?? 0
            focus = bytes.little(UInt32.self, at: 12)
            time = HistoryTime(filetime: bytes.little(UInt64.self, at: 60))
        case 16:
            // Until Vista counting began at 5.
            let stored = bytes.little(UInt32.self, at: 4).map(Int.init) ?? 0
            count = stored > 5 ? stored - 5 : stored
            focus = nil
            time = HistoryTime(filetime: bytes.little(UInt64.self, at: 8))
        default: return nil
        }
    }
}

/// Folders that Windows writes as GUIDs (`KNOWNFOLDERID` of the Windows SDK).
enum KnownFolder {
    private static let names = [
        "{6D809377-6AF0-444B-8957-A3773F02200E}": "%ProgramFiles%",
        "{7C5A40EF-A0FB-4BFC-874A-C0F2E0B9FA8E}": "%ProgramFiles(x86)%",
        "{905E63B6-C1BF-494E-B29C-65B732D3D21A}": "%ProgramFiles%",
        "{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}": "%SystemRoot%\\System32",
        "{D65231B0-B2F1-4857-A4CE-A8E7C6EA7D27}": "%SystemRoot%\\SysWOW64",
        "{F38BF404-1D43-42F2-9305-67DE0B28FC23}": "%SystemRoot%",
        "{0139D44E-6AFE-49F2-8690-3DAFCAE6FFB8}": "%ProgramData%\\Microsoft\\Windows\\Start Menu\\Programs",
        "{A77F5D77-2E2B-44C3-A6A2-ABA601054A51}": "%AppData%\\Microsoft\\Windows\\Start Menu\\Programs",
        "{9E3995AB-1F9C-4F13-B827-48B24B6C7174}": "%AppData%\\Microsoft\\Internet Explorer\\Quick Launch\\User Pinned",
        "{B4BFCC3A-DB2C-424C-B029-7FE99A87C641}": "%UserProfile%\\Desktop",
        "{374DE290-123F-4565-9164-39C4925E467B}": "%UserProfile%\\Downloads",
        "{5E6C858F-0E22-4760-9AFE-EA3317B67173}": "%UserProfile%",
        "{F1B32785-6FBA-4FCF-9D55-7B8E7F157091}": "%LocalAppData%",
        "{3EB685DB-65F9-4CF6-A03A-E3EF65729F3D}": "%AppData%",
    ]

    static func expanded(_ path: String) -> String {
        guard path.hasPrefix("{"), let end = path.firstIndex(of: "}"),
            let name = names[path[...end].uppercased()]
        else { return path }
        return name + path[path.index(after: end)...]
    }
}
