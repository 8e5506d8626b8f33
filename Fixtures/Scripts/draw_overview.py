"""Draws docs/overview.svg from Fixtures: signal, threshold and events, as analysed.

Usage: draw_overview.py MIXTURE.raw EVENTS.json OUTPUT.svg
"""
import json
import sys

import numpy as np

COLOURS = {  # Okabe and Ito's palette, told apart by colour-blind readers too
    "fasciculation": "#D55E00", "tremor": "#0072B2", "clonus": "#009E73", "contraction": "#999999",
    "tonic_firing": "#CC79A7", "myoclonus": "#E69F00", "rhythmic_bursting": "#56B4E9", "negative_myoclonus": "#F0E442", "unclassified": "#444444", "artifact": "#000000",
}
raw, events_path, output = sys.argv[1:4]
document = json.load(open(events_path))
rate = json.load(open(raw + ".json"))["rate"]
signal = np.fromfile(raw, "<f4")
width, strip_height, gap, left = 1100, 120, 48, 8
spans = [(0, len(signal) / rate)]
events = document["events"]
first = next(e for e in events if e["type"] == "fasciculation" and e["features"]["snr"] > 20)
spans.append((first["onset_s"] - 0.35, first["onset_s"] + 0.65))
rhythm = next(e for e in events if e["type"] in ("tremor", "clonus"))
spans.append((rhythm["onset_s"] - 0.4, rhythm["onset_s"] + 2.6))
titles = [f"{len(signal) / rate:.0f} s of a simulated recording",
          "one second: a fasciculation, and the threshold in force (dashed)",
          f"three seconds: {rhythm['type']} at {rhythm['frequency_hz']:.1f} Hz, each burst marked"]
height = 30 + len(spans) * (strip_height + gap) + 14
parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="14">',
         f'<rect width="{width}" height="{height}" fill="#ffffff"/>']
x = left
for name in dict.fromkeys(e["type"] for e in events):
    parts.append(f'<rect x="{x}" y="8" width="14" height="14" fill="{COLOURS[name]}"/><text x="{x + 20}" y="20">{name}</text>')
    x += 40 + 8 * len(name)
for n, (low, high) in enumerate(spans):
    top = 44 + n * (strip_height + gap)
    part = signal[int(low * rate):int(high * rate)]
    count = min(len(part), width - 2 * left)
    edges = np.linspace(0, len(part), count + 1).astype(int)
    bins = [part[a:max(b, a + 1)] for a, b in zip(edges, edges[1:])]
    limit = max(abs(part).max(), 1e-6)
    middle = top + strip_height / 2
    scale = strip_height / 2 / limit
    def px(t):
        return left + (t - low) / (high - low) * (width - 2 * left)
    parts.append(f'<text x="{left}" y="{top - 6}" fill="#333333">{titles[n]} (±{limit:.0f} µV)</text>')
    parts.append(f'<rect x="{left}" y="{top}" width="{width - 2 * left}" height="{strip_height}" fill="none" stroke="#dddddd"/>')
    for e in events:
        a, b = e["onset_s"], e["onset_s"] + e["duration_s"]
        if b < low or a > high:
            continue
        a, b = px(max(a, low)), px(min(b, high))
        parts.append(f'<rect x="{a:.1f}" y="{top}" width="{max(1.5, b - a):.1f}" height="{strip_height}" '
                     f'fill="{COLOURS[e["type"]]}" fill-opacity="0.25"/>')
        parts.append(f'<rect x="{a:.1f}" y="{top + strip_height}" width="{max(1.5, b - a):.1f}" height="7" fill="{COLOURS[e["type"]]}"/>')
        for burst in e.get("bursts_s", []) if n == 2 else []:
            if low <= burst <= high:
                parts.append(f'<path d="M{px(burst):.1f} {top + 2} v8" stroke="{COLOURS[e["type"]]}" stroke-width="2"/>')
    points = []
    for k, b in enumerate(bins):
        xx = left + k * (width - 2 * left) / len(bins)
        points.append(f"{xx:.1f},{middle - b.max() * scale:.1f}")
        if len(b) > 1:
            points.append(f"{xx:.1f},{middle - b.min() * scale:.1f}")
    parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="#222222" stroke-width="0.8"/>')
    if n == 1:
        for sign in (1, -1):
            y = middle - sign * first["threshold_uv"] * scale
            parts.append(f'<path d="M{left} {y:.1f} H{width - left}" stroke="#D55E00" stroke-dasharray="6 4" fill="none"/>')
parts.append("</svg>")
open(output, "w").write("\n".join(parts))
