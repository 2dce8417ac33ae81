"""Areas in a ring with arrows between them, as SVG: always beside the same in words and a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, hypot, pi, sin

from .charts import ACCENT, CONTEXT, INK

WIDTH, RADIUS, MIDDLE, LINE = 720, 150, 210, 17
FONT = "Inter, sans-serif"


@dataclass(frozen=True, slots=True)
class Arrow:
    """`weight` 0–1 is its share of the thickest. An own hypothesis is dashed; what is in a circle has the accent."""

    start: str
    end: str
    both_ways: bool
    weight: float
    dashed: bool
    marked: bool


def circle(areas: Sequence[tuple[str, str]], arrows: Sequence[Arrow]) -> str:
    """`areas`: key and name, clockwise from the top. Raises `KeyError` for an arrow to an area that is not there."""
    place = {
        key: (WIDTH / 2 + RADIUS * sin(turn), MIDDLE - RADIUS * cos(turn), sin(turn), cos(turn))
        for number, (key, _name) in enumerate(areas)
        for turn in [2 * pi * number / max(1, len(areas))]
    }
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {2 * MIDDLE}" width="{WIDTH}" '
        f'height="{2 * MIDDLE}" font-family="{FONT}" font-size="14">'
        f'<rect width="{WIDTH}" height="{2 * MIDDLE}" fill="white"/>'
    ]
    parts += [_arrow(arrow, place[arrow.start][:2], place[arrow.end][:2]) for arrow in sorted(arrows, key=_order)]
    parts += [_name(name, *place[key]) for key, name in areas]
    return "".join([*parts, "</svg>"])


def _order(arrow: Arrow) -> tuple[bool, float]:
    return arrow.marked, arrow.weight  # what matters most is drawn last, on top


def _arrow(arrow: Arrow, start: tuple[float, float], end: tuple[float, float]) -> str:
    """A line bent towards the middle, so that arrows beside each other can be told apart."""
    colour, wide = (ACCENT if arrow.marked else CONTEXT), 1 + 2.5 * arrow.weight
    bend = ((start[0] + end[0]) * 0.4 + WIDTH * 0.1, (start[1] + end[1]) * 0.4 + MIDDLE * 0.2)
    a, b = _towards(start, bend, 12), _towards(end, bend, 12)
    dash = ' stroke-dasharray="6 4"' if arrow.dashed else ""
    line = (
        f'<path d="M{a[0]:.1f} {a[1]:.1f} Q{bend[0]:.1f} {bend[1]:.1f} {b[0]:.1f} {b[1]:.1f}" fill="none" '
        f'stroke="{colour}" stroke-width="{wide:.1f}"{dash}/>'
    )
    heads = _head(b, bend, colour) + (_head(a, bend, colour) if arrow.both_ways else "")
    return line + heads


def _towards(point: tuple[float, float], other: tuple[float, float], far: float) -> tuple[float, float]:
    length = hypot(other[0] - point[0], other[1] - point[1]) or 1.0
    return point[0] + (other[0] - point[0]) * far / length, point[1] + (other[1] - point[1]) * far / length


def _head(tip: tuple[float, float], back: tuple[float, float], colour: str) -> str:
    base = _towards(tip, back, 11)
    x, y = (base[1] - tip[1]) * 0.45, (tip[0] - base[0]) * 0.45
    corners = (tip, (base[0] + x, base[1] + y), (base[0] - x, base[1] - y))
    return f'<polygon points="{" ".join(f"{px:.1f},{py:.1f}" for px, py in corners)}" fill="{colour}"/>'


def _name(name: str, x: float, y: float, side: float, up: float) -> str:
    anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"
    lines = _lines(name)
    top = y - 14 - (len(lines) - 1) * LINE if up > 0.8 else y + 24 if up < -0.8 else y + 5 - (len(lines) - 1) * LINE / 2
    across = x if anchor == "middle" else x + (14 if side > 0 else -14)
    words = "".join(
        f'<text x="{across:.1f}" y="{top + number * LINE:.1f}" text-anchor="{anchor}" fill="{INK}">'
        f"{escape(line)}</text>"
        for number, line in enumerate(lines)
    )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{INK}"/>{words}'


def _lines(name: str) -> list[str]:
    """At most about 22 signs a line."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) > 21:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
