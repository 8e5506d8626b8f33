#!/usr/bin/env python3
"""check.py PLAN SUMMARY: fails where a recording of the plan is not in the summary; prints those that failed."""
import json
import sys

plan, summary = (json.load(open(path)) for path in sys.argv[1:3])
rows = summary["recordings"]
known = {row["source"] for row in rows}
missing = [row["source"] for row in plan["recordings"] if row["source"] not in known]
for row in rows:
    if row["status"] == "failed":
        print(f"{row['source']}: {row['reason']}")
for source in missing:
    print(f"{source}: no result and no reason", file=sys.stderr)
if missing or len(rows) != len(plan["recordings"]):
    sys.exit(f"expected {len(plan['recordings'])} recordings in the summary, found {len(rows)}")
