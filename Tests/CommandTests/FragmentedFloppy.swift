import Foundation
import Testing
import WinnowTesting

/// A floppy (FAT12) on which one file lies in pieces of 1 KiB or two.
enum FragmentedFloppy {
    /// - Returns: the image's path.
    static func make(_ scene: Scene, _ content: Data) async throws -> String {
        _ = try scene.file("big.txt", content)
        // Full of small files, every second of them gone: what comes then lies in their holes.
        let script = """
            set -e; cd '\(scene.home)'; mkdir f; truncate -s 1474560 disk.img
            mformat -i disk.img -f 1440 ::; mmd -i disk.img ::/d
            for i in $(seq 1001 2299); do head -c 1024 /dev/zero | tr '\\0' 'x' > f/$i; done
            mcopy -i disk.img f/* ::/d; head -c 78000 /dev/zero > fill; mcopy -i disk.img fill ::/
            mdel -i disk.img $(seq -f '::/d/%g' 1002 2 2298); mcopy -i disk.img big.txt ::/
            """
        let made = try await Program(path: "/bin/sh").run(["-c", script])
        try #require(made.code == 0, "\(made.errors)")
        return scene.home + "/disk.img"
    }
}
