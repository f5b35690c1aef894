"""Colours and motifs of the practice cards by industry; none of them is those of a real card."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.practice.card import PracticeCard


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as `#rrggbb`; `motif` is a line drawing on a field of 30 x 26 units."""

    norwegian: str
    english: str
    paper: str
    deep: str
    accent: str
    ink: str
    motif: str


_CRANE = (
    "M4 25V4M8 25V4M4 25L8 20L4 15L8 10L4 5M1 4H28M8 4L5 0L1 4M5 0L22 4M22 4V9M20 9h4v3h-4z"
    "M13 25V17L20 12L27 17V25ZM17 25V20H20V25M22 19h3v3h-3z"
)
_BUBBLES = (
    "M16 15a6 6 0 1 1 -12 0a6 6 0 1 1 12 0ZM27 10a4 4 0 1 1 -8 0a4 4 0 1 1 8 0Z"
    "M25 21a3 3 0 1 1 -6 0a3 3 0 1 1 6 0Z"
    "M14 4a2 2 0 1 1 -4 0a2 2 0 1 1 4 0ZM7 13a3 3 0 0 1 2.5 -2M21.5 8.5a2 2 0 0 1 1.5 -1"
    "M27 1v4M25 3h4M3 4v3M1.5 5.5h3"
)
_WHEEL = (
    "M27 13a12 12 0 1 1 -24 0a12 12 0 1 1 24 0ZM23 13a8 8 0 1 1 -16 0a8 8 0 1 1 16 0Z"
    "M17.5 13a2.5 2.5 0 1 1 -5 0a2.5 2.5 0 1 1 5 0ZM15 10.5V5M17.4 12.2L22.6 10.5"
    "M16.5 15L19.7 19.5M13.5 15L10.3 19.5M12.6 12.2L7.4 10.5"
)
_VAN = (
    "M1 20V7H18V20M18 11H24L28 15.5V20H26M20 13H23.4L25.8 15.8H20ZM1 20H4M10 20H20"
    "M10 20a3 3 0 1 1 -6 0a3 3 0 1 1 6 0Z"
    "M26 20a3 3 0 1 1 -6 0a3 3 0 1 1 6 0ZM0 25H6M9 25H16M19 25H29M5 11h8v5h-8z"
)
_LETTER = "M2 4H28V22H2ZM2 5L15 15L28 5M2 22L11 12M28 22L19 12"

INDUSTRIES: dict[int, Theme] = {
    41: Theme("Bygg og anlegg", "Construction", "#fff6e6", "#8a4b08", "#e0912f", "#33210b", _CRANE),
    81: Theme("Renhold", "Cleaning", "#eaf8f5", "#0e5f60", "#35a79c", "#0b2c2c", _BUBBLES),
    45: Theme("Bilpleie", "Car care", "#eef1fd", "#36429b", "#7b8be0", "#171c44", _WHEEL),
    49: Theme("Varetransport", "Van transport", "#f9eef6", "#7a2f6b", "#c87ab8", "#35122e", _VAN),
}
ORDER_PROOF = Theme("Bestillingsbevis", "Order proof", "#f7f7f4", "#3f4a59", "#8793a3", "#1c232d", _LETTER)


def theme_of(card: PracticeCard) -> Theme:
    """The theme of the card's first industry, or that of the order proof."""
    return ORDER_PROOF if card.kind == "order_proof" else INDUSTRIES[card.industries[0]]
