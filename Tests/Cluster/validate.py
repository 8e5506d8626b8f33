#!/usr/bin/env python3
"""validate.py VALIDATOR DATASET…: fails where the BIDS validator (by the schema, not only by names) finds an error."""
import json
import subprocess
import sys

for dataset in sys.argv[2:]:
    run = subprocess.run([sys.argv[1], dataset, "--json"], capture_output=True, text=True)
    found = json.loads(run.stdout)
    issues = found["issues"]["issues"]
    errors = [i for i in issues if i["severity"] == "error"]
    for issue in errors:
        print(issue["code"], issue.get("location", ""), issue.get("issueMessage", ""))
    files = found["summary"]["totalFiles"]
    print(f"{dataset.split('/docs/')[-1]}: {files} files, {len(errors)} errors, {len(issues) - len(errors)} warnings")
    if errors or not files:
        sys.exit(1)
