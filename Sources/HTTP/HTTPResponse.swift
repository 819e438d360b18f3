/// Status and header fields of the response that ended a request, after all redirects.
package struct HTTPHead: Hashable, Sendable {
    package var status = 0
    package var headers: [HTTPHeader] = []

    /// The first field of that name.
    package func value(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Fields kept of one response; more are left out.
    private static let mostHeaders = 200

    /// Takes the next line of a response; a status line begins another one.
    mutating func take(line: String) {
        let line = line.trimmingSuffix { $0.isWhitespace }
        if line.hasPrefix("HTTP/") {
            self = HTTPHead()
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = line.firstIndex(of: ":"), headers.count < Self.mostHeaders {
            let value = line[line.index(after: colon)...].drop { $0.isWhitespace }
            headers.append(HTTPHeader(String(line[..<colon]), String(value)))
        }
    }
}

package struct HTTPResponse: Hashable, Sendable {
    package var head: HTTPHead
    package var body: [UInt8]

    package var status: Int { head.status }
    package var isSuccess: Bool { (200..<300).contains(head.status) }
}

extension Substring {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, isTrimmed(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        self[...].trimmingSuffix(while: isTrimmed)
    }
}
