// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of our own: Sources/<name>, importing only what is named here.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

/// A C library of Debian's, imported by exactly one module.
func library(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "winnow",
    products: [
        .executable(name: "winnow", targets: ["winnow"]),
        .executable(name: "winnow-worker", targets: ["winnow-worker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    // Listed bottom to top: a module imports only what stands above it in this list.
    targets: [
        // C libraries and shims, one owner each.
        library("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        library("CVectorscan", pkgConfig: "libhs", apt: "libvectorscan-dev"),
        library("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        library("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        library("CTurboJPEG", pkgConfig: "libturbojpeg", apt: "libturbojpeg0-dev"),
        library("CPNG", pkgConfig: "libpng", apt: "libpng-dev"),
        library("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
        library("CEWF", pkgConfig: "libewf", apt: "libewf-dev"),
        library("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
        library("CTSK", pkgConfig: "tsk", apt: "libtsk-dev"),
        library("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
        library("CSeccomp", pkgConfig: "libseccomp", apt: "libseccomp-dev"),
        library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        library("CPFFLibrary", pkgConfig: "libpff", apt: "libpff-dev"),
        library("CPopplerLibrary", pkgConfig: "poppler-cpp", apt: "libpoppler-cpp-dev"),
        library("CLibcurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CBfio", pkgConfig: "libbfio", apt: "libbfio-dev"),
        library("CRegf", pkgConfig: "libregf", apt: "libregf-dev"),
        library("CScca", pkgConfig: "libscca", apt: "libscca-dev"),
        library("CFwnt", pkgConfig: "libfwnt", apt: "libfwnt-dev"),
        library("CLnk", pkgConfig: "liblnk", apt: "liblnk-dev"),
        library("COlecf", pkgConfig: "libolecf", apt: "libolecf-dev"),
        library("CEvtx", pkgConfig: "libevtx", apt: "libevtx-dev"),
        library("CEsedb", pkgConfig: "libesedb", apt: "libesedb-dev"),
        library("CMsiecf", pkgConfig: "libmsiecf", apt: "libmsiecf-dev"),
        library("CNTFS", pkgConfig: "libntfs-3g", apt: "ntfs-3g-dev"),
        .target(name: "CSleuthKit", dependencies: ["CTSK"], path: "Sources/C/CSleuthKit"),
        .target(name: "CPNGReader", dependencies: ["CPNG"], path: "Sources/C/CPNGReader"),
        .target(
            name: "CPFF", dependencies: ["CPFFLibrary"], path: "Sources/C/CPFF",
            linkerSettings: [.linkedLibrary("bfio")]),
        .target(name: "CPoppler", dependencies: ["CPopplerLibrary"], path: "Sources/C/CPoppler"),
        .target(name: "CTesseract", path: "Sources/C/CTesseract"),
        .target(name: "CCurl", dependencies: ["CLibcurl"], path: "Sources/C/CCurl"),
        // Optimised in every build: it is what a scan spends its time in.
        .target(
            name: "CDigestLanes", path: "Sources/C/CDigestLanes", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "CMemoryFile", dependencies: ["CBfio"], path: "Sources/C/CMemoryFile"),
        .target(name: "CProcess", path: "Sources/C/CProcess"),
        .target(name: "CSandbox", dependencies: ["CSeccomp"], path: "Sources/C/CSandbox"),
        .target(name: "CNTFSWriter", dependencies: ["CNTFS"], path: "Sources/C/CNTFSWriter"),

        // The words; imports nothing.
        module("Model"),
        // Digests by libcrypto, and many at once in lanes; used wherever something is named by its content.
        module("Digests", ["CCrypto", "CDigestLanes"]),
        // libpq, and none of Winnow's words.
        module("Postgres", ["CPostgres"]),
        // libcurl: evidence over the network, and whoever else must be told something.
        module("HTTP", ["Model", "CCurl"]),
        // Keyword lists, hash sets, rule sets, tables: parse, check, compile.
        module("ReferenceData", ["Model", "Digests", "CSQLite", .product(name: "Yams", package: "Yams")]),
        // The durable record of one scanned shard.
        module(
            "Packs", ["Model", "Digests", "CZstd", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            exclude: ["pack.proto"]),
        // All SQL of ours, the schema and the private cluster.
        module("Store", ["Model", "Digests", "Postgres", "CProcess"]),
        // Backlogs and workers that only go through the motions: the load of storm tests and benchmarks.
        module("QueueLoad", ["Model", "Postgres", "Store"]),
        // The sole owner of libtsk, libewf and libarchive.
        module("Evidence", ["Model", "CSleuthKit", "CEWF", "CDeflate", "CArchive"]),
        // Bytes of a database or hive in, entries out.
        module(
            "Artefacts",
            [
                "Model", "Digests", "CSQLite", "CMemoryFile", "CRegf", "CScca", "CFwnt", "CLnk", "COlecf", "CEvtx",
                "CEsedb",
                "CMsiecf",
            ]),
        // The analyzers; knows neither evidence nor database.
        module(
            "Analysis",
            [
                "Model", "Digests", "ReferenceData", "Artefacts", "CVectorscan", "CTurboJPEG", "CPNGReader", "CZlib",
                "CPoppler", "CPFF", "CTesseract",
            ]),
        // What runs in the scanner child. Never Store or Postgres.
        module("Scanning", ["Model", "Digests", "ReferenceData", "Packs", "Evidence", "Analysis", "CSandbox"]),
        // Hits to findings to outcomes; pure.
        module("Triage", ["Model", "Digests", "ReferenceData"]),
        // Claim loop, leases, scanner supervision. Never Evidence.
        module(
            "WorkerService",
            [
                "Model", "Digests", "HTTP", "ReferenceData", "Packs", "Postgres", "Store", "Triage", "CProcess",
                "CSandbox",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        // The report, as HTML and JSON.
        module("Reporting", ["Model", "Digests", "Triage"]),
        // Device images with synthetic contents, made without root: the demo's, the tests', the benchmarks'.
        module("SampleImages", ["Model", "Digests", "CProcess", "CNTFSWriter", "CSQLite"]),

        .executableTarget(
            name: "winnow",
            dependencies: [
                "Model", "Digests", "Postgres", "Store", "ReferenceData", "Packs", "Triage", "Reporting",
                "SampleImages",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "winnow-worker",
            dependencies: [
                "Model", "HTTP", "Postgres", "Store", "WorkerService", "Scanning",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "winnow-benchmark",
            dependencies: [
                "Model", "Digests", "Postgres", "Store", "QueueLoad", "SampleImages", "ReferenceData", "WorkerService",
                "Evidence", "Packs", "Artefacts", "Analysis", "CVectorscan", "CSQLite", "CTurboJPEG",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/winnow-benchmark", swiftSettings: strict),

        // The parsers of ours, each with seeds, for fuzzing.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Model", "Digests", "HTTP", "ReferenceData", "Packs", "Artefacts", "Analysis", "Evidence",
                "WorkerService", "SampleImages",
            ],
            path: "Fuzzing/FuzzTargets", swiftSettings: strict),
        .executableTarget(
            name: "winnow-fuzz", dependencies: ["FuzzTargets"], path: "Fuzzing/winnow-fuzz", swiftSettings: strict),

        module("WinnowTesting", ["Model", "Postgres", "Store", "SampleImages", "ReferenceData", "CProcess"]),
        tests("ModelTests", ["Model", "Digests"]),
        tests("HTTPTests", ["HTTP", "Model", "WinnowTesting"]),
        tests("ReferenceDataTests", ["ReferenceData", "Model", "CSQLite", "SampleImages", "WinnowTesting"]),
        tests("PacksTests", ["Packs", "Model"]),
        tests("ArtefactsTests", ["Artefacts", "Model", "CSQLite", "WinnowTesting"]),
        tests(
            "AnalysisTests",
            ["Analysis", "ReferenceData", "Model", "Digests", "SampleImages", "Triage", "WinnowTesting"]),
        tests("TriageTests", ["Triage", "ReferenceData", "Model"]),
        tests(
            "ReportingTests", ["Reporting", "ReferenceData", "Digests", "Triage", "Model", "WinnowTesting"],
            exclude: ["Golden", "Browser/open-pages.py", "Browser/checks.js"]),
        tests("WorkerServiceTests", ["WorkerService", "Packs", "Model"]),
        tests(
            "ScanTests",
            [
                "Evidence", "Scanning", "Analysis", "ReferenceData", "Packs", "SampleImages", "WinnowTesting", "Model",
            ]),
        tests("FuzzTests", ["FuzzTargets"]),
        tests("DatabaseTests", ["Postgres", "Store", "WinnowTesting", "Model"]),
        tests("CommandTests", ["WinnowTesting", "SampleImages", "Digests", "Model", "Store", "Postgres"]),
        tests(
            "FaultTests",
            ["WinnowTesting", "WorkerService", "SampleImages", "QueueLoad", "Model", "Store", "Postgres"]),
    ],
    cxxLanguageStandard: .cxx17
)
