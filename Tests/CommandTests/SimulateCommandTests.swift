import EMGTestSupport
import Foundation
import Testing

/// `myosift simulate` as a user meets it.
@Suite struct SimulateCommandTests {
  @Test func helpListsEveryScenarioWithALine() throws {
    let help = try Program(["simulate", "--help"]).output
    for name in ["cramp", "orthostatic_tremor", "grouped_discharge", "saturation", "array"] {
      #expect(help.contains("  \(name) "))
    }
  }

  @Test func theUnitScalesTheSamplesAndStandsInTheSidecar() throws {
    let folder = try Folder()
    var first: [[Float]] = []
    for unit in ["uV", "mV"] {
      let path = folder.path("\(unit).raw")
      let arguments = ["simulate", "quiet", "--duration", "2", "--unit", unit, "--output", path]
      #expect(try Program(arguments).code == 0)
      let data = try Data(contentsOf: URL(filePath: path))
      #expect(data.count == 2 * 2000 * 4)
      first.append(
        (0..<100).map { n in
          let bytes = data[(4 * n)..<(4 * n + 4)].reversed()
          return Float(bitPattern: bytes.reduce(0) { $0 << 8 | UInt32($1) })
        })
      let sidecar = try String(contentsOf: URL(filePath: path + ".json"), encoding: .utf8)
      #expect(sidecar.contains("\"\(unit)\""))
    }
    for (a, b) in zip(first[0], first[1]) { #expect(abs(a - 1000 * b) < 1e-3 * abs(a) + 1e-6) }
  }

  @Test func valuesThatMakeNoSenseAreRefused() throws {
    let folder = try Folder()
    for flags in [
      ["--unit", "kg"], ["--limit", "-1"], ["--resolution", "0"], ["--rate", "100"],
    ] {
      let arguments = ["simulate", "quiet", "--output", folder.path("x.raw")] + flags
      #expect(try Program(arguments).code == 64, "\(flags)")
    }
  }
}
