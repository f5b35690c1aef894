"""The practice world's own root and key set, so that practice trusts keys exactly as production does."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from signing import Refusal, SigningKey, keyfile
from signing.keyset import KeySet, read_by_any
from signing.listed_key import ListedKey
from sync.private_file import read_or_make

ROOT_KEY, ROOT_PUBLIC, KEYSET = "root-key.pem", "root.pub", "hse-keyset.cose"
# Practice cards are printed with days of the past and the future, over and over.
WINDOW = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC))
RENEWED_BEFORE_END = timedelta(days=15)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def publish(folder: Path, for_cards: SigningKey, for_lists: SigningKey, now: datetime) -> None:
    """Put a key set with these two keys into `folder`, unless a good one that lasts is there already.

    The root is made once, and its private half stays beside it: in practice there is nothing to protect.
    """
    issuer = for_cards.issuer
    root = SigningKey.from_pem(read_or_make(folder / ROOT_KEY, SigningKey.generate(issuer).to_pem), issuer)
    _put(folder / ROOT_PUBLIC, keyfile.public_pem(root.public_key))
    keys = (
        ListedKey(for_cards.public_key, issuer, "card", *WINDOW),
        ListedKey(for_lists.public_key, issuer, "status", *WINDOW),
    )
    last = _last(folder / KEYSET, root)
    if last is not None and last.keys == keys and last.issued <= now < last.expires - RENEWED_BEFORE_END:
        return
    sequence = last.sequence + 1 if last else 1
    made = KeySet.build(keys, issuer=issuer, environment="practice", sequence=sequence, now=now)
    _put(folder / KEYSET, made.to_bytes(root))


def _last(path: Path, root: SigningKey) -> KeySet | None:
    if not path.exists():
        return None
    found = read_by_any(path.read_bytes(), [root.public_key], _LONG_AGO)
    return None if isinstance(found, Refusal) else found


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all, since workers read it at any time; nothing in it is secret."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
