import EMGTestSupport
import Foundation
import Testing

/// `myosift review`: served, kept, exported.
@Suite struct ReviewCommandTests {
  private let manager = FileManager.default

  private func analysed(_ folder: Folder, _ more: [String] = []) throws {
    if !manager.fileExists(atPath: folder.path("a.csv")) {
      try manager.copyItem(
        atPath: Fixture.url("Recordings/fasciculations.csv").path, toPath: folder.path("a.csv"))
    }
    let run = try Program(
      ["analyze", folder.path("a.csv"), "--output", folder.path("a.events.json"), "-q"] + more)
    #expect(run.code == 0, "\(run.errors)")
  }

  /// Serves and hands the address on.
  private func served(
    _ folder: Folder, _ more: [String] = [], _ body: (String, Process) throws -> Void
  ) throws {
    let process = Process()
    process.executableURL = Program.url
    process.arguments =
      ["review", folder.path("a.csv"), "--reviewer", "A. Reader", "-q"] + more
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    var text = Data()
    while !text.contains(UInt8(ascii: "\n")) {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { break }
      text += more
    }
    let url = String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(url.hasPrefix("http://127.0.0.1:"), "\(url)")
    try body(url, process)
  }

  @Test func nothingButThePageItselfIsAnswered() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try analysed(folder)
    try served(folder) { url, _ in
      let said = try Python.run(
        """
        import http.client, json, socket, sys
        from urllib.parse import urlsplit
        url = urlsplit(sys.argv[1]); token = url.path
        assert len(token.strip("/")) == 32

        def ask(method, path, headers=None, body=None):
            c = http.client.HTTPConnection(url.hostname, url.port, timeout=20)
            c.putrequest(method, path, skip_host=True)
            headers = {"Host": url.netloc, **(headers or {})}
            if body is not None:
                headers["Content-Length"] = str(len(body))
            for key, value in headers.items():
                c.putheader(key, value)
            c.endheaders(body)
            r = c.getresponse()
            return r.status, r.read(), r.headers

        JSON = {"Content-Type": "application/json"}
        accept = b'{"action": "accept", "ids": [0]}'
        status, page, headers = ask("GET", token)
        assert status == 200 and b"<h3 id=\\"review-head\\">" in page
        assert headers["Cache-Control"] == "no-store" and headers["X-Content-Type-Options"] == "nosniff"
        assert ask("GET", token, {"Host": f"localhost:{url.port}"})[0] == 200
        for host in ["example.org", f"example.org:{url.port}", "127.0.0.1", "127.0.0.1:1", ""]:
            assert ask("GET", token, {"Host": host})[0] == 403, host
        for path in ["/", "/state", "/" + "0" * 32 + "/", token[:-2] + "/", token[:-1] + "0/",
                     token + "../../../../etc/passwd", token + "%2e%2e/%2e%2e/etc/passwd",
                     token + "tile/0/0/../../../x", token + "tile/0/0/-1", token + "tile/0/0/x",
                     token + "tile/9/0/0", token + "a.csv", token + "tile/0/99/0"]:
            assert ask("GET", path)[0] == 404, path
        assert ask("POST", token + "decide", {"Content-Type": "text/plain"}, accept)[0] == 415
        assert ask("POST", token + "decide", {}, accept)[0] == 415
        assert ask("POST", token + "decide", JSON | {"Origin": "http://example.org"}, accept)[0] == 403
        assert ask("POST", token + "decide", JSON | {"Origin": "null"}, accept)[0] == 403
        assert ask("POST", token + "decide", JSON, b"{")[0] == 422
        assert ask("POST", token + "decide", JSON, b'{"action": "accept", "ids": [99999]}')[0] == 422
        assert ask("PUT", token + "decide", JSON, accept)[0] == 405
        big = {"Content-Length": str(1 << 30)}
        c = http.client.HTTPConnection(url.hostname, url.port, timeout=20)
        c.putrequest("POST", token + "decide", skip_host=True)
        for key, value in ({"Host": url.netloc} | JSON | big).items():
            c.putheader(key, value)
        c.endheaders()
        assert c.getresponse().status == 413
        assert json.loads(ask("GET", token + "state")[1])["decided"] == 0
        assert ask("POST", token + "decide", JSON | {"Origin": f"http://{url.netloc}"}, accept)[0] == 200
        assert json.loads(ask("GET", token + "state")[1])["decided"] == 1
        # No other address of this machine answers.
        addresses = {i[4][0] for i in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
        for address in addresses - {"127.0.0.1"}:
            try:
                socket.create_connection((address, url.port), timeout=2).close()
                raise SystemExit("answers on " + address)
            except OSError:
                pass
        print("refused", end="")
        """, [url])
      #expect(said == nil || said == "refused")
    }
  }

  @Test func aPersonReviewsInABrowser() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try analysed(folder)
    guard let python = Python.path else { return }
    try served(folder) { url, _ in
      let process = Process()
      process.executableURL = URL(filePath: python)
      process.arguments = [
        Fixture.url("Scripts/review_page.py").path, url, folder.path("a.review.json"),
        ProcessInfo.processInfo.environment["MYOSIFT_PICTURES"] ?? "",
      ]
      try process.run()
      process.waitUntilExit()
      if process.terminationStatus == 3 {
        print("skipped: a browser and python with playwright are not here (make venv; chromium)")
        return
      }
      #expect(process.terminationStatus == 0, "the review in the browser failed")
    }
  }

  @Test func decisionsSurviveAKillAndAnotherAnalysis() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try analysed(folder)
    let post = """
      import json, sys, urllib.request
      def ask(place, body=None):
          data = None if body is None else json.dumps(body).encode()
          request = urllib.request.Request(sys.argv[1] + place, data, {"Content-Type": "application/json"})
          return json.load(urllib.request.urlopen(request))
      """
    var isSkipped = false
    try served(folder) { url, process in
      let said = try Python.run(
        post + """

          ask("decide", {"action": "accept", "ids": [0, 1]})
          ask("decide", {"action": "reject", "ids": [2]})
          print("done", end="")
          """, [url])
      isSkipped = said == nil
      kill(process.processIdentifier, SIGKILL)
    }
    guard !isSkipped else { return }
    // Other settings: other numbers of events, and perhaps other onsets.
    try analysed(folder, ["--set", "conditioning.high_pass_hz=25"])
    try served(folder) { url, _ in
      let said = try Python.run(
        post + """

          state = ask("state")
          print(state["decided"], state["unmatched_confirmed"], state["unmatched_rejected"], end="")
          rest = [e["id"] for e in state["events"] if e["status"] == "undecided"]
          ask("decide", {"action": "accept", "ids": rest})
          """, [url])
      #expect(said == "3 0 0", "\(said ?? "")")
    }
    let run = try Program([
      "review", folder.path("a.csv"), "--export", folder.path("reviewed.json"), "--truth",
      folder.path("a.csv.truth.json"),
    ])
    #expect(run.code == 0, "\(run.errors)")
    // What a person confirmed is what `score` takes for truth.
    let score = try Program([
      "score", folder.path("a.csv.truth.json"), folder.path("reviewed.json"), "--json",
    ])
    #expect(score.code == 0, "\(score.errors)")
    let truth = try String(contentsOfFile: folder.path("a.csv.truth.json"), encoding: .utf8)
    #expect(truth.contains("\"reviewed_by\": \"A. Reader\""))
    let schema = try Python.run(
      """
      import json, sys
      try:
          from jsonschema import Draft202012Validator
      except ImportError:
          raise SystemExit(0)
      validator = Draft202012Validator(json.load(open(sys.argv[1])))
      for path in sys.argv[2:]:
          for error in validator.iter_errors(json.load(open(path))):
              raise SystemExit(f"{list(error.absolute_path)}: {error.message[:300]}")
      """,
      [
        Fixture.root.appending(path: "Schemas/myosift-events-1.0.0.schema.json").path,
        folder.path("reviewed.json"), folder.path("a.csv.truth.json"),
      ])
    #expect(schema != nil)
  }

  @Test func twoSessionsDoNotOverwriteEachOther() throws {
    let folder = try Folder()
    defer { folder.remove() }
    try analysed(folder)
    let accept = """
      import json, sys, urllib.request, urllib.error
      request = urllib.request.Request(sys.argv[1] + "decide",
          b'{"action": "accept", "ids": [0]}', {"Content-Type": "application/json"})
      try:
          print(urllib.request.urlopen(request).status, end="")
      except urllib.error.HTTPError as error:
          print(error.code, end="")
      """
    try served(folder) { first, _ in
      try served(folder) { second, _ in
        let said = try Python.run(accept, [first])
        #expect([nil, "200"].contains(said))
        let kept = manager.contents(atPath: folder.path("a.review.json"))
        let refused = try Python.run(accept, [second])
        #expect([nil, "409"].contains(refused))
        #expect(manager.contents(atPath: folder.path("a.review.json")) == kept)
      }
    }
  }

  @Test func whatIsMissingOrWrongIsSaid() throws {
    let folder = try Folder()
    defer { folder.remove() }
    #expect(try Program(["review", folder.path("a.csv")]).code == 66)
    try analysed(folder)
    let truth = try Program([
      "review", folder.path("a.csv"), "--truth", folder.path("t.json"),
    ])
    #expect(truth.code == 65 && truth.errors.contains("a decision on every event"))
    #expect(!manager.fileExists(atPath: folder.path("t.json")))
    try Data("{\"schema\": \"myosift-review\"}".utf8)
      .write(to: URL(filePath: folder.path("a.review.json")))
    let bad = try Program(["review", folder.path("a.csv"), "--export", folder.path("e.json")])
    #expect(bad.code == 65 && bad.errors.contains("a.review.json"))
    #expect(try Program(["review", folder.path("a.csv"), "--reviewer", ""]).code == 64)
  }
}
