import Foundation
import Model

/// One file on a server, pinned to the state that it was found in: a file that changes is an error, `image-changed`,
/// and bytes of two states are never mixed.
///
/// Errors that may pass are tried again; what is left is `http-connection`, `http-timeout`, `http-status` (all of them
/// worth another attempt of the job), or one that stays: `image-missing`, `image-refused`, `image-changed`,
/// `http-range`, `http-encoded`, `http-certificate`, `http-redirect`.
package struct RemoteFile: Sendable {
    package let address: String
    package let identity: FileIdentity
    /// Whether the server gives parts of it.
    package let hasRanges: Bool
    let client: HTTPClient
    let retries: RetryCourse
    let timeouts: HTTPTimeouts

    /// For people and logs.
    package var place: String { ImageURL.withoutSecrets(address) }

    /// Asks for the first byte, and so for size, state and whether parts are given; HEAD is refused by some servers.
    ///
    /// - Parameter check: asked about once a second; throws to give up.
    package init(
        _ address: String, client: HTTPClient, retries: RetryCourse = RetryCourse(),
        timeouts: HTTPTimeouts = HTTPTimeouts(), check: @escaping () throws(WinnowError) -> Void = {}
    ) throws(WinnowError) {
        let place = ImageURL.withoutSecrets(address)
        let wanted: Range<UInt64> = 0..<1
        var found: HTTPHead?
        let request = HTTPRequest(
            .get, address, headers: [HTTPHeader("Range", "bytes=0-0")], timeouts: timeouts)
        try Self.retrying(retries, check) { _ throws(WinnowError) in
            let head = try Self.head(of: request, client, check)
            // How a server that gives parts says that there is not even a first byte.
            if head.status == 416, head.value("Content-Range")?.hasSuffix("*/0") == true {
                return .final(Self.empty(place))
            }
            found = head
            return RangeVerdict(head, wanted: wanted, identity: nil, place: place)
        }
        guard let head = found else { throw WinnowError("http-status", "\(place) did not answer") }
        let total = ContentRange(head.value("Content-Range"))?.total
        let isPart = head.status == 206 && total != nil
        guard let size = isPart ? total : (head.status == 200 ? RangeVerdict.length(head) : nil) else {
            throw WinnowError(
                "http-length", "\(place) does not say how long it is",
                remedy: "serve the image from a server that sends Content-Length")
        }
        guard size > 0 else { throw Self.empty(place) }
        self.address = address
        self.client = client
        self.retries = retries
        self.timeouts = timeouts
        hasRanges = isPart
        identity = FileIdentity(size: size, head)
    }

    /// Gives the bytes of `range` piece by piece in order; what fails is taken up where it broke off.
    package func read(
        _ range: Range<UInt64>, check: @escaping () throws(WinnowError) -> Void = {},
        _ take: (UnsafeRawBufferPointer) throws(WinnowError) -> Void
    ) throws(WinnowError) {
        var next = range.lowerBound
        guard next < range.upperBound else { return }
        try Self.retrying(retries, check) { course throws(WinnowError) in
            // A file without parts is asked for as a whole, and what is there already is passed over.
            let wanted = (hasRanges ? next : 0)..<range.upperBound
            var headers = identity.conditions
            if hasRanges {
                headers.append(HTTPHeader("Range", "bytes=\(wanted.lowerBound)-\(wanted.upperBound - 1)"))
            } else {
                headers.removeAll { $0.name == "If-Range" }
            }
            var verdict: RangeVerdict?
            var place = wanted.lowerBound
            let request = HTTPRequest(.get, address, headers: headers, timeouts: timeouts)
            do throws(WinnowError) {
                let head = try client.stream(request, check: check) { head, bytes throws(WinnowError) in
                    if verdict == nil { verdict = judge(head, wanted) }
                    guard verdict == .good else { throw WinnowError("http-judged", "the response is not wanted") }
                    let end = min(range.upperBound, place + UInt64(bytes.count))
                    let fresh = max(place, next)
                    if end > fresh {
                        try take(UnsafeRawBufferPointer(rebasing: bytes[Int(fresh - place)..<Int(end - place)]))
                        next = end
                        course.progressed()
                    }
                    place += UInt64(bytes.count)
                    if place > range.upperBound { throw WinnowError("http-judged", "more comes than was asked for") }
                }
                if verdict == nil { verdict = judge(head, wanted) }
            } catch  where error.code == "http-judged" {
            } catch  where HTTPFailure.transient.contains(error.code) {
                return .again(error, after: nil)
            }
            if next >= range.upperBound { return .good }
            guard verdict == .good else { return verdict ?? .again(cutOff, after: nil) }
            return .again(cutOff, after: nil)
        }
    }

    private static func empty(_ place: String) -> WinnowError {
        WinnowError("image-empty", "the image \(place) is empty")
    }

    private var cutOff: WinnowError { WinnowError("http-connection", "\(place) ended too early") }

    private func judge(_ head: HTTPHead, _ wanted: Range<UInt64>) -> RangeVerdict {
        let verdict = RangeVerdict(head, wanted: wanted, identity: identity, place: place)
        guard verdict == .wholeFile else { return verdict }
        // One that gave parts before may be one of several servers behind one name.
        return hasRanges ? .again(RangeVerdict.lie(place), after: nil) : .good
    }

    /// The head of a response, whose body is not waited for.
    private static func head(
        of request: HTTPRequest, _ client: HTTPClient, _ check: @escaping () throws(WinnowError) -> Void
    ) throws(WinnowError) -> HTTPHead {
        var found: HTTPHead?
        do throws(WinnowError) {
            return try client.stream(request, check: check) { head, _ throws(WinnowError) in
                found = head
                throw WinnowError("http-judged", "the head is enough")
            }
        } catch {
            if let found { return found }
            throw error
        }
    }

    private static func retrying(
        _ retries: RetryCourse, _ check: () throws(WinnowError) -> Void,
        _ attempt: (inout RetryCourse) throws(WinnowError) -> RangeVerdict
    ) throws(WinnowError) {
        var course = retries
        while true {
            var verdict: RangeVerdict
            do throws(WinnowError) { verdict = try attempt(&course) } catch {
                guard HTTPFailure.transient.contains(error.code) else { throw error }
                verdict = .again(error, after: nil)
            }
            switch verdict {
            case .good, .wholeFile: return
            case .final(let error): throw error
            case .again(let error, let after):
                guard let wait = course.failed(after: after, luck: .random(in: 0...1)) else { throw error }
                try pause(wait, check)
            }
        }
    }

    private static func pause(_ seconds: Double, _ check: () throws(WinnowError) -> Void) throws(WinnowError) {
        let end = DispatchTime.now() + seconds
        while DispatchTime.now() < end {
            try check()
            usleep(50_000)
        }
    }
}
