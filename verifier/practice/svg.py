"""Elements of SVG as text, with presentation attributes only: no style, script, font file or address."""

from __future__ import annotations

from html import escape

FONTS = "system-ui, Segoe UI, Roboto, Helvetica, Arial, sans-serif"


def number(value: float) -> str:
    """`value` with at most three decimals, the same text on every machine."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, *content: str, **attributes: str | float | None) -> str:
    """An element; an underscore in an attribute's name stands for a hyphen, None leaves the attribute out."""
    written = "".join(
        f' {key.replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(content)}</{name}>" if content else f"<{name}{written}/>"


def document(title: str, *content: str, **attributes: str | float | None) -> str:
    """A whole SVG document with a title for those who cannot see it."""
    head = {"xmlns": "http://www.w3.org/2000/svg", **attributes, "role": "img"}
    return tag("svg", tag("title", escape(title)), *content, **head)


def path(d: str, fill: str, opacity: float | None = None) -> str:
    """A filled path."""
    return tag("path", d=d, fill=fill, fill_opacity=opacity)


def stroke(d: str, colour: str, width: float, opacity: float | None = None) -> str:
    """A path drawn as a line with round ends."""
    return tag(
        "path",
        d=d,
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_opacity=opacity,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def oval(x: float, y: float, rx: float, ry: float, fill: str, opacity: float | None = None) -> str:
    """An ellipse around (x, y)."""
    return tag("ellipse", cx=x, cy=y, rx=rx, ry=ry, fill=fill, fill_opacity=opacity)


def disc(x: float, y: float, r: float, fill: str, opacity: float | None = None) -> str:
    """A circle around (x, y)."""
    return tag("circle", cx=x, cy=y, r=r, fill=fill, fill_opacity=opacity)


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    radius: float | None = None,
    opacity: float | None = None,
) -> str:
    """A rectangle from its top left corner."""
    return tag(
        "rect", x=x, y=y, width=width, height=height, rx=radius or None, fill=fill, fill_opacity=opacity
    )
