import Foundation

/// The tables of a batch's database; docs/database.md says what each column means.
enum BatchTables {
  /// Keys of an event in JSON that are a column of their own, with its name.
  static let eventColumns = [
    "id": "event_id", "type": "type", "channel_index": "channel_index", "onset_s": "onset_s",
    "duration_s": "duration_s", "onset_sample": "onset_sample", "onset_time": "onset_time",
    "confidence": "confidence", "noise_uv": "noise_uv", "threshold_uv": "threshold_uv",
    "motor_unit": "motor_unit", "frequency_hz": "frequency_hz", "rate_hz": "rate_hz",
    "cause": "cause",
  ]

  /// Keys of an event in JSON that are a column of JSON text.
  static let lists: Set = ["discharges_s", "bursts_s", "times_s", "features", "evidence"]

  static let sql = """
    CREATE TABLE recordings (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('done', 'failed')),
      reason TEXT,
      output TEXT NOT NULL UNIQUE,
      key TEXT,
      format TEXT,
      sha256 TEXT,
      start_time TEXT,
      duration_s REAL,
      generator_version TEXT NOT NULL,
      settings_sha256 TEXT
    ) STRICT;
    CREATE TABLE settings (
      settings_sha256 TEXT NOT NULL,
      key TEXT NOT NULL,
      value ANY,
      PRIMARY KEY (settings_sha256, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE channels (
      recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
      channel_index INTEGER NOT NULL,
      name TEXT NOT NULL,
      unit TEXT NOT NULL,
      kind TEXT NOT NULL,
      rate_hz REAL NOT NULL,
      samples INTEGER NOT NULL,
      analysed INTEGER NOT NULL CHECK (analysed IN (0, 1)),
      noise_uv REAL,
      analysable_s REAL NOT NULL,
      masked_s REAL NOT NULL,
      clipped_fraction REAL,
      mains_hz REAL,
      mains_ratio_db REAL,
      flags TEXT NOT NULL,
      fasciculations INTEGER,
      per_min REAL,
      per_min_low REAL,
      per_min_high REAL,
      PRIMARY KEY (recording_id, channel_index)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE events (
      recording_id INTEGER NOT NULL,
      event_id INTEGER NOT NULL,
      channel_index INTEGER NOT NULL,
      type TEXT NOT NULL,
      onset_s REAL NOT NULL,
      duration_s REAL NOT NULL,
      onset_sample INTEGER NOT NULL,
      onset_time TEXT,
      confidence REAL,
      noise_uv REAL,
      threshold_uv REAL,
      peak_to_peak_uv REAL,
      snr REAL,
      motor_unit INTEGER,
      frequency_hz REAL,
      rate_hz REAL,
      cause TEXT,
      discharges_s TEXT,
      bursts_s TEXT,
      times_s TEXT,
      features TEXT NOT NULL,
      evidence TEXT NOT NULL,
      details TEXT NOT NULL,
      PRIMARY KEY (recording_id, event_id),
      FOREIGN KEY (recording_id, channel_index)
        REFERENCES channels (recording_id, channel_index) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX events_by_type ON events (type, recording_id, channel_index);
    CREATE INDEX events_by_channel ON events (recording_id, channel_index);
    """

  /// Channels that fasciculations were counted in.
  static let analysedChannels = """
    SELECT r.output, c.name, c.fasciculations, c.analysable_s, c.noise_uv
      FROM channels AS c JOIN recordings AS r ON r.id = c.recording_id
      WHERE r.status = 'done' AND c.fasciculations IS NOT NULL
      ORDER BY r.output, c.channel_index
    """

  /// What the journals hold, by which rows of another database are chosen.
  static let wanted = """
    CREATE TEMP TABLE IF NOT EXISTS wanted (output TEXT PRIMARY KEY, key TEXT, status TEXT);
    DELETE FROM wanted;
    """

  /// Takes the wanted rows of an attached database `other` in the place of those of the same name.
  static let transfer = """
    DELETE FROM recordings WHERE output IN (SELECT output FROM \(chosen));
    INSERT OR IGNORE INTO settings SELECT * FROM other.settings
      WHERE settings_sha256 IN (SELECT settings_sha256 FROM \(chosen));
    INSERT INTO recordings (\(columns("recordings", except: "id")))
      SELECT \(columns("recordings", except: "id")) FROM \(chosen);
    \(parts(of: "channels"))
    \(parts(of: "events"))
    """

  private static let chosen = """
    (SELECT theirs.* FROM other.recordings AS theirs JOIN wanted ON wanted.output = theirs.output
      AND wanted.status = theirs.status
      AND (wanted.status = 'failed' OR wanted.key = theirs.key))
    """

  private static func names(_ table: String, except key: String) -> [String] {
    guard let start = sql.range(of: "CREATE TABLE \(table) (\n"),
      let end = sql[start.upperBound...].range(of: "\n)")
    else { return [] }
    return sql[start.upperBound..<end.lowerBound].split(separator: "\n").compactMap { line in
      let word = String(line.drop { $0 == " " }.prefix { $0 != " " })
      return word.first?.isLowercase == true && word != key ? word : nil
    }
  }

  private static func columns(_ table: String, except key: String) -> String {
    names(table, except: key).joined(separator: ", ")
  }

  private static func parts(of table: String) -> String {
    let list = names(table, except: "recording_id")
    return """
      INSERT INTO \(table) (recording_id, \(list.joined(separator: ", ")))
        SELECT mine.id, \(list.map { "part." + $0 }.joined(separator: ", "))
        FROM other.\(table) AS part JOIN \(chosen) AS theirs ON theirs.id = part.recording_id
        JOIN main.recordings AS mine ON mine.output = theirs.output;
      """
  }
}
