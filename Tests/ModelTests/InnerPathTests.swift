import Model
import Testing

@Suite struct InnerPathTests {
    @Test func theBytesAreTheWholePathAgain() {
        let names: [[UInt8]] = [[], [0xFF, 0x21, 0x2F], Array("a!/b".utf8), Array("../../etc/passwd".utf8)]
        for first in names {
            for second in names {
                let path = InnerPath([
                    .init(container: "zip", name: RawPath(bytes: first)),
                    .init(container: "gzip", name: RawPath(bytes: second)),
                ])
                #expect(InnerPath(bytes: path.bytes) == path)
            }
        }
    }

    @Test func whatIsNoInnerPathIsRefused() {
        #expect(InnerPath(bytes: Array("zip".utf8)) == nil)
        #expect(InnerPath(bytes: Array("zip\0a\0tar".utf8)) == nil)
    }

    @Test func theTextHasTheNamesAlone() {
        let path = InnerPath([]).appending("zip", RawPath("in/b.tar")).appending("tar", RawPath(bytes: [0x61, 0xFE]))
        #expect(path.text == #"in/b.tar!/a\xFE"#)
    }

    @Test func aMembersOwnPathIsItsName() {
        var locator = Locator(
            volumeOffset: 0, fileSystem: "ext4", metaAddress: 1, path: RawPath("home/a.zip"), state: .allocated)
        let file = locator
        #expect(locator.ownPath == RawPath("home/a.zip"))
        locator.inner = InnerPath([.init(container: "zip", name: RawPath("x/b.txt"))])
        #expect(locator.ownPath == RawPath("x/b.txt"))
        #expect(locator.outermost == file)
    }
}
