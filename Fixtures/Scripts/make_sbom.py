"""make_sbom.py PROGRAM VERSION: an SPDX 2.3 document of what the program is built from, to stdout.

Reads the resolved Swift packages from `swift package show-dependencies` and the C libraries' versions
from pkg-config. The time it states is SOURCE_DATE_EPOCH, or else the last commit's, or
else, outside of a repository, now.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from datetime import datetime, timezone

LICENCES = {
    "myosift": "GPL-3.0-or-later",
    "fftw3f": "GPL-2.0-or-later",
    "sqlite3": "blessing",
    "grdb.swift": "MIT",
    "flyingfox": "MIT",
    "swift-argument-parser": "Apache-2.0",
    "swift-numerics": "Apache-2.0",
    "swift-crypto": "Apache-2.0",
    "swift-asn1": "Apache-2.0",
}
# Serve the build and are not in the program.
BUILD_ONLY = {"swift-docc-plugin", "swift-docc-symbolkit"}


def said(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def last_commit():
    try:
        return said("git", "log", "-1", "--format=%ct")
    except (OSError, subprocess.CalledProcessError):
        return int(time.time())


def packages():
    tree = json.loads(said("swift", "package", "show-dependencies", "--format", "json"))
    found = {}

    def visit(node):
        for child in node["dependencies"]:
            if child["identity"] not in BUILD_ONLY:
                found[child["identity"]] = (child["version"], child["url"])
                visit(child)

    visit(tree)
    for library in ("fftw3f", "sqlite3"):
        found[library] = (said("pkg-config", "--modversion", library), "NOASSERTION")
    return found


def entry(name, version, place, **more):
    return {
        "SPDXID": "SPDXRef-" + name.replace(".", "-"),
        "name": name,
        "versionInfo": version,
        "downloadLocation": place,
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": LICENCES.get(name, "NOASSERTION"),
        "copyrightText": "NOASSERTION",
        **more,
    }


def main(program, version):
    with open(program, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or last_commit()
    checksum = [{"algorithm": "SHA256", "checksumValue": digest}]
    entries = [entry("myosift", version, "NOASSERTION", checksums=checksum)]
    entries += [entry(name, *facts) for name, facts in sorted(packages().items())]
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"myosift-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/myosift-{version}-{digest}",
        "creationInfo": {
            "created": datetime.fromtimestamp(int(seconds), timezone.utc).strftime(
                "%Y-%m-%dT%H:%M:%SZ"
            ),
            "creators": ["Tool: make_sbom.py"],
        },
        "packages": entries,
        "relationships": [
            {
                "spdxElementId": "SPDXRef-DOCUMENT",
                "relatedSpdxElement": "SPDXRef-myosift",
                "relationshipType": "DESCRIBES",
            }
        ]
        + [
            {
                "spdxElementId": "SPDXRef-myosift",
                "relatedSpdxElement": other["SPDXID"],
                "relationshipType": "CONTAINS",
            }
            for other in entries[1:]
        ],
    }
    print(json.dumps(document, indent=1))


main(*sys.argv[1:3])
