import CVectorscan
import Model

/// Takes what Vectorscan reports; offsets count from the start of the block or stream.
protocol MatchSink: AnyObject {
    func matched(pattern: Int, from: UInt64, to: UInt64)
}

/// One compiled database for blocks, one for streams, and the scratch space of this one thread.
final class VectorscanEngine {
    private let block: OpaquePointer
    private let streaming: OpaquePointer
    private var scratch: OpaquePointer?
    private var stream: OpaquePointer?

    init(_ table: inout PatternTable) throws(WinnowError) {
        block = try VectorscanCompiler.compile(&table, mode: UInt32(HS_MODE_BLOCK))
        do throws(WinnowError) {
            streaming = try VectorscanCompiler.compile(&table, mode: UInt32(HS_MODE_STREAM))
        } catch {
            hs_free_database(block)
            throw error
        }
        guard hs_alloc_scratch(block, &scratch) == HS_SUCCESS, hs_alloc_scratch(streaming, &scratch) == HS_SUCCESS,
            hs_open_stream(streaming, 0, &stream) == HS_SUCCESS
        else {
            throw WinnowError("keyword-compile", "no memory for the keyword search")
        }
    }

    deinit {
        if let stream { hs_close_stream(stream, nil, nil, nil) }
        if let scratch { hs_free_scratch(scratch) }
        hs_free_database(block)
        hs_free_database(streaming)
    }

    /// Bytes that Vectorscan takes in one call.
    static let maximumCall = 1 << 30

    /// One whole buffer of at most `maximumCall` bytes; false when Vectorscan failed.
    func scanBlock(_ bytes: UnsafeRawBufferPointer, _ sink: some MatchSink) -> Bool {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return true }
        let data = start.assumingMemoryBound(to: CChar.self)
        return withExtendedLifetime(SinkBox(sink)) { box in
            let context = Unmanaged.passUnretained(box).toOpaque()
            return hs_scan(block, data, UInt32(bytes.count), 0, scratch, Self.handler, context) == HS_SUCCESS
        }
    }

    /// The next bytes of the stream; false when Vectorscan failed.
    func scanStream(_ bytes: UnsafeRawBufferPointer, _ sink: some MatchSink) -> Bool {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return true }
        let data = start.assumingMemoryBound(to: CChar.self)
        return withExtendedLifetime(SinkBox(sink)) { box in
            let context = Unmanaged.passUnretained(box).toOpaque()
            return hs_scan_stream(stream, data, UInt32(bytes.count), 0, scratch, Self.handler, context) == HS_SUCCESS
        }
    }

    /// Ends the stream, which may give matches at its end, and begins a new one; false when Vectorscan failed.
    func endStream(_ sink: some MatchSink) -> Bool {
        withExtendedLifetime(SinkBox(sink)) { box in
            let context = Unmanaged.passUnretained(box).toOpaque()
            return hs_reset_stream(stream, 0, scratch, Self.handler, context) == HS_SUCCESS
        }
    }

    /// Drops the stream so far.
    func resetStream() { hs_reset_stream(stream, 0, scratch, nil, nil) }

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
