"""An issuer's desk in a folder: keys, register, log and lists of cards, worked through the command line."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from signing import Card, TrustList, read_card
from signing.__main__ import main
from signing.commands.journal import read_log
from signing.issuance import Log
from tests.support.cards import NORMAL, NOW, PRACTICE, USUAL

HOLDERS = ("Jakub Próbny", "Øyvind Øvelse", "Thị Thử Nghiệm", "Žaneta Bandytė")


def cards(count: int) -> list[Card]:
    """Return cards of invented holders, each with a number and a place in the status list of its own."""
    return [
        replace(
            USUAL,
            card_number=str(40_000_000 + number),
            name=f"{HOLDERS[number % len(HOLDERS)]} {number}",
            birth_date=date(1970 + number % 30, 1 + number % 12, 1 + number % 28),
            expires=date(2998, 11, 2),
            status_ref=(1, 500_000 - 7 * number),
        )
        for number in range(count)
    ]


def document(card: Card) -> dict[str, Any]:
    """Return a card as the JSON that `issue` takes."""
    return {
        "card_number": card.card_number,
        "name": card.name,
        "birth_date": card.birth_date.isoformat(),
        "org_number": card.org_number,
        "employer": card.employer,
        "industries": list(card.industries),
        "issued": card.issued.isoformat(),
        "expires": card.expires.isoformat(),
        "status_ref": list(card.status_ref),
        "kind": card.kind,
    }


def columns(card: Card) -> dict[str, str]:
    """Return a card as the row that `issue` takes in a CSV."""
    row = document(card)
    first, second = row.pop("status_ref")
    row["industries"] = " ".join(map(str, card.industries))
    return {name: str(value) for name, value in row.items()} | {
        "status_list": str(first),
        "status_index": str(second),
    }


def photograph(size: tuple[int, int] = (600, 800), kind: str = "JPEG") -> bytes:
    """Return a drawn face as a camera's file."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    pen, (width, height) = ImageDraw.Draw(picture), size
    pen.ellipse((width * 0.25, height * 0.2, width * 0.75, height * 0.8), fill="#d9a577")
    for x in (0.38, 0.56):
        pen.ellipse((width * x, height * 0.42, width * (x + 0.07), height * 0.46), fill="#203040")
    pen.rectangle((width * 0.42, height * 0.63, width * 0.58, height * 0.66), fill="#994040")
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


@dataclass
class IssuerDesk:
    """The files of an issuer; `issue` runs the command with all that production asks for."""

    folder: Path

    def __post_init__(self) -> None:
        self.key, self.trust = self.folder / "key.pem", self.folder / "trust.json"
        self.register, self.log = self.folder / "register.jsonl", self.folder / "issued.log"
        self.places = self.folder / "places.csv"
        self.list, self.out = self.folder / "cards.jsonl", self.folder / "texts.txt"
        self.rejects = self.folder / "texts.txt.rejects.csv"
        self.key.write_bytes(NORMAL.to_pem())
        self.trust.write_text(TrustList.of(NORMAL).to_json(), "utf-8")

    def use_practice_key(self) -> None:
        """Sign with a key that the trust list names as one for practice."""
        self.key.write_bytes(PRACTICE.to_pem())
        self.trust.write_text(TrustList.of(PRACTICE, environment="practice").to_json(), "utf-8")

    def fill(self, *listed: Card) -> None:
        """Write cards on the list of those to issue, and into the register."""
        self.put_on_list(*listed)
        self.put_in_register(*listed)

    def put_on_list(self, *listed: Card) -> None:
        """Write cards on the list of those to issue, and their places as they were drawn."""
        self.put_in_places(*listed)
        self.list.write_text("".join(f"{json.dumps(document(card))}\n" for card in listed), "utf-8")

    def put_in_places(self, *drawn: Card) -> None:
        """Write what `draw-status` gives for cards: the place that each one names."""
        rows = [f"{card.card_number},{card.status_ref[0]},{card.status_ref[1]}" for card in drawn]
        self.places.write_text("\n".join(["card_number,status_list,status_index", *rows]) + "\n", "utf-8")

    def put_in_register(self, *held: Card, **more: str | None) -> None:
        """Write what the register says of cards, and `more` of each; for none, of another one."""
        rows = [
            {name: document(card)[name] for name in REGISTERED} | IN_ORDER | more
            for card in held or (replace(USUAL, card_number="49999999"),)
        ]
        self.register.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")

    def fill_csv(self, *listed: Card, separator: str = ",") -> Path:
        """Write the cards as CSV too; return the file."""
        self.fill(*listed)
        path = self.folder / "cards.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(columns(listed[0])), delimiter=separator)
            writer.writeheader()
            writer.writerows(columns(card) for card in listed)
        return path

    def words(self, *more: str | Path) -> list[str]:
        """Return the words of a command that issues the list."""
        files = ("--key", self.key, "--register", self.register, "--log", self.log, "--out", self.out)
        # A practice key has its own list, and a card in practice its place in its row.
        known = () if "--practice" in more else ("--trust", self.trust, "--places", self.places)
        names = ("--operator", "kari", "--base-url", "https://hse.example.no")
        return [str(word) for word in ("issue", *files, *known, *names, *(more or (self.list,)))]

    def issue(self, *more: str | Path) -> int:
        """Issue the list; return the exit code. Other words take the place of the list's name."""
        return main(self.words(*more))

    @property
    def texts(self) -> list[str]:
        """What was written to the file of texts."""
        return self.out.read_text("utf-8").splitlines()

    @property
    def journal(self) -> Log:
        """The log as it stands in its file, checked."""
        return read_log(self.log)

    def issued(self) -> list[Card]:
        """Return the cards whose texts were written; raises ValueError when one is not genuine."""
        readings = [read_card(text, TrustList.of(NORMAL), NOW) for text in self.texts]
        if any(reading.refusal for reading in readings):
            raise ValueError(f"not genuine: {readings}")
        return [reading.card for reading in readings if reading.card]

    def rejected(self) -> list[tuple[str, str]]:
        """Return the rejected rows: line number and reason."""
        with self.rejects.open(encoding="utf-8", newline="") as file:
            return [(row["line"], row["reason"]) for row in csv.DictReader(file)]


REGISTERED = ("card_number", "org_number", "birth_date")
IN_ORDER = {"status": "IN_ORDER"}
