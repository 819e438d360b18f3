import CVectorscan
import Model

/// Takes what Vectorscan reports; offsets count from the start of the block or stream.
protocol MatchSink: AnyObject {
    func matched(pattern: Int, from: UInt64, to: UInt64)
}

/// A compiled database and the scratch space of this one thread.
final class VectorscanEngine {
    fileprivate let database: OpaquePointer
    fileprivate private(set) var scratch: OpaquePointer?

    fileprivate init(_ database: OpaquePointer) throws(WinnowError) {
        self.database = database
        guard hs_alloc_scratch(database, &scratch) == HS_SUCCESS else {
            hs_free_database(database)
            throw VectorscanStream.noMemory
        }
    }

    /// The plain terms of a table, for streams; nil when it has none.
    ///
    /// There is no database of them for whole blocks: over 100-byte files it was hardly faster than a stream that is
    /// reset, and compiling took three times as long.
    static func literals(_ table: inout PatternTable) throws(WinnowError) -> VectorscanEngine? {
        let mode = UInt32(HS_MODE_STREAM)
        guard let database = try VectorscanCompiler.compile(&table, expressions: false, mode: mode) else { return nil }
        return try VectorscanEngine(database)
    }

    /// The expressions of a table, for blocks; nil when it has none.
    static func expressions(_ table: inout PatternTable) throws(WinnowError) -> VectorscanEngine? {
        let mode = UInt32(HS_MODE_BLOCK)
        guard let database = try VectorscanCompiler.compile(&table, expressions: true, mode: mode) else { return nil }
        return try VectorscanEngine(database)
    }

    deinit {
        if let scratch { hs_free_scratch(scratch) }
        hs_free_database(database)
    }

    /// One block by itself; false when Vectorscan failed.
    func scan(block: UnsafeRawBufferPointer, _ sink: SinkBox) -> Bool {
        guard let start = block.baseAddress, !block.isEmpty else { return true }
        return hs_scan(
            database, start.assumingMemoryBound(to: CChar.self), UInt32(block.count), 0, scratch, SinkBox.handler,
            Unmanaged.passUnretained(sink).toOpaque()) == HS_SUCCESS
    }
}

/// One content after the other, each in any number of pieces.
final class VectorscanStream {
    /// Bytes that Vectorscan takes in one call.
    static let maximumCall = 1 << 30
    static let noMemory = WinnowError(
        "keyword-compile", "no memory for the keyword search", remedy: "use shorter keyword lists")

    private let engine: VectorscanEngine
    private let stream: OpaquePointer
    private let box: SinkBox

    init(_ engine: VectorscanEngine, _ sink: any MatchSink) throws(WinnowError) {
        var stream: OpaquePointer?
        guard hs_open_stream(engine.database, 0, &stream) == HS_SUCCESS, let stream else { throw Self.noMemory }
        self.engine = engine
        self.stream = stream
        box = SinkBox(sink)
    }

    deinit { hs_close_stream(stream, nil, nil, nil) }

    /// The next at most `maximumCall` bytes; false when Vectorscan failed.
    func scan(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return true }
        let data = start.assumingMemoryBound(to: CChar.self)
        let context = Unmanaged.passUnretained(box).toOpaque()
        return hs_scan_stream(stream, data, UInt32(bytes.count), 0, engine.scratch, SinkBox.handler, context)
            == HS_SUCCESS
    }

    /// Ends the content, which may give matches at its end, and begins a new one; false when Vectorscan failed.
    func end() -> Bool {
        let context = Unmanaged.passUnretained(box).toOpaque()
        return hs_reset_stream(stream, 0, engine.scratch, SinkBox.handler, context) == HS_SUCCESS
    }

    /// Drops the content so far.
    func reset() { hs_reset_stream(stream, 0, engine.scratch, nil, nil) }
}

/// What Vectorscan calls back into.
final class SinkBox {
    private unowned let sink: any MatchSink

    init(_ sink: any MatchSink) { self.sink = sink }

    fileprivate static let handler: match_event_handler = { id, from, to, _, context in
        guard let context else { return 1 }
        let box = Unmanaged<SinkBox>.fromOpaque(context).takeUnretainedValue()
        box.sink.matched(pattern: Int(id), from: from, to: to)
        return 0
    }
}

/// The library that searches for keywords, as it is loaded.
package enum KeywordSearch {
    package static var library: String { "Vectorscan " + String(cString: hs_version()) }
}
