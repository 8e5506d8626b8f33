import Testing

@testable import EMGDetection

/// Samples in frames against one array of them all.
@Suite struct SampleFramesTests {
  private let all = (0..<107).map { Float($0 * 37 % 101) }

  @Test(arguments: [1, 7, 10, 64, 200], [1, 3, 10, 107])
  func framesHoldWhatWasAppended(length: Int, block: Int) {
    var frames = SampleFrames(length: length)
    for start in stride(from: 0, to: all.count, by: block) {
      frames.append(all[start..<min(all.count, start + block)].span)
    }
    #expect(frames.end == all.count && frames.start == 0)
    frames.drop(before: 43)
    #expect(frames.start == 43 / length * length)
    frames.drop(before: frames.start)
    for low in stride(from: frames.start, to: all.count, by: 5) {
      for high in stride(from: low, through: all.count, by: 9) {
        #expect(frames[low..<high] == Array(all[low..<high]))
      }
      let begin = frames.frameStart(of: low)
      #expect(begin % length == 0 && begin <= low && low < begin + length)
      #expect(
        frames.frame(at: low) == Array(all[begin..<min(all.count, begin + length)]))
    }
    var window: [Float] = []
    frames.window((frames.start - 3)..<(all.count + 4), into: &window)
    #expect(window == [0, 0, 0] + all[frames.start...] + [0, 0, 0, 0])
    frames.window((all.count + 1)..<(all.count + 3), into: &window)
    #expect(window == [0, 0])
    frames.removeAll()
    #expect(frames.start == 0 && frames.end == 0)
  }

  /// Dropped frames are filled again: what was taken of them before stays what it was.
  @Test(arguments: [1, 7, 10]) func framesThatAreFilledAgainChangeNoCopy(length: Int) {
    var frames = SampleFrames(length: length)
    frames.append(all.span)
    let (first, some) = (frames.frame(at: 0), frames[3..<60])
    frames.drop(before: 60)
    let kept = frames.start
    frames.append(all.span)
    #expect(first == Array(all[..<length]) && some == Array(all[3..<60]))
    #expect(frames[kept..<frames.end] == Array(all[kept...]) + all)
    var own = frames.takeSpare()
    #expect(own.isEmpty)
    own.append(1)
    #expect(frames[kept..<frames.end] == Array(all[kept...]) + all)
  }

  @Test(arguments: [1, 7, 64, 200]) func theFirstPositionIsFoundAcrossFrames(length: Int) {
    var frames = SampleFrames(length: length)
    for start in stride(from: 0, to: all.count, by: length) {
      frames.append(frame: Array(all[start..<min(all.count, start + length)]))
    }
    for limit: Float in [0, 60, 100, 200] {
      for first in stride(from: 0, through: all.count, by: 4) {
        let twin = all[first...].firstIndex { $0 >= limit } ?? all.count
        #expect(frames.firstPosition(reaching: limit, from: first) == twin)
      }
    }
  }
}
