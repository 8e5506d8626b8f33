import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// The loopback server of a review.
///
/// It listens on 127.0.0.1 alone. A request must know the random word in the path, name this
/// machine and port in its Host header (another name that resolves here is turned away) and, to
/// change something, be JSON from the page itself. It serves no files.
final class ReviewServer: HTTPHandler {
  /// Bytes of a request's body at most: numbers of some hundred thousand events.
  private static let bodyLimit = 4 << 20

  private let desk: ReviewDesk
  private let token: String
  private let port = Mutex<UInt16?>(nil)

  private init(_ desk: ReviewDesk) {
    self.desk = desk
    var generator = SystemRandomNumberGenerator()
    let words = (0..<4).map { _ in UInt32.random(in: .min ... .max, using: &generator) }
    token = words.map { String(format: "%08x", $0) }.joined()
  }

  /// Serves until the program ends.
  ///
  /// - Parameters:
  ///   - desk: What answers.
  ///   - port: The port, or 0 for a free one.
  ///   - isQuiet: Whether only the address is printed.
  /// - Throws: ``Failure`` where the port is not to be had.
  static func serve(_ desk: ReviewDesk, port: UInt16, isQuiet: Bool) async throws {
    let handler = ReviewServer(desk)
    do {
      let server = HTTPServer(
        address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled, handler: handler)
      let running = Task { try await server.run() }
      try await server.waitUntilListening()
      guard case .ip4(_, let found)? = await server.listeningAddress else {
        throw Failure(.inputOutput, "the server has no address")
      }
      handler.port.withLock { $0 = found }
      try Terminal.output("http://127.0.0.1:\(found)/\(handler.token)/\n")
      if !isQuiet { Terminal.note("open this address in a browser; Ctrl-C ends the review") }
      try await running.value
    } catch let failure as Failure {
      throw failure
    } catch { throw Failure(.inputOutput, "port \(port): cannot be served: \(error)") }
  }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    Self.response(await answer(request))
  }

  private func answer(_ request: HTTPRequest) async -> ReviewDesk.Answer {
    guard let port = port.withLock({ $0 }) else { return .problem(503, "not yet") }
    let hosts = ["127.0.0.1:\(port)", "localhost:\(port)"]
    guard let host = request.headers[.host], hosts.contains(host.lowercased()) else {
      return .problem(403, "the Host header names another machine")
    }
    if let origin = request.headers[HTTPHeader("Origin")],
      !hosts.contains(where: { origin.lowercased() == "http://" + $0 })
    {
      return .problem(403, "the request comes from another page")
    }
    // The path comes without a slash at its end and without dots.
    let head = "/\(token)"
    let rest = request.path.dropFirst(head.count)
    guard Self.isSame(request.path.prefix(head.count), head), rest.isEmpty || rest.hasPrefix("/")
    else { return .problem(404, "no such place") }
    let place = String(rest.dropFirst())
    switch request.method {
    case .GET: return await desk.answer(place, body: nil)
    case .POST:
      let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
      guard type == "application/json" else { return .problem(415, "expected application/json") }
      guard let length = request.headers[.contentLength].flatMap(Int.init) else {
        return .problem(411, "expected Content-Length")
      }
      guard (0...Self.bodyLimit).contains(length) else {
        return .problem(413, "expected at most \(Self.bodyLimit) bytes")
      }
      guard let body = try? await request.bodyData else { return .problem(400, "no body") }
      return await desk.answer(place, body: body)
    default: return .problem(405, "expected GET or POST")
    }
  }

  /// Whether two texts are the same, in a time that does not tell where they differ.
  private static func isSame(_ a: some StringProtocol, _ b: String) -> Bool {
    let (x, y) = (Array(a.utf8), Array(b.utf8))
    guard x.count == y.count else { return false }
    return zip(x, y).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func response(_ answer: ReviewDesk.Answer) -> HTTPResponse {
    var headers: HTTPHeaders = [
      .contentType: answer.type, HTTPHeader("Cache-Control"): "no-store",
      HTTPHeader("X-Content-Type-Options"): "nosniff",
      HTTPHeader("Referrer-Policy"): "no-referrer",
      HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
      HTTPHeader("Content-Security-Policy"): "frame-ancestors 'none'",
    ]
    if let file = answer.file {
      let safe = String(
        file.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
      headers[HTTPHeader("Content-Disposition")] = "attachment; filename=\"\(safe)\""
    }
    return HTTPResponse(
      statusCode: HTTPStatusCode(answer.status, phrase: answer.status == 200 ? "OK" : "Refused"),
      headers: headers, body: answer.body)
  }
}
