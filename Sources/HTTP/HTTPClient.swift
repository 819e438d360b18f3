import CCurl
import Foundation
import Model
import Synchronization

/// Requests over HTTP and HTTPS by libcurl; certificates are always verified. For any number of threads, each of which
/// waits for its response. Connections are kept and used again.
///
/// Errors: `http-connection` and `http-timeout`, which may pass; `http-certificate`, `http-redirect`, `http-address`,
/// `http-local`, `http-too-long`, which do not. A response with any status is no error.
package final class HTTPClient: Sendable {
    /// A handle is with one thread at a time.
    private struct Handle: @unchecked Sendable { let pointer: OpaquePointer }

    /// Handles kept while idle, with a connection or two each.
    private static let mostIdle = 16
    private static let agent = "winnow"

    private let settings: HTTPSettings
    private let idle = Mutex<[Handle]>([])

    package init(_ settings: HTTPSettings = HTTPSettings()) { self.settings = settings }

    deinit { idle.withLock { for handle in $0 { ccurl_free(handle.pointer) } } }

    /// Sends a request and waits for its whole response.
    package func send(_ request: HTTPRequest) throws(WinnowError) -> HTTPResponse {
        var body: [UInt8] = []
        let head = try stream(request) { _, bytes throws(WinnowError) in
            guard body.count + bytes.count <= request.largestBody else {
                throw WinnowError("http-too-long", "a response is longer than \(request.largestBody) bytes")
            }
            body.append(contentsOf: bytes)
        }
        return HTTPResponse(head: head, body: body)
    }

    /// The same without holding a thread of the cooperative pool.
    package func response(to request: HTTPRequest) async throws -> HTTPResponse {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try self.send(request) })
            }
        }
    }

    /// Sends a request and gives the body piece by piece as it comes.
    ///
    /// - Parameters:
    ///   - check: asked about once a second; throws to end the request.
    ///   - take: gets the final response's head and the next piece; throws to end the request. Its error is thrown.
    /// - Returns: the head of the final response.
    package func stream(
        _ request: HTTPRequest, check: @escaping () throws(WinnowError) -> Void = {},
        _ take: (HTTPHead, UnsafeRawBufferPointer) throws(WinnowError) -> Void
    ) throws(WinnowError) -> HTTPHead {
        let isClean = request.headers.allSatisfy { field in
            !field.name.isEmpty && (field.name + field.value).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
        guard isClean, request.url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw WinnowError("http-address", "a request has control characters or blanks where none may be")
        }
        guard let handle = idle.withLock({ $0.popLast() }) ?? ccurl_make().map(Handle.init(pointer:)) else {
            throw WinnowError("http-local", "libcurl could not be started")
        }
        defer { keep(handle) }
        // The exchange does not outlive this call, and neither does its closure.
        return try withoutActuallyEscaping(take) { take throws(WinnowError) in
            let exchange = HTTPExchange(take: take, check: check)
            let result = perform(request, on: handle, exchange)
            if let error = exchange.error { throw error }
            if let error = HTTPFailure.error(result, address: request.url) { throw error }
            return exchange.head
        }
    }

    private func keep(_ handle: Handle) {
        let isKept = idle.withLock { idle in
            guard idle.count < Self.mostIdle else { return false }
            idle.append(handle)
            return true
        }
        if !isKept { ccurl_free(handle.pointer) }
    }

    private func perform(_ request: HTTPRequest, on handle: Handle, _ exchange: HTTPExchange) -> ccurl_result {
        let isSecure = request.url.lowercased().hasPrefix("https:")
        let host = URLComponents(string: request.url)?.host?.lowercased() ?? ""
        let words = CWords([
            request.method.rawValue, request.url, Self.agent, settings.caFile, settings.netrc,
            isSecure ? settings.tokens[host] : nil,
        ])
        let lines = CWords(request.headers.map { "\($0.name): \($0.value)" })
        var receiver = exchange.receiver
        return (request.body ?? []).withUnsafeBytes { body in
            lines.withPointers { lines in
                var flat = ccurl_request()
                flat.method = words[0]
                flat.url = words[1]
                flat.agent = words[2]
                flat.ca_file = words[3]
                flat.netrc = words[4]
                flat.bearer = words[5]
                flat.headers = lines.baseAddress
                flat.header_count = lines.count
                // An empty body is a body too.
                let empty = UnsafeRawPointer(words[0])
                flat.body = request.body == nil ? nil : (body.baseAddress ?? empty)
                flat.body_length = body.count
                flat.connect_timeout = Self.milliseconds(request.timeouts.connect)
                flat.total_timeout = Self.milliseconds(request.timeouts.total ?? 0)
                flat.low_speed = 1_000
                flat.low_speed_seconds = max(1, Int(request.timeouts.stall.rounded(.up)))
                flat.redirects = request.redirects
                flat.secure_only = isSecure
                return withExtendedLifetime((exchange, words)) {
                    ccurl_perform(handle.pointer, &flat, &receiver)
                }
            }
        }
    }

    private static func milliseconds(_ seconds: Double) -> Int { Int((max(0, seconds) * 1_000).rounded(.up)) }
}
