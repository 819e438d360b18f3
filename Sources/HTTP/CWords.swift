import Foundation

/// C strings that live as long as this does.
final class CWords {
    private let words: [UnsafePointer<CChar>?]

    init(_ texts: [String?]) { words = texts.map { $0.flatMap { UnsafePointer(strdup($0)) } } }

    deinit { for word in words { free(UnsafeMutablePointer(mutating: word)) } }

    subscript(_ index: Int) -> UnsafePointer<CChar>? { words[index] }

    func withPointers<Result>(_ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result) -> Result {
        withExtendedLifetime(self) { words.withUnsafeBufferPointer(body) }
    }
}
