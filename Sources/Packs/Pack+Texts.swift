import Model

/// Lays the texts of a pack's files down, those of equal contents once.
struct SharedTexts {
    private(set) var sets: [Winnow_Pack_V1_TextSet] = []
    private var places: [[UInt8]: [(texts: [ExtractedText], place: UInt32)]] = [:]

    /// - Returns: the place of the file's texts, from 1; 0 for none.
    mutating func place(of file: FileRecord) -> UInt32 {
        guard !file.texts.isEmpty else { return 0 }
        // The same content may have been read further in one place than in another: equal digests are only a hint.
        let key = file.digests?.sha256 ?? []
        if !key.isEmpty, let known = places[key]?.first(where: { $0.texts == file.texts }) { return known.place }
        var set = Winnow_Pack_V1_TextSet()
        set.texts = file.texts.map(\.message)
        sets.append(set)
        let place = UInt32(sets.count)
        if !key.isEmpty { places[key, default: []].append((file.texts, place)) }
        return place
    }
}

extension ExtractedText {
    var message: Winnow_Pack_V1_Text {
        var message = Winnow_Pack_V1_Text()
        message.kind = kind.message
        message.field = field
        message.source = source
        message.text = text
        message.count = count == 1 ? 0 : UInt32(clamping: count)
        if let firstTime { message.firstTime = firstTime }
        if let lastTime { message.lastTime = lastTime }
        return message
    }

    init(_ message: Winnow_Pack_V1_Text) throws(WinnowError) {
        self.init(
            kind: try Kind(message.kind), field: message.field, source: message.source, text: message.text,
            count: message.count == 0 ? 1 : Int(message.count),
            firstTime: message.hasFirstTime ? message.firstTime : nil,
            lastTime: message.hasLastTime ? message.lastTime : nil)
    }
}

extension ExtractedText.Kind {
    var message: Winnow_Pack_V1_TextKind {
        switch self {
        case .body: .body
        case .metadata: .metadata
        case .history: .history
        }
    }

    init(_ message: Winnow_Pack_V1_TextKind) throws(WinnowError) {
        guard let match = Self.allCases.first(where: { $0.message == message }) else { throw unknown("kind of text") }
        self = match
    }
}
