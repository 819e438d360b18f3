import Glibc
import Model

/// All records of several sorted runs, in order.
struct RunMerge {
    private let stride: Int
    private let readers: [RunReader]
    /// A heap of reader numbers, the least record first.
    private var heap: [Int] = []

    /// - Parameter stride: bytes of a record.
    init(_ runs: [RunFile], stride: Int) throws(WinnowError) {
        self.stride = stride
        var readers: [RunReader] = []
        for run in runs { readers.append(try RunReader(run, stride: stride)) }
        self.readers = readers
        for index in readers.indices where try readers[index].advance() { heap.append(index) }
        for place in (0..<heap.count / 2).reversed() { sink(place) }
    }

    /// The least record, valid until the next call; nil at the end.
    mutating func next(_ body: (UnsafeRawPointer) throws(WinnowError) -> Void) throws(WinnowError) -> Bool {
        guard let first = heap.first else { return false }
        try body(readers[first].record)
        if try readers[first].advance() {
            sink(0)
        } else {
            heap[0] = heap[heap.count - 1]
            heap.removeLast()
            if !heap.isEmpty { sink(0) }
        }
        return true
    }

    private func isLess(_ left: Int, _ right: Int) -> Bool {
        memcmp(readers[left].record, readers[right].record, stride) < 0
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            let left = 2 * place + 1
            guard left < heap.count else { return }
            let right = left + 1
            let child = right < heap.count && isLess(heap[right], heap[left]) ? right : left
            guard isLess(heap[child], heap[place]) else { return }
            heap.swapAt(child, place)
            place = child
        }
    }
}

/// Reads one run through a buffer of its own.
private final class RunReader {
    private let descriptor: Int32
    private let path: String
    private let stride: Int
    private let buffer: UnsafeMutableRawBufferPointer
    private var position = 0
    private var filled = 0
    private var left: Int
    private(set) var record: UnsafeRawPointer

    init(_ run: RunFile, stride: Int) throws(WinnowError) {
        let opened = open(run.path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw FileWriter.failure(run.path, errno) }
        descriptor = opened
        path = run.path
        left = run.records
        self.stride = stride
        buffer = .allocate(byteCount: max(1, (512 << 10) / stride) * stride, alignment: 64)
        record = UnsafeRawPointer(buffer.baseAddress ?? .init(bitPattern: 64).unsafelyUnwrapped)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// False when there is no further record.
    func advance() throws(WinnowError) -> Bool {
        guard left > 0, let base = buffer.baseAddress else { return false }
        if position == filled { try fill() }
        record = UnsafeRawPointer(base + position)
        position += stride
        left -= 1
        return true
    }

    private func fill() throws(WinnowError) {
        let wanted = min(buffer.count, left * stride)
        (position, filled) = (0, 0)
        while filled < wanted {
            let got = read(descriptor, buffer.baseAddress.map { $0 + filled }, wanted - filled)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw FileWriter.failure(path, got < 0 ? errno : EIO) }
            filled += got
        }
    }
}
