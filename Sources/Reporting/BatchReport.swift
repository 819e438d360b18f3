import Model
import Triage

/// Everything a report says about a batch, as values; only the hits beyond the examples come one by one.
package struct BatchReport: Codable, Sendable {
    package var batch: String
    /// Program and version.
    package var generatedBy: String
    /// ISO 8601 UTC; nil where two reports must be equal to the byte.
    package var generatedAt: String?
    /// The batch's state in the queue, such as `complete` or `complete-with-gaps`.
    package var state: String
    package var submission: Submission
    package var referenceData: [ReferenceVersion]
    /// Later questions, in their order.
    package var rescans: [RescanReport]
    package var devices: [DeviceReport]
    package var links: [DeviceLink]
    /// There are more links than `links` has, of fewer devices each.
    package var hasMoreLinks: Bool
    /// How far the audit went when this was made: `CHAIN:SEQ:SHA256`.
    package var auditHeads: [String]

    package init(
        batch: String, generatedBy: String, generatedAt: String? = nil, state: String,
        submission: Submission = Submission(), referenceData: [ReferenceVersion], rescans: [RescanReport] = [],
        devices: [DeviceReport], links: [DeviceLink] = [], hasMoreLinks: Bool = false, auditHeads: [String] = []
    ) {
        self.batch = batch
        self.generatedBy = generatedBy
        self.generatedAt = generatedAt
        self.state = state
        self.submission = submission
        self.referenceData = referenceData
        self.rescans = rescans
        self.devices = devices
        self.links = links
        self.hasMoreLinks = hasMoreLinks
        self.auditHeads = auditHeads
    }

    /// Number of devices by category; findings for information only (outcome negative) do not count.
    package var totals: [String: Int] {
        var totals: [String: Int] = [:]
        for device in devices {
            for category in device.categories { totals[category, default: 0] += 1 }
        }
        return totals
    }

    package func count(_ outcome: Outcome) -> Int { devices.count { $0.outcome == outcome } }
}

/// Who submitted a batch, and when; times are ISO 8601 UTC and nil where they are not known.
package struct Submission: Codable, Hashable, Sendable {
    package var by: String
    package var at: String?
    package var completedAt: String?
    /// Lower came first.
    package var priority: Int?

    package init(by: String = "", at: String? = nil, completedAt: String? = nil, priority: Int? = nil) {
        self.by = by
        self.at = at
        self.completedAt = completedAt
        self.priority = priority
    }
}

/// Something that several devices have in common.
package struct DeviceLink: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// The same content, in a hash set that is not of known-good files.
        case digest
        /// The same words searched for, that a keyword list asks for.
        case search
        /// The same address visited, that a keyword list asks for.
        case address
        /// The same account that a browser was signed in to, by titles and addresses of its history.
        case account
    }

    package var kind: Kind
    package var value: String
    package var exhibits: [String]

    package init(kind: Kind, value: String, exhibits: [String]) {
        self.kind = kind
        self.value = value
        self.exhibits = exhibits
    }
}
