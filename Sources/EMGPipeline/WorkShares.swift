/// How many of a run's jobs each of several recordings gets.
///
/// Many recordings are analysed side by side, one job each, so that opening, hashing and writing one
/// does not keep the others waiting; what is large beside all that is left gets several jobs, which
/// take its channels.
public struct WorkShares: Sendable {
  /// A recording at work.
  private struct Running {
    var size: Double
    var share: Int
    /// Seconds of the run.
    var begun: Double
  }

  /// Jobs in all.
  public let jobs: Int
  private var running: [Int: Running] = [:]
  /// Bytes that were done, and the seconds times jobs that they took.
  private var done = (size: 0.0, time: 0.0)

  /// Begins a run.
  ///
  /// - Parameter jobs: Jobs in all, one or more.
  public init(jobs: Int) { self.jobs = max(1, jobs) }

  /// Whether nothing is at work.
  public var isIdle: Bool { running.isEmpty }

  /// Jobs that no recording has.
  public var free: Int { jobs - running.values.reduce(0) { $0 + $1.share } }

  /// The jobs for the next recording: its part of the work that is left, by size.
  ///
  /// What is left of those at work is told by how fast others went. Nothing waits where all jobs are
  /// free.
  ///
  /// - Parameters:
  ///   - size: Its bytes.
  ///   - waiting: Bytes of those after it.
  ///   - now: Seconds of the run.
  /// - Returns: Nil where it has to wait until more jobs are free.
  public func share(of size: Double, waiting: Double, now: Double) -> Int? {
    let size = max(1, size)
    let rate = done.time > 0 ? done.size / done.time : 0
    let left = running.values.reduce(0.0) {
      $0 + max(0, $1.size - rate * Double($1.share) * (now - $1.begun))
    }
    let part = Double(jobs) * size / (size + max(0, waiting) + left)
    let share = min(jobs, max(1, Int(part.rounded(.up))))
    return share <= free ? share : nil
  }

  /// Notes that a recording is begun.
  ///
  /// - Parameters:
  ///   - number: Its place in the list.
  ///   - size: Its bytes.
  ///   - share: Its jobs.
  ///   - now: Seconds of the run.
  public mutating func begin(_ number: Int, size: Double, share: Int, now: Double) {
    running[number] = Running(size: max(1, size), share: share, begun: now)
  }

  /// Notes that a recording is over.
  ///
  /// - Parameters:
  ///   - number: Its place in the list.
  ///   - now: Seconds of the run.
  public mutating func end(_ number: Int, now: Double) {
    guard let over = running.removeValue(forKey: number) else { return }
    done.size += over.size
    done.time += max(0, now - over.begun) * Double(over.share)
  }
}
