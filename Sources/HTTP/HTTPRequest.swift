import Model

/// One header field; names are compared without regard to case.
package struct HTTPHeader: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// One request.
package struct HTTPRequest: Hashable, Sendable {
    package enum Method: String, Sendable { case get = "GET", head = "HEAD", post = "POST", put = "PUT" }

    package var method: Method
    package var url: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]?
    package var timeouts: HTTPTimeouts
    /// How many redirects are followed: to http or https alone, and never from https to http.
    package var redirects: Int
    /// A response's body beyond this many bytes is an error, `http-too-long`.
    package var largestBody: Int

    package init(
        _ method: Method, _ url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil,
        timeouts: HTTPTimeouts = HTTPTimeouts(), redirects: Int = 5, largestBody: Int = 1 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.redirects = redirects
        self.largestBody = largestBody
    }
}

/// Seconds.
package struct HTTPTimeouts: Hashable, Sendable {
    package var connect: Double
    /// Of the whole request; nil for none.
    package var total: Double?
    /// Less than 1 kB/s for so long ends it.
    package var stall: Double

    package init(connect: Double = 15, total: Double? = nil, stall: Double = 30) {
        self.connect = connect
        self.total = total
        self.stall = stall
    }
}
