"""Invented roots and key sets, and the forger's bench for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2

from signing import SigningKey, cose, strict_cbor
from signing.keyfile import public_pem
from signing.keyset import KEYS, TYPE, KeySet
from signing.listed_key import ListedKey
from tests.support.cards import NORMAL, NOW, OTHER_ISSUER, SHORT_WINDOW, WINDOW, envelope, named_key

ROOT = named_key("test root")
NEXT_ROOT = named_key("test root, the next one")
STRANGE_ROOT = named_key("a forger's own root")
STATUS = named_key("test status key")
LOST = named_key("test card key that others got hold of")

YEAR = (datetime(2026, 6, 1, tzinfo=UTC), datetime(2027, 6, 30, 23, 59, 59, tzinfo=UTC))
LAST_GOOD = datetime(2026, 11, 15, 23, 59, 59, tzinfo=UTC)
KEY_LIST = (
    ListedKey(NORMAL.public_key, NORMAL.issuer, "card", *YEAR),
    ListedKey(OTHER_ISSUER.public_key, OTHER_ISSUER.issuer, "card", *YEAR),
    ListedKey(SHORT_WINDOW.public_key, SHORT_WINDOW.issuer, "card", *WINDOW, state="retired"),
    ListedKey(LOST.public_key, LOST.issuer, "card", *YEAR, state="compromised", not_after=LAST_GOOD),
    ListedKey(STATUS.public_key, STATUS.issuer, "status", *YEAR),
)
ISSUED = NOW - timedelta(days=3)


def key_set(sequence: int = 7, **changes: Any) -> KeySet:
    """Return the usual set under a number, with changes."""
    made = KeySet.build(KEY_LIST, issuer="NO-HSE", environment="production", sequence=sequence, now=ISSUED)
    return replace(made, **changes)


def signed_set(sequence: int = 7, root: SigningKey = ROOT, **changes: Any) -> bytes:
    """Return the usual set, signed."""
    return key_set(sequence, **changes).to_bytes(root)


def read_set(data: bytes, root: SigningKey = ROOT, now: datetime = NOW, last: KeySet | None = None) -> KeySet:
    """Return a set that is good; raises ValueError on any other."""
    found = KeySet.from_bytes(data, root.public_key, now, last=last)
    if not isinstance(found, KeySet):
        raise ValueError(f"not a good set: {found}")
    return found


def claims(**changes: Any) -> dict[Any, Any]:
    """Return the claims of the usual set with changes: `claim_1=...`, and of its first key `key_3=...`.

    `_m` before a number makes it negative: `claim_m70010=...`. A change to `...` leaves the part out.
    """
    made: dict[Any, Any] = strict_cbor.loads(key_set().payload(), max_bytes=32_768, any_key=True)
    for name, value in changes.items():
        place, _, number = name.partition("_")
        target = made[KEYS][0] if place == "key" else made
        label = int(number.replace("m", "-"))
        if value is ...:
            del target[label]
        else:
            target[label] = value
    return made


def forged_set(made: Any, root: SigningKey = ROOT, kind: str = TYPE) -> bytes:
    """Return anything at all, honestly signed by a root."""
    body = cbor2.dumps(made, canonical=True)
    header = strict_cbor.dumps({1: -7, 4: root.kid, 16: kind})
    return envelope(header, {}, body, root.sign(cose.sig_structure(header, body)))


def publish(
    folder: Path, *, sequence: int = 1, root: SigningKey = ROOT, now: datetime | None = None, **changes: Any
) -> None:
    """Put a production set, issued now, and its root's public half into a folder."""
    issued = now or datetime.now(UTC)
    made = KeySet.build(KEY_LIST, issuer="NO-HSE", environment="production", sequence=sequence, now=issued)
    (folder / "set.cose").write_bytes(replace(made, **changes).to_bytes(root))
    (folder / "root.pub").write_bytes(public_pem(root.public_key))
