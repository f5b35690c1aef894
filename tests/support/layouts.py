"""Where everything stands on a print, as text: `python -m tests.support.layouts` writes it anew.

An issuer prints for years, and cards of one issuer have to look alike. So a change of the layout is one that
somebody wanted, and looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from signing.printing import proof
from signing.printing.card import back, front
from signing.printing.drawing import Box, Shape, Symbol, Words
from tests.support.cards import FACE, LONGEST, USUAL
from tests.support.issuing import photograph
from tests.support.prints import BOLD, job, style

KEPT = Path(__file__).resolve().parent.parent / "signing" / "layouts.json"


def layouts() -> dict[str, list[str]]:
    """Return each kind of side, shape by shape; a card's in millimetres, a proof's in pixels."""
    plain = job(USUAL)
    full = job(LONGEST, face=FACE, picture=photograph((60, 80)), practice=True)
    ordered = job(replace(USUAL, kind="order_proof"))
    crowded = replace(
        LONGEST,
        name=" ".join(["Maximilianna-Wilhelmina"] * 6),
        employer=" ".join(["Totalentreprenørmontasjefirma"] * 5),
        industries=(1111, 2222, 3333, 4444),
    )
    fullest = replace(job(crowded, practice=True), picture=photograph((60, 80)), text=full.text)
    fullest_proof = replace(fullest, card=replace(crowded, kind="order_proof"))
    return {
        "front": described(front(plain, style())),
        "front, practice, with a picture": described(front(full, style())),
        "back": described(back(plain, style())),
        "back, practice": described(back(replace(full, face_text=None), style())),
        "back with a face": described(back(replace(full, practice=False), style())),
        "back with a face, practice": described(back(full, style())),
        "front, crowded": described(front(fullest, style(issuer_name=("Utsteder " * 20)[:93]))),
        "back, crowded": described(back(fullest, style(issuer_name=("Utsteder " * 30)[:187]))),
        "back with a face, crowded": described(back(full, style(issuer_name=("Utsteder " * 10)[:78]))),
        "order proof, crowded": described(
            proof._side(fullest_proof, style(issuer_name=("Utsteder " * 20)[:165]))
        ),
        "order proof": described(proof._side(ordered, style())),
        "order proof, practice": described(proof._side(replace(ordered, practice=True), style())),
    }


def described(side: Iterable[Shape]) -> list[str]:
    """Return each shape as a line."""
    return [_line(shape) for shape in side]


def _line(shape: Shape) -> str:
    match shape:
        case Box():
            place = f"{shape.x:.2f}, {shape.y:.2f}: {shape.width:.2f} x {shape.height:.2f}"
            return f"box at {place} in {shape.fill}"
        case Words():
            face = "bold" if shape.face is BOLD else "regular"
            place = f"{shape.x:.2f}, {shape.baseline:.2f}: {face} {shape.size:.2f} in {shape.colour}"
            return f"words at {place}: {shape.text}"
        case Symbol():
            return f"symbol at {shape.x:.3f}, {shape.y:.3f}: {len(shape.rows)} modules of {shape.module:.4f}"
        case _:
            return f"picture at {shape.x:.2f}, {shape.y:.2f}: {shape.width:.2f} x {shape.height:.2f}"


if __name__ == "__main__":
    KEPT.write_text(json.dumps(layouts(), ensure_ascii=False, indent=1) + "\n", "utf-8")
