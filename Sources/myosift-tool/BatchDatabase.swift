import EMGCore
import EMGSinks
import Foundation
import GRDB

/// The database that a batch leaves beside its results: a row a recording, channel, event and
/// setting.
///
/// A recording and all that belongs to it is put in by one transaction, alone or with others, so a run that
/// is killed at any moment leaves whole recordings only, and a recording that is analysed again replaces
/// itself. Recordings of earlier runs into the same folder stay.
final class BatchDatabase: Sendable {
  private let path: String
  private let queue: DatabaseQueue

  static let name = "batch.sqlite"
  /// The version of the tables.
  private static let version = 1
  /// `MyoS`: marks the file as this program's.
  private static let applicationID = 0x4D79_6F53
  /// Seconds to wait for another process that writes.
  private static let patience = 60.0

  /// Whether a folder has a database.
  static func exists(in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: (folder as NSString).appendingPathComponent(name))
  }

  /// Opens the database of a folder, or makes it.
  ///
  /// - Parameter folder: The output folder; it is made where it is missing.
  /// - Throws: ``Failure`` where it cannot be opened or is not one of ours.
  init(folder: String) throws {
    path = (folder as NSString).appendingPathComponent(Self.name)
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.patience)
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.write { [path] database in try Self.prepare(database, path) }
    } catch { throw Self.failure(error, path, .cannotCreate) }
  }

  private static func prepare(_ database: Database, _ path: String) throws {
    guard try isEmpty(database, "main") else { return try check(database, path, "main") }
    try database.execute(sql: BatchTables.sql)
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    try database.execute(sql: "PRAGMA user_version = \(version)")
  }

  private static func isEmpty(_ database: Database, _ schema: String) throws -> Bool {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM \(schema).sqlite_master") == 0
  }

  /// Refuses a database that is not one of ours.
  private static func check(_ database: Database, _ path: String, _ schema: String) throws {
    let id = try Int.fetchOne(database, sql: "PRAGMA \(schema).application_id") ?? 0
    let found = try Int.fetchOne(database, sql: "PRAGMA \(schema).user_version") ?? 0
    guard id == applicationID, found == version else {
      throw Failure(
        .cannotCreate,
        "\(path): expected a database of this program, version \(version), found "
          + (id == applicationID ? "version \(found)" : "another database"))
    }
  }

  private static func failure(_ error: any Error, _ path: String, _ code: Exit) -> Failure {
    if let failure = error as? Failure { return failure }
    let problem = error as? DatabaseError
    let reason = problem?.message ?? error.localizedDescription
    // A full disk is told as such whenever it is met.
    let isDisk = problem.map { [.SQLITE_FULL, .SQLITE_IOERR].contains($0.resultCode) } ?? false
    return Failure(isDisk ? .inputOutput : code, "\(path): cannot be written: \(reason)")
  }

  private func write(_ body: (Database) throws -> Void) throws {
    do { try queue.write(body) } catch { throw Self.failure(error, path, .inputOutput) }
  }

  /// Whether a recording stands in the database as a run with these facts left it.
  ///
  /// - Parameters:
  ///   - output: The result's path below the output folder.
  ///   - key: Hash of all that shapes it.
  /// - Returns: False also where it cannot be read.
  func holds(_ output: String, key: String) -> Bool {
    let count = try? queue.read { database in
      try Int.fetchOne(
        database,
        sql: "SELECT count(*) FROM recordings WHERE output = ? AND key = ? AND status = 'done'",
        arguments: [output, key])
    }
    return count == 1
  }

  /// Puts results in, in place of earlier ones of the same recordings, by one transaction: what could not be
  /// analysed is noted, and what an earlier run found in it goes.
  ///
  /// - Parameter records: What was done.
  /// - Throws: ``Failure`` where they cannot be written.
  func add(_ records: [BatchRecorder.Record]) throws {
    try write { database in
      for record in records {
        switch record.outcome {
        case .success(let result): try Self.add(result, record, to: database)
        case .failure(let failure):
          _ = try Self.replace(
            database, record.entry.output,
            [
              "source": record.source, "status": "failed", "reason": failure.message,
              "generator_version": EventSchema.generatorVersion,
            ])
        }
      }
    }
  }

  private static func add(
    _ result: AnalysisResult, _ record: BatchRecorder.Record, to database: Database
  ) throws {
    let id = try replace(
      database, record.entry.output,
      [
        "source": record.source, "key": record.entry.key, "status": "done",
        "format": result.header.format, "sha256": result.sha256,
        "start_time": result.header.startTime, "duration_s": result.duration,
        "generator_version": EventSchema.generatorVersion,
        "settings_sha256": result.settingsSHA256,
      ])
    try add(settings: result, to: database)
    try add(channels: result, id, to: database)
    try add(events: result, id, to: database)
  }

  /// Takes over what another folder's database holds of some results.
  ///
  /// - Parameters:
  ///   - entries: The results as the journals have them.
  ///   - folder: The other folder, which has a database.
  /// - Throws: ``Failure`` where it cannot be read or written.
  func take(_ entries: [Journal.Entry], from folder: String) throws {
    let other = (folder as NSString).appendingPathComponent(Self.name)
    do {
      try queue.inDatabase { database in
        try database.execute(sql: "ATTACH DATABASE ? AS other", arguments: [other])
        defer { try? database.execute(sql: "DETACH DATABASE other") }
        // Of a run that was killed before its first table.
        if try Self.isEmpty(database, "other") { return }
        try Self.check(database, other, "other")
        try database.inTransaction {
          try database.execute(sql: BatchTables.wanted)
          for entry in entries {
            try database.execute(
              sql: "INSERT OR REPLACE INTO wanted VALUES (?, ?, ?)",
              arguments: [entry.output, entry.key, entry.status])
          }
          try database.execute(sql: BatchTables.transfer)
          return .commit
        }
      }
    } catch { throw Self.failure(error, path, .inputOutput) }
  }

  /// Every analysed channel of every recording that is done.
  ///
  /// - Returns: The result's path below the output folder, with the channel's count, rest and noise.
  /// - Throws: ``Failure`` where the database cannot be read.
  func channels() throws -> [(
    output: String, name: String, fasciculations: Int, analysable: Double, noise: Double?
  )] {
    do {
      return try queue.read { database in
        try Row.fetchAll(database, sql: BatchTables.analysedChannels).map {
          ($0["output"], $0["name"], $0["fasciculations"], $0["analysable_s"], $0["noise_uv"])
        }
      }
    } catch { throw Self.failure(error, path, .inputOutput) }
  }

  private static func replace(
    _ database: Database, _ output: String, _ values: [String: (any DatabaseValueConvertible)?]
  ) throws -> Int64 {
    try database.execute(sql: "DELETE FROM recordings WHERE output = ?", arguments: [output])
    try insert(into: "recordings", ["output": output].merging(values) { $1 }, database)
    return database.lastInsertedRowID
  }

  private static func insert(
    into table: String, _ values: [String: (any DatabaseValueConvertible)?], _ database: Database,
    or conflict: String = "ABORT"
  ) throws {
    let columns = values.keys.sorted()
    let statement = try database.cachedStatement(
      sql: "INSERT OR \(conflict) INTO \(table) (\(columns.joined(separator: ",")))"
        + " VALUES (\(columns.map { _ in "?" }.joined(separator: ",")))")
    let row: [(any DatabaseValueConvertible)?] = columns.map { values[$0] ?? nil }
    try statement.execute(arguments: StatementArguments(row))
  }

  private static func add(settings result: AnalysisResult, to database: Database) throws {
    for setting in result.settings {
      let value: any DatabaseValueConvertible =
        switch setting.value {
        case .number(let number): number
        case .integer(let number): number
        case .flag(let flag): flag
        case .text(let text): text
        case .numbers(let numbers): JSONValue.list(numbers.map(JSONValue.number)).compactText
        }
      try insert(
        into: "settings",
        ["settings_sha256": result.settingsSHA256, "key": setting.key, "value": value],
        database, or: "IGNORE")
    }
  }

  private static func add(
    channels result: AnalysisResult, _ id: Int64, to database: Database
  ) throws {
    for summary in result.channels {
      let rate = FasciculationRate(summary, result.events)
      let hertz = summary.channel.rate
      let masked = summary.masks.reduce(0.0) { $0 + hertz.seconds($1.end - $1.onset) }
      try insert(
        into: "channels",
        [
          "recording_id": id, "channel_index": summary.index, "name": summary.channel.name,
          "unit": summary.channel.unit.symbol, "kind": summary.channel.kind.rawValue,
          "rate_hz": hertz.hertz, "samples": summary.sampleCount,
          "analysed": summary.isAnalysed, "noise_uv": finite(summary.noise),
          "analysable_s": summary.analysable, "masked_s": masked,
          "clipped_fraction": finite(summary.quality.clippedFraction),
          "mains_hz": finite(summary.quality.mainsHz),
          "mains_ratio_db": finite(summary.quality.mainsRatioDecibels),
          "flags": JSONValue.list(summary.quality.flags.map(JSONValue.text)).compactText,
          "fasciculations": summary.isAnalysed ? rate.count : nil,
          "per_min": summary.isAnalysed ? finite(rate.perMinute) : nil,
          "per_min_low": summary.isAnalysed ? finite(rate.interval?.lower) : nil,
          "per_min_high": summary.isAnalysed ? finite(rate.interval?.upper) : nil,
        ], database)
    }
  }

  private static func finite(_ value: Double?) -> Double? {
    value.flatMap { $0.isFinite ? $0 : nil }
  }

  private static func add(
    events result: AnalysisResult, _ id: Int64, to database: Database
  ) throws {
    let schema = EventSchema(result)
    for (n, event) in result.events.enumerated() {
      var row: [String: (any DatabaseValueConvertible)?] = ["recording_id": id]
      var details: [(String, JSONValue)] = []
      for (key, value) in schema.event(event, id: n) {
        if let column = BatchTables.eventColumns[key] {
          row[column] = plain(value)
        } else if BatchTables.lists.contains(key) {
          row[key] = value.compactText
        } else if key != "channel" {
          details.append((key, value))
        }
      }
      row["peak_to_peak_uv"] = finite(event.measure("peak_to_peak_uv"))
      row["snr"] = finite(event.measure("snr"))
      row["details"] = JSONValue.object(details).compactText
      try insert(into: "events", row, database)
    }
  }

  private static func plain(_ value: JSONValue) -> (any DatabaseValueConvertible)? {
    switch value {
    case .integer(let number): number
    case .number(let number): finite(number)
    case .text(let text): text
    case .flag(let flag): flag
    default: nil
    }
  }
}
