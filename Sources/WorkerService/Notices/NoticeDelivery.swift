import Foundation
import HTTP
import Model
import Store

/// Delivers one notice; what throws is tried again by the queue.
struct NoticeDelivery: Sendable {
    /// Of the whole exchange, in seconds: a receiver that stalls holds one slot for no longer.
    private static let limit = 20.0
    /// Nothing of an answer is used but its status.
    private static let largestAnswer = 64 << 10

    private let client: HTTPClient

    /// Trusts whom the worker trusts. Its names and passwords are for evidence, and not sent to an address that somebody set.
    init(_ settings: RemoteSettings) { client = HTTPClient(HTTPSettings(caFile: settings.http.caFile)) }

    /// - Throws: `notice-refused` for any status but 2xx, or an error of the connection.
    func deliver(_ notice: Notice) async throws {
        let message = try NoticeMessage(notice, time: Int64(Date.now.timeIntervalSince1970))
        let response = try await client.response(
            to: HTTPRequest(
                .post, notice.url, headers: message.headers.map { HTTPHeader($0.name, $0.value) }, body: message.body,
                timeouts: HTTPTimeouts(connect: 10, total: Self.limit, stall: 10), redirects: 0,
                largestBody: Self.largestAnswer))
        guard response.isSuccess else {
            throw WinnowError(
                "notice-refused", "the receiver of unit \(notice.route) answered \(response.status)",
                remedy: "look at the receiver; `winnow webhooks list` has its address")
        }
    }
}
