// swift-tools-version: 6.2
import PackageDescription

// Hostile bytes for the readers; apart from the project, whose build it does not weigh on.
let package = Package(
  name: "fuzzing",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "MyoSift", path: "../..")],
  targets: [
    // The declaration of libFuzzer's entry.
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "fuzz-readers",
      dependencies: ["CFuzzer", .product(name: "MyoSift", package: "MyoSift")],
      path: "Sources/Fuzz",
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
  ],
  swiftLanguageModes: [.v6]
)
