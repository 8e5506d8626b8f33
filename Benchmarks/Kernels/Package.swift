// swift-tools-version: 6.2
import PackageDescription

// Single stages of the engine with a clock around them; apart from the project, whose build it does not weigh on.
let package = Package(
  name: "kernels",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "MyoSift", path: "../..")],
  targets: [
    .systemLibrary(
      name: "CFFTWBare", pkgConfig: "fftw3f",
      providers: [.apt(["libfftw3-dev"]), .brew(["fftw"])]),
    // Welch's spectrum as a bare loop around FFTW: what the engine's is measured against.
    .target(name: "CBareWelch", dependencies: ["CFFTWBare"]),
    .executableTarget(
      name: "kernels",
      dependencies: ["CBareWelch", .product(name: "MyoSift", package: "MyoSift")]),
  ],
  swiftLanguageModes: [.v6]
)
