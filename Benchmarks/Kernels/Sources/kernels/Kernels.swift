import CBareWelch
import Foundation
import MyoSift

/// Processor seconds of this thread.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// Prints the least seconds of several rounds: what other work on the machine adds is not the kernel's.
func measure(_ name: String, _ body: () throws -> Void) rethrows {
  var least = Double.infinity
  for _ in 0..<7 {
    let begun = processorSeconds()
    try body()
    least = min(least, processorSeconds() - begun)
  }
  print("\(name) \(least)")
}

/// Blocks as the readers give them.
func blocks(of signal: [Float]) -> [ArraySlice<Float>] {
  stride(from: 0, to: signal.count, by: 16_384).map { start in
    signal[start..<min(signal.count, start + 16_384)]
  }
}

/// kernels SIGNAL TABLE OUTPUT: float32 samples at 2 kHz, a CSV table of 8 channels, where the filtered samples go.
@main struct Kernels {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let rate = SampleRate(hertz: 2000) else {
      print("usage: kernels SIGNAL TABLE OUTPUT")
      exit(64)
    }
    let data = try Data(contentsOf: URL(filePath: arguments[1]))
    let signal = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }

    var copy = [Float](repeating: 0, count: signal.count)
    measure("copy") {
      copy.withUnsafeMutableBytes { target in
        signal.withUnsafeBytes { target.copyMemory(from: $0) }
      }
    }

    let band = try SectionCascade(.butterworth(order: 4), .bandpass(20, 450), rate: rate)
    let notches = try [50.0, 100, 150].map { try SectionCascade(notch: $0, quality: 30, rate: rate) }
    let cascade = SectionCascade([band] + notches)
    for (name, design) in [("band_pass", band), ("band_pass_and_notches", cascade)] {
      let filter = ZeroPhaseFilter(design)
      measure(name) {
        var stream = ZeroPhaseStream(filter, decimation: 1)
        copy.removeAll(keepingCapacity: true)
        for block in blocks(of: signal) { stream.process(block.span, into: &copy) }
        stream.finish(into: &copy)
      }
    }
    try copy.withUnsafeBytes { Data($0) }.write(to: URL(filePath: arguments[3]))

    measure("flat_lines") {
      var inspector = SignalInspector(rate: rate, limits: nil, settings: ArtifactSettings())
      inspector.beginSegment(at: 0)
      for block in blocks(of: signal) { inspector.append(block) }
    }
    measure("mains") {
      var mains = MainsCanceller(rate: rate, settings: MainsSettings())
      copy.removeAll(keepingCapacity: true)
      for block in blocks(of: signal) { mains.process(block, into: &copy) }
      mains.finish(into: &copy)
    }
    measure("detection") {
      var detector = ChannelDetector(
        channelIndex: 0, rate: rate, decimation: 1, band: 20...450, stepResponse: [0, 1, 1],
        settings: DetectionSettings())
      detector.beginSegment(at: 0)
      for block in blocks(of: signal) { detector.append(block, unfiltered: block) }
      detector.endSegment()
      detector.finish()
    }
    measure("welch") {
      guard var welch = try? WelchSpectrum(segment: 1, rate: rate) else { return }
      for block in blocks(of: signal) { welch.add(block) }
      precondition(welch.spectrum != nil)
    }
    let window = SpectralWindow.hann.values(2000).map { Float($0) }
    var power = [Double](repeating: 0, count: 1001)
    measure("welch_bare_fftw") { _ = bare_welch(signal, signal.count, 2000, window, &power) }

    let size = try Data(contentsOf: URL(filePath: arguments[2])).count
    print("table_bytes \(size)")
    try measure("table") {
      let source = try Recordings.open(path: arguments[2])
      var block = SignalBlock(channelCount: source.header.channels.count)
      while try source.next(into: &block) {}
    }
  }
}
