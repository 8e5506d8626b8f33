#!/usr/bin/env python3
"""parquet.py RESULTS [OUTPUT]: the tables of RESULTS/batch.sqlite as Parquet, a file each, into OUTPUT or RESULTS; needs pyarrow.

Columns and units are those of docs/database.md, with two differences: what belongs to a recording names it by `output`, its
result's path, rather than by a number that differs from run to run; and lists of seconds are lists, not JSON. Rows stand in the order
of `output`, so that equal databases give equal bytes, whoever did which part. A file appears whole or not at all; memory does not
grow with the number of rows.
"""
import json
import os
import sqlite3
import sys

import pyarrow as pa
import pyarrow.parquet as pq

TYPES = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string(), "ANY": pa.string()}
LISTS = {"discharges_s", "bursts_s", "times_s"}
ORDER = {"recordings": "output", "settings": "settings_sha256, key", "channels": "output, channel_index", "events": "output, event_id"}
ROWS = 65_536


def fields(database, table):
    """Each column with how it is asked for."""
    for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})"):
        if name == "recording_id":
            yield pa.field("output", pa.string()), "r.output AS output"
        elif table == "recordings" and name == "id":
            continue
        elif name in LISTS:
            yield pa.field(name, pa.list_(pa.float64())), f"t.{name}"
        else:
            yield pa.field(name, TYPES[kind]), f"t.{name}"


def values(field, column):
    if pa.types.is_list(field.type):
        return pa.array([None if x is None else json.loads(x) for x in column], field.type)
    if pa.types.is_string(field.type):
        return pa.array([x if x is None or isinstance(x, str) else json.dumps(x) for x in column], field.type)
    return pa.array(column, field.type)


def convert(database, table, path):
    pairs = list(fields(database, table))
    schema = pa.schema([field for field, _ in pairs], {"myosift_database_version": str(version(database))})
    join = "" if table in ("recordings", "settings") else "JOIN recordings AS r ON r.id = t.recording_id"
    cursor = database.execute(f"SELECT {', '.join(ask for _, ask in pairs)} FROM {table} AS t {join} ORDER BY {ORDER[table]}")
    count = 0
    unfinished = f"{path}.{os.getpid()}.part"
    try:
        with pq.ParquetWriter(unfinished, schema, compression="zstd") as writer:
            while rows := cursor.fetchmany(ROWS):
                columns = [values(field, column) for field, column in zip(schema, zip(*rows))]
                writer.write_batch(pa.record_batch(columns, schema=schema))
                count += len(rows)
        os.replace(unfinished, path)
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)
    print(f"{path}: {count} rows")


def version(database):
    return database.execute("PRAGMA user_version").fetchone()[0]


def main(results, output=None):
    output = output or results
    path = os.path.join(results, "batch.sqlite")
    if not os.path.isfile(path):
        sys.exit(f"{path}: expected the database of a batch, found none")
    # A killed run's half-made change is undone here, which needs the right to write.
    database = sqlite3.connect(path)
    if version(database) != 1:
        sys.exit(f"{path}: expected version 1 of the tables, found {version(database)}")
    # All four tables are of one moment.
    database.execute("BEGIN")
    os.makedirs(output, exist_ok=True)
    for table in ORDER:
        convert(database, table, os.path.join(output, table + ".parquet"))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.split("\n")[0])
    main(*sys.argv[1:])
