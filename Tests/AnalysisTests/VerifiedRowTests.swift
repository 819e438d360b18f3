import Model
import ReferenceData
import Testing

/// Each verified row of the table of software traces knows the trace as it stands in what the row was verified against.
struct VerifiedRowTests {
    /// Pattern and trace, with a tab between: paths, names and keys of the real data, sources, packages and documentation
    /// that the rows name. Digits that stand for a Prefetch file's hash or an own choice of name are made up.
    private static let examples = #"""
        **/CCleaner/CCleaner*.exe	Program Files/CCleaner/CCleaner64.exe
        **/ccsetup*.exe	Users/informant/Desktop/Download/ccsetup504.exe
        **/Windows/Prefetch/CCLEANER64.EXE-*.pf	Windows/Prefetch/CCLEANER64.EXE-779BD542.pf
        **/Library/Preferences/com.piriform.ccleaner*.plist	Users/a/Library/Preferences/com.piriform.ccleaner.plist
        var/lib/dpkg/info/bleachbit.list	var/lib/dpkg/info/bleachbit.list
        var/lib/dpkg/info/secure-delete.list	var/lib/dpkg/info/secure-delete.list
        **/Eraser/Eraser.exe	Program Files/Eraser/Eraser.exe
        **/Eraser 6/Task List.ersy*	Users/informant/AppData/Local/Eraser 6/Task List.ersy
        **/Windows/Prefetch/ERASER.EXE-*.pf	Windows/Prefetch/ERASER.EXE-CE61944A.pf
        **/Windows/Prefetch/ERASER 6*.EXE-*.pf	Windows/Prefetch/ERASER 6.2.0.2962.EXE-BE552234.pf
        key:Software/Eraser/Eraser 6	Software/Eraser/Eraser 6
        **/sdelete.exe	Windows/System32/sdelete.exe
        **/sdelete64.exe	Windows/System32/sdelete64.exe
        **/SDelete.zip	Users/a/Downloads/SDelete.zip
        **/Windows/Prefetch/SDELETE.EXE-*.pf	Windows/Prefetch/SDELETE.EXE-0E837E93.pf
        **/Windows/Prefetch/SDELETE64.EXE-*.pf	Windows/Prefetch/SDELETE64.EXE-C877120F.pf
        command:sdelete*	sdelete64.exe -z c:
        **/EFSTMPWP/**	EFSTMPWP/filE6A3.tmp
        **/EFSTMPWP	EFSTMPWP
        command:cipher* /w*	cipher /w:C
        **/CleanMyMac*.app/Contents/Info.plist	Applications/CleanMyMac.app/Contents/Info.plist
        **/Library/Preferences/com.macpaw.CleanMyMac*.plist	Users/a/Library/Preferences/com.macpaw.CleanMyMac5.plist
        **/OnyX.app/Contents/Info.plist	Applications/OnyX.app/Contents/Info.plist
        **/Library/Preferences/com.titanium.OnyX*.plist	Users/a/Library/Preferences/com.titanium.OnyX.plist
        usr/bin/stacer	usr/bin/stacer
        usr/bin/sweeper	usr/bin/sweeper
        name:stacer	stacer
        name:sweeper	sweeper
        **/Browser/TorBrowser/Tor/tor.exe	Users/a/Desktop/Tor Browser/Browser/TorBrowser/Tor/tor.exe
        **/Browser/TorBrowser/Tor/tor	home/a/tor-browser_en-US/Browser/TorBrowser/Tor/tor
        **/Tor Browser/Browser/firefox.exe	Users/a/Desktop/Tor Browser/Browser/firefox.exe
        **/tbb_version.json	home/a/tor-browser_en-US/Browser/tbb_version.json
        **/Tor Browser*.app/Contents/Info.plist	Applications/Tor Browser.app/Contents/Info.plist
        **/Start Tor Browser.lnk	Users/jim.tomato/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Start Tor Browser.lnk
        **/start-tor-browser.desktop	home/a/tor-browser_en-US/start-tor-browser.desktop
        **/torbrowser-install-*.exe	Users/a/Downloads/torbrowser-install-win64-11.5_en-US.exe
        **/tor-browser-windows-*.exe	Users/a/Downloads/tor-browser-windows-x86_64-portable-15.0.7.exe
        **/tor-browser-linux*.tar.xz	home/a/Downloads/tor-browser-linux64-11.5_en-US.tar.xz
        **/TorBrowser-*.dmg	Users/a/Downloads/TorBrowser-11.0.4-osx64_en-US.dmg
        **/tor-browser-macos-*.dmg	Users/a/Downloads/tor-browser-macos-13.5.1.dmg
        **/TorBrowser/Data/Tor/torrc	Users/a/Desktop/Tor Browser/Browser/TorBrowser/Data/Tor/torrc
        **/TorBrowser/Data/Tor/state	Users/a/Desktop/Tor Browser/Browser/TorBrowser/Data/Tor/state
        **/TorBrowser/Data/Tor/cached-microdesc*	Users/a/Desktop/Tor Browser/Browser/TorBrowser/Data/Tor/cached-microdesc-consensus
        **/TorBrowser-Data/Tor/state	Users/a/Library/Application Support/TorBrowser-Data/Tor/state
        **/TorBrowser-Data/Tor/cached-microdesc*	Users/a/Library/Application Support/TorBrowser-Data/Tor/cached-microdescs.new
        **/TorBrowser-Data/Tor/torrc	Users/a/Library/Application Support/TorBrowser-Data/Tor/torrc
        **/TorBrowser/Data/Browser/profile.default/places.sqlite	home/ga/.local/share/torbrowser/tbb/x86_64/tor-browser/Browser/TorBrowser/Data/Browser/profile.default/places.sqlite
        **/.local/share/torbrowser/**/start-tor-browser*	home/a/.local/share/torbrowser/tbb/x86_64/tor-browser/Browser/start-tor-browser
        usr/bin/torbrowser-launcher	usr/bin/torbrowser-launcher
        name:torbrowser-launcher	torbrowser-launcher
        **/Windows/Prefetch/TORBROWSER-INSTALL*-*.pf	Windows/Prefetch/TORBROWSER-INSTALL-WIN64-10.0-1A2B3C4D.pf
        **/hs_ed25519_secret_key	var/lib/tor/site/hs_ed25519_secret_key
        var/lib/tor/state	var/lib/tor/state
        **/.i2p/**/netDb/**/routerInfo-*.dat	home/a/.i2p/netDb/rA/routerInfo-A~b.dat
        var/lib/i2pd/router.info	var/lib/i2pd/router.info
        **/freenet.ini	Users/a/AppData/Local/Freenet/freenet.ini
        **/FreenetTray.exe	Users/a/AppData/Local/Freenet/bin/FreenetTray.exe
        **/onionshare.json	home/a/.config/onionshare/onionshare.json
        **/OnionShare.app/Contents/Info.plist	Applications/OnionShare.app/Contents/Info.plist
        **/tails-amd64-*.img	home/a/Downloads/tails-amd64-5.10.img
        **/tails-amd64-*.iso	home/a/Downloads/tails-amd64-6.12.iso
        live/Tails.module	live/Tails.module
        **/Whonix-Gateway.xml	home/a/Downloads/Whonix-Gateway.xml
        **/Whonix-*.ova	Users/a/Downloads/Whonix-Gateway-Xfce.ova
        **/Whonix-*.qcow2	home/a/Whonix-Gateway-Xfce-17.2.3.7.Intel_AMD64.qcow2
        **/VeraCrypt Setup*.exe	Users/a/Downloads/VeraCrypt Setup 1.17.exe
        **/AppData/Roaming/VeraCrypt/*.xml	Users/PC User/AppData/Roaming/VeraCrypt/History.xml
        **/Library/Application Support/VeraCrypt/*.xml	Users/a/Library/Application Support/VeraCrypt/Configuration.xml
        **/Windows/Prefetch/VERACRYPT*.EXE-*.pf	Windows/Prefetch/VERACRYPT FORMAT.EXE-5B1D4E2A.pf
        **/Cryptomator.app/Contents/Info.plist	Applications/Cryptomator.app/Contents/Info.plist
        **/vault.cryptomator	Users/a/Vault/vault.cryptomator
        key:Software/Piriform/CCleaner/*SecureDeleteType=1	Software/Piriform/CCleaner/SecureDeleteType=1
        command:diskutil secureerase*	sudo diskutil secureErase freespace 0 /dev/disk1s1
        command:hdparm --security-erase*	hdparm --security-erase NULL /dev/sda
        command:wevtutil* cl	wevtutil.exe cl Security
        command:wevtutil* clear-log	wevtutil clear-log Application
        command:clear-eventlog*	Clear-EventLog -LogName Security
        command:fsutil* usn deletejournal	fsutil usn deletejournal /d c:
        command:torsocks *	torsocks curl http://x.example/
        command:torify *	torify curl http://x.example/
        name:org.briarproject.briar.android	org.briarproject.briar.android
        **/org.briarproject.briar.android*/**	data/app/org.briarproject.briar.android-1/base.apk
        name:com.piriform.ccleaner*	com.piriform.ccleaner
        **/AppData/Roaming/BleachBit/bleachbit.ini	Users/a/AppData/Roaming/BleachBit/bleachbit.ini
        **/.config/bleachbit/bleachbit.ini	root/.config/bleachbit/bleachbit.ini
        **/BleachBit*/bleachbit.ini	Users/a/Desktop/BleachBit-Portable/bleachbit.ini
        **/bleachbit/cleaners/*.xml	home/a/.config/bleachbit/cleaners/own.xml
        **/bleachbit/cleaners/winapp2.ini	home/a/.config/bleachbit/cleaners/winapp2.ini
        **/bleachbit.exe	Program Files (x86)/BleachBit/bleachbit.exe
        **/bleachbit_console.exe	Program Files (x86)/BleachBit/bleachbit_console.exe
        **/BleachBit-*-setup*.exe	Users/a/Downloads/BleachBit-4.4.2-setup.exe
        usr/bin/bleachbit	usr/bin/bleachbit
        **/Windows/Prefetch/BLEACHBIT.EXE-*.pf	Windows/Prefetch/BLEACHBIT.EXE-01234567.pf
        **/Windows/Prefetch/BLEACHBIT_CONSOLE.EXE-*.pf	Windows/Prefetch/BLEACHBIT_CONSOLE.EXE-01234567.pf
        **/empty_????????????????????*	home/a/empty_k3x9_q2zaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        **/com.edenwaith.permanenteraser*.plist	Users/a/Library/Preferences/com.edenwaith.permanenteraser.plist
        **/root/.obliterated	private/var/root/.obliterated
        **/data/misc/bootstat/factory_reset	data/misc/bootstat/factory_reset
        misc/bootstat/factory_reset	misc/bootstat/factory_reset
        **/org.torproject.torbrowser*/files/places.sqlite	data/data/org.torproject.torbrowser/files/places.sqlite
        **/com.ornet.torbrowser/databases/appDatabase	data/data/com.ornet.torbrowser/databases/appDatabase
        **/Documents/hsts_cache.plist	private/var/mobile/Containers/Data/Application/0A/Documents/hsts_cache.plist
        etc/tor/torrc	etc/tor/torrc
        key:Software/Piriform/CCleaner	Software/Piriform/CCleaner
        program:**/CCleaner64.exe	%ProgramFiles%\CCleaner\CCleaner64.exe
        key:Software/BleachBit	Software/BleachBit
        name:BleachBit*	BleachBit 4.4.2 (current user)
        command:bleachbit -c*	bleachbit -c system.cache
        command:bleachbit --clean*	bleachbit --clean firefox.*
        command:bleachbit -s*	bleachbit -s a.txt
        command:bleachbit --shred*	bleachbit --shred a.txt
        command:bleachbit --wipe-*	bleachbit --wipe-free-space /home
        command:bleachbit -w*	bleachbit -w /home
        command:bleachbit	bleachbit
        key:Software/Sysinternals/SDelete/EulaAccepted=1	Software/Sysinternals/SDelete/EulaAccepted=1
        key:Software/Sysinternals/SDelete	Software/Sysinternals/SDelete
        command:shred *	shred -u a.jpg
        name:secure-delete	secure-delete
        usr/bin/srm	usr/bin/srm
        usr/bin/sfill	usr/bin/sfill
        usr/bin/sswap	usr/bin/sswap
        command:srm *	srm -r private
        command:sfill *	sfill -v /home
        command:sswap *	sswap /dev/sda2
        name:wipe	wipe
        usr/bin/wipe	usr/bin/wipe
        command:wipe *	wipe -rf private
        name:scrub	scrub
        usr/bin/scrub	usr/bin/scrub
        command:scrub *	scrub -p dod /dev/sdb
        name:nwipe	nwipe
        usr/sbin/nwipe	usr/sbin/nwipe
        command:nwipe*	nwipe --autonuke
        name:bleachbit	bleachbit
        command:blkdiscard *	blkdiscard -s /dev/sdb
        command:dd if=/dev/zero of=/dev/*	dd if=/dev/zero of=/dev/sda bs=1M
        command:dd if=/dev/urandom of=/dev/*	dd if=/dev/urandom of=/dev/sda
        command:dd if=/dev/random of=/dev/*	dd if=/dev/random of=/dev/sda
        command:history -c*	history -c
        command:unset histfile	unset HISTFILE
        command:export histfile=/dev/null	export HISTFILE=/dev/null
        command:export histsize=0	export HISTSIZE=0
        command:histfile=/dev/null	HISTFILE=/dev/null
        command:histsize=0	HISTSIZE=0
        command:rm *.bash_history	rm ~/.bash_history
        command:ln /dev/null *_history	ln -sf /dev/null ~/.bash_history
        name:tor	tor
        name:org.torproject.torbrowser*	org.torproject.torbrowser_alpha
        name:com.ornet.torbrowser	com.ornet.torbrowser
        name:com.miketigas.OnionBrowser	com.miketigas.OnionBrowser
        name:i2pd	i2pd
        name:onionshare*	onionshare-cli
        """#

    private static let byPattern = Dictionary(
        uniqueKeysWithValues: examples.split(separator: "\n").map { line in
            let parts = line.split(separator: "\t").map(String.init)
            return (parts[0], parts[1])
        })

    /// As the table has it, with the subject before it.
    private static func pattern(_ row: ArtefactRow) -> String {
        (row.subject == .path ? "" : row.subject.rawValue + ":") + row.pattern
    }

    /// Signs, services and addresses are told by readers, each with tests of its own.
    private static let rows = ArtefactTable.standard.rows.filter {
        $0.isVerified && [.path, .program, .name, .key, .command].contains($0.subject)
            && !["program:tor-state", "program:tor-bridge", "program:tor-visits"].contains(pattern($0))
    }

    private func names(_ subject: Trace.Subject, _ text: String) -> Set<String> {
        let rows =
            subject == .path
            ? ArtefactTable.standard.matches(RawPath(text))
            : ArtefactTable.standard.matches(Trace(subject, text, detail: ""))
        return Set(rows.map(\.pattern))
    }

    @Test(arguments: rows)
    func `a verified row knows its trace, and no other software claims it`(_ row: ArtefactRow) throws {
        let text = try #require(Self.byPattern[Self.pattern(row)], "no example of \(Self.pattern(row))")
        #expect(names(row.subject, text).contains(row.pattern), "\(text)")
        let software = ArtefactTable.standard.rows.filter { names(row.subject, text).contains($0.pattern) }
        #expect(Set(software.map(\.category)) == [row.category], "\(text)")
        // With another beginning of its name it is another file, program or key.
        if row.subject != .command, !row.pattern.hasPrefix("**/*"), !row.pattern.hasSuffix("/**"),
            let last = row.pattern.split(separator: "/").last, !last.hasPrefix("*")
        {
            let cut = text.lastIndex { $0 == "/" || $0 == "\\" }.map { text.index(after: $0) } ?? text.startIndex
            #expect(!names(row.subject, "\(text[..<cut])zz\(text[cut...])").contains(row.pattern))
        }
    }

    @Test func `no example is left over`() {
        #expect(Set(Self.rows.map(Self.pattern)) == Set(Self.byPattern.keys))
    }
}
