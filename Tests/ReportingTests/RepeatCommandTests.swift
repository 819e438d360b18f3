import Model
import Reporting
import Testing

/// The commands that show a member of an archive again.
@Suite struct RepeatCommandTests {
    private func line(_ steps: [(String, [UInt8])], term: String = "gantry", offset: UInt64? = 7) -> String? {
        let locator = Locator(
            volumeOffset: 1 << 20, fileSystem: "ext4", metaAddress: 12, path: RawPath("a.bin"), state: .allocated,
            inner: InnerPath(steps.map { .init(container: $0.0, name: RawPath(bytes: $0.1)) }), byteOffset: offset)
        return RepeatCommand.line(
            Hit(analyzer: "keyword", list: "l", listVersion: "1", term: term, locator: locator), image: "disk.dd")
    }

    @Test func streamsGoThroughPipesAndListsAtTheEndThroughFiles() {
        let start = "icat -f ext4 -o 2048 disk.dd 12"
        #expect(line([("tar", Array("b/c.txt".utf8))]) == start + " | bsdtar -xOf - b/c.txt | xxd -s 7 -l 256")
        #expect(
            line([("gzip", Array("c.zip".utf8)), ("zip", Array("c d.txt".utf8))])
                == start + " | gzip -dc > level-2.zip; bsdtar -xOf level-2.zip 'c d.txt' | xxd -s 7 -l 256")
    }

    @Test func namesAreNoPatternsNoOptionsAndNoCommands() {
        #expect(line([("tar", Array("a*[b]".utf8))])?.contains(#"'a\*\[b\]'"#) == true)
        #expect(line([("tar", Array("-x;rm".utf8))])?.contains("-- '-x;rm'") == true)
        #expect(line([("tar", Array("a'$(id)".utf8))])?.contains(#"'a'\''$(id)'"#) == true)
        #expect(line([("tar", [0x61, 0x0A, 0x62])])?.contains(#"$'a\x0ab'"#) == true)
    }

    @Test func bytesThatBsdtarWouldComposeOrRefuseBecomeAPattern() {
        #expect(line([("zip", [0x61, 0xFE, 0xFF, 0x2E])])?.contains("'a*.'") == true)
        #expect(line([("zip", Array("e\u{301}.txt".utf8))])?.contains("'e*.txt'") == true)
        #expect(line([("zip", Array("\u{E9}.txt".utf8))])?.contains("'\u{E9}.txt'") == true)
    }

    @Test func whatCouldNotBeListedHasNoCommand() {
        #expect(line([("zip", [])]) == nil)
    }
}
