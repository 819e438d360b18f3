import Model

/// What the category codes of a scheme mean in one country, and which of two is the more severe.
package struct CategoryProfile: Hashable, Sendable {
    package struct Category: Hashable, Sendable {
        package var code: String
        package var name: String
        /// False for a verdict that a medium is none of what the set is about.
        package var isPertinent: Bool
        /// Read in the scheme's own text.
        package var isVerified: Bool
    }

    package var name: String
    package var scheme: String
    package var country: String
    /// The most severe first.
    package var categories: [Category]

    /// The profiles that Winnow carries.
    package static let standard = (try? parse(CategoryProfileData.text, file: "CategoryProfileData")) ?? []

    package static func named(_ name: String) -> CategoryProfile? { standard.first { $0.name == name } }

    /// The profile that a VICS 2.0 data model names: `US` in `.../2.0.xml/US/$metadata#Media`.
    static func ofModel(country: String) -> CategoryProfile? {
        standard.first { $0.scheme == "VICS" && $0.country.lowercased() == country.lowercased() }
    }

    /// Reads a table in the form of `CategoryProfileData`.
    ///
    /// - Throws: `category-profile-invalid` with `file:line: what`.
    package static func parse(_ text: String, file: String) throws(WinnowError) -> [CategoryProfile] {
        var profiles: [CategoryProfile] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.hasSuffix("\r") ? line.dropLast() : line
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            func invalid(_ what: String) -> WinnowError {
                WinnowError(
                    "category-profile-invalid", "\(file):\(number + 1): \(what)",
                    remedy: "write profile, scheme, country, code, name, yes or no, yes or no, with tabs between them")
            }
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count == 7, !columns.contains("") else { throw invalid("not seven columns") }
            guard let isPertinent = word(columns[5]), let isVerified = word(columns[6]) else {
                throw invalid("neither yes nor no")
            }
            let category = Category(
                code: columns[3], name: columns[4], isPertinent: isPertinent, isVerified: isVerified)
            if let index = profiles.firstIndex(where: { $0.name == columns[0] }) {
                guard !profiles[index].categories.contains(where: { $0.code == category.code }) else {
                    throw invalid("code \(Escaping.line(category.code)) twice")
                }
                profiles[index].categories.append(category)
            } else {
                profiles.append(
                    CategoryProfile(name: columns[0], scheme: columns[1], country: columns[2], categories: [category]))
            }
        }
        return profiles
    }

    private static func word(_ text: String) -> Bool? { ["yes": true, "no": false][text.lowercased()] }
}
