import CPoppler
import Model

/// The files that lie in a PDF, in its own order, by poppler. For one thread.
package final class PDFFiles {
    private let bytes: UnsafeMutableRawBufferPointer
    private let files: OpaquePointer?
    private var index = -1
    private var content = UnsafeRawBufferPointer(start: nil, count: 0)
    private var isLoaded = false

    /// What cannot be opened has no files: the reader of its text says why.
    ///
    /// - Parameter bytes: the whole document; freed with this object.
    package init(_ bytes: UnsafeMutableRawBufferPointer) {
        self.bytes = bytes
        files = bytes.baseAddress.flatMap {
            cpoppler_files_open($0.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count))
        }
    }

    deinit {
        if let files { cpoppler_files_close(files) }
        bytes.deallocate()
    }

    /// The next file's number, from 1, with its name where it has one (`2/photo.jpg`), and its size as stated.
    package func next() -> (name: RawPath, size: UInt64?)? {
        guard let files, index + 1 < Int(cpoppler_files_count(files)) else { return nil }
        index += 1
        isLoaded = false
        let number = String(index + 1)
        let stated = cpoppler_files_size(files, Int32(index))
        let size = stated > 0 ? UInt64(stated) : nil
        // A name in UTF-16 comes as the mark that it begins with.
        guard let name = cpoppler_files_name(files, Int32(index)), UInt8(bitPattern: name[0]) != 0xFE else {
            return (RawPath(number), size)
        }
        var text = Array((number + "/").utf8)
        var place = 0
        while name[place] != 0, place < 4_096 {
            text.append(UInt8(bitPattern: name[place]))
            place += 1
        }
        return (RawPath(bytes: text), size)
    }

    /// Fills as much of the buffer as the file still has; 0 at its end.
    ///
    /// - Throws: `archive-damaged` where poppler cannot decode it.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(WinnowError) -> Int {
        if !isLoaded {
            guard let files, index >= 0 else { return 0 }
            var start: UnsafePointer<CChar>?
            var length = 0
            isLoaded = true
            content = UnsafeRawBufferPointer(start: nil, count: 0)
            guard cpoppler_files_load(files, Int32(index), &start, &length) != 0 else {
                throw WinnowError("archive-damaged", "a file in a PDF could not be decoded")
            }
            content = UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : length)
        }
        let count = min(buffer.count, content.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: content[..<count]))
        content = UnsafeRawBufferPointer(rebasing: content[count...])
        return count
    }
}
