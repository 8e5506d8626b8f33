import EMGTestSupport
import Foundation
import Testing

/// The commands of the README and of the tutorials, run as they stand.
@Suite struct TutorialTests {
  private static let tutorials = "Sources/EMGPipeline/EMGPipeline.docc/Tutorials"
  private static let pages: [String] = {
    let folder = Fixture.root.appending(path: tutorials)
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".md") }.sorted()
  }()

  @Test func everyTaskHasItsPage() {
    #expect(Self.pages.count == 8, "\(Self.pages)")
  }

  @Test(arguments: pages) func everyCommandOfATutorialRuns(page: String) throws {
    let folder = try Folder()
    defer { folder.remove() }
    let blocks = PageShell.blocks("\(Self.tutorials)/\(page)")
    #expect(!blocks.isEmpty)
    let (code, said) = try PageShell.run(
      "set -euo pipefail\n" + Self.sqlite + blocks.joined(separator: "\n"), folder)
    #expect(code == 0, "\(page): \(said)")
  }

  /// The shell of SQLite, or Python's in its place.
  private static let sqlite = """
    command -v sqlite3 >/dev/null || sqlite3() { python3 -c 'import sqlite3, sys
    for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row, sep="|")' "$@"; }

    """

  /// A folder of recordings as a lab has them: six formats, a file that is cut off, and a note.
  private static let study = """
    mkdir study && cd study
    for scenario in fasciculations tremor mixture clonus ecg quiet; do
      myosift simulate $scenario --seed 5 --duration 40 --output $scenario.csv >/dev/null 2>&1
      rm $scenario.csv.truth.json
    done
    mv fasciculations.csv biceps.csv
    for form in tremor.edf mixture.bdf clonus.hea ecg.raw; do
      myosift convert ${form%.*}.csv --output $form >/dev/null 2>&1 && rm ${form%.*}.csv
    done
    python3 - <<'END'
    import array, csv
    rows = list(csv.reader(open("quiet.csv")))[1:]
    array.array("f", [float(row[1]) for row in rows]).tofile(open("quiet.eeg", "wb"))
    open("quiet.vhdr", "w").write(\"\"\"Brain Vision Data Exchange Header File Version 1.0
    [Common Infos]
    DataFile=quiet.eeg
    DataFormat=BINARY
    DataOrientation=MULTIPLEXED
    NumberOfChannels=1
    SamplingInterval=500
    [Binary Infos]
    BinaryFormat=IEEE_FLOAT_32
    [Channel Infos]
    Ch1=EMG1,,1,µV
    \"\"\")
    END
    rm quiet.csv
    head -c 500 tremor.edf >broken.edf
    echo 'seen on Monday' >notes.docx
    cd ..

    """

  /// Notes each exit code, and reviews in a browser where a page is served.
  private static let person = """
    myosift() {
      local code=0
      if [ "$1" = review ] && [[ " $* " != *" --export "* ]]; then
        command myosift "$@" >address & local server=$!
        for _ in $(seq 300); do [ -s address ] && break; sleep 0.1; done
        python "$MYOSIFT_SOURCE/Fixtures/Scripts/accept_page.py" "$(head -n 1 address)" || code=$?
        kill -INT $server; wait $server
      else
        command myosift "$@" || code=$?
      fi
      echo "$1 $code" >>codes
    }

    """

  @Test func fromAFolderOfMixedFilesToAnAnswer() throws {
    let folder = try Folder()
    defer { folder.remove() }
    let readme = PageShell.blocks("README.md").first { $0.contains("myosift review study/") }
    let (made, whatFor) = try PageShell.run("set -euo pipefail\n" + Self.study, folder)
    #expect(made == 0, "\(whatFor)")
    let (_, said) = try PageShell.run(Self.sqlite + Self.person + (readme ?? "exit 1"), folder)
    let codes = try String(contentsOfFile: folder.path("codes"), encoding: .utf8)
    if codes.contains("review 3") {
      print("skipped: a browser and python with playwright are not here (make venv; chromium)")
      return
    }
    // The broken file is named, and the other six are there all the same.
    #expect(codes == "analyze 65\nreview 0\nreview 0\nreport 0\n", "\(codes)\(said)")
    #expect(said.contains("broken.edf"))
    #expect(said.contains("results: 6 done, 1 failed"), "\(said)")
    let answer = said.split(separator: "\n").filter { $0.contains("|") }
    #expect(answer.count == 7 && answer.contains { $0.hasPrefix("biceps.csv|") }, "\(said)")
    let document = try JSONSerialization.jsonObject(
      with: Data(contentsOf: folder.url.appending(path: "biceps.reviewed.json")))
    let events = ((document as? [String: Any])?["events"] as? [[String: Any]]) ?? []
    #expect(!events.isEmpty && events.allSatisfy { $0["reviewed_by"] as? String == "A. Reader" })
    let page = try String(contentsOfFile: folder.path("all.html"), encoding: .utf8)
    #expect(page.contains("biceps.csv") && page.contains("read from quiet.vhdr"))
    let figures = try FileManager.default.contentsOfDirectory(atPath: folder.path("figures"))
    for wanted in [
      "biceps-gallery-EMG1.svg", "tremor-rhythm-frequency.svg", "quiet-spectrum-EMG1.svg",
    ] {
      #expect(figures.contains(wanted), "\(figures)")
    }
  }
}
