// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "ssj-ledger",
    products: [
        .library(name: "Ledger", targets: ["Ledger"]),
        .executable(name: "ledgerctl", targets: ["ledgerctl"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(
            name: "Ledger",
            dependencies: [
                "CSodium",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            // Tests that change every byte in turn verify thousands of ledgers: without optimisation they take hours.
            swiftSettings: [.unsafeFlags(["-O"], .when(configuration: .debug))]
        ),
        .executableTarget(
            name: "ledgerctl",
            dependencies: [
                "Ledger",
                "CQREncode",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SwiftCSV", package: "SwiftCSV"),
            ]
        ),
        .executableTarget(
            name: "ledger-bench",
            dependencies: ["Ledger", "CSodium"],
            path: "Benchmarks/ledger-bench"
        ),
        .executableTarget(name: "crash-writer", dependencies: ["Ledger"], path: "Tests/CrashWriter"),
        .testTarget(
            name: "LedgerTests",
            dependencies: ["Ledger", "CSodium", "ledgerctl", "crash-writer"],
            path: "Tests/LedgerTests"
        ),
    ],
    swiftLanguageModes: [.v6]
)
