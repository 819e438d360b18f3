import Model
import Testing

@testable import WorkerService

/// Which files belong to an image on a server, and what is known of their digests.
@Suite struct RemoteEvidenceTests {
    @Test func segmentsAreCountedAsToolsWriteThem() {
        let upper = SegmentNames.after("E01")
        #expect(upper.first == "E02" && upper[97] == "E99" && upper[98] == "EAA" && upper[98 + 676] == "FAA")
        #expect(upper.count == 98 + 22 * 676)
        let lower = SegmentNames.after("e01")
        #expect(lower[97] == "e99" && lower[98] == "eaa")
        #expect(SegmentNames.after("001").first == "002" && SegmentNames.after("001").last == "999")
        #expect(SegmentNames.after("000").first == "001")
        #expect(SegmentNames.after("0001").last == "9999")
        let letters = SegmentNames.after("aa")
        #expect(letters.first == "ab" && letters[25] == "ba" && letters.last == "zz" && letters.count == 675)
        #expect(SegmentNames.after("dd").isEmpty && SegmentNames.after("E02").isEmpty)
    }

    @Test func digestsBesideAFileAreReadAsToolsWriteThem() {
        let sum = String(repeating: "aB", count: 16)
        let found = sum.lowercased()
        for text in [
            sum, sum + "\n", "\(sum)  disk.E01\n", "\(sum) *disk.E01\r\n", "\(sum)  ./cases/disk.E01\n",
            "00000000000000000000000000000000  other.E01\n\(sum)  disk.E01\n",
        ] {
            #expect(Sidecar.digest(in: text, of: "disk.E01", algorithm: "md5") == found, "\(text)")
        }
        for text in ["", "<html>", sum + "00", "\(sum)  other.E01\n", "\(sum)\n\(sum)\n"] {
            #expect(Sidecar.digest(in: text, of: "disk.E01", algorithm: "md5") == nil, "\(text)")
        }
        #expect(Sidecar.digest(in: sum, of: "disk.E01", algorithm: "sha1") == nil)
    }

    @Test func aDiskDescriptorNamesFilesOfItsFolderOnly() {
        let text = """
            # Disk DescriptorFile
            RW 4192256 FLAT "disk flat.vmdk" 0
            RW 2 SPARSE "disk-s002.vmdk"
            """
        #expect(DiskDescriptor.extents(in: text) == ["disk flat.vmdk", "disk-s002.vmdk"])
        for name in ["../x", "/etc/passwd", "a/b", "", ".hidden", "a\u{7}", "..\\x"] {
            #expect(DiskDescriptor.extents(in: "RW 1 FLAT \"\(name)\" 0") == nil, "\(name)")
        }
        #expect(DiskDescriptor.extents(in: "# Disk DescriptorFile") == [])
    }

    @Test func copiesHaveNamesThatAreSafeHere() {
        #expect(ImageCopy.localName("disk%201.E01") == "disk 1.E01")
        #expect(ImageCopy.localName("a%2F..%2Fb.E01") == "image.E01")
        #expect(ImageCopy.localName("%C3%A9.dd") == "image.dd")
        #expect(ImageCopy.localName("..") == "image")
        #expect(ImageCopy.localName("") == "image")
        #expect(ImageCopy.localName(".E01") == "image.E01")
    }

    /// A scanner that was taken over may ask for anything.
    @Test(arguments: [
        EvidencePart(offset: 0, length: 0), EvidencePart(offset: 0, length: -1),
        EvidencePart(offset: 0, length: Int.min), EvidencePart(offset: 0, length: EvidencePart.most + 1),
        EvidencePart(offset: 100, length: 1), EvidencePart(offset: 99, length: 2),
        EvidencePart(offset: UInt64.max, length: 1), EvidencePart(offset: 1, length: 100),
    ])
    func onlyAnImagesOwnBytesAreGiven(_ part: EvidencePart) {
        #expect(part.bytes(ofSize: 100) == nil)
    }

    @Test func anImagesOwnBytesAreGiven() {
        #expect(EvidencePart(offset: 0, length: 100).bytes(ofSize: 100) == 0..<100)
        #expect(EvidencePart(offset: 99, length: 1).bytes(ofSize: 100) == 99..<100)
    }
}
