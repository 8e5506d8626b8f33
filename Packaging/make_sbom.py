#!/usr/bin/env python3
"""make_sbom.py PROGRAM VERSION SWIFT: a CycloneDX 1.6 document of what the program is built from, to stdout.

Swift packages come from Package.resolved; C libraries and the C and C++ runtimes from Debian's packages, or from pkg-config where
there is no dpkg. The document's time is SOURCE_DATE_EPOCH, or the last commit's, or now outside of a repository.
"""
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import time
import uuid
from datetime import datetime, timezone

# Licences of what Package.swift brings, by the LICENSE file of each, and of what lies below it.
LICENCES = {
    "grdb.swift": "MIT",
    "flyingfox": "MIT",
    "swift-argument-parser": "Apache-2.0",
    "swift-numerics": "Apache-2.0",
    "swift-crypto": "Apache-2.0",
    "swift-asn1": "Apache-2.0",
    "swift-docc-plugin": "Apache-2.0",
    "swift-docc-symbolkit": "Apache-2.0",
    "fftw3f": "GPL-2.0-or-later",
    "sqlite3": "blessing",
    "zlib": "Zlib",
    "libc": "LGPL-2.1-or-later",
    "libstdc++": "GPL-3.0-or-later WITH GCC-exception-3.1",
}
# They serve the documentation and are not in the program.
BUILD_ONLY = {"swift-docc-plugin", "swift-docc-symbolkit"}
LIBRARIES = ["fftw3f", "sqlite3", "zlib"]


def said(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout.strip()


def moment():
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if not seconds:
        try:
            seconds = said("git", "log", "-1", "--format=%ct")
        except (OSError, subprocess.CalledProcessError):
            seconds = time.time()
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def licence(name):
    known = LICENCES.get(name)
    if known is None:
        return {}
    return {"licenses": [{"expression": known} if " " in known else {"license": {"id": known}}]}


def component(name, version, purl, **more):
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, **licence(name), **more}


def swift_packages():
    with open("Package.resolved") as file:
        pins = json.load(file)["pins"]
    found = []
    for pin in sorted(pins, key=lambda pin: pin["identity"]):
        place = re.sub(r"^[a-z]+://|\.git$", "", pin["location"])
        version = pin["state"].get("version") or pin["state"]["revision"]
        more = {"externalReferences": [{"type": "vcs", "url": pin["location"], "comment": "revision " + pin["state"]["revision"]}]}
        if pin["identity"] in BUILD_ONLY:
            more["scope"] = "excluded"
        found.append(component(pin["identity"], version, f"pkg:swift/{place}@{version}", **more))
    return found


def of_debian(name, path):
    """The Debian package that a linked file belongs to."""
    owner = said("dpkg", "-S", os.path.realpath(path)).split(":")[0]
    version, architecture = said("dpkg-query", "-W", "-f", "${Version} ${Architecture}\n", owner).splitlines()[0].split()
    purl = f"pkg:deb/debian/{owner}@{version.replace(':', '%3A')}?arch={architecture}"
    return component(name, version, purl)


def system_libraries():
    found = []
    linux = platform.system() == "Linux"
    for name in LIBRARIES:
        try:
            archive = os.path.join(said("pkg-config", "--variable=libdir", name), {"zlib": "libz"}.get(name, "lib" + name) + ".a")
            found.append(of_debian(name, archive))
        except (OSError, subprocess.CalledProcessError):
            version = said("pkg-config", "--modversion", name) if name != "sqlite3" or linux else "of the system"
            found.append(component(name, version, f"pkg:generic/{name}@{version.replace(' ', '%20')}"))
    if linux:
        for name, archive in (("libc", "libc.a"), ("libstdc++", "libstdc++.a")):
            try:
                found.append(of_debian(name, said(os.environ.get("CC", "clang"), "-print-file-name=" + archive)))
            except (OSError, subprocess.CalledProcessError):
                found.append(component(name, "of the system", f"pkg:generic/{name.replace('+', '%2B')}"))
    return found


def runtime(swift):
    facts = json.loads(said(swift, "-print-target-info"))
    version = re.search(r"Swift version ([0-9.]+)", facts["compilerVersion"]).group(1)
    licences = {"licenses": [{"expression": "Apache-2.0 WITH Swift-exception"}]}
    note = "the toolchain's runtime: standard library, concurrency, Dispatch, Foundation with ICU"
    return component("swift-runtime", version, f"pkg:generic/swift@{version}", description=note, **licences)


def main(program, version, swift):
    with open(program, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    parts = swift_packages() + system_libraries() + [runtime(swift)]
    own = f"pkg:generic/myosift@{version}"
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'myosift:' + digest)}",
        "version": 1,
        "metadata": {
            "timestamp": moment(),
            "component": {
                "type": "application", "bom-ref": own, "name": "myosift", "version": version, "purl": own,
                "hashes": [{"alg": "SHA-256", "content": digest}],
                "licenses": [{"license": {"id": "GPL-3.0-or-later"}}],
            },
        },
        "components": parts,
        "dependencies": [{"ref": own, "dependsOn": [part["bom-ref"] for part in parts if part.get("scope") != "excluded"]}],
    }
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:4])
