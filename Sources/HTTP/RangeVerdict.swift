import Model

/// What a response to a request for a part of a file means; pure.
enum RangeVerdict: Hashable {
    /// Its body is what was asked for, from the start of the part.
    case good
    /// Its body is the whole file, from its start.
    case wholeFile
    /// May pass; after so many seconds if the server says so.
    case again(WinnowError, after: Double?)
    case final(WinnowError)

    /// - Parameters:
    ///   - wanted: bytes asked for.
    ///   - identity: nil while nothing is known of the file.
    init(_ head: HTTPHead, wanted: Range<UInt64>, identity: FileIdentity?, place: String) {
        if let coding = head.value("Content-Encoding"), coding.lowercased() != "identity", head.status / 100 == 2 {
            self = .final(
                WinnowError(
                    "http-encoded", "\(place) is sent as \(Escaping.line(coding)), not as the bytes that it holds",
                    remedy: "turn compression off on that server"))
            return
        }
        switch head.status {
        case 206: self = Self.partial(head, wanted, identity, place)
        case 200:
            if let identity, !identity.agrees(with: head) || Self.length(head).map({ $0 != identity.size }) ?? false {
                self = .final(Self.changed(place))
            } else {
                self = .wholeFile
            }
        case 412, 416: self = .final(identity == nil ? Self.unexpected(head, place) : Self.changed(place))
        default: self = Self.refusal(head, place)
        }
    }

    private static func partial(
        _ head: HTTPHead, _ wanted: Range<UInt64>, _ identity: FileIdentity?, _ place: String
    ) -> RangeVerdict {
        guard let range = ContentRange(head.value("Content-Range")) else { return .final(lie(place)) }
        if let identity {
            guard identity.agrees(with: head), range.total ?? identity.size == identity.size else {
                return .final(changed(place))
            }
        }
        guard range.bytes.lowerBound == wanted.lowerBound, range.bytes.upperBound <= wanted.upperBound else {
            return .final(lie(place))
        }
        return .good
    }

    private static func refusal(_ head: HTTPHead, _ place: String) -> RangeVerdict {
        let after = head.value("Retry-After").flatMap { Double($0) }
        switch head.status {
        case 404, 410:
            return .final(
                WinnowError(
                    "image-missing", "there is no image at \(place)",
                    remedy: "check the address, and that this host may ask for it"))
        case 401, 403, 407:
            return .final(
                WinnowError(
                    "image-refused", "\(place) is not given to this worker (status \(head.status))",
                    remedy: "give the worker credentials in a netrc file"))
        case 408, 425, 429, 500, 502, 503, 504: return .again(unexpected(head, place), after: after)
        default: return .final(unexpected(head, place))
        }
    }

    static func length(_ head: HTTPHead) -> UInt64? { head.value("Content-Length").flatMap { UInt64($0) } }

    static func changed(_ place: String) -> WinnowError {
        WinnowError(
            "image-changed", "\(place) is not the file any more that it was", remedy: "submit the image again")
    }

    static func lie(_ place: String) -> WinnowError {
        WinnowError(
            "http-range", "\(place) answers with other bytes than were asked for",
            remedy: "serve the image from a server that keeps to RFC 9110")
    }

    static func unexpected(_ head: HTTPHead, _ place: String) -> WinnowError {
        WinnowError("http-status", "\(place) answers with status \(head.status)")
    }
}
