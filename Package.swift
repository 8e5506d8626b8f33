// swift-tools-version: 6.2
import PackageDescription

// Targets stand in the order of the data flow: a target may import only targets above it.
// `swift build --explicit-target-dependency-import-check error` holds every import to this list.

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// The documentation's plugin builds with every trait, whether its library is there or not: for it
// there is none.
let isForDocumentation = Context.environment["MYOSIFT_DOCUMENTATION"] != nil
let traits: Set<Trait> =
  isForDocumentation
  ? []
  : [
    .trait(
      name: "HDF5",
      description: "Reads HDF5 (MATLAB 7.3, NWB, OpenSignals .h5) through libhdf5"),
    .trait(name: "FLAC", description: "Reads compressed WFDB signals through libFLAC"),
  ]
let optional: [Target.Dependency] =
  isForDocumentation
  ? []
  : ["HDF5", "FLAC"].map { .target(name: "C\($0)", condition: .when(traits: [$0])) }

let package = Package(
  name: "myosift",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "myosift", targets: ["myosift-tool"]),
    .library(name: "MyoSift", targets: ["MyoSift"]),
  ],
  traits: traits,
  dependencies: [
    // The command line: parsing, help, completion scripts.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Complex numbers for filter design (poles and zeros).
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    // SHA-256 of inputs and settings, at the speed of the processor's instructions.
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    // The database of a batch: prepared statements, transactions and SQLite's errors as Swift errors,
    // where a wrapper of our own over the system's libsqlite3 would be unsafe code to keep.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // The loopback server of `review`: HTTP/1.1 on Swift concurrency without dependencies, a
    // hundredth of what SwiftNIO and Hummingbird bring.
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    // Documentation (`swift package generate-documentation`); nothing of it is linked.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // FFTW, single precision.
    .systemLibrary(
      name: "CFFTW", pkgConfig: "fftw3f",
      providers: [.apt(["libfftw3-dev"]), .brew(["fftw"])]),

    // Packed variables of MATLAB files.
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    // HDF5 files; only with the trait of that name.
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),

    // Compressed WFDB signals; only with the trait of that name.
    .systemLibrary(
      name: "CFLAC", pkgConfig: "flac", providers: [.apt(["libflac-dev"]), .brew(["flac"])]),

    // The hottest loops for several instruction sets, chosen at load time.
    .target(name: "CVectorLoops"),
    // Loops over spans of floats: no domain words, no Foundation.
    .target(name: "EMGKernels", dependencies: ["CVectorLoops"], swiftSettings: settings),
    // The vocabulary: rates, units, channels, blocks, events. No algorithms, no Foundation.
    .target(name: "EMGCore", swiftSettings: settings),

    // Bytes → header and blocks of samples.
    .target(
      name: "EMGFormats",
      dependencies: [
        "EMGCore", "EMGKernels", "CZlib", .product(name: "Crypto", package: "swift-crypto"),
      ] + optional, swiftSettings: settings),
    // Filter design and application, mains removal, envelopes, resampling.
    .target(
      name: "EMGFilters",
      dependencies: [
        "EMGCore", "EMGKernels", .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "RealModule", package: "swift-numerics"),
      ], swiftSettings: settings),
    // Transforms, power spectra, coherence, spectral measures.
    .target(
      name: "EMGSpectra",
      dependencies: [
        "EMGCore", "EMGKernels", "CFFTW", .product(name: "RealModule", package: "swift-numerics"),
      ], swiftSettings: settings),

    // Noise floor, gate, discharges, bursts, rhythm, classification → events.
    .target(
      name: "EMGDetection",
      dependencies: [
        "EMGCore", "EMGKernels", "EMGFilters", "EMGSpectra",
        .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "RealModule", package: "swift-numerics"),
      ], swiftSettings: settings),

    // Events → JSON, JSON Lines, CSV, BIDS.
    .target(name: "EMGSinks", dependencies: ["EMGCore"], swiftSettings: settings),
    // Seeded recordings with exact truth.
    .target(
      name: "EMGSynthesis",
      dependencies: [
        "EMGCore", "EMGFilters", .product(name: "RealModule", package: "swift-numerics"),
      ], swiftSettings: settings),
    // Events against truth: matching and scores.
    .target(
      name: "EMGEvaluation", dependencies: ["EMGCore", "EMGSinks"], swiftSettings: settings),

    // Events and traces → pages, figures, courses over sessions.
    .target(
      name: "EMGReport",
      dependencies: ["EMGCore", "EMGKernels", "EMGFilters", "EMGSpectra", "EMGSinks"],
      swiftSettings: settings),

    // Decisions of a person about events, and traces in every resolution to decide by.
    .target(
      name: "EMGReview",
      dependencies: [
        "EMGCore", "EMGFilters", "EMGSinks", "EMGReport",
      ], swiftSettings: settings),

    // Settings → plan → run: blocks, parallelism, order. The only target with tasks.
    .target(
      name: "EMGPipeline",
      dependencies: [
        "EMGCore", "EMGKernels", "EMGFilters", "EMGSpectra", "EMGDetection",
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: settings),
    // Umbrella for library users.
    .target(
      name: "MyoSift",
      dependencies: [
        "EMGCore", "EMGFormats", "EMGFilters", "EMGSpectra", "EMGDetection", "EMGSinks",
        "EMGSynthesis", "EMGEvaluation", "EMGReport", "EMGReview", "EMGPipeline",
      ], swiftSettings: settings),
    // Flags → settings, print, exit code. No arithmetic.
    .executableTarget(
      name: "myosift-tool",
      dependencies: [
        "EMGCore", "EMGFormats", "EMGSpectra", "EMGSinks", "EMGSynthesis", "EMGEvaluation",
        "EMGReport", "EMGPipeline", "EMGReview", "EMGDetection",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "FlyingFox", package: "FlyingFox"),
      ], swiftSettings: settings),

    // Tolerances, seeded numbers, laws, fixture paths.
    .target(
      name: "EMGTestSupport", dependencies: ["EMGCore"], path: "Tests/EMGTestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "EMGCoreTests", dependencies: ["EMGCore", "EMGTestSupport"], swiftSettings: settings),
    .testTarget(
      name: "EMGKernelsTests", dependencies: ["EMGKernels", "EMGTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EMGFormatsTests",
      dependencies: [
        "EMGFormats", "EMGSinks", "EMGCore", "EMGTestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: settings),
    .testTarget(
      name: "EMGFiltersTests", dependencies: ["EMGFilters", "EMGCore", "EMGTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EMGSpectraTests", dependencies: ["EMGSpectra", "EMGCore", "EMGTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EMGDetectionTests",
      dependencies: ["EMGDetection", "EMGCore", "EMGSynthesis", "EMGTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EMGSinksTests", dependencies: ["EMGSinks", "EMGCore", "EMGTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EMGSynthesisTests",
      dependencies: [
        "EMGSynthesis", "EMGEvaluation", "EMGFilters", "EMGCore", "EMGTestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "EMGEvaluationTests",
      dependencies: ["EMGEvaluation", "EMGSinks", "EMGCore", "EMGTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EMGReportTests",
      dependencies: ["EMGReport", "EMGSpectra", "EMGSinks", "EMGCore", "EMGTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EMGReviewTests",
      dependencies: ["EMGReview", "EMGReport", "EMGSinks", "EMGCore", "EMGTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EMGPipelineTests",
      dependencies: [
        "EMGPipeline", "EMGFormats", "EMGFilters", "EMGSinks", "EMGSynthesis", "EMGEvaluation",
        "EMGCore", "EMGTestSupport",
      ], swiftSettings: settings),
    // Runs the built program: help, exit codes, pipes, schema.
    .testTarget(
      name: "CommandTests",
      dependencies: ["myosift-tool", "EMGCore", "EMGTestSupport"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
