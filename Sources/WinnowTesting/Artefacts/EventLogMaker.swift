/// Makes a Windows event log (`.evtx` 3.1, as in libevtx's documentation of the format) of one chunk, with the binary XML
/// that Windows writes: a template for the event's head, another for its own data, and their values.
package struct EventLogMaker {
    package struct Event {
        package var id: UInt16
        package var provider: String
        package var channel: String
        /// In Windows' 100 nanoseconds since 1601.
        package var written: UInt64
        /// Name and fields of the event's own data.
        package var data: (name: String, fields: [(name: String, value: String)])

        package init(
            _ id: UInt16, provider: String = "Microsoft-Windows-Eventlog", channel: String,
            written: UInt64 = HiveMaker.time, data name: String, _ fields: [(name: String, value: String)]
        ) {
            self.id = id
            self.provider = provider
            self.channel = channel
            self.written = written
            data = (name, fields)
        }
    }

    package var events: [Event]
    /// Events behind the end of those that count, as a log keeps them that was begun anew.
    package var givenUp: [Event] = []

    package init(_ events: [Event]) { self.events = events }

    package var file: [UInt8] {
        var head = joined(ascii("ElfFile\0"), le(UInt64(0)), le(UInt64(0)), le(UInt64(events.count + 1)))
        head += joined(le(UInt32(128)), le(UInt16(1)), le(UInt16(3)), le(UInt16(4096)), le(UInt16(1)))
        head += zeros(120 - head.count)
        head += joined(zeros(4), le(CRC32.of(head)), zeros(4096 - 128))
        return head + chunk
    }

    private var chunk: [UInt8] {
        var writer = EventChunk()
        for (index, event) in events.enumerated() { writer.add(event, number: UInt64(index + 1)) }
        let last = writer.lastRecord
        let free = writer.bytes.count
        for (index, event) in givenUp.enumerated() { writer.add(event, number: UInt64(events.count + index + 1)) }
        var bytes = writer.bytes + zeros(65_536 - writer.bytes.count)
        let count = UInt64(events.count)
        var head = joined(ascii("ElfChnk\0"), le(UInt64(1)), le(count), le(UInt64(1)), le(count))
        head += joined(le(UInt32(128)), le(UInt32(last)), le(UInt32(free)), le(CRC32.of(bytes[512..<free])))
        head += zeros(120 - head.count)
        // The sum covers the lists of names and templates behind it too, and not the flags before it.
        head += joined(zeros(4), le(CRC32.of(head + zeros(512 - 128))))
        bytes.replaceSubrange(0..<128, with: head)
        return bytes
    }
}

/// Records and what they share, behind the chunk's head; offsets count from the chunk's start.
private struct EventChunk {
    private(set) var bytes = zeros(512)
    private(set) var lastRecord = 0
    private var names: [String: Int] = [:]
    private var templates: [String: Int] = [:]

    private enum Value {
        case word(UInt16)
        case long(UInt64)
        case time(UInt64)
        case text(String)
        /// The event's own data, as binary XML of its own.
        case data(EventLogMaker.Event)

        var type: UInt8 {
            switch self {
            case .word: 0x06
            case .long: 0x0A
            case .time: 0x11
            case .text: 0x01
            case .data: 0x21
            }
        }
    }

    mutating func add(_ event: EventLogMaker.Event, number: UInt64) {
        let start = bytes.count
        lastRecord = start
        bytes += joined([0x2A, 0x2A, 0, 0], zeros(4), le(number), le(event.written))
        fragment(
            "event", { $0.head() },
            [
                .word(event.id), .time(event.written), .long(number), .text(event.channel), .text(event.provider),
                .data(event),
            ])
        bytes += zeros((8 - (bytes.count - start + 4) % 8) % 8)
        let size = le(UInt32(bytes.count - start + 4))
        bytes += size
        bytes.replaceSubrange(start + 4..<start + 8, with: size)
    }

    private mutating func head() {
        element("Event", ["xmlns": "http://schemas.microsoft.com/win/2004/08/events/event"]) {
            $0.element("System") {
                $0.element("Provider", [:], inserted: [("Name", 4, 0x01)]) { _ in }
                $0.element("EventID") { $0.insert(0, 0x06) }
                $0.element("TimeCreated", [:], inserted: [("SystemTime", 1, 0x11)]) { _ in }
                $0.element("EventRecordID") { $0.insert(2, 0x0A) }
                $0.element("Channel") { $0.insert(3, 0x01) }
                $0.element("Computer") { $0.text("PC") }
            }
            $0.element("UserData") { $0.insert(5, 0x21) }
        }
    }

    private mutating func data(_ event: EventLogMaker.Event) {
        let (name, fields) = event.data
        fragment(
            "data " + name,
            { writer in
                writer.element(name, ["xmlns": "http://manifests.microsoft.com/win/2004/08/windows/eventlog"]) {
                    for (index, field) in fields.enumerated() {
                        $0.element(field.name) { $0.insert(UInt16(index), 0x01) }
                    }
                }
            }, fields.map { .text($0.value) })
    }

    /// A fragment with one use of a template, which is written where it is first used.
    private mutating func fragment(_ key: String, _ template: (inout Self) -> Void, _ values: [Value]) {
        bytes += [0x0F, 1, 1, 0, 0x0C, 1]
        let identifier = le(UInt32(templates[key] ?? bytes.count))
        bytes += identifier
        if let known = templates[key] {
            bytes += le(UInt32(known))
        } else {
            let place = bytes.count + 4
            templates[key] = place
            bytes += joined(le(UInt32(place)), le(UInt32(0)), identifier, zeros(12), zeros(4))
            bytes += [0x0F, 1, 1, 0]
            template(&self)
            bytes += [0]
            bytes.replaceSubrange(place + 20..<place + 24, with: le(UInt32(bytes.count - place - 24)))
        }
        bytes += le(UInt32(values.count))
        let table = bytes.count
        bytes += zeros(values.count * 4)
        for (index, value) in values.enumerated() {
            let start = bytes.count
            switch value {
            case .word(let number): bytes += le(number)
            case .long(let number), .time(let number): bytes += le(number)
            case .text(let text): bytes += wide(text)
            case .data(let event): data(event)
            }
            let entry = joined(le(UInt16(bytes.count - start)), [value.type, 0])
            bytes.replaceSubrange(table + index * 4..<table + index * 4 + 4, with: entry)
        }
        bytes += [0]
    }

    private mutating func element(
        _ title: String, _ attributes: [String: String] = [:],
        inserted: [(name: String, value: UInt16, type: UInt8)] = [], _ content: (inout Self) -> Void
    ) {
        let hasAttributes = !attributes.isEmpty || !inserted.isEmpty
        bytes += joined([hasAttributes ? 0x41 : 0x01], le(UInt16.max), zeros(4))
        let start = bytes.count
        name(title)
        if hasAttributes {
            bytes += zeros(4)
            let list = bytes.count
            for (key, value) in attributes {
                bytes += [0x06]
                name(key)
                text(value)
            }
            for (key, value, type) in inserted {
                bytes += [0x06]
                name(key)
                insert(value, type)
            }
            bytes.replaceSubrange(list - 4..<list, with: le(UInt32(bytes.count - list)))
        }
        bytes += [0x02]
        content(&self)
        bytes += [0x04]
        bytes.replaceSubrange(start - 4..<start, with: le(UInt32(bytes.count - start)))
    }

    private mutating func name(_ text: String) {
        if let known = names[text] {
            bytes += le(UInt32(known))
            return
        }
        let place = bytes.count + 4
        names[text] = place
        let hash = text.utf16.reduce(UInt32(0)) { $0 &* 65_599 &+ UInt32($1) }
        bytes += joined(le(UInt32(place)), zeros(4), le(UInt16(truncatingIfNeeded: hash)))
        bytes += joined(le(UInt16(text.utf16.count)), wide(text), [0, 0])
    }

    private mutating func text(_ text: String) {
        bytes += joined([0x05, 0x01], le(UInt16(text.utf16.count)), wide(text))
    }

    private mutating func insert(_ value: UInt16, _ type: UInt8) { bytes += joined([0x0D], le(value), [type]) }
}

/// The checksum of zlib.
enum CRC32 {
    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
