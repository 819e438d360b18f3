/// Traces of software and of clearing that matter for triage, one a line, tab separated: id, name, category, class,
/// pattern, verified.
///
/// - category: `elimination-software`, `dark-web`, `encryption` or `history-gap`; class: what the trace proves,
///   `installed`, `executed`, `configured` or `used`.
/// - pattern: a path from the volume's root without regard to case; `*` and `?` stay inside a component, `**` stands
///   for any number of components. With `program:`, `name:`, `key:`, `command:`, `service:`, `address:` or `gap:`
///   before it, it is about a program that another artefact tells of, a name of installed software, a registry key or
///   setting, the words of a command, an onion service or address, or a sign of clearing. A row about a program's file also knows the program where others tell of it.
/// - verified: what it was verified against: real data, or the source that writes or reads the trace. `no`, general
///   knowledge, can only inform, and weighs little; docs/history.md tells how to verify a row.
enum ArtefactTableData {
    static let text = #"""
        ccleaner-program	CCleaner	elimination-software	installed	**/CCleaner/CCleaner*.exe	plaso NTUSER-CCLEANER.DAT
        ccleaner-settings	CCleaner	elimination-software	configured	**/ccleaner.ini	no
        ccleaner-installer	CCleaner	elimination-software	installed	**/ccsetup*.exe	NIST CFReDS data leakage case
        ccleaner-task	CCleaner	elimination-software	installed	**/Windows/System32/Tasks/CCleaner*	no
        ccleaner-mac	CCleaner	elimination-software	installed	**/CCleaner.app/Contents/Info.plist	no
        ccleaner-mac-set	CCleaner	elimination-software	executed	**/Library/Preferences/com.piriform.ccleaner*.plist	Homebrew cask
        ccleaner-android	CCleaner	elimination-software	installed	**/com.piriform.ccleaner*/base.apk	no
        ccleaner-prefetch	CCleaner	elimination-software	executed	**/Windows/Prefetch/CCLEANER.EXE-*.pf	no
        ccleaner-prefetch	CCleaner	elimination-software	executed	**/Windows/Prefetch/CCLEANER64.EXE-*.pf	NIST CFReDS data leakage case
        ccleaner-prefetch	CCleaner	elimination-software	executed	**/Windows/Prefetch/CCUPDATE.EXE-*.pf	no
        ccleaner-prefetch	CCleaner	elimination-software	executed	**/Windows/Prefetch/CCSETUP*.EXE-*.pf	no
        bleachbit-settings	BleachBit	elimination-software	configured	**/AppData/Roaming/BleachBit/bleachbit.ini	bleachbit source
        bleachbit-settings	BleachBit	elimination-software	configured	**/.config/bleachbit/bleachbit.ini	bleachbit source
        bleachbit-settings-portable	BleachBit	elimination-software	configured	**/BleachBit*/bleachbit.ini	bleachbit source
        bleachbit-cleaners	BleachBit	elimination-software	configured	**/bleachbit/cleaners/*.xml	bleachbit source
        bleachbit-cleaners	BleachBit	elimination-software	configured	**/bleachbit/cleaners/winapp2.ini	bleachbit source
        bleachbit-program	BleachBit	elimination-software	installed	**/bleachbit.exe	bleachbit source
        bleachbit-program	BleachBit	elimination-software	installed	**/bleachbit_console.exe	bleachbit source
        bleachbit-installer	BleachBit	elimination-software	installed	**/BleachBit-*-setup*.exe	bleachbit source
        bleachbit-package	BleachBit	elimination-software	installed	usr/bin/bleachbit	bleachbit source
        bleachbit-package	BleachBit	elimination-software	installed	var/lib/dpkg/info/bleachbit.list	Debian bleachbit
        bleachbit-prefetch	BleachBit	elimination-software	executed	**/Windows/Prefetch/BLEACHBIT.EXE-*.pf	bleachbit source
        bleachbit-prefetch	BleachBit	elimination-software	executed	**/Windows/Prefetch/BLEACHBIT_CONSOLE.EXE-*.pf	bleachbit source
        bleachbit-wipe	BleachBit	elimination-software	used	**/empty_????????????????????*	bleachbit source
        eraser-program	Eraser	elimination-software	installed	**/Eraser/Eraser.exe	NIST CFReDS data leakage case
        eraser-tasks	Eraser	elimination-software	configured	**/Eraser 6/Task List.ersy*	Eraser source
        eraser-prefetch	Eraser	elimination-software	executed	**/Windows/Prefetch/ERASER.EXE-*.pf	NIST CFReDS data leakage case
        eraser-prefetch	Eraser	elimination-software	executed	**/Windows/Prefetch/ERASER (*.EXE-*.pf	no
        eraser-prefetch	Eraser	elimination-software	executed	**/Windows/Prefetch/ERASER 6*.EXE-*.pf	NIST CFReDS data leakage case
        sdelete-program	SDelete	elimination-software	installed	**/sdelete.exe	Sysinternals documentation
        sdelete-program	SDelete	elimination-software	installed	**/sdelete64.exe	Sysinternals documentation
        sdelete-program	SDelete	elimination-software	installed	**/SDelete.zip	Sysinternals documentation
        sdelete-temporary	SDelete	elimination-software	used	**/SDELTEMP*	no
        sdelete-temporary	SDelete	elimination-software	used	**/SDELMFT*	no
        sdelete-prefetch	SDelete	elimination-software	executed	**/Windows/Prefetch/SDELETE.EXE-*.pf	reports on public images
        sdelete-prefetch	SDelete	elimination-software	executed	**/Windows/Prefetch/SDELETE64.EXE-*.pf	reports on public images
        cipher-wipe	cipher /w	elimination-software	used	**/EFSTMPWP/**	reports on public images
        cipher-wipe	cipher /w	elimination-software	used	**/EFSTMPWP	reports on public images
        cipher-prefetch	cipher	elimination-software	executed	**/Windows/Prefetch/CIPHER.EXE-*.pf	no
        privazer-program	PrivaZer	elimination-software	installed	**/PrivaZer.exe	no
        privazer-data	PrivaZer	elimination-software	used	**/PrivaZer registry backups/**	no
        privazer-data	PrivaZer	elimination-software	configured	**/AppData/Local/PrivaZer/*	no
        privazer-link	PrivaZer	elimination-software	installed	**/PrivaZer.lnk	no
        privazer-prefetch	PrivaZer	elimination-software	executed	**/Windows/Prefetch/PRIVAZER*.EXE-*.pf	no
        ee-program	Evidence Eliminator	elimination-software	installed	**/Evidence Eliminator/*.exe	no
        ee-run	Evidence Eliminator	elimination-software	executed	**/Windows/Prefetch/EE.EXE-*.pf	no
        ee-run	Evidence Eliminator	elimination-software	executed	**/Windows/Prefetch/ELIMINATOR.EXE-*.pf	no
        wise-program	Wise Disk Cleaner	elimination-software	installed	**/WiseDiskCleaner.exe	no
        wise-program	Wise Care 365	elimination-software	installed	**/WiseCare365.exe	no
        wise-settings	Wise Disk Cleaner	elimination-software	configured	**/AppData/Roaming/Wise Disk Cleaner/*	no
        wise-prefetch	Wise Disk Cleaner	elimination-software	executed	**/Windows/Prefetch/WISEDISKCLEANER.EXE-*.pf	no
        wise-prefetch	Wise Care 365	elimination-software	executed	**/Windows/Prefetch/WISECARE365.EXE-*.pf	no
        glary-program	Glary Utilities	elimination-software	installed	**/Glary*/TracksEraser.exe	no
        glary-program	Glary Utilities	elimination-software	installed	**/Glary*/FileShredder.exe	no
        glary-settings	Glary Utilities	elimination-software	configured	**/AppData/Roaming/GlarySoft/**	no
        glary-prefetch	Glary Utilities	elimination-software	executed	**/Windows/Prefetch/TRACKSERASER.EXE-*.pf	no
        glary-prefetch	Glary Utilities	elimination-software	executed	**/Windows/Prefetch/FILESHREDDER.EXE-*.pf	no
        file-shredder-program	File Shredder	elimination-software	installed	**/File Shredder/*.exe	no
        freeraser-program	Freeraser	elimination-software	installed	**/Freeraser/*.exe	no
        deleteonclick-program	DeleteOnClick	elimination-software	installed	**/DeleteOnClick/*.exe	no
        wipefile-program	WipeFile	elimination-software	installed	**/WipeFile/*.exe	no
        hardwipe-program	Hardwipe	elimination-software	installed	**/Hardwipe/*.exe	no
        anti-recovery-program	Moo0 Anti-Recovery	elimination-software	installed	**/Moo0 Anti-Recovery*/*.exe	no
        r-wipe-program	R-Wipe & Clean	elimination-software	installed	**/R-Wipe*Clean/*.exe	no
        cyberscrub-program	CyberScrub	elimination-software	installed	**/CyberScrub*/*.exe	no
        bcwipe-program	BCWipe	elimination-software	installed	**/BCWipe/*.exe	no
        window-washer-program	Window Washer	elimination-software	installed	**/Window Washer/*.exe	no
        safeerase-program	O&O SafeErase	elimination-software	installed	**/SafeErase/*.exe	no
        east-tec-program	East-Tec Eraser	elimination-software	installed	**/East-Tec Eraser*/*.exe	no
        killdisk-program	KillDisk	elimination-software	installed	**/KillDisk*/*.exe	no
        macrorit-program	Macrorit Data Wiper	elimination-software	installed	**/Macrorit*Wiper*/*.exe	no
        bcwipe-prefetch	BCWipe	elimination-software	executed	**/Windows/Prefetch/BCWIPE*.EXE-*.pf	no
        hardwipe-prefetch	Hardwipe	elimination-software	executed	**/Windows/Prefetch/HARDWIPE*.EXE-*.pf	no
        r-wipe-prefetch	R-Wipe & Clean	elimination-software	executed	**/Windows/Prefetch/RWIPE*.EXE-*.pf	no
        killdisk-prefetch	KillDisk	elimination-software	executed	**/Windows/Prefetch/KILLDISK*.EXE-*.pf	no
        freeraser-prefetch	Freeraser	elimination-software	executed	**/Windows/Prefetch/FREERASER*.EXE-*.pf	no
        dban-image	DBAN	elimination-software	installed	**/dban*.iso	no
        shredos-image	ShredOS	elimination-software	installed	**/shredos*.img*	no
        nwipe-image	nwipe	elimination-software	installed	**/nwipe*.iso	no
        perm-eraser	Permanent Eraser	elimination-software	installed	**/Permanent Eraser.app/Contents/Info.plist	no
        perm-eraser-set	Permanent Eraser	elimination-software	executed	**/com.edenwaith.permanenteraser*.plist	Permanent Eraser source
        cleanmymac-program	CleanMyMac	elimination-software	installed	**/CleanMyMac*.app/Contents/Info.plist	Homebrew cask
        cleanmymac-set	CleanMyMac	elimination-software	executed	**/Library/Preferences/com.macpaw.CleanMyMac*.plist	Homebrew cask
        onyx-program	OnyX	elimination-software	installed	**/OnyX.app/Contents/Info.plist	Homebrew cask
        onyx-settings	OnyX	elimination-software	executed	**/Library/Preferences/com.titanium.OnyX*.plist	Homebrew cask
        mackeeper-program	MacKeeper	elimination-software	installed	**/MacKeeper.app/Contents/Info.plist	no
        mackeeper-settings	MacKeeper	elimination-software	configured	**/Library/Preferences/com.mackeeper*.plist	no
        stacer-package	stacer	elimination-software	installed	usr/bin/stacer	Debian stacer
        sweeper-package	sweeper	elimination-software	installed	usr/bin/sweeper	Debian sweeper
        secure-delete-package	secure-delete	elimination-software	installed	var/lib/dpkg/info/secure-delete.list	Debian secure-delete
        ishredder-android	iShredder	elimination-software	installed	**/com.protectstar.ishredder*/**	no
        ishredder-android	iShredder	elimination-software	installed	**/com.projectstar.ishredder*/**	no
        ios-obliterated	iOS erase	elimination-software	used	**/root/.obliterated	iLEAPP
        android-factory-reset	Android factory reset	elimination-software	used	**/data/misc/bootstat/factory_reset	ALEAPP
        android-factory-reset	Android factory reset	elimination-software	used	misc/bootstat/factory_reset	ALEAPP
        tor-browser-program	Tor Browser	dark-web	installed	**/Browser/TorBrowser/Tor/tor.exe	Tor Browser bundles
        tor-browser-program	Tor Browser	dark-web	installed	**/Browser/TorBrowser/Tor/tor	Tor Browser bundles
        tor-browser-program	Tor Browser	dark-web	installed	**/Tor Browser/Browser/firefox.exe	Tor Browser bundles
        tor-browser-program	Tor Browser	dark-web	installed	**/tbb_version.json	Tor Browser bundles
        tor-browser-program	Tor Browser	dark-web	installed	**/Tor Browser*.app/Contents/Info.plist	Homebrew cask
        tor-browser-link	Tor Browser	dark-web	installed	**/Start Tor Browser.lnk	reports on public images
        tor-browser-link	Tor Browser	dark-web	installed	**/start-tor-browser.desktop	Tor Browser bundles
        tor-browser-installer	Tor Browser	dark-web	installed	**/torbrowser-install-*.exe	Tor Project archive
        tor-browser-installer	Tor Browser	dark-web	installed	**/tor-browser-windows-*.exe	Tor Project archive
        tor-browser-installer	Tor Browser	dark-web	installed	**/tor-browser-linux*.tar.xz	Tor Project archive
        tor-browser-installer	Tor Browser	dark-web	installed	**/TorBrowser-*.dmg	Tor Project archive
        tor-browser-installer	Tor Browser	dark-web	installed	**/tor-browser-macos-*.dmg	Tor Project archive
        tor-browser-settings	Tor Browser	dark-web	configured	**/TorBrowser/Data/Tor/torrc	Tor Browser bundles
        tor-browser-state	Tor Browser	dark-web	used	**/TorBrowser/Data/Tor/state	Tor Browser bundles
        tor-browser-state	Tor Browser	dark-web	used	**/TorBrowser-Data/Tor/state	Tor Browser bundles
        tor-browser-consensus	Tor Browser	dark-web	used	**/TorBrowser/Data/Tor/cached-microdesc*	Tor Browser bundles
        tor-browser-consensus	Tor Browser	dark-web	used	**/TorBrowser-Data/Tor/cached-microdesc*	Tor Browser bundles
        tor-browser-settings	Tor Browser	dark-web	configured	**/TorBrowser-Data/Tor/torrc	Tor Browser bundles
        tor-browser-profile	Tor Browser	dark-web	used	**/TorBrowser/Data/Browser/profile.default/places.sqlite	Tor Browser bundles
        tor-browser-profile	Tor Browser	dark-web	used	**/TorBrowser-Data/Browser/*.default*/places.sqlite	no
        tor-browser-launcher	Tor Browser	dark-web	installed	**/.local/share/torbrowser/**/start-tor-browser*	torbrowser-launcher source
        tor-browser-launcher	Tor Browser	dark-web	installed	usr/bin/torbrowser-launcher	torbrowser-launcher source
        tor-browser-launcher	Tor Browser	dark-web	installed	**/.var/app/*torbrowser-launcher/config/**	no
        tor-browser-prefetch	Tor Browser	dark-web	executed	**/Windows/Prefetch/TOR.EXE-*.pf	no
        tor-browser-prefetch	Tor Browser	dark-web	executed	**/Windows/Prefetch/START TOR BROWSER*-*.pf	no
        tor-browser-prefetch	Tor Browser	dark-web	executed	**/Windows/Prefetch/TORBROWSER-INSTALL*-*.pf	reports on public images
        tor-browser-prefetch	Tor Browser	dark-web	executed	**/Windows/Prefetch/TOR-BROWSER-WINDOWS*-*.pf	no
        tor-browser-prefetch	Tor Browser	dark-web	executed	**/Windows/Prefetch/LYREBIRD.EXE-*.pf	no
        tor-browser-prefetch	Tor Browser	dark-web	executed	**/Windows/Prefetch/SNOWFLAKE-CLIENT.EXE-*.pf	no
        tor-browser-prefetch	Tor Browser	dark-web	executed	**/Windows/Prefetch/OBFS4PROXY.EXE-*.pf	no
        tor-browser-android	Tor Browser	dark-web	used	**/org.torproject.torbrowser*/files/places.sqlite	ALEAPP
        tor-browser-android	Tor Browser	dark-web	installed	**/org.torproject.torbrowser*/base.apk	no
        orbot-android	Orbot	dark-web	installed	**/org.torproject.android*/**	no
        ornet-android	OrNET	dark-web	used	**/com.ornet.torbrowser/databases/appDatabase	ALEAPP
        onion-browser-ios	Onion Browser	dark-web	used	**/Documents/hsts_cache.plist	iLEAPP
        tor-service-key	Tor onion service	dark-web	configured	**/hs_ed25519_secret_key	tor source
        tor-daemon-state	Tor	dark-web	used	var/lib/tor/state	Debian tor
        tor-daemon-settings	Tor	dark-web	installed	etc/tor/torrc	Debian tor
        i2p-settings	I2P	dark-web	configured	**/.i2p/router.config	no
        i2p-settings	I2P	dark-web	configured	**/AppData/*/I2P/router.config	no
        i2p-settings	I2P	dark-web	configured	var/lib/i2p/**/router.config	no
        i2p-settings	I2P	dark-web	configured	**/Library/Application Support/i2p/router.config	no
        i2p-state	I2P	dark-web	used	**/.i2p/**/netDb/**/routerInfo-*.dat	I2P source
        i2p-state	I2P	dark-web	used	**/I2P/netDb/**/routerInfo-*.dat	no
        i2pd-state	i2pd	dark-web	used	**/.i2pd/router.info	no
        i2pd-state	i2pd	dark-web	used	**/AppData/Roaming/i2pd/router.info	no
        i2pd-state	i2pd	dark-web	used	var/lib/i2pd/router.info	Debian i2pd
        i2p-program	I2P	dark-web	installed	**/i2pinstall_*	no
        i2p-program	I2P	dark-web	installed	**/I2P.exe	no
        i2p-android	I2P	dark-web	installed	**/net.i2p.android*/**	no
        freenet-settings	Freenet	dark-web	configured	**/freenet.ini	Freenet source
        freenet-state	Freenet	dark-web	used	**/Freenet/datastore/*	no
        freenet-state	Freenet	dark-web	used	**/Freenet/node-*	no
        freenet-program	Freenet	dark-web	installed	**/FreenetTray.exe	Freenet source
        freenet-installer	Freenet	dark-web	installed	**/FreenetInstaller*.exe	no
        freenet-installer	Freenet	dark-web	installed	**/new_installer_offline_*.jar	no
        zeronet-program	ZeroNet	dark-web	installed	**/ZeroNet*/**/zeronet.py	no
        zeronet-program	ZeroNet	dark-web	installed	**/ZeroNet.exe	no
        lokinet-program	Lokinet	dark-web	installed	**/lokinet.ini	no
        retroshare-data	RetroShare	dark-web	used	**/.retroshare/**/keyring/*	no
        retroshare-program	RetroShare	dark-web	installed	**/retroshare.exe	no
        onionshare-settings	OnionShare	dark-web	configured	**/onionshare.json	OnionShare source
        onionshare-program	OnionShare	dark-web	installed	**/onionshare.exe	no
        onionshare-program	OnionShare	dark-web	installed	**/OnionShare.app/Contents/Info.plist	Homebrew cask
        briar-android	Briar	dark-web	installed	**/org.briarproject.briar.android*/**	Briar source
        tails-image	Tails	dark-web	installed	**/tails-amd64-*.img	Tails downloads
        tails-image	Tails	dark-web	installed	**/tails-amd64-*.iso	Tails downloads
        tails-stick	Tails	dark-web	installed	live/Tails.module	Tails downloads
        whonix-image	Whonix	dark-web	installed	**/Whonix-*.ova	Whonix downloads
        whonix-image	Whonix	dark-web	installed	**/Whonix-*.vmdk	no
        whonix-image	Whonix	dark-web	installed	**/Whonix-*.qcow2	Whonix downloads
        whonix-machine	Whonix	dark-web	installed	**/Whonix-Gateway.xml	Whonix downloads
        whonix-machine	Whonix	dark-web	installed	**/VirtualBox VMs/Whonix-*/*.vbox	no
        veracrypt-program	VeraCrypt	encryption	installed	**/VeraCrypt.exe	no
        veracrypt-program	VeraCrypt	encryption	installed	**/VeraCrypt.app/Contents/Info.plist	no
        veracrypt-program	VeraCrypt	encryption	installed	usr/bin/veracrypt	no
        veracrypt-program	VeraCrypt	encryption	installed	**/VeraCrypt Setup*.exe	VeraCrypt source
        veracrypt-settings	VeraCrypt	encryption	configured	**/AppData/Roaming/VeraCrypt/*.xml	reports on public images
        veracrypt-settings	VeraCrypt	encryption	configured	**/.config/VeraCrypt/*.xml	no
        veracrypt-settings	VeraCrypt	encryption	configured	**/.VeraCrypt/*.xml	no
        veracrypt-settings	VeraCrypt	encryption	configured	**/Library/Application Support/VeraCrypt/*.xml	Homebrew cask
        veracrypt-prefetch	VeraCrypt	encryption	executed	**/Windows/Prefetch/VERACRYPT*.EXE-*.pf	reports on public images
        truecrypt-program	TrueCrypt	encryption	installed	**/TrueCrypt.exe	no
        truecrypt-program	TrueCrypt	encryption	installed	**/TrueCrypt.app/Contents/Info.plist	no
        truecrypt-program	TrueCrypt	encryption	installed	usr/bin/truecrypt	no
        truecrypt-settings	TrueCrypt	encryption	configured	**/AppData/Roaming/TrueCrypt/*.xml	no
        truecrypt-settings	TrueCrypt	encryption	configured	**/.TrueCrypt/*.xml	no
        truecrypt-prefetch	TrueCrypt	encryption	executed	**/Windows/Prefetch/TRUECRYPT*.EXE-*.pf	no
        axcrypt-program	AxCrypt	encryption	installed	**/AxCrypt.exe	no
        cryptomator-program	Cryptomator	encryption	installed	**/Cryptomator.exe	no
        cryptomator-program	Cryptomator	encryption	installed	**/Cryptomator.app/Contents/Info.plist	Homebrew cask
        bestcrypt-program	BestCrypt	encryption	installed	**/BestCrypt.exe	no
        cryptomator-vault	Cryptomator	encryption	used	**/vault.cryptomator	Cryptomator source
        axcrypt-prefetch	AxCrypt	encryption	executed	**/Windows/Prefetch/AXCRYPT*.EXE-*.pf	no
        cryptomator-prefetch	Cryptomator	encryption	executed	**/Windows/Prefetch/CRYPTOMATOR*.EXE-*.pf	no
        bestcrypt-prefetch	BestCrypt	encryption	executed	**/Windows/Prefetch/BESTCRYPT*.EXE-*.pf	no
        ccleaner-key	CCleaner	elimination-software	executed	key:Software/Piriform/CCleaner	plaso NTUSER-CCLEANER.DAT
        ccleaner-run	CCleaner	elimination-software	executed	program:**/CCleaner64.exe	plaso NTUSER-CCLEANER.DAT
        ccleaner-run	CCleaner	elimination-software	executed	program:**/CCleaner.exe	no
        ccleaner-wipe	CCleaner secure deletion	elimination-software	configured	key:Software/Piriform/CCleaner/*SecureDeleteType=1	libyal winreg-kb
        ccleaner-wipe	CCleaner free-space wiping	elimination-software	configured	key:Software/Piriform/CCleaner/*WipeFreeSpaceDrives=?*	no
        ccleaner-name	CCleaner	elimination-software	installed	name:CCleaner*	no
        ccleaner-package	CCleaner	elimination-software	installed	name:com.piriform.ccleaner*	CCleaner for Android
        bleachbit-key	BleachBit	elimination-software	installed	key:Software/BleachBit	bleachbit source
        bleachbit-name	BleachBit	elimination-software	installed	name:BleachBit*	bleachbit source
        bleachbit-command	BleachBit	elimination-software	used	command:bleachbit -c*	bleachbit source
        bleachbit-command	BleachBit	elimination-software	used	command:bleachbit --clean*	bleachbit source
        bleachbit-command	BleachBit	elimination-software	used	command:bleachbit -s*	bleachbit source
        bleachbit-command	BleachBit	elimination-software	used	command:bleachbit --shred*	bleachbit source
        bleachbit-command	BleachBit	elimination-software	used	command:bleachbit --wipe-*	bleachbit source
        bleachbit-command	BleachBit	elimination-software	used	command:bleachbit -w*	bleachbit source
        bleachbit-command	BleachBit	elimination-software	executed	command:bleachbit	bleachbit source
        sdelete-key	SDelete	elimination-software	executed	key:Software/Sysinternals/SDelete/EulaAccepted=1	RegRipper
        sdelete-key	SDelete	elimination-software	executed	key:Software/Sysinternals/SDelete	RegRipper
        sdelete-command	SDelete	elimination-software	used	command:sdelete*	Sysinternals documentation
        eraser-key	Eraser	elimination-software	configured	key:Software/Eraser/Eraser 6	Eraser source
        eraser-name	Eraser	elimination-software	installed	name:Eraser*	no
        privazer-key	PrivaZer	elimination-software	executed	key:Software/PrivaZer	no
        privazer-name	PrivaZer	elimination-software	installed	name:PrivaZer*	no
        ee-key	Evidence Eliminator	elimination-software	executed	key:Software/Robin Hood Software/Evidence Eliminator	no
        ee-name	Evidence Eliminator	elimination-software	installed	name:Evidence Eliminator*	no
        wise-key	WiseCleaner	elimination-software	installed	key:Software/WiseCleaner	no
        wise-name	Wise Disk Cleaner	elimination-software	installed	name:Wise Disk Cleaner*	no
        wise-name	Wise Care 365	elimination-software	installed	name:Wise Care 365*	no
        glary-key	Glary Utilities	elimination-software	installed	key:Software/GlarySoft	no
        glary-name	Glary Utilities	elimination-software	installed	name:Glary Utilities*	no
        file-shredder-name	File Shredder	elimination-software	installed	name:File Shredder*	no
        freeraser-name	Freeraser	elimination-software	installed	name:Freeraser*	no
        hardwipe-name	Hardwipe	elimination-software	installed	name:Hardwipe*	no
        r-wipe-name	R-Wipe & Clean	elimination-software	installed	name:R-Wipe*	no
        cyberscrub-name	CyberScrub	elimination-software	installed	name:CyberScrub*	no
        bcwipe-name	BCWipe	elimination-software	installed	name:BCWipe*	no
        safeerase-name	O&O SafeErase	elimination-software	installed	name:O&O SafeErase*	no
        macrorit-name	Macrorit Data Wiper	elimination-software	installed	name:Macrorit*Wiper*	no
        winoptimizer-name	Ashampoo WinOptimizer	elimination-software	installed	name:Ashampoo WinOptimizer*	no
        systemcare-name	Advanced SystemCare	elimination-software	installed	name:Advanced SystemCare*	no
        steganos-name	Steganos	encryption	installed	name:Steganos*	no
        ishredder-package	iShredder	elimination-software	installed	name:com.protectstar.ishredder*	no
        ishredder-package	iShredder	elimination-software	installed	name:com.projectstar.ishredder*	no
        shredder-package	Shredder	elimination-software	installed	name:*.shredder*	no
        shredder-package	Shreddit	elimination-software	installed	name:com.andro.shred*	no
        cipher-command	cipher /w	elimination-software	used	command:cipher* /w*	Microsoft documentation
        shred-package	shred	elimination-software	used	command:shred *	coreutils
        secure-delete-package	secure-delete	elimination-software	installed	name:secure-delete	Debian secure-delete
        secure-delete-program	secure-delete	elimination-software	installed	usr/bin/srm	Debian secure-delete
        secure-delete-program	secure-delete	elimination-software	installed	usr/bin/sfill	Debian secure-delete
        secure-delete-program	secure-delete	elimination-software	installed	usr/bin/sswap	Debian secure-delete
        secure-delete-command	secure-delete	elimination-software	used	command:srm *	Debian secure-delete
        secure-delete-command	secure-delete	elimination-software	used	command:sfill *	Debian secure-delete
        secure-delete-command	secure-delete	elimination-software	used	command:sswap *	Debian secure-delete
        wipe-package	wipe	elimination-software	installed	name:wipe	Debian wipe
        wipe-program	wipe	elimination-software	installed	usr/bin/wipe	Debian wipe
        wipe-command	wipe	elimination-software	used	command:wipe *	Debian wipe
        scrub-package	scrub	elimination-software	installed	name:scrub	Debian scrub
        scrub-program	scrub	elimination-software	installed	usr/bin/scrub	Debian scrub
        scrub-command	scrub	elimination-software	used	command:scrub *	Debian scrub
        nwipe-package	nwipe	elimination-software	installed	name:nwipe	Debian nwipe
        nwipe-program	nwipe	elimination-software	installed	usr/sbin/nwipe	Debian nwipe
        nwipe-command	nwipe	elimination-software	executed	command:nwipe*	Debian nwipe
        bleachbit-package	BleachBit	elimination-software	installed	name:bleachbit	Debian bleachbit
        stacer-package	Stacer	elimination-software	installed	name:stacer	Debian stacer
        sweeper-package	Sweeper	elimination-software	installed	name:sweeper	Debian sweeper
        rm-p-command	rm -P	elimination-software	used	command:rm -P*	no
        disk-erase-command	diskutil secureErase	elimination-software	used	command:diskutil secureerase*	Apple diskutil(8)
        disk-erase-command	diskutil secureErase	elimination-software	used	command:diskutil zerodisk*	no
        disk-erase-command	diskutil secureErase	elimination-software	used	command:diskutil randomdisk*	no
        blkdiscard-command	blkdiscard	elimination-software	used	command:blkdiscard *	util-linux
        overwrite-command	dd over a device	elimination-software	used	command:dd if=/dev/zero of=/dev/*	coreutils
        overwrite-command	dd over a device	elimination-software	used	command:dd if=/dev/urandom of=/dev/*	coreutils
        overwrite-command	dd over a device	elimination-software	used	command:dd if=/dev/random of=/dev/*	coreutils
        hdparm-erase-command	hdparm secure erase	elimination-software	used	command:hdparm --security-erase*	Debian hdparm
        shell-history-command	shell history cleared	history-gap	used	command:history -c*	GNU bash
        shell-history-command	shell history switched off	history-gap	configured	command:unset histfile	GNU bash
        shell-history-command	shell history switched off	history-gap	configured	command:export histfile=/dev/null	GNU bash
        shell-history-command	shell history switched off	history-gap	configured	command:export histsize=0	GNU bash
        shell-history-command	shell history switched off	history-gap	configured	command:histfile=/dev/null	GNU bash
        shell-history-command	shell history switched off	history-gap	configured	command:histsize=0	GNU bash
        shell-history-command	shell history removed	history-gap	used	command:rm *.bash_history	GNU bash
        shell-history-command	shell history removed	history-gap	used	command:rm *.zsh_history	no
        shell-history-command	shell history to /dev/null	history-gap	configured	command:ln /dev/null *_history	GNU bash
        event-log-command	event log cleared	history-gap	used	command:wevtutil* cl	Microsoft documentation
        event-log-command	event log cleared	history-gap	used	command:wevtutil* clear-log	Microsoft documentation
        event-log-command	event log cleared	history-gap	used	command:clear-eventlog*	Microsoft documentation
        journal-command	journal deleted	history-gap	used	command:fsutil* usn deletejournal	Microsoft documentation
        tor-name	Tor Browser	dark-web	installed	name:Tor Browser*	no
        tor-package	Tor	dark-web	installed	name:tor	Debian tor
        tor-launcher-package	Tor Browser	dark-web	installed	name:torbrowser-launcher	torbrowser-launcher source
        tor-run	Tor Browser	dark-web	executed	program:**/Tor Browser/**	no
        tor-android-package	Tor Browser	dark-web	installed	name:org.torproject.torbrowser*	ALEAPP
        orbot-package	Orbot	dark-web	installed	name:org.torproject.android	no
        ornet-package	OrNET	dark-web	installed	name:com.ornet.torbrowser	ALEAPP
        orfox-package	Orfox	dark-web	installed	name:info.guardianproject.orfox	no
        onion-browser-package	Onion Browser	dark-web	installed	name:com.miketigas.OnionBrowser	iLEAPP
        i2pd-package	i2pd	dark-web	installed	name:i2pd	Debian i2pd
        i2p-package	I2P	dark-web	installed	name:i2p	no
        i2p-android-package	I2P	dark-web	installed	name:net.i2p.android*	no
        onionshare-package	OnionShare	dark-web	installed	name:onionshare*	Debian onionshare
        briar-package	Briar	dark-web	installed	name:org.briarproject.briar.android	Briar source
        tor-command	Tor	dark-web	executed	command:torsocks *	Debian torsocks
        tor-command	Tor	dark-web	executed	command:torify *	Debian tor
        veracrypt-name	VeraCrypt	encryption	installed	name:VeraCrypt*	no
        prefetch-disabled	Prefetch switched off	history-gap	configured	gap:prefetch-disabled	Microsoft documentation
        event-log-cleared	event log cleared	history-gap	used	gap:event-log-cleared	Microsoft documentation
        tor-state	Tor	dark-web	used	program:tor-state	tor source
        tor-bridge	Tor with bridges or chosen exits	dark-web	configured	program:tor-bridge	tor source
        onion-service	onion service	dark-web	configured	service:*	tor source
        onion-address	onion address (version 3, checksum right)	dark-web	used	address:v3	tor specification
        onion-address	onion address (version 2)	dark-web	used	address:v2	no
        onion-address	onion site by a gateway	dark-web	used	address:gateway	no
        onion-address	I2P site	dark-web	used	address:i2p	no
        onion-address	Freenet key	dark-web	used	address:freenet	no
        tor-visits	history kept in Tor Browser	dark-web	used	program:tor-visits	Tor Browser source
        safari-tombstone	Safari history deleted	history-gap	used	gap:safari-tombstone	plaso safari.py
        firefox-tombstone	Firefox history deleted	history-gap	used	gap:firefox-tombstone	application-services source
        chromium-missing	visits missing in Chromium	history-gap	used	gap:chromium-visits-missing	no
        chromium-missing	newest entries missing in Chromium	history-gap	used	gap:chromium-newest-missing	no
        """#
}
