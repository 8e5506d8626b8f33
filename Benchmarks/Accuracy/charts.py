"""Tables in Markdown and small charts in SVG."""
COLORS = ["#0072b2", "#999999", "#d55e00", "#009e73", "#cc79a7"]


def number(value, digits=3):
    return "–" if value is None else f"{value:.{digits}f}"


def share(part, whole):
    """A share in per cent with its counts."""
    return f"{100 * part / whole:.1f} % ({part} of {whole})" if whole else "–"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows])


class Plot:
    """A small chart in SVG: axes from zero to one upwards, points and lines."""

    def __init__(self, title, x_label, y_label, ticks, x_range, y_range=(0, 1), legend=(270, 240)):
        self.x_range, self.y_range, self.parts = x_range, y_range, []
        self.legend = legend
        self.text(30, 18, title, size=13, anchor="start", weight="bold")
        self.text(250, 290, x_label)
        self.parts.append(f'<text x="14" y="145" transform="rotate(-90 14 145)" text-anchor="middle">{y_label}</text>')
        for n in range(6):
            y = y_range[0] + (y_range[1] - y_range[0]) * n / 5
            self.parts.append(f'<line x1="50" x2="450" y1="{self.y(y):.1f}" y2="{self.y(y):.1f}" stroke="#ddd"/>')
            self.text(44, self.y(y) + 4, f"{y:.1f}", anchor="end")
        for x, label in ticks:
            self.text(self.x(x), 270, label)

    def x(self, v):
        return 50 + 400 * (v - self.x_range[0]) / (self.x_range[1] - self.x_range[0])

    def y(self, v):
        return 255 - 220 * (v - self.y_range[0]) / (self.y_range[1] - self.y_range[0])

    def text(self, x, y, words, size=11, anchor="middle", weight="normal"):
        words = words.replace("&", "&amp;").replace("<", "&lt;")
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
                          f'font-weight="{weight}">{words}</text>')

    def line(self, points, color, name=None, dash=""):
        path = " ".join(f"{self.x(a):.1f},{self.y(b):.1f}" for a, b in points)
        self.parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2" stroke-dasharray="{dash}"/>')
        for a, b in points if not dash else []:
            self.parts.append(f'<circle cx="{self.x(a):.1f}" cy="{self.y(b):.1f}" r="3.5" fill="{color}"/>')
        if name:
            x, y = self.legend
            self.legend = x, y - 16
            self.parts.append(f'<line x1="{x}" x2="{x + 20}" y1="{y - 4}" y2="{y - 4}" stroke="{color}" stroke-width="2" '
                              f'stroke-dasharray="{dash}"/>')
            self.text(x + 25, y, name, anchor="start")

    def bar(self, a, b, top, color):
        self.parts.append(f'<rect x="{self.x(a):.1f}" y="{self.y(top):.1f}" width="{self.x(b) - self.x(a):.1f}" '
                          f'height="{self.y(0) - self.y(top):.1f}" fill="{color}" fill-opacity="0.25"/>')

    def write(self, path):
        with open(path, "w") as file:
            file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 300" font-family="sans-serif" font-size="11">\n'
                       '<rect width="480" height="300" fill="white"/>\n' + "\n".join(self.parts) + "\n</svg>\n")


def bin_label(b):
    return f"{b['snr_from']:g}–{b['snr_to']:g}" if b["snr_to"] else f"> {b['snr_from']:g}"
