import EMGCore
import Testing

@Suite struct PhysicalUnitTests {
  @Test(arguments: [
    ("uV", 1.0), ("µV", 1), ("μV", 1), ("mV", 1e3), ("V", 1e6), ("nV", 1e-3), (" mv ", 1e3),
  ])
  func voltagesConvertByTheTable(symbol: String, microvolts: Double) {
    #expect(PhysicalUnit(symbol: symbol).microvolts == microvolts)
  }

  @Test(arguments: ["MV", "g", "adu", "", "%MVC"])
  func whatIsNoKnownVoltageConvertsToNothing(symbol: String) {
    #expect(PhysicalUnit(symbol: symbol).microvolts == nil)
  }
}
