"""A bar chart as SVG: enough to see at a glance who reads what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 360, 50, 60, 40
SHADES = ("#0b5cad", "#e07a1f", "#6b8e23", "#8a5a9e", "#777777")


def bars(title: str, groups: Sequence[str], shares: Mapping[str, Sequence[float]]) -> str:
    """Return a chart: a group of bars for each of `groups`, a bar in it for each name; shares are 0 to 1."""
    room = (WIDTH - LEFT - 20) / max(1, len(groups))
    thick = room * 0.8 / max(1, len(shares))
    parts = [_text(LEFT, 22, title, 16), *_grid()]
    for number, (name, values) in enumerate(shares.items()):
        shade = SHADES[number % len(SHADES)]
        legend = LEFT + number * 160
        parts += [_box(legend, 34, 12, 12, shade), _text(legend + 16, 44, name, 12)]
        for place, share in enumerate(values):
            x = LEFT + place * room + room * 0.1 + number * thick
            high = share * (HEIGHT - TOP - BOTTOM)
            parts.append(_box(x, HEIGHT - BOTTOM - high, thick * 0.92, high, shade))
            parts.append(_text(x, HEIGHT - BOTTOM - high - 4, f"{share:.0%}", 11))
    parts += [
        _text(LEFT + (place + 0.4) * room, HEIGHT - 16, group, 13) for place, group in enumerate(groups)
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    return "\n".join([head, _box(0, 0, WIDTH, HEIGHT, "#ffffff"), *parts, "</svg>", ""])


def _grid() -> list[str]:
    lines = []
    for step in range(5):
        y = HEIGHT - BOTTOM - step / 4 * (HEIGHT - TOP - BOTTOM)
        lines += [_box(LEFT, y, WIDTH - LEFT - 20, 1, "#dddddd"), _text(12, y + 4, f"{step * 25} %", 11)]
    return lines


def _box(x: float, y: float, wide: float, high: float, shade: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{shade}"/>'


def _text(x: float, y: float, words: str, size: int) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}">{escape(words)}</text>'
