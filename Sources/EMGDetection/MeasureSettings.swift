/// How what was found is measured.
///
/// Nothing here decides what an event is.
public struct MeasureSettings: Hashable, Sendable {
  /// Refractory constant of LvR, seconds: 5 ms after Shinomoto (2009).
  public var refractory = 0.005
  /// Fewest intervals of a unit whose irregularity is told; fewer scatter too much to mean anything.
  public var fewestIntervals = 4
  /// Length of a short-time spectrum, seconds.
  public var spectrumWindow = 0.5
  /// Least RMS of a short-time spectrum's samples, in noise: below, the noise's own spectrum tells.
  public var spectrumLevel = 3.0
  /// Shortest activity whose spectral slopes are measured, seconds.
  public var slopeShortest = 5.0
  /// Fewest bursts of a rhythm whose frequency and amplitude are measured over time.
  public var fewestBursts = 8
  /// An interval of this many usual ones or more is a pause.
  public var pausePeriods = 3.0
  /// Mean rectified signal over that of the neighbouring bursts from which a burst is there though
  /// the list of bursts passes over it.
  public var missedAmplitude = 0.5
  /// Usual intervals beyond which a burst may have been passed over.
  public var missedPeriods = 1.5
  /// Share of the period by which such a burst may be off its place.
  public var missedReach = 0.4
  /// Periods that are left from such a burst to the next one at the least.
  public var missedLeast = 0.5
  /// Quantile of the bursts' amplitudes at either end that their modulation is told by.
  public var modulationQuantile = 0.1
  /// Length of the segments whose spectrum gives a rhythm's half-width, seconds.
  public var widthSegment = 4.0
  /// Values a second of the envelopes that are kept to compare muscles, Hz.
  public var traceRate = 100.0
  /// Longest stretch of one event whose envelope is kept, seconds.
  public var traceLongest = 120.0
  /// Envelope kept of one channel in all, seconds: bounds the memory of long recordings.
  public var traceTotal = 1800.0
  /// Most channels that are compared with each other.
  public var mostChannels = 16
  /// Length of the segments of a coherence, seconds; they overlap by one half.
  public var coherenceSegment = 1.0
  /// Window over which the envelopes of a co-contraction are averaged, seconds.
  public var coContractionWindow = 0.2
  /// Rate that an accelerometer is reduced to, Hz: it is never below.
  public var movementRate = 100.0
  /// Shortest stretch of a rhythm that an accelerometer is held to, seconds.
  public var movementShortest = 1.5
  /// Lowest frequency of an accelerometer's power, Hz: slower ones are posture and voluntary movement.
  public var movementLowest = 2.0
  /// Highest frequency of it, Hz.
  public var movementHighest = 25.0
  /// Hertz to both sides of a rhythm's frequency that count as its own.
  public var movementHalfWidth = 0.5
  /// Longest gap of an accelerometer over which what lies before it is kept, seconds.
  public var movementGap = 60.0

  /// The defaults.
  public init() {}
}
