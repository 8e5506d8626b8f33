/// Channels shared out over pictures of a row a channel, so that each fits on a sheet of paper.
struct RowParts {
  let all: [[SessionDocument.ChannelEntry]]

  /// At most `most` rows a picture, as even as they can be; one picture where there are none.
  init(_ channels: [SessionDocument.ChannelEntry], most: Int) {
    let count = max(1, (channels.count + most - 1) / most)
    all = (0..<count).map { n in
      Array(channels[(n * channels.count / count)..<((n + 1) * channels.count / count)])
    }
  }

  func name(_ name: String, _ part: Int) -> String { part == 0 ? name : "\(name)-\(part + 1)" }

  func title(_ title: String, _ part: Int) -> String {
    guard all.count > 1, let first = all[part].first, let last = all[part].last else {
      return title
    }
    return "\(title), \(first.name) to \(last.name)"
  }
}
