"""validate_sbom.py SBOM PROGRAM: the document is valid CycloneDX 1.6, of this program, and names every linked library."""
import hashlib
import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main(path, program):
    with open(path) as file:
        text = file.read()
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error:
        sys.exit(f"{path}: {error}")
    document = json.loads(text)
    with open(program, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    if document["metadata"]["component"]["hashes"][0]["content"] != digest:
        sys.exit(f"{path}: of another program")
    names = {part["name"]: part for part in document["components"]}
    wanted = {"fftw3f", "sqlite3", "zlib", "grdb.swift", "flyingfox", "swift-argument-parser", "swift-numerics", "swift-crypto",
              "swift-runtime"}
    missing = wanted - names.keys()
    unknown = [name for name, part in names.items() if "licenses" not in part or part["version"] == "of the system"]
    if missing or unknown:
        sys.exit(f"{path}: missing {sorted(missing)}, without licence or version {unknown}")
    print(f"{path}: valid CycloneDX 1.6, {len(names)} components, each with version and licence")


main(*sys.argv[1:3])
