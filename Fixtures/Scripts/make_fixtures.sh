#!/usr/bin/env bash
# make_fixtures.sh MYOSIFT: the recordings under Fixtures/Recordings, from seeds.
set -euo pipefail
myosift=$1
folder=$(dirname "$0")/../Recordings
mkdir -p "$folder"
"$myosift" simulate quiet --seed 101 --duration 30 --rate 1000 --output "$folder/quiet.csv"
"$myosift" simulate fasciculations --seed 102 --duration 40 --rate 1000 --output "$folder/fasciculations.csv"
"$myosift" simulate tremor --seed 103 --duration 30 --rate 1000 --output "$folder/tremor.csv"
"$myosift" simulate clonus --seed 104 --duration 40 --rate 1000 --output "$folder/clonus.csv"
"$myosift" simulate contraction --seed 105 --duration 40 --rate 1000 --output "$folder/contraction.csv"
"$myosift" simulate mixture --seed 106 --duration 90 --rate 2000 --output "$folder/mixture.raw"
