"""The four readers of signed things as a stranger meets them: bytes in, and whether they were believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from signing import Refusal, SigningKey, StatusList, cose, qr, read_card, statusdelta, statuslist
from signing import keyset as keysets_of
from signing.keyset import KeySet
from tests.support import keysets, statuslists
from tests.support.cards import FACE, LONGEST, NORMAL, NOW, SHORT, USUAL, payload, signed, text_of, trust_list

Believed = Callable[[bytes], bool]

_CARDS, _LISTS = trust_list(), statuslists.trust_list()
_OLD = replace(statuslists.a_list(iat=statuslists.IAT - 86_400), issuer="NO-HSE")
_NEW = statuslists.a_list({0: 1, 9: 1})


@dataclass(frozen=True)
class Reader:
    """One reader: what it believes to start with, what it says of bytes, and what is signed for it."""

    name: str
    genuine: tuple[bytes, ...]
    believes: Believed
    key: SigningKey
    kind: str | None = None

    def payloads(self) -> tuple[bytes, ...]:
        """Return what is signed in the genuine ones."""
        parts = (cose.parse(data, self.kind, statuslist.MAX_TOKEN) for data in self.genuine)
        return tuple(each.payload for each in parts if isinstance(each, cose.Sign1))

    def sign(self, body: bytes) -> bytes:
        """Return any bytes honestly signed, as if the issuer had been made to."""
        return cose.sign(body, self.key, self.kind)


def _card(data: bytes) -> bool:
    return read_card(text_of(data), _CARDS, NOW).refusal is None


def _card_text(data: bytes) -> bool:
    """Read bytes as a text; the address in front of the digits is nobody's promise, so it may change."""
    text = data.decode("latin-1")
    code = qr.parse(text)
    known = isinstance(code, qr.SignedBytes) and code.data in CARD.genuine
    return read_card(text, _CARDS, NOW).refusal is None and not known


def _key_set(data: bytes) -> bool:
    return not isinstance(KeySet.from_bytes(data, keysets.ROOT.public_key, NOW), Refusal)


def _status_list(data: bytes) -> bool:
    return not isinstance(StatusList.from_token(data, _LISTS, NOW), Refusal)


def _delta(data: bytes) -> bool:
    return not isinstance(statusdelta.apply_delta(_OLD, data, _LISTS, NOW), Refusal)


CARD = Reader(
    "card",
    tuple(signed(payload(card)) for card in (SHORT, USUAL, LONGEST, replace(USUAL, face=FACE))),
    _card,
    NORMAL,
)
CARD_TEXT = Reader(
    "text of a card", tuple(text_of(data).encode() for data in CARD.genuine), _card_text, NORMAL
)
KEY_SET = Reader("key set", (keysets.signed_set(),), _key_set, keysets.ROOT, keysets_of.TYPE)
STATUS_LIST = Reader(
    "status list",
    (statuslists.a_list().to_token(statuslists.STATUS_KEY), _NEW.to_token(statuslists.STATUS_KEY, "a:b")),
    _status_list,
    statuslists.STATUS_KEY,
    statuslist.TYPE,
)
DELTA = Reader(
    "status delta",
    (statusdelta.make_delta(_OLD, _NEW, statuslists.STATUS_KEY),),
    _delta,
    statuslists.STATUS_KEY,
    statusdelta.TYPE,
)
OF_BYTES = (CARD, KEY_SET, STATUS_LIST, DELTA)
READERS = (*OF_BYTES, CARD_TEXT)
