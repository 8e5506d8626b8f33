import EMGCore
import EMGPipeline
import EMGSinks

/// The contract's exit codes.
enum Exit: Int32 {
  case success = 0
  case usage = 64
  case badData = 65
  case noInput = 66
  case defect = 70
  case cannotCreate = 73
  case inputOutput = 74
  case interrupted = 130

  /// The one of two that tells more of what went wrong: bad data outweigh inputs that are missing.
  static func worse(_ a: Exit, _ b: Exit) -> Exit {
    let order: [Exit] = [
      .success, .usage, .noInput, .badData, .inputOutput, .cannotCreate, .defect, .interrupted,
    ]
    return (order.firstIndex(of: a) ?? 0) >= (order.firstIndex(of: b) ?? 0) ? a : b
  }
}

/// An error with its exit code, told once to the user.
struct Failure: Error {
  var code: Exit
  var message: String

  func report() { if !message.isEmpty { Terminal.error(message) } }

  init(_ code: Exit, _ message: String) {
    self.code = code
    self.message = message
  }

  init(_ error: FormatError, input: String) {
    switch error.code {
    case .unreadable: code = .noInput
    case .missingFact: code = .usage
    case .inputOutput: code = .inputOutput
    default: code = .badData
    }
    // The location holds the file where the reader knows it.
    let text = error.description
    message = text.contains(input) || input == "-" ? text : "\(input): \(text)"
  }

  init(_ error: WritingError) {
    switch error.code {
    case .cannotCreate: code = .cannotCreate
    case .inputOutput: code = .inputOutput
    case .unsupported: code = .usage
    }
    message = error.description
  }

  init(_ error: AnalysisError, input: String) {
    switch error {
    case .format(let inner): self.init(inner, input: input)
    case .configuration(let inner): self.init(.usage, "\(input): \(inner)")
    case .warning: self.init(.badData, "\(input): \(error)")
    }
  }
}
