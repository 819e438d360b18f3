import CVectorscan
import Model

/// Takes what Vectorscan reports; offsets count from the start of the block or stream.
protocol MatchSink: AnyObject {
    func matched(pattern: Int, from: UInt64, to: UInt64)
}

/// A compiled database and the scratch space of this one thread.
///
/// There is none for whole blocks: over 100-byte files it was hardly faster than a stream that is reset, and compiling
/// took three times as long.
final class VectorscanEngine {
    fileprivate let database: OpaquePointer
    fileprivate private(set) var scratch: OpaquePointer?

    init(_ table: inout PatternTable) throws(WinnowError) {
        database = try VectorscanCompiler.compile(&table, mode: UInt32(HS_MODE_STREAM))
        guard hs_alloc_scratch(database, &scratch) == HS_SUCCESS else {
            hs_free_database(database)
            throw VectorscanStream.noMemory
        }
    }

    deinit {
        if let scratch { hs_free_scratch(scratch) }
        hs_free_database(database)
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
        return hs_scan_stream(stream, data, UInt32(bytes.count), 0, engine.scratch, Self.handler, context)
            == HS_SUCCESS
    }

    /// Ends the content, which may give matches at its end, and begins a new one; false when Vectorscan failed.
    func end() -> Bool {
        let context = Unmanaged.passUnretained(box).toOpaque()
        return hs_reset_stream(stream, 0, engine.scratch, Self.handler, context) == HS_SUCCESS
    }

    /// Drops the content so far.
    func reset() { hs_reset_stream(stream, 0, engine.scratch, nil, nil) }

    private static let handler: match_event_handler = { id, from, to, _, context in
        guard let context else { return 1 }
        let box = Unmanaged<SinkBox>.fromOpaque(context).takeUnretainedValue()
        box.sink.matched(pattern: Int(id), from: from, to: to)
        return 0
    }
}

private final class SinkBox {
    let sink: any MatchSink
    init(_ sink: any MatchSink) { self.sink = sink }
}
