#!/usr/bin/env python3
"""clock.py MYOSIFT FOLDER [SEED]: the system's clock jumps while a batch runs, is killed and is taken up again.

libfaketime (Debian: libfaketime, installed where it is missing and may be) sets the clock that the program sees; a file that is
written anew makes it jump by years forth and back in mid-run. Times of the recordings lie in the past and the future. Each batch
must be, byte for byte, that of an undisturbed run, and nothing that was done may be done again.
"""
import glob
import os
import random
import shutil
import subprocess
import sys
import time

from kill import contents, noted, prepared

CLOCKS = ["@1971-01-01 00:00:00", "@2099-12-31 23:59:50", "-40y", "+3650d", "-1h", "+0"]


def library():
    def found():
        places = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") + glob.glob("/usr/lib/faketime/libfaketimeMT.so.1")
        return places[0] if places else None

    if not found() and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "libfaketime"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return found()


class Shared:
    """What libfaketime shares between processes, kept by a process of its own.

    Left to itself the library adds it to the environment of each process as that begins, which moves the environment, beside which
    Swift's runtime looks for the program's arguments. A process that is killed while it holds the semaphore in it locks out all that
    come after: after each kill it is made anew.
    """

    def __init__(self, environment):
        self.keeper = subprocess.Popen(["sh", "-c", "env; echo; cat"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        lines = iter(self.keeper.stdout.readline, "\n")
        self.environment = environment | dict(line.rstrip("\n").split("=", 1) for line in lines if line.startswith("FAKETIME_SHARED="))

    def end(self):
        self.keeper.stdin.close()
        self.keeper.wait()
        # The library leaves them where a process was killed.
        semaphore, memory = self.environment["FAKETIME_SHARED"].split()
        for name in (f"sem.{semaphore.lstrip('/')}", memory.lstrip("/")):
            if os.path.exists(f"/dev/shm/{name}"):
                os.remove(f"/dev/shm/{name}")


def jump(rc, clock):
    with open(rc + ".new", "w") as file:
        file.write(clock + "\n")
    os.replace(rc + ".new", rc)


def main():
    program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    preload = library()
    if not preload:
        print("clock jumps: skipped, libfaketime is not here")
        return
    numbers = random.Random(seed)
    data, out, length, want = prepared(program, folder)
    for place, _, names in os.walk(data):
        for n, name in enumerate(names):
            os.utime(os.path.join(place, name), (0, 0) if n % 2 else (4e9, 4e9))
    rc = os.path.abspath(os.path.join(folder, "clock"))
    plain = os.environ | {
        "LD_PRELOAD": preload, "FAKETIME_TIMESTAMP_FILE": rc, "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    jump(rc, CLOCKS[0])
    shared = Shared(plain)
    environment = shared.environment
    try:
        year = subprocess.run(["date", "-u", "+%Y"], env=environment, capture_output=True, text=True, check=True).stdout.strip()
        if year != "1971":
            sys.exit(f"expected the clock of 1971, found {year}")

        jumps = kills = done = 0
        while kills < 20:
            run = subprocess.Popen([program, "analyze", data, "--output", out, "-q", "--resume"], env=environment)
            end = time.monotonic() + numbers.uniform(0, length)
            while run.poll() is None and time.monotonic() < end:
                jump(rc, numbers.choice(CLOCKS))
                jumps += 1
                time.sleep(length / 20)
            if run.poll() is None:
                run.kill()
                run.wait()
                kills += 1
                shared.end()
                shared = Shared(plain)
                environment = shared.environment
            elif run.returncode != 0:
                sys.exit(f"seed {seed}: after {jumps} jumps: exit code {run.returncode}")
            else:
                if contents(out) != want:
                    sys.exit(f"seed {seed}: after {jumps} jumps: a finished batch is not that of an undisturbed run")
                done += 1
                shutil.rmtree(out)
            torn = [name for name, hash in contents(out).items() if not name.startswith("summary.") and want.get(name) != hash]
            if torn:
                sys.exit(f"seed {seed}: after {jumps} jumps: torn or other: {torn}")
        jump(rc, CLOCKS[0])
        subprocess.run([program, "analyze", data, "--output", out, "-q", "--resume"], env=environment, check=True)
        if contents(out) != want:
            sys.exit(f"seed {seed}: taken up in 1971, the batch is not that of an undisturbed run")
        # A clock that stands behind what was done makes nothing look older or newer: nothing is done again.
        before = os.stat(os.path.join(out, next(name for name in want if name.endswith(".events.json")))).st_ino
        for clock in CLOCKS:
            jump(rc, clock)
            subprocess.run([program, "analyze", data, "--output", out, "-q", "--resume"], env=environment, check=True)
        after = os.stat(os.path.join(out, next(name for name in want if name.endswith(".events.json")))).st_ino
        lines = noted(out)
        if before != after or len(lines) != len(set(lines)):
            sys.exit(f"seed {seed}: done again under another clock")
        print(f"seed {seed}: {jumps} jumps of the clock by up to 129 years, {kills} kills, {done} batches finished between them, "
              "all as an undisturbed run leaves it")
    finally:
        shared.end()


if __name__ == "__main__":
    main()
