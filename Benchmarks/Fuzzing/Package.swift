// swift-tools-version: 6.2
import PackageDescription

// Hostile bytes for the readers, hostile signals for the analysis; apart from the project, whose build it does not weigh on. With
// `FUZZ_FLAC` set compressed WFDB signals are read too, through libFLAC.
let traits: Set<Package.Dependency.Trait> =
  Context.environment["FUZZ_FLAC"] == nil ? [] : [.trait(name: "FLAC")]
let package = Package(
  name: "fuzzing",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "MyoSift", path: "../..", traits: traits)],
  targets: [
    // The declaration of libFuzzer's entry.
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "fuzz-readers",
      dependencies: ["CFuzzer", .product(name: "MyoSift", package: "MyoSift")],
      path: "Sources/Fuzz",
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    .executableTarget(
      name: "fuzz-analysis",
      dependencies: ["CFuzzer", .product(name: "MyoSift", package: "MyoSift")],
      path: "Sources/FuzzAnalysis",
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
  ],
  swiftLanguageModes: [.v6]
)
