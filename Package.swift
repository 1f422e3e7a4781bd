// swift-tools-version: 6.1
import PackageDescription

// Tests that change every byte in turn verify thousands of ledgers, and draws are tried by the ten thousand: without
// optimisation they take hours.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "ssj-ledger",
    products: [
        .library(name: "Ledger", targets: ["Ledger"]),
        .library(name: "Draw", targets: ["Draw"]),
        .library(name: "DoubleRandom", targets: ["DoubleRandom"]),
        .library(name: "LedgerClient", targets: ["LedgerClient"]),
        .executable(name: "ledgerctl", targets: ["ledgerctl"]),
        .executable(name: "ledgerd", targets: ["ledgerd"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CProcess"),
        .target(
            name: "Ledger",
            dependencies: [
                "CSodium",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: optimised
        ),
        .target(
            name: "Draw", dependencies: [.product(name: "Crypto", package: "swift-crypto")], swiftSettings: optimised),
        .target(
            name: "DoubleRandom",
            dependencies: ["Ledger", "Draw", .product(name: "SwiftCSV", package: "SwiftCSV")]
        ),
        .target(
            name: "PublicSite",
            dependencies: [
                "Ledger", "Draw", "DoubleRandom", .product(name: "Mustache", package: "swift-mustache"),
            ],
            // Scripts for the browser, put together by scripts/recheck-page.
            exclude: ["Recheck"]
        ),
        .target(
            name: "LedgerClient",
            dependencies: [
                "Ledger", "CProcess",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .executableTarget(
            name: "ledgerd",
            dependencies: [
                "Ledger", "DoubleRandom", "LedgerClient", "PublicSite",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            path: "Sources/Daemon"
        ),
        .executableTarget(
            name: "ledgerctl",
            dependencies: [
                "Ledger", "Draw", "DoubleRandom", "LedgerClient", "PublicSite", "CQREncode",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SwiftCSV", package: "SwiftCSV"),
            ]
        ),
        .executableTarget(
            name: "ledger-bench",
            dependencies: ["Ledger", "CSodium"],
            path: "Benchmarks/ledger-bench"
        ),
        .executableTarget(
            name: "draw-bench", dependencies: ["Draw", .product(name: "Crypto", package: "swift-crypto")],
            path: "Benchmarks/draw-bench"),
        .executableTarget(name: "draw-judge", dependencies: ["Draw"], path: "Tests/DrawJudge"),
        .executableTarget(name: "crash-writer", dependencies: ["Ledger"], path: "Tests/CrashWriter"),
        .testTarget(
            name: "LedgerTests",
            dependencies: ["Ledger", "CSodium", "ledgerctl", "crash-writer"],
            path: "Tests/LedgerTests"
        ),
        .testTarget(name: "DrawTests", dependencies: ["Draw"], path: "Tests/DrawTests"),
        .testTarget(
            name: "DoubleRandomTests", dependencies: ["DoubleRandom", "PublicSite", "Draw", "Ledger"],
            path: "Tests/DoubleRandomTests"
        ),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Ledger", "Draw", "DoubleRandom", "LedgerClient", "PublicSite", "ledgerd", "ledgerctl",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Yams", package: "Yams"),
            ],
            path: "Tests/ServiceTests"
        ),
    ],
    swiftLanguageModes: [.v6]
)
