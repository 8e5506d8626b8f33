import Foundation
import Testing

@testable import EMGReport

/// Elements that pictures are made of.
@Suite struct FigureTests {
  /// The lines that a path draws, read by the grammar of SVG: relative moves, lines and upright ones.
  private func lines(_ text: String) throws -> [[(x: Double, y: Double)]] {
    var tokens: [String] = []
    var number = ""
    func end() {
      if !number.isEmpty { tokens.append(number) }
      number = ""
    }
    for c in text {
      switch c {
      case " ": end()
      case "-":
        end()
        number = "-"
      case "." where number.contains("."):
        end()
        number = "."
      case "0"..."9", ".": number.append(c)
      default:
        end()
        tokens.append(String(c))
      }
    }
    end()
    var result: [[(x: Double, y: Double)]] = []
    var (x, y, command, n) = (0.0, 0.0, "", 0)
    while n < tokens.count {
      if Double(tokens[n]) == nil {
        command = tokens[n]
        n += 1
      }
      let first = try #require(Double(tokens[n]))
      if command == "v" {
        y += first
        n += 1
      } else {
        x += first
        y += try #require(Double(tokens[n + 1]))
        n += 2
      }
      if command == "m" {
        result.append([])
        command = "l"
      }
      result[result.count - 1].append((x, y))
    }
    return result
  }

  @Test func aPathIsReadAsItWasDrawnWithoutDrift() throws {
    var path = PathText()
    var wanted: [[(x: Double, y: Double)]] = []
    for k in 0..<4 {
      // Steps that no tenth divides: rounding each would add up to some units.
      let line: [(x: Double, y: Double)] = (0..<200).map { n in
        let phase = 0.3 * Double(n + k)
        return (x: 0.333 * Double(n) + 7.04, y: 50 * sin(phase) - 0.06)
      }
      wanted.append(line)
      path.move(line[0].x, line[0].y)
      for point in line.dropFirst() { path.line(point.x, point.y) }
    }
    path.move(3, 4)
    path.vertical(-0.5)
    path.vertical(12)
    wanted.append([(3, 4), (3, -0.5), (3, 12)])
    let found = try lines(path.text)
    #expect(found.map(\.count) == wanted.map(\.count))
    for (a, b) in zip(found.joined(), wanted.joined()) {
      let error = max(abs(a.x - b.x), abs(a.y - b.y))
      #expect(error < 0.051)
    }
  }

  /// Flat at first, then a wave.
  private func height(_ n: Int) -> Double {
    guard n >= 150 else { return 20 }
    let phase = 0.2 * Double(n - 150)
    return 20 + 30 * sin(phase)
  }

  @Test func aCurveLeavesOutOnlyWhatLiesOnIt() throws {
    let points: [(x: Double, y: Double)] = (0..<300).map { (x: Double($0), y: height($0)) }
    var path = PathText()
    path.curve(points)
    let drawn = try #require(try lines(path.text).first)
    #expect(drawn.count < 160)
    for point in points {
      let index = drawn.firstIndex { $0.x >= point.x - 1e-9 } ?? drawn.count - 1
      let a = drawn[max(0, index - 1)]
      let b = drawn[index]
      let share: Double = b.x > a.x ? (point.x - a.x) / (b.x - a.x) : 1
      let shown: Double = a.y + share * (b.y - a.y)
      #expect(abs(shown - point.y) < 0.4)
    }
  }

  @Test func anAxisHadOnlyZeroOnIt() {
    for tenths in 10...999 {
      let extent = Double(tenths)
      var canvas = Canvas()
      canvas.upright(Scale(-extent, extent, to: 100, 0), x: 50, right: 400, label: "µV")
      #expect(canvas.body.components(separatedBy: "class=\"te\"").count > 3, "±\(extent)")
    }
  }

  @Test func aLongNameKeepsItsSide() {
    #expect(shortened("BICEPS_BRACHII_CAPUT_LONGUM_R").hasSuffix("LONGUM_R"))
    #expect(shortened("BICEPS_BRACHII_CAPUT_LONGUM_R").count == 18)
    #expect(shortened("BICEPS_R") == "BICEPS_R")
  }

  @Test func regionsAreToldByAbbreviatedNamesToo() {
    #expect(BodyRegion(channel: "TIB_ANT_R") == .lumbosacral)
    #expect(BodyRegion(channel: "Gastroc lat L") == .lumbosacral)
    #expect(BodyRegion(channel: "FLEX_HALLUCIS") == .lumbosacral)
    #expect(BodyRegion(channel: "EMG1") == nil)
  }
}
