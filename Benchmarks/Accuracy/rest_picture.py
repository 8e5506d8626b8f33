"""The long resting record as a picture for the page: overview, where events are, and the waveform of each."""
import sys

import numpy as np
from scipy import signal

import real_data

COLORS = dict(fasciculation="#d55e00", myoclonus="#0072b2", negative_myoclonus="#56b4e9", contraction="#009e73",
              artifact="#cc79a7", unclassified="#777777")
WIDTH, COLUMNS, CELL = 1000, 8, 72
REACH_S = .06  # of the gallery's waveforms, to both sides
GALLERY = ["fasciculation", "myoclonus", "unclassified", "artifact"]


def band_passed():
    x = np.fromfile(real_data.path(real_data.REST), "<f4").astype(float)
    sos = signal.butter(4, [20, 450], "bandpass", fs=real_data.REST_RATE, output="sos")
    return 1000 * signal.sosfiltfilt(sos, x)


def text(x, y, words, size=11, anchor="start", color="#222"):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{color}">{words}</text>'


def line(points, color, width=.8):
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    return f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="{width}"/>'


def overview(y, noise, events, top):
    """Smallest and largest sample by the second, cut at 40 times the noise, and a tick for each event."""
    parts, seconds, limit, height = [], len(y) // real_data.REST_RATE, 40 * noise, 120
    blocks = y[:seconds * real_data.REST_RATE].reshape(seconds, -1).clip(-limit, limit)
    middle = top + height / 2

    def x(t):
        return 45 + (WIDTH - 65) * t / seconds
    for s, (low, high) in enumerate(zip(blocks.min(1), blocks.max(1))):
        parts.append(f"M{x(s):.1f} {middle - high / limit * height / 2:.1f}V{middle - low / limit * height / 2:.1f}")
    parts = [f'<path d="{"".join(parts)}" stroke="#444" stroke-width="0.8"/>']
    for share in (-1, 0, 1):
        parts.append(text(40, middle - share * height / 2 + 4, f"{share * 40}", 9, "end"))
    for minute in range(0, seconds // 60 + 1, 2):
        parts.append(text(x(60 * minute), top + height + 14, f"{minute} min", 9, "middle"))
    row = top + height + 24
    for kind, color in COLORS.items():
        own = [e for e in events if e["type"] == kind]
        parts.append(text(40, row + 9, f"{len(own)}", 9, "end", color))
        for e in own:
            wide = max(1.4, x(e["duration_s"]) - x(0))
            parts.append(f'<rect x="{x(e["onset_s"]):.1f}" y="{row}" width="{wide:.1f}" height="11" fill="{color}"/>')
        parts.append(text(WIDTH - 12, row + 9, kind, 9, "end", color))
        row += 13
    return parts, row


def gallery(y, noise, events, top):
    """Each event's waveform on its own scale; the numbers are its place in the record and its size over the noise."""
    parts, reach = [], int(REACH_S * real_data.REST_RATE)
    for kind in GALLERY:
        own = [e for e in events if e["type"] == kind]
        if not own:
            continue
        parts.append(text(10, top + 14, f"{kind}, {len(own)}", 12, color=COLORS[kind]))
        top += 20
        for n, e in enumerate(own):
            left, upper = 10 + n % COLUMNS * (WIDTH - 20) / COLUMNS, top + n // COLUMNS * CELL
            middle = round(e["time_s"] * real_data.REST_RATE)
            a, b = max(0, middle - reach), min(len(y), middle + reach)
            piece = y[a:b]
            scale = max(np.abs(piece).max(), 6 * noise)
            step = ((WIDTH - 20) / COLUMNS - 8) / (2 * reach)
            inside = [(left + (k + a - middle + reach) * step, upper + 42 - 24 * v / scale) for k, v in enumerate(piece)]
            shade_from = left + (max(a, round(e["onset_s"] * real_data.REST_RATE)) - middle + reach) * step
            shade_to = left + (min(b, round((e["onset_s"] + e["duration_s"]) * real_data.REST_RATE)) - middle + reach) * step
            parts.append(f'<rect x="{shade_from:.1f}" y="{upper + 16}" width="{max(1, shade_to - shade_from):.1f}" height="52" '
                         f'fill="{COLORS[kind]}" fill-opacity="0.12"/>')
            parts.append(line(inside, "#222"))
            size = "" if e["snr"] is None else f" · {e['snr']:.0f}×"
            unit = "" if e["motor_unit"] is None else f" · u{e['motor_unit']}"
            parts.append(text(left, upper + 12, f"{e['time_s']:.2f} s{size}{unit}", 9))
        top += (len(own) - 1) // COLUMNS * CELL + CELL + 8
    return parts, top


def write(rest, output):
    """Draws the picture of evaluate.py's result; where the recording is absent it stays as it is."""
    try:
        y = band_passed()
    except FileNotFoundError as error:
        print(f"{output} left as it is: {error}", file=sys.stderr)
        return
    first, row = overview(y, rest["noise"], rest["events"], 28)
    second, bottom = gallery(y, rest["noise"], rest["events"], row + 14)
    head = text(10, 16, "Long resting record: extremes of each second over the noise; events; waveforms ±60 ms, 20–450 Hz, each on "
                "its own scale", 12)
    with open(output, "w") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 6:.0f}" font-family="sans-serif">\n'
                   f'<rect width="{WIDTH}" height="{bottom + 6:.0f}" fill="white"/>\n' + "\n".join([head] + first + second)
                   + "\n</svg>\n")
