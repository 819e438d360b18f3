/// How a visit came about (Chromium `ui/base/page_transition_types.h`); stored as a signed 32-bit value.
struct PageTransition {
    private let bits: UInt32

    init(_ stored: Int64) { bits = UInt32(truncatingIfNeeded: stored) }

    var isTyped: Bool { bits & 0xFF == 1 }
    /// A frame that the page loaded by itself, such as an advertisement.
    var isSubframe: Bool { bits & 0xFF == 3 }
    /// By script or meta tag, or by the server.
    var isRedirect: Bool { bits & 0xC000_0000 != 0 }
}
