"""Draws one figure as SVG: rates with 95 % intervals as bands over a logarithmic or linear axis, and a strip of false alarms below.

Pure: numbers in, text out. Colours are variables of a style sheet inside the picture, so that it follows a light or dark page.
"""
import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 900, 600
LEFT, RIGHT = 84, 28
MAIN_HEIGHT, GAP, STRIP_HEIGHT, FOOT = 292, 46, 62, 52
LIGHT = ['#0b62b8', '#c2410c', '#0f7b4d', '#8a2be2', '#a16207', '#be185d', '#475569', '#0e7490']
DARK = ['#58a6ff', '#ff9b5e', '#4ade80', '#c9a2ff', '#e3c341', '#ff7eb6', '#a3b1c2', '#38d5e8']
STYLE = '''
svg{{--paper:#ffffff;--ink:#1f2328;--mute:#59636e;--grid:#dde3e9;--alarm:#cf222e;{light}}}
@media (prefers-color-scheme:dark){{svg{{--paper:#0d1117;--ink:#e6edf3;--mute:#9da7b1;--grid:#2b323b;--alarm:#ff7b72;{dark}}}}}
text{{font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;font-size:13px;fill:var(--mute)}}
.title{{font-size:20px;font-weight:600;fill:var(--ink)}}
.label,.legend{{fill:var(--ink)}}
.grid{{stroke:var(--grid);stroke-width:1}}
.axis{{stroke:var(--mute);stroke-width:1}}
'''


def number(x):
    """Short text of a value: 1000, 0.5, 10."""
    return f'{x:g}'


class Axis:
    """Where a value stands, in pixels. Logarithmic axes give 0 a place of its own left of the least value."""

    def __init__(self, values, log):
        self.log = log
        self.values = sorted(set(values))
        positive = [v for v in self.values if v > 0]
        self.zero = log and self.values[0] == 0
        self.low, self.high = (math.log10(positive[0]), math.log10(positive[-1])) if log else (self.values[0], self.values[-1])
        if self.high == self.low:
            self.high += 1
        self.start = LEFT + (64 if self.zero else 14)

    def at(self, value):
        if self.zero and value == 0:
            return LEFT + 14.0
        v = math.log10(value) if self.log else value
        return self.start + (v - self.low) / (self.high - self.low) * (WIDTH - RIGHT - 14 - self.start)

    def labels(self):
        """Values that have room for a label, ends first."""
        taken = []
        ends = [self.values[0], self.values[-1]]
        for v in ends + [v for v in self.values if v not in ends]:
            if all(abs(self.at(v) - self.at(t)) > 8 + 4.5 * (len(number(v)) + len(number(t))) for t in taken):
                taken.append(v)
        return sorted(taken)


def line(points):
    return ' '.join(f'{"L" if i else "M"}{x:.1f},{y:.1f}' for i, (x, y) in enumerate(points))


def marker(kind, x, y, colour):
    r = 4.2
    shapes = {
        0: f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}"',
        1: f'<rect x="{x - r + .4:.1f}" y="{y - r + .4:.1f}" width="{2 * r - .8:.1f}" height="{2 * r - .8:.1f}"',
        2: f'<path d="{line([(x, y - r - .6), (x + r + .4, y + r - .6), (x - r - .4, y + r - .6)])}Z"',
        3: f'<path d="{line([(x, y - r - 1), (x + r + 1, y), (x, y + r + 1), (x - r - 1, y)])}Z"',
        4: f'<path d="{line([(x - r, y - r), (x + r, y - r), (x, y + r + 1)])}Z"',
        5: f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r - 1.2}"',
        6: f'<rect x="{x - r:.1f}" y="{y - r / 2:.1f}" width="{2 * r}" height="{r}"',
        7: f'<rect x="{x - r / 2:.1f}" y="{y - r:.1f}" width="{r}" height="{2 * r}"',
    }
    return f'{shapes[kind % 8]} fill="{colour}" stroke="var(--paper)" stroke-width="1.2"/>'


def legend(series, top):
    """Rows of a swatch and a name; also the height they take."""
    out, x, y = [], LEFT, top
    for i, s in enumerate(series):
        width = 52 + 7.2 * len(s['label'])
        if x > LEFT and x + width > WIDTH - RIGHT:
            x, y = LEFT, y + 21
        colour = f'var(--s{i % 8})'
        out.append(f'<line x1="{x}" x2="{x + 26}" y1="{y - 4}" y2="{y - 4}" stroke="{colour}" stroke-width="2.4"/>')
        out.append(marker(i, x + 13, y - 4, colour))
        out.append(f'<text class="legend" x="{x + 33}" y="{y}">{escape(s["label"])}</text>')
        x += width
    return out, y - top


def horizontal_grid(top, height, most, steps):
    out = []
    for i in range(steps + 1):
        y = top + height * (1 - i / steps)
        out.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y + 4.5:.1f}" text-anchor="end">{number(100 * most * i / steps)} %</text>')
    return out


def vertical_axis_label(text, top, height):
    return f'<text class="label" transform="translate(22,{top + height / 2:.0f}) rotate(-90)" text-anchor="middle">{escape(text)}</text>'


def rates(axis, series, top):
    """Bands first, then lines from wide to narrow, so that lines on one another are all seen."""
    bands, lines, dots = [], [], []
    for i, s in enumerate(series):
        colour = f'var(--s{i % 8})'
        points = [(axis.at(x), *(top + MAIN_HEIGHT * (1 - v) for v in (y, low, high))) for x, y, low, high in s['points']]
        band = [(p[0], p[2]) for p in points] + [(p[0], p[3]) for p in reversed(points)]
        bands.append(f'<path d="{line(band)}Z" fill="{colour}" opacity="0.11"/>')
        width = 2 + min(1.5, 6 / len(series)) * (len(series) - 1 - i)
        lines.append(f'<path d="{line([p[:2] for p in points])}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"/>')
        dots += [marker(i, p[0], p[1], colour) for p in points]
    return bands + lines + dots


def alarm_strip(axis, points, top):
    most = max([0.1] + [math.ceil(p[3] * 10) / 10 for p in points])
    out = horizontal_grid(top, STRIP_HEIGHT, most, 2)
    for x, y, low, high, _, _ in points:
        px, (py, pl, ph) = axis.at(x), (top + STRIP_HEIGHT * (1 - v / most) for v in (y, low, high))
        out.append(f'<line x1="{px:.1f}" x2="{px:.1f}" y1="{pl:.1f}" y2="{ph:.1f}" stroke="var(--alarm)" stroke-width="7" opacity="0.25"/>')
        out.append(f'<rect x="{px - 4.5:.1f}" y="{py - 1.5:.1f}" width="9" height="3" fill="var(--alarm)"/>')
    return out


def vertical_marks(axis, marks, top, bottom):
    """Dashed lines at values that mean something."""
    out = []
    for value, text in marks:
        if not axis.values[0] < value < axis.values[-1]:
            continue
        x = axis.at(value)
        out.append(f'<line class="axis" stroke-dasharray="5 4" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>')
        out.append(f'<text x="{x + 5:.1f}" y="{top + MAIN_HEIGHT - 8}">{escape(text)}</text>')
    return out


def figure(title, subtitle, xlabel, log, series, alarms, marks=(), ylabel='captures in which it was found'):
    """series: [{label, points: [(x, rate, low, high)]}], rates 0..1; alarms: the same and (alarmed, runs) of all
    innocent captures, in a strip of their own; empty: none is drawn."""
    axis = Axis([p[0] for s in series for p in s['points']], log)
    rows, extra = legend(series, 88)
    top = 108 + extra
    strip = top + MAIN_HEIGHT + GAP
    bottom = strip + STRIP_HEIGHT if alarms else top + MAIN_HEIGHT
    height = bottom + FOOT
    style = STYLE.format(light=''.join(f'--s{i}:{c};' for i, c in enumerate(LIGHT)), dark=''.join(f'--s{i}:{c};' for i, c in enumerate(DARK)))
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
           f'aria-label="{escape(title)}">', f'<style>{style}</style>', f'<rect width="{WIDTH}" height="{height}" fill="var(--paper)"/>',
           f'<text class="title" x="{LEFT}" y="34">{escape(title)}</text>', f'<text x="{LEFT}" y="57">{escape(subtitle)}</text>', *rows]
    out += horizontal_grid(top, MAIN_HEIGHT, 1, 5)
    for v in axis.labels():
        x = axis.at(v)
        out.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>')
        out.append(f'<text x="{x:.1f}" y="{bottom + 19}" text-anchor="middle">{number(v)}</text>')
    out += vertical_marks(axis, marks, top, bottom)
    out += rates(axis, series, top)
    out.append(vertical_axis_label(ylabel, top, MAIN_HEIGHT))
    if alarms:
        out += alarm_strip(axis, alarms, strip)
        out.append(vertical_axis_label('false', strip, STRIP_HEIGHT))
        hits, runs = sum(p[4] for p in alarms), sum(p[5] for p in alarms)
        out.append(f'<text class="label" x="{LEFT}" y="{strip - 12}">False alarms in innocent captures: {hits:,} of {runs:,}</text>')
    out.append(f'<text class="label" x="{(LEFT + WIDTH - RIGHT) / 2}" y="{height - 12}" text-anchor="middle">{escape(xlabel)}</text>')
    return '\n'.join(out) + '\n</svg>\n'
