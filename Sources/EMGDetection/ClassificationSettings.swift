/// Which pattern is called what.
public struct ClassificationSettings: Hashable, Sendable {
  /// Smallest peak-to-peak over noise of a reported discharge.
  public var minimumSNR = 6.0
  /// Shortest discharge, seconds.
  public var dischargeMinimum = 0.002
  /// Longest core (shortest stretch with nine tenths of the energy) of a single unit's discharge, seconds.
  public var dischargeMaximum = 0.022
  /// The same for a burst too weak for several units (`burstMinimumSNR`), seconds: noise beside a
  /// weak discharge counts into the stretch that holds its energy.
  public var weakDischargeMaximum = 0.036
  /// Gate score from which so long a weak burst may be a discharge: slow noise makes long ones that
  /// hardly open the gate.
  public var weakDischargeScore = 1.2
  /// Shortest core of a clear discharge, seconds: what is briefer is no potential that has come
  /// through tissue, but a spike of the electronics.
  public var coreMinimum = 0.003
  /// The same of a waveform that came before: units right under the skin have short potentials.
  public var knownCoreMinimum = 0.002
  /// Peak-to-peak over noise from which `coreMinimum` is asked for.
  public var coreMinimumSNR = 10.0
  /// Peak-to-peak over noise from which a long burst is named: a weak discharge and the noise beside
  /// it look like one.
  public var burstMinimumSNR = 12.0
  /// Peak-to-peak over noise from which a burst of a shape seen once may be of several units.
  public var manifoldSNR = 15.0
  /// Fewest turns of a burst of several units.
  public var burstTurns = 6
  /// Most turns of a burst longer than a discharge that may still be one.
  public var simpleTurns = 3
  /// Turns from which it is; one fewer suffices for a long core.
  public var manifoldTurns = 6
  /// Shortest core of such a burst, seconds.
  public var manifoldCore = 0.012
  /// Core from which one turn fewer suffices, seconds.
  public var manifoldLongCore = 0.018
  /// Seconds within which brief bursts of several muscles begin together and are a jerk.
  public var jerkOnset = 0.02
  /// Similarity of two channels' waveforms from which they see one source.
  public var jerkAlike = 0.9
  /// Longest burst, seconds; what lasts longer is sustained.
  public var burstMaximum = 0.25
  /// Shortest sustained activity, seconds.
  public var sustainedMinimum = 0.3
  /// Envelope over noise that sustained activity does not fall below.
  public var sustainedLevel = 1.8
  /// Seconds below that level that do not end sustained activity.
  public var sustainedGap = 0.05
  /// Similarity of successive discharges from which they are one unit's.
  public var unitSimilarity = 0.75
  /// The same for beats longer than a discharge, held together at their largest deflection, or of many
  /// turns.
  public var longUnitSimilarity = 0.9
  /// Level between such beats over that of the beats at the most: nothing else is active.
  public var longUnitTrough = 0.12
  /// Peak-to-peak over noise under which a unit's discharges look unlike for their noise.
  public var weakUnitSNR = 14.0
  /// Similarity of successive discharges of such a unit.
  public var weakUnitSimilarity = 0.3
  /// Largest logarithm of the ratio of a beat's size to its unit's, where its shape is odd.
  public var ownSize = 0.15
  /// Similarity of successive beats from which one unit dominates them.
  public var dominatedSimilarity = 0.8
  /// Largest LV of a steadily firing unit.
  public var tonicVariation = 0.35
  /// Log-likelihood ratio of regular over random firing that a steady train needs, nats.
  public var tonicEvidence = 7.0
  /// The same for brief beats of unlike shape, nats: several units may look regular by chance.
  public var briefEvidence = 14.0
  /// Lowest mean rate of a steadily firing unit, Hz.
  public var tonicLowest = 3.0
  /// Highest mean rate of a steadily firing unit, Hz.
  public var tonicHighest = 40.0
  /// Fewest discharges of a steady train.
  public var tonicMinimum = 5
  /// Lowest rate of clonus, Hz.
  public var clonusLowest = 3.0
  /// Highest rate of clonus, Hz.
  public var clonusHighest = 8.5
  /// Longest run that may be clonus, seconds.
  public var clonusLongest = 30.0
  /// What speaks for clonus over tremor.
  public var clonusWeights = ClonusWeights()
  /// What speaks for one drive of many units over units that fire side by side.
  public var driveWeights = CommonDriveWeights()
  /// What speaks for a rhythm made at will over both.
  public var voluntaryWeights = VoluntaryWeights()
  /// Evidence for clonus over tremor (nats) beyond which the run is named, not `rhythmic_bursting`.
  public var decision = 0.2
  /// Bursts a second, irregular, from which discharges are weak contraction, not fasciculations.
  public var crowdRate = 14.0
  /// Seconds over which `crowdRate` is counted.
  public var crowdWindow = 1.0
  /// The same over a longer time: spontaneous discharges of several units may come in a crowd for a
  /// second, not for seconds.
  public var lastingCrowdRate = 9.0
  /// Seconds over which `lastingCrowdRate` is counted.
  public var lastingCrowdWindow = 4.0
  /// Discharges a second beside a steadily firing unit from which they are further units of it.
  public var companyRate = 3.0
  /// Fewest such discharges.
  public var companyCount = 6
  /// Their rate over that without a steady unit, where that is known.
  public var companyRatio = 3.0
  /// Seconds without a steady unit from which that is known.
  public var companyRest = 5.0
  /// Level over noise of what remains beside steady units, without single discharges, from which further units
  /// fire there that do not stand out.
  public var companyLevel = 1.35
  /// Fewest steady units beside which that is looked at.
  public var companyUnits = 2
  /// What of that is above the noise, over the largest unit's peak-to-peak, at the least: less is what a unit's
  /// varying shape leaves.
  public var companyShare = 0.03
  /// Share of a train that another event covers from which both are over the same stretch.
  public var togetherShare = 0.5
  /// Seconds between a contraction and discharges beside it, and between these, up to which they are of
  /// units recruited before it or released after it.
  public var recruitmentGap = 0.25
  /// Fewest such discharges.
  public var recruitmentCount = 3
  /// Longest train that is one of them, seconds.
  public var recruitmentLongest = 1.5
  /// Longest pause between a contraction and a discharge beside it that are one where the muscle does not come
  /// to rest in between, seconds.
  public var recruitmentReach = 1.0
  /// Level of such a pause over noise at the least, in each part no longer than `recruitmentGap`.
  public var recruitmentLevel = 1.4
  /// Ends of such a pause that do not count for the edges of potentials in them, seconds; what is shorter than
  /// three of them is none.
  public var recruitmentMargin = 0.02
  /// Seconds within which the discharges of two steady units make one burst.
  public var collisionWindow = 0.012
  /// Bursts over the count of such collisions up to which they are what those left.
  public var collisionExcess = 1.5
  /// Share of `crowdWindow` that discharges must fill to be a weak contraction at a lower rate.
  public var crowdShare = 0.4
  /// Bursts nearer than this to a contraction belong to it, one after the other, seconds: units
  /// that are recruited first and last fire alone.
  public var contractionReach = 0.2
  /// Share of a steady train that a contraction must cover to take it in.
  public var contractionTrainShare = 0.25
  /// Steady units at a time from which it is a contraction.
  public var contractionUnits = 4
  /// Bursts this near to the first or last sample are cut off and not judged, seconds.
  public var edgeGuard = 0.01
  /// End of what a recorder's filter makes of its start, seconds.
  public var startGuard = 0.1
  /// Shortest cramp, seconds.
  public var crampShortest = 6.0
  /// Longest pause before a further piece of a cramp, seconds.
  public var crampGap = 0.6
  /// Longest pause before a brief piece that comes back at a cramp's end, seconds.
  public var crampPause = 1.5
  /// Longest such piece, seconds.
  public var crampPiece = 2.0
  /// Fewest silences in which a cramp ends.
  public var crampSilences = 3
  /// Share of a cramp's length in which they lie.
  public var crampEnd = 0.55
  /// Share of the silences that must lie there.
  public var crampShare = 0.8
  /// Window of the level by which a cramp's fading is measured, seconds.
  public var crampLevelWindow = 0.5
  /// Quantile of that level that is the usual one.
  public var crampUsualShare = 0.8
  /// Share of the usual level, as RMS, under which it fades.
  public var crampLevel = 0.75
  /// Share of its length at its beginning and at its end that are compared.
  public var crampEndPart = 0.2
  /// Windows over which the kurtosis is taken, seconds: a ramp has its level, and so little of it, in
  /// each.
  public var crampKurtosisWindow = 0.25
  /// Evidence of a cramp that fades for a second, rises for a second, is as sparse at both ends and whose
  /// envelope tells nothing, nats.
  public var crampOffset = -4.1
  /// Growth of that evidence with the logarithm of the seconds for which it fades.
  public var crampFadeWeight = 1.6
  /// The same for the seconds for which it rises: a cramp builds up, an effort begins at once.
  public var crampRiseWeight = 0.8
  /// The same for the kurtosis of the end over that of the beginning: a ramp at will takes units on as
  /// slowly as it sheds them, a cramp begins dense.
  public var crampAsymmetryWeight = 6.6
  /// The same for the median frequency of the envelope of the beginning, over `crampFrequency`: a cramp's
  /// units begin at high rates.
  public var crampFirstWeight = 5.7
  /// The same for that of the middle.
  public var crampMiddleWeight = 1.7
  /// The same for the kurtosis of the last moments over that of the middle: a cramp's last units stand
  /// apart, the interference of an effort is as dense to its end.
  public var crampLateWeight = 6.3
  /// The same for the share of the envelope's power at the rates of units at will in the middle, over
  /// `crampVoluntaryShare`.
  public var crampMiddleVoluntaryWeight = -5.7
  /// The same for that of the last moments.
  public var crampLastVoluntaryWeight = -4.1
  /// Evidence that it is where it ends in pieces, nats.
  public var crampBreakWeight = 2.5
  /// Height of a rhythm's peak in the envelope's spectrum from which it is no cramp's, dB.
  public var crampPeak = 12.0
  /// Shortest fading of a cramp that does not end in pieces, seconds.
  public var crampFade = 1.0
  /// Length of the last moments, seconds.
  public var crampLast = 2.5
  /// Lowest rate of units at will, Hz.
  public var crampVoluntaryLowest = 8.0
  /// Highest rate of units at will, Hz.
  public var crampVoluntaryHighest = 16.0
  /// Share of the envelope's power at these rates that tells nothing: that of noise.
  public var crampVoluntaryShare = 0.2
  /// Median frequency of the envelope that tells nothing, Hz.
  public var crampFrequency = 25.0
  /// Lowest frequency that counts there, Hz.
  public var crampLowest = 3.0
  /// Highest frequency that counts there, Hz.
  public var crampHighest = 50.0
  /// Window of that envelope, seconds.
  public var crampEnvelopeWindow = 0.008
  /// Segments of that spectrum, seconds.
  public var crampSegment = 1.0
  /// Envelope over noise that it is not seen to fall below.
  public var crampSilence = 0.5
  /// Evidence from which sustained activity is a cramp, nats.
  public var crampEvidence = 0.25
  /// Shortest silence within sustained activity that is negative myoclonus, seconds.
  public var silenceMinimum = 0.05
  /// Level within such a silence over that of the activity, at the most, where that is above
  /// `sustainedLevel`: the filter carries a trace of strong activity into it.
  public var silenceShare = 0.08
  /// Longest such silence, seconds.
  public var silenceMaximum = 0.5
  /// Seconds before and after it in which the muscle must be active.
  public var silenceFlank = 0.2
  /// Level there over the usual one of the activity at the least: where an effort begins or ends, its few
  /// units leave gaps of their own.
  public var silenceFlankShare = 0.35

  /// The defaults.
  public init() {}
}
