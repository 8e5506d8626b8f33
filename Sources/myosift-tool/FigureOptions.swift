import ArgumentParser
import EMGReport
import Foundation

/// How figures become files.
enum FigureFormat: String, CaseIterable, ExpressibleByArgument {
  case svg, png, both
}

/// Where figures go.
struct FigureOptions: ParsableArguments {
  @Option(help: "A folder that receives each figure.")
  var figures: String?
  @Option(
    help: "What each figure is written as: svg, png or both; png needs rsvg-convert (librsvg).")
  var figureFormat: FigureFormat = .svg
  @Option(help: "Resolution of png, dots an inch, where an inch is 96 units of the svg.")
  var figureDpi: Double = 300

  /// Says before anything is read what would fail after it.
  ///
  /// - Returns: What writes them; nil where none are wanted.
  /// - Throws: ``Failure`` of usage, or that figures cannot be drawn here.
  func writer() throws -> FigureWriter? {
    guard figureDpi.isFinite, (30...1200).contains(figureDpi) else {
      throw Failure(.usage, "--figure-dpi: expected 30 to 1200, found \(figureDpi)")
    }
    guard let figures else {
      guard figureFormat == .svg else {
        throw Failure(.usage, "--figure-format: expected --figures with it, found none")
      }
      return nil
    }
    return try FigureWriter(folder: figures, format: figureFormat, dotsPerInch: figureDpi)
  }
}

/// Writes figures into a folder.
struct FigureWriter {
  private let folder: String
  private let format: FigureFormat
  private let renderer: FigureRenderer?

  /// Prepares a folder's figures.
  ///
  /// - Parameters:
  ///   - folder: The folder; it is made with the first figure.
  ///   - format: What they are written as.
  ///   - dotsPerInch: Resolution of PNG.
  /// - Throws: ``Failure`` where they cannot be drawn here.
  init(folder: String, format: FigureFormat, dotsPerInch: Double = 300) throws {
    self.folder = folder
    self.format = format
    renderer = format == .svg ? nil : try FigureRenderer(dotsPerInch: dotsPerInch)
  }

  /// Writes figures.
  ///
  /// - Parameter figures: With names that are those of files.
  /// - Throws: ``Failure`` where one cannot be drawn or written.
  func write(_ figures: [Figure]) throws {
    for figure in figures {
      let path = (folder as NSString).appendingPathComponent(figure.name)
      if format != .png { try OutputFile.write(figure.file, to: path + ".svg") }
      if let renderer { try OutputFile.write(renderer.png(of: figure), to: path + ".png") }
    }
  }
}

/// Draws figures as PNG by librsvg's own program.
///
/// A program of its own rather than a library: librsvg brings Cairo, Pango and GLib, which would end the release binary
/// that needs no other file.
struct FigureRenderer {
  private static let name = "rsvg-convert"
  private let program: URL
  private let dotsPerInch: Double

  /// Looks the program up.
  ///
  /// - Parameter dotsPerInch: Resolution.
  /// - Throws: ``Failure`` where it is not on the PATH.
  init(dotsPerInch: Double) throws {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    let places = folders.map { URL(filePath: "\($0)/\(Self.name)") }
    guard
      let program = places.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else {
      throw Failure(
        .cannotCreate,
        "--figure-format: expected \(Self.name) on the PATH to draw PNG, found none; install"
          + " librsvg (Debian: librsvg2-bin, Homebrew: librsvg) or take svg")
    }
    self.program = program
    self.dotsPerInch = dotsPerInch
  }

  /// Draws a figure.
  ///
  /// - Parameter figure: The figure.
  /// - Returns: PNG, 96 units of the figure an inch.
  /// - Throws: ``Failure`` with what the program said.
  func png(of figure: Figure) throws -> Data {
    func refusal(_ reason: String) -> Failure {
      Failure(.cannotCreate, "\(figure.name).png: \(Self.name): \(reason)")
    }
    let folder = FileManager.default.temporaryDirectory
    let input = folder.appending(path: "myosift-\(UUID().uuidString).svg")
    defer { try? FileManager.default.removeItem(at: input) }
    let process = Process()
    process.executableURL = program
    process.arguments = ["--format", "png", "--zoom", "\(dotsPerInch / 96)", input.path]
    let (output, problems) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = problems
    process.standardInput = FileHandle.nullDevice
    let data: Data
    do {
      try Data(figure.file.utf8).write(to: input)
      try process.run()
      data = try output.fileHandleForReading.readToEnd() ?? Data()
    } catch { throw refusal(error.localizedDescription) }
    process.waitUntilExit()
    guard process.terminationStatus == 0, data.starts(with: [0x89, 0x50, 0x4E, 0x47]) else {
      let told = try? problems.fileHandleForReading.readToEnd()
      let text = String(decoding: told ?? Data(), as: UTF8.self)
      throw refusal(text.split(separator: "\n").first.map(String.init) ?? "wrote no picture")
    }
    return data
  }
}
