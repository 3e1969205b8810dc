# SPDX-License-Identifier: GPL-2.0-or-later
"""The three curves: what a message costs with ten times the calls, the connections, the file; and their plot."""

import pathlib
import tempfile

import measure
import workload

STEPS = (1, 2, 4, 7, 10)
RUNS = 9
WIDTH, HEIGHT, MARGIN = 300, 220, 46

# Title, unit at the smallest step, and what is written at a step: kind, conversations, how many at once.
CURVES = (
    ("calls in progress", 500, lambda step: ("calls", 6000, 500 * step)),
    ("connections", 500, lambda step: ("connections", 6000, 500 * step)),
    ("size of the file", 5, lambda step: ("mix", 1800 * step, 200)),
)


def messages_of(conversations, kind):
    """How many messages conversations of this kind hold: those of the frames that carry data."""
    per_kind = {"calls": 10, "connections": 8, "mix": (10 + 8 + 2) / 3}
    return conversations * per_kind[kind]


def cost(tool, kind, conversations, at_once):
    """Nanoseconds of processor time (the quickest run) and instructions, each per message."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder) / "curve.pcap")
        workload.write(path, kind, conversations, at_once)
        command = [tool, "--format", "json", path]
        count = messages_of(conversations, kind)
        cpu = min(measure.Usage(command).cpu for _ in range(RUNS))
        counted = measure.instructions(command) if measure.has("valgrind") else None
        return cpu * 1e9 / count, counted / count if counted else None


def all_curves(tool):
    """For each curve its title, its unit and a list of (step, nanoseconds, instructions)."""
    return [(title, unit, [(step, *cost(tool, *at(step))) for step in STEPS]) for title, unit, at in CURVES]


def line(points, which, dashes):
    """A curve relative to its first point, which stands at 1; the axis goes from 0 to 2."""
    first = points[0][which]
    if first is None:
        return ""
    spots = []
    for point in points:
        x = MARGIN + (point[0] - 1) / 9 * (WIDTH - MARGIN - 12)
        y = HEIGHT - MARGIN - min(point[which] / first, 2) / 2 * (HEIGHT - 2 * MARGIN)
        spots.append((x, y))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in spots)
    return f'<g fill="#1f4e79" stroke="#1f4e79"><polyline points="{path}" fill="none" {dashes}/>{dots}</g>'


def text(x, y, words, anchor="middle"):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>'


def panel(title, unit, points):
    bottom, right, middle = HEIGHT - MARGIN, WIDTH - 12, (MARGIN + WIDTH) / 2
    parts = [f'<path d="M{MARGIN},{MARGIN} V{bottom} H{right}" fill="none" stroke="#444"/>']
    parts.append(f'<path d="M{MARGIN},{HEIGHT / 2} H{right}" stroke="#ccc"/>')
    for value, y in ((0, bottom), (1, HEIGHT / 2), (2, MARGIN)):
        parts.append(text(MARGIN - 6, y + 4, value, "end"))
    suffix = " MB" if title.startswith("size") else ""
    for step in (STEPS[0], STEPS[-1]):
        x = MARGIN + (step - 1) / 9 * (right - MARGIN)
        parts.append(text(x, bottom + 16, f"{unit * step}{suffix}", "middle" if step == 1 else "end"))
    parts.append(text(middle, HEIGHT - 8, title))
    parts.append(line(points, 1, ""))
    parts.append(line(points, 2, 'stroke-dasharray="4 3"'))
    return "".join(parts)


def svg(curves):
    """The three panels side by side."""
    parts = [f'<g transform="translate({n * WIDTH},16)">{panel(*curve)}</g>' for n, curve in enumerate(curves)]
    heading = text(WIDTH * 1.5, 20, "Cost of one message, relative to that at the left: processor time (solid), instructions (dashed)")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * 3}" height="{HEIGHT + 16}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="white"/>{heading}{"".join(parts)}</svg>\n'
    )
