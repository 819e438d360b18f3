import Foundation

/// The character sets that are read, by the names that documents use for them.
package enum Charsets {
    /// iconv's names. ISO-2022-CN and other shifting sets that hardly anybody writes are left out: their converters have
    /// been a way in for attackers.
    private static let names: [String] =
        [
            "UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-7", "KOI8-R", "KOI8-U", "MACINTOSH",
            "MAC-CYRILLIC",
            "CP437", "CP737", "CP775", "CP850", "CP852", "CP855", "CP857", "CP858", "CP860", "CP861", "CP862", "CP863",
            "CP864", "CP865", "CP866", "CP869", "CP874", "CP932", "CP949", "GB18030", "BIG5-HKSCS", "EUC-JP",
            "ISO-2022-JP",
            "EUC-TW", "CP1361",
        ] + (1250...1258).map { "CP\($0)" } + [2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16].map { "ISO-8859-\($0)" }

    /// Documents' names that iconv has otherwise, as the WHATWG encoding standard maps them.
    private static let aliases: [String: String] = [
        "us-ascii": "CP1252", "ascii": "CP1252", "ansi": "CP1252", "iso-8859-1": "CP1252", "latin1": "CP1252",
        "iso8859-1": "CP1252", "latin-1": "CP1252", "utf8": "UTF-8", "unicode": "UTF-16", "ucs-2": "UTF-16LE",
        "gb2312": "GB18030", "gbk": "GB18030", "gb_2312-80": "GB18030", "cp936": "GB18030", "windows-936": "GB18030",
        "big5": "BIG5-HKSCS", "cp950": "BIG5-HKSCS", "shift_jis": "CP932", "shift-jis": "CP932", "sjis": "CP932",
        "x-sjis": "CP932", "windows-31j": "CP932", "euc-kr": "CP949", "ks_c_5601-1987": "CP949", "ks_c_5601": "CP949",
        "korean": "CP949", "x-mac-roman": "MACINTOSH", "macroman": "MACINTOSH", "mac": "MACINTOSH",
        "x-mac-cyrillic": "MAC-CYRILLIC", "tis-620": "CP874", "iso-8859-11": "CP874", "koi8": "KOI8-R",
        "iso-8859-8-i": "ISO-8859-8", "iso-8859-6-i": "ISO-8859-6", "unicode-1-1-utf-7": "UTF-7", "cp65001": "UTF-8",
        "cp10000": "MACINTOSH", "cp1200": "UTF-16LE", "cp1201": "UTF-16BE", "cp20127": "CP1252", "cp28591": "CP1252",
        "cp20866": "KOI8-R", "cp21866": "KOI8-U", "cp50220": "ISO-2022-JP", "cp51932": "EUC-JP", "cp54936": "GB18030",
        "cp65000": "UTF-7",
    ]

    private static let known = Dictionary(uniqueKeysWithValues: names.map { ($0.lowercased(), $0) })

    /// Loads all converters, which are files that a scanner cannot open once it is locked in. Returns how many there are.
    @discardableResult
    package static func preload() -> Int {
        // Never closed: that is what keeps them in memory.
        names.filter { open($0) != nil }.count
    }

    static func name(of label: String) -> String? {
        var text = label.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
        for prefix in ["windows-", "x-cp", "ibm", "ms-cp"] where text.hasPrefix(prefix) {
            text = aliases[text] == nil ? "cp" + text.dropFirst(prefix.count) : text
        }
        if let alias = aliases[text] { return alias }
        if text.hasPrefix("cp28"), let page = Int(text.dropFirst(2)) { return known["iso-8859-\(page - 28590)"] }
        return known[text]
    }

    static func open(_ name: String) -> iconv_t? {
        let converter = iconv_open("UTF-8", name)
        return converter == iconv_t(bitPattern: -1) ? nil : converter
    }
}
