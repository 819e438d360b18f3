import CCurl
import Model

/// What comes in of one request, as libcurl calls for it.
final class HTTPExchange {
    private let take: (HTTPHead, UnsafeRawBufferPointer) throws(WinnowError) -> Void
    private let check: () throws(WinnowError) -> Void
    private(set) var head = HTTPHead()
    /// Why this side ended the request.
    private(set) var error: WinnowError?

    init(
        take: @escaping (HTTPHead, UnsafeRawBufferPointer) throws(WinnowError) -> Void,
        check: @escaping () throws(WinnowError) -> Void
    ) {
        self.take = take
        self.check = check
    }

    /// Holds no reference: the exchange must outlive it.
    var receiver: ccurl_receiver {
        ccurl_receiver(
            context: Unmanaged.passUnretained(self).toOpaque(),
            header: { context, bytes, count in
                guard let exchange = HTTPExchange.of(context) else { return }
                let line = UnsafeRawBufferPointer(start: bytes, count: count)
                exchange.head.take(line: String(decoding: line, as: UTF8.self))
            },
            body: { context, bytes, count in
                guard let exchange = HTTPExchange.of(context) else { return false }
                return exchange.goesOn { () throws(WinnowError) in
                    try exchange.take(exchange.head, UnsafeRawBufferPointer(start: bytes, count: count))
                }
            },
            goes_on: { context in
                guard let exchange = HTTPExchange.of(context) else { return false }
                return exchange.goesOn(exchange.check)
            })
    }

    private func goesOn(_ body: () throws(WinnowError) -> Void) -> Bool {
        do {
            try body()
            return true
        } catch {
            self.error = error
            return false
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> HTTPExchange? {
        context.map { Unmanaged<HTTPExchange>.fromOpaque($0).takeUnretainedValue() }
    }
}
