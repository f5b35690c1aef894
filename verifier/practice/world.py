"""Makes the practice world in a folder: keys, key set, cards and a register that agree with one another.

card-key.pem, status-key.pem   made once and kept: they sign cards and status lists
stranger-key.pem               kept too, and in no key set
root-key.pem, root.pub         the root that signs the key set
hse-keyset.cose                the keys for cards and status lists, marked as practice
cards.json                     the printed texts, days and places, with what a check must answer
register.sqlite                card, company and approval registers and the site list
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from signing import SigningKey
from signing.bitarray import ENTRIES
from sync.days import day_of
from sync.private_file import make_folder, read_or_make
from sync.registers.filling import build_mirror
from verifier.practice import keyset, register
from verifier.practice.card import PrintedCard
from verifier.practice.cards import BY_ID, CARDS
from verifier.practice.press import print_card

WORLD_VERSION = 2
KEPT_FOR = timedelta(days=14)
ISSUER, STRANGER = "NO-HSE", "XX-STRANGER"

# Card numbers with their places: status list and index.
Places = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class World:
    """What one `make_world` printed; all printed and registered days are reckoned from `made_on`."""

    base_url: str
    kid: str
    made_on: date
    cards: tuple[PrintedCard, ...]

    def card(self, card_id: str) -> PrintedCard | None:
        """The printed card with this id, or None."""
        return next((printed for printed in self.cards if printed.card.id == card_id), None)


def make_world(folder: Path, base_url: str, now: datetime, places: Places | None = None) -> None:
    """Make or bring up to date the practice world in `folder`; `now` is an aware time.

    `places` are the cards' places on status lists; without them each gets a random one on list 1. Keys are
    made once. Cards are printed again when `base_url`, a place, the key or WORLD_VERSION changed or the last
    print is more than 14 days old; else they keep their texts, so that printed cards stay good. The register
    is built anew each time. Safe when several processes start at once.
    """
    make_folder(folder)
    with _alone(folder):
        key = _kept_key(folder / "card-key.pem", ISSUER)
        stranger = _kept_key(folder / "stranger-key.pem", STRANGER)
        keyset.publish(folder, key, status_key(folder), now)
        world = _still_good(folder, base_url, key, now)
        if world is None or not _stands_at(world, places):
            made_on, at = day_of(now), places or _random_places()
            cards = tuple(
                print_card(card, key, stranger, base_url, made_on, at[card.card_number]) for card in CARDS
            )
            world = World(base_url, key.kid.hex(), made_on, cards)
            _write(folder / "cards.json", _to_json(world))
        build_mirror(
            folder / "register.sqlite",
            cards=[register.record(printed) for printed in world.cards],
            companies=register.companies(world.made_on),
            approvals=register.approvals(),
            site_list=register.site_list(),
            fetched_at=now,
            authoritative=True,
        )


def status_key(folder: Path) -> SigningKey:
    """The key that signs the status lists of the practice world in `folder`."""
    return _kept_key(folder / "status-key.pem", ISSUER)


def _random_places() -> Places:
    indices = secrets.SystemRandom().sample(range(ENTRIES), len(CARDS))
    return {card.card_number: (1, index) for card, index in zip(CARDS, indices, strict=True)}


def _stands_at(world: World, places: Places | None) -> bool:
    """Whether the cards carry the places that are wanted."""
    return places is None or all(
        printed.status_ref == tuple(places[printed.card.card_number]) for printed in world.cards
    )


def read_world(folder: Path) -> World:
    """The world that `make_world` wrote; raises OSError when there is none, ValueError when it is damaged."""
    path = folder / "cards.json"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, _modified: int) -> World:
    try:
        return _from_json(path.read_text("utf-8"))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is not a practice world: {error!r}") from error


def _still_good(folder: Path, base_url: str, key: SigningKey, now: datetime) -> World | None:
    try:
        world = read_world(folder)
    except (OSError, ValueError):
        return None
    same = (world.base_url, world.kid) == (base_url, key.kid.hex())
    return world if same and timedelta(0) <= day_of(now) - world.made_on <= KEPT_FOR else None


def _to_json(world: World) -> str:
    cards = [
        {
            "id": printed.card.id,
            "text": printed.text,
            "issued": printed.issued.isoformat(),
            "expires": printed.expires.isoformat(),
            "status_ref": printed.status_ref,
            "outcome": printed.card.outcome,
            "reason": printed.card.reason,
        }
        for printed in world.cards
    ]
    document = {
        "version": WORLD_VERSION,
        "base_url": world.base_url,
        "kid": world.kid,
        "made_on": world.made_on.isoformat(),
        "cards": cards,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _from_json(text: str) -> World:
    document: dict[str, Any] = json.loads(text)
    if document["version"] != WORLD_VERSION or [entry["id"] for entry in document["cards"]] != list(BY_ID):
        raise ValueError("made by another version")
    cards = tuple(
        PrintedCard(
            BY_ID[entry["id"]],
            entry["text"],
            date.fromisoformat(entry["issued"]),
            date.fromisoformat(entry["expires"]),
            (entry["status_ref"][0], entry["status_ref"][1]),
        )
        for entry in document["cards"]
    )
    return World(document["base_url"], document["kid"], date.fromisoformat(document["made_on"]), cards)


def _kept_key(path: Path, issuer: str) -> SigningKey:
    pem = read_or_make(path, lambda: SigningKey.generate(issuer).to_pem())
    return SigningKey.from_pem(pem, issuer=issuer)


def _write(path: Path, text: str) -> None:
    """Put `text` in place in one step, readable by this account alone (mkstemp makes files 0600)."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One maker at a time: two that start together would else sign with two different keys."""
    with open(folder / ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
