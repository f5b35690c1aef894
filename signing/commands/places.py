"""The places of cards on the status lists, as `draw-status` wrote them: they come from nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from signing.commands.rows import Place, records, whole_number
from signing.errors import CardError


class Places:
    """The place of each card number; raises CardError where two cards share one, or one card has two."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._of: dict[str, Place] = {}
        owners: dict[Place, str] = {}
        for line, row in records(path):
            try:
                number, place = _drawn(row)
                if self._of.setdefault(number, place) != place:
                    raise CardError(f"card {number} stands there before, with another place")
                if owners.setdefault(place, number) != number:
                    raise CardError(f"the place {place[0]}, {place[1]} belongs to card {owners[place]}")
            except CardError as error:
                raise CardError(f"{path}, line {line}: {error}") from error

    def of(self, card_number: str) -> Place:
        """The place that was drawn for a card; raises CardError when none was."""
        try:
            return self._of[card_number]
        except KeyError:
            raise CardError(f"no place was drawn for it in {self._path.name}: see draw-status") from None


def _drawn(row: dict[str, Any] | str) -> tuple[str, Place]:
    if isinstance(row, str):
        raise CardError(row)
    number = row.get("card_number")
    if not isinstance(number, str) or not number:
        raise CardError("no card_number")
    return number, (whole_number(row, "status_list"), whole_number(row, "status_index"))
