"""Recordings by assumptions other than those of EMGSynthesis, for cross-checking the detector.

Usage: second_simulator.py FOLDER SCENARIO[,SCENARIO...] FIRST_SEED LAST_SEED_EXCLUSIVE
       second_simulator.py --list
"""
import sys

from scenarios import SCENARIOS, make


def main():
    if sys.argv[1:] == ["--list"]:
        print(",".join(SCENARIOS))
        return
    folder, names, first, last = sys.argv[1:5]
    for name in names.split(","):
        if name not in SCENARIOS:
            sys.exit(f"no scenario '{name}'; there are {', '.join(SCENARIOS)}")
        for seed in range(int(first), int(last)):
            try:
                make(name, seed).finish(f"{folder}/{name}-{seed}")
            except FileNotFoundError as error:
                print(f"{name}: left out: {error}", file=sys.stderr)
                break


if __name__ == "__main__":
    main()
