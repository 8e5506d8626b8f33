public import EMGCore

/// A description of a recording to simulate; equal scenarios and seeds give equal samples.
///
/// What happens and when is the same on every machine. Samples are the same on one platform; between
/// platforms the design of the filters may differ in the last bits of a sample.
public struct Scenario: Hashable, Sendable {
  /// What happens in the recording.
  public enum Component: String, Hashable, Sendable, CaseIterable {
    /// Nothing but noise.
    case quiet
    /// Irregular discharges of several units.
    case fasciculations
    /// Fasciculations of which many are doublets, 2–10 ms or 10–80 ms apart.
    case doublets
    /// Runs of tremor, alternating or synchronous where there are several muscles.
    case tremor
    /// Tremor at rest, 4–7 Hz, alternating between neighbouring channels.
    case parkinsonianTremor = "parkinsonian_tremor"
    /// Postural tremor, 4–12 Hz, over background tone.
    case essentialTremor = "essential_tremor"
    /// A contraction weakly modulated at 8–12 Hz.
    case physiologicalTremor = "physiological_tremor"
    /// Long synchronous tremor of 13–18 Hz.
    case orthostaticTremor = "orthostatic_tremor"
    /// Runs of clonus, 5 to 60 beats.
    case clonus
    /// Voluntary rhythmic contractions of 1–4 Hz, together or in turn: not a tremor.
    case tapping
    /// Voluntary contractions of many units.
    case contraction
    /// Incomplete relaxation: 1 to 40 units at low rates.
    case weakContraction = "weak_contraction"
    /// Steady trains of single units.
    case tonicFiring = "tonic_firing"
    /// Cramps: fast units, recruited over seconds, that fall away one by one.
    case cramp
    /// Multiplets of one or two units that recur.
    case groupedDischarge = "grouped_discharge"
    /// Brief multi-unit bursts.
    case myoclonus
    /// Contractions with brief silences.
    case negativeMyoclonus = "negative_myoclonus"
    /// Stimuli, each followed by an M-wave.
    case evoked
    /// Trains of stimuli without responses.
    case stimulation
    /// The heart.
    case ecg
    /// The power line.
    case mains
    /// Electrode pops and movement.
    case artifacts
    /// Electrode pops.
    case pops
    /// Movement of cables and electrodes.
    case motion
    /// Missing samples.
    case dropouts
    /// Stretches of a constant value.
    case flatline
    /// A recorder whose range is too small for what happens.
    case saturation

    /// Whether it lies over what the others do for the whole recording.
    var isOverlay: Bool {
      switch self {
      case .ecg, .mains, .artifacts, .pops, .motion, .dropouts, .flatline, .saturation: true
      default: false
      }
    }
  }

  /// The scenario's name.
  public var name: String
  /// What happens, in order of time where components share a recording.
  public var components: [Component]
  /// Length, seconds.
  public var duration = 60.0
  /// Samples a second, 500 Hz to 30 kHz.
  public var rate = SampleRate(checked: 2000)
  /// Channels, 1 to 128: a muscle each, or the electrodes of ``array``.
  public var channelCount = 1
  /// Electrodes in rows over one muscle; nil where each channel has a muscle of its own.
  ///
  /// Its rows times columns should be ``channelCount``; further channels continue the rows.
  public var array: ElectrodeArray?
  /// The noise.
  public var noiseModel = NoiseModel()
  /// Standard deviation of the noise at the start, µV, as ``NoiseModel/level``.
  public var noise: Double {
    get { noiseModel.level }
    set { noiseModel.level = newValue }
  }
  /// Power of the noise falls with this power of frequency.
  public var noiseColor: Double {
    get { noiseModel.color }
    set { noiseModel.color = newValue }
  }
  /// Electrodes.
  public var electrode = Electrode.bipolarSurface
  /// Fasciculations a minute.
  public var fasciculationRate = 30.0
  /// Peak-to-peak of fasciculations over the noise, smallest and largest.
  public var fasciculationSNR = 10.0...60.0
  /// The unit of the samples; a voltage.
  public var unit = PhysicalUnit.microvolt
  /// The recorder's smallest step, µV; nil where samples are not quantised.
  public var resolution: Double?
  /// The recorder's largest value either way, µV; nil where it has no limit.
  public var limit: Double?

  /// Makes a scenario.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - components: What happens.
  public init(name: String, components: [Component]) {
    self.name = name
    self.components = components
  }
}
