// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioLocks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let deques = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heaps = Target.Dependency.product(name: "HeapModule", package: "swift-collections")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: [], swiftSettings: strict)
}

let package = Package(
    name: "trimtab",
    products: [.executable(name: "trimtab", targets: ["trimtab"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),

        library("KubeCore", ["CYAML"]),
        library("KubeClient", ["KubeCore", "CCurl", nioLocks, logging]),
        library("KubeRuntime", ["KubeCore", "KubeClient", nioLocks, deque, heap, logging, lifecycle]),
        library("OperatorCore", ["KubeCore"]),
        library("HTTPServing", ["COpenSSL", nio, nioPosix, nioHTTP1, nioLocks, logging, lifecycle]),
        library(
            "Operator",
            [
                "KubeCore", "KubeClient", "KubeRuntime", "OperatorCore", "HTTPServing", "COpenSSL", nio, nioPosix,
                nioLocks,
            ]
                + [logging, lifecycle]),
        library(
            "Sandbox",
            ["KubeCore", "HTTPServing", "KubeClient", nio, nioPosix, nioLocks, deques, heaps, logging, lifecycle]),
        .executableTarget(
            name: "trimtab",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "OperatorCore", "Operator", "Sandbox", arguments, logging,
                lifecycle, signals, nioPosix,
            ],
            // What `make manifests` writes; in the binary, since an image has no checkout.
            resources: [.embedInCode("Resources/install.yaml")],
            swiftSettings: strict),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "KubeCore", "KubeClient", "KubeRuntime", "OperatorCore", "Operator", "Sandbox", "HTTPServing", logging,
                lifecycle,
            ],
            path: "Benchmarks",
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["KubeCore", "KubeClient", nioLocks], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("KubeCoreTests", ["KubeCore", "TestSupport"]),
        tests(
            "KubeClientTests",
            ["KubeCore", "KubeClient", "HTTPServing", "TestSupport", nio, nioPosix, nioLocks, logging]),
        tests(
            "KubeRuntimeTests",
            ["KubeCore", "KubeClient", "KubeRuntime", "TestSupport", nioLocks, logging, lifecycle]),
        tests("OperatorCoreTests", ["KubeCore", "OperatorCore", "TestSupport"]),
        tests(
            "HTTPServingTests",
            ["HTTPServing", "COpenSSL", "TestSupport", nio, nioPosix, nioLocks, logging, lifecycle]
                + [.product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")]),
        tests(
            "OperatorTests",
            [
                "KubeCore", "KubeClient", "KubeRuntime", "OperatorCore", "Operator", "HTTPServing", "TestSupport",
                nioPosix, logging, lifecycle,
            ]),
        tests("SandboxTests", ["KubeCore", "KubeClient", "Sandbox", "HTTPServing", "TestSupport", nioLocks, logging]),
        tests(
            "EndToEndTests",
            [
                "KubeCore", "KubeClient", "KubeRuntime", "OperatorCore", "Sandbox", "Operator", "TestSupport", logging,
                lifecycle,
            ]),
        tests("ArchitectureTests", ["KubeCore"]),
    ],
    swiftLanguageModes: [.v6]
)
