#!/usr/bin/env bash
# make_bids.sh MYOSIFT FOLDER: a small EMG-BIDS dataset of simulated recordings: two participants, the second with two sessions.
set -euo pipefail
program=$1
folder=$2
mkdir -p "$folder"
cat >"$folder/dataset_description.json" <<'JSON'
{"Name": "Simulated EMG", "BIDSVersion": "1.11.0", "DatasetType": "raw", "License": "CC0", "Authors": ["MyoSift simulate"]}
JSON
printf 'Simulated surface EMG, made by `myosift simulate`, as EDF+; nothing here was recorded from a person.\n' >"$folder/README.md"
printf 'participant_id\nsub-01\nsub-02\n' >"$folder/participants.tsv"
seed=1
for place in sub-01 sub-02/ses-1 sub-02/ses-2; do
  stem=${place//\//_}_task-rest
  emg=$folder/$place/emg
  mkdir -p "$emg"
  csv=$(mktemp -d)
  "$program" simulate fasciculations --seed $seed --duration 20 --output "$csv/a.csv" >/dev/null 2>&1
  "$program" convert "$csv/a.csv" --output "$emg/${stem}_emg.edf" --quiet
  name=$(head -n 1 "$csv/a.csv" | cut -d, -f2 | sed 's/ (.*//')
  rate=$("$program" info "$csv/a.csv" --json | grep -o '"rate_hz": [0-9.]*' | head -n 1 | cut -d' ' -f2)
  rm -r "$csv"
  cat >"$emg/${stem}_emg.json" <<JSON
{"TaskName": "rest", "SamplingFrequency": $rate, "PowerLineFrequency": 50, "SoftwareFilters": "n/a", "RecordingType": "continuous",
 "EMGPlacementScheme": "Measured", "EMGPlacementSchemeDescription": "belly of the muscle", "EMGReference": "bipolar",
 "EMGGround": "n/a", "EMGChannelCount": 1, "RecordingDuration": 20}
JSON
  printf 'name\ttype\tunits\tsignal_electrode\treference\ttarget_muscle\n%s\tEMG\tuV\tE1\tbipolar\tbiceps brachii\n' "$name" \
    >"$emg/${stem}_channels.tsv"
  seed=$((seed + 1))
done
