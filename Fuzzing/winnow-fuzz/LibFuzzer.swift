#if LIBFUZZER
import Foundation
import FuzzTargets

/// https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

nonisolated(unsafe) private var chosen: FuzzTarget?

enum LibFuzzer {
    /// The target's seeds are written into the first folder that is named, which is the corpus.
    static func run(_ target: FuzzTarget) -> CInt {
        chosen = target
        let rest = CommandLine.arguments.dropFirst(2)
        if let folder = rest.first(where: { !$0.hasPrefix("-") }) {
            for (index, seed) in ((try? target.seeds()) ?? []).enumerated() {
                FileManager.default.createFile(atPath: "\(folder)/seed-\(index)", contents: Data(seed))
            }
        }
        var words: [UnsafeMutablePointer<CChar>?] = (["winnow-fuzz"] + rest).map { strdup($0) } + [nil]
        var count = CInt(words.count - 1)
        return words.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            return runDriver(&count, &start) { bytes, length in
                chosen?.run(Array(UnsafeBufferPointer(start: bytes, count: length)))
                return 0
            }
        }
    }
}
#endif
