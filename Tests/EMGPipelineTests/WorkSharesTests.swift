import EMGCore
import EMGPipeline
import Testing

@Suite struct WorkSharesTests {
  /// Runs recordings of some sizes, each taking its size over its jobs, and gives the time that all take.
  private func run(_ sizes: [Double], jobs: Int) -> (time: Double, shares: [Int]) {
    var shares = WorkShares(jobs: jobs)
    var ends: [Int: Double] = [:]
    var given: [Int] = []
    var (next, now) = (0, 0.0)
    while next < sizes.count || !ends.isEmpty {
      while next < sizes.count {
        let waiting = sizes[(next + 1)...].reduce(0, +)
        guard let share = shares.share(of: sizes[next], waiting: waiting, now: now) else { break }
        shares.begin(next, size: sizes[next], share: share, now: now)
        ends[next] = now + sizes[next] / Double(share)
        given.append(share)
        next += 1
      }
      #expect(shares.free >= 0)
      guard let first = ends.min(by: { $0.value < $1.value }) else {
        Issue.record("a recording waits though nothing is at work")
        return (.infinity, given)
      }
      now = first.value
      ends[first.key] = nil
      shares.end(first.key, now: now)
    }
    return (now, given)
  }

  @Test func manyRecordingsGetOneJobEach() {
    let (time, shares) = run(Array(repeating: 1, count: 1000), jobs: 8)
    #expect(shares.dropLast(8).allSatisfy { $0 == 1 })
    #expect(time <= 126)
  }

  @Test func aSingleRecordingGetsAllJobs() {
    #expect(run([5], jobs: 8).shares == [8])
    #expect(run([0], jobs: 3).shares == [3])
  }

  @Test func theLastOfThreeGetsBothJobs() {
    let (time, shares) = run([1, 1, 1], jobs: 2)
    #expect(shares == [1, 1, 2])
    #expect(time == 1.5)
  }

  @Test func oneThatIsLargeBesideAllOthersDoesNotEndAlone() {
    let (time, shares) = run([1, 1, 1, 1, 30], jobs: 4)
    #expect(shares.last == 4)
    #expect(time <= 34.0 / 4 + 0.5)
    #expect(run([30, 1, 1, 1, 1], jobs: 4).shares[0] == 4)
  }

  @Test(arguments: [1, 2, 3, 16]) func noRecordingIsForgottenWhateverTheSizes(jobs: Int) {
    var random = SplitMix64(seed: UInt64(jobs))
    for _ in 0..<200 {
      let sizes = (0..<Int(random.next() % 12)).map { _ in Double(random.next() % 1000) }
      let (time, shares) = run(sizes, jobs: jobs)
      #expect(shares.count == sizes.count)
      #expect(time <= sizes.reduce(0, +))
    }
  }
}
