import Model

/// One operation's devices, submitted together.
package struct BatchSubmission: Hashable, Sendable {
    package var name: String
    /// Names this submission: one that comes again with the same key is the same batch.
    package var key: String
    /// Lower comes first.
    package var priority: Int
    package var devices: [DeviceSubmission]
    package var references: [ReferenceVersion]
    /// How many jobs may read one image at a time; nil for any number.
    package var maxReaders: Int?
    /// Whether each image's digests are computed and compared with those stored at acquisition.
    package var verify: Bool
    /// In which languages text in pictures is to be recognised (`eng+deu`); nil for not at all.
    package var recognition: String?
    /// The batch of which a device is repeated, only to compare: nothing of it is escalated.
    package var replays: Int64?

    package init(
        name: String, key: String, priority: Int = 100, devices: [DeviceSubmission],
        references: [ReferenceVersion] = [], maxReaders: Int? = nil, verify: Bool = false, recognition: String? = nil,
        replays: Int64? = nil
    ) {
        self.name = name
        self.key = key
        self.priority = priority
        self.devices = devices
        self.references = references
        self.maxReaders = maxReaders
        self.verify = verify
        self.recognition = recognition
        self.replays = replays
    }

    /// What a database constraint would refuse less clearly.
    func check() throws {
        var exhibits: Set<String> = []
        for device in devices {
            guard exhibits.insert(device.exhibit).inserted else {
                throw WinnowError(
                    "exhibit-twice", "exhibit \(device.exhibit) stands twice in the batch",
                    remedy: "give each device its own exhibit reference")
            }
            guard Set(device.images).count == device.images.count else {
                throw WinnowError(
                    "image-twice", "exhibit \(device.exhibit) names one image twice", remedy: "name each image once")
            }
            for image in device.images { _ = try ImageReach(image) }
        }
    }
}

package struct DeviceSubmission: Hashable, Sendable {
    package var exhibit: String
    package var label: String
    package var kind: String
    /// More columns of the manifest, as they stand there.
    package var notes: [String: String]
    /// Lower comes first; nil for the batch's.
    package var priority: Int?
    package var images: [String]

    package init(
        exhibit: String, label: String = "", kind: String = "", notes: [String: String] = [:], priority: Int? = nil,
        images: [String]
    ) {
        self.exhibit = exhibit
        self.label = label
        self.kind = kind
        self.notes = notes
        self.priority = priority
        self.images = images
    }
}
