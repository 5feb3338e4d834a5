"""The chart of CPU a request, by workload and server, as SVG that reads on light and on dark.

The bars of one workload share a scale. One that would leave the others too small to compare is cut
short and shows a gap; its figure is beside it, as every other's is.
"""

import statistics
from html import escape

from bench.peers.tables import Figures, Medians, number
from bench.peers.workloads import TITLES

WIDTH = 760
NAMES = 130  # pixels for the names of servers, on the left
VALUES = 90  # and for the figures, on the right
BAR, STEP = 14, 20
HEAD, FOOT = 46, 12
LEGEND = 34
LONGEST = 2.5
"""How many times the median a bar may be long."""
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f; }
.title { font-weight: 600; font-size: 13px; }
.app { fill: #2f81f7; } .ours .app { fill: #2da44e; }
.postgresql { fill: #a5b4c8; }
.ours text { font-weight: 600; }
.gap { stroke: #ffffff; stroke-width: 3; }
@media (prefers-color-scheme: dark) {
  text { fill: #d1d7e0; } .postgresql { fill: #63738a; } .gap { stroke: #0d1117; }
}"""


def draw(found: Medians) -> str:
    """The whole picture."""
    parts, top = [_legend()], LEGEND
    for workload, group in found.items():
        parts.append(_panel(workload, group, top))
        top += HEAD + STEP * len(group) + FOOT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" '
        f'width="{WIDTH}" height="{top}" role="img">\n'
        f"<title>CPU a request, by workload and server</title>\n<style>{STYLE}\n</style>\n"
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _legend() -> str:
    words = (("app", "the server"), ("postgresql", "PostgreSQL for it"))
    marks = (
        f'<rect class="{kind}" x="{NAMES + index * 110}" y="14" width="12" height="12"/>'
        f"{_text(NAMES + 18 + index * 110, 24, word)}"
        for index, (kind, word) in enumerate(words)
    )
    return "".join(marks) + _text(WIDTH, 24, "ms of CPU a request: less is better", "end")


def _panel(workload: str, group: dict[str, Figures], top: int) -> str:
    title = _text(0, top + 28, f"{workload}: {TITLES[workload]}", css="title")
    sums = [figures.cpu for figures in group.values()]
    most = LONGEST * statistics.median(sums)
    scale = (WIDTH - NAMES - VALUES) / max(value for value in sums if value <= most)
    bars = (
        _bar(name, figures, top + HEAD + STEP * index, scale)
        for index, (name, figures) in enumerate(group.items())
    )
    return "\n".join([title, *bars])


def _bar(name: str, figures: Figures, top: int, scale: float) -> str:
    room = WIDTH - NAMES - VALUES
    cut = figures.cpu * scale > room + 0.5
    length = room if cut else figures.cpu * scale
    app = length * figures.app / figures.cpu
    end = NAMES + length
    gap = f'<path class="gap" d="M{end - 26:.1f} {top + BAR + 2} l8 -{BAR + 4}"/>' if cut else ""
    return (
        f'<g class="{"ours" if name.startswith("ours") else "other"}">'
        + _text(NAMES - 10, top + 11, name, "end")
        + f'<rect class="app" x="{NAMES}" y="{top}" width="{app:.1f}" height="{BAR}"/>'
        + f'<rect class="postgresql" x="{NAMES + app:.1f}" y="{top}" '
        + f'width="{length - app:.1f}" height="{BAR}"/>{gap}'
        + _text(end + 8, top + 11, number(figures.cpu))
        + "</g>"
    )


def _text(x: float, y: int, words: str, anchor: str = "start", css: str = "") -> str:
    kind = f' class="{css}"' if css else ""
    return f'<text{kind} x="{x:.1f}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
