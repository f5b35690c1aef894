"""Proof by others: their programs read and verify what we sign, and we what they sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import cbor2
import pytest

from signing import Card, Refusal, RefusalCode, StatusList, TrustList, cose, qr, read_card, statusdelta
from signing import keyset as keysets_of
from signing import signature as signatures
from signing.card import to_claims
from signing.issue import issue_card
from signing.keys import point_of
from signing.keyset import KeySet
from signing.statuslist import TYPE as LIST_TYPE
from signing.statuslist import Status
from tests.oracles.asking import ask, both_halves, public_half
from tests.support import keysets, statuslists
from tests.support.cards import BASE_URL, FACE, LONGEST, NORMAL, NOW, SHORT, STRANGER, USUAL, payload, text_of

CARDS = (
    SHORT,
    USUAL,
    LONGEST,
    replace(USUAL, industries=(41, 81), kind="order_proof"),
    replace(USUAL, face=FACE),
)
MARKS = {0: 1, 1: 2, 2: 3, 3: 0, 4: 1, 1_023: 2, 524_288: 3, 1_048_575: 1}


def bytes_of(card: Card) -> bytes:
    """Return the signed bytes in the QR of an issued card."""
    code = qr.parse(issue_card(card, NORMAL, BASE_URL))
    assert isinstance(code, qr.SignedBytes)
    return code.data


def in_hex(value: Any) -> Any:
    """Return a value as the oracles send theirs: bytes in hex, keys as texts."""
    match value:
        case bytes():
            return value.hex()
        case dict():
            return {str(key): in_hex(item) for key, item in value.items()}
        case list():
            return [in_hex(item) for item in value]
        case _:
            return value


# Cards


def test_claim169_reads_and_verifies_our_cards() -> None:
    answers = ask(
        *(
            {"program": "claim169_reads", "data": bytes_of(card).hex(), **public_half(NORMAL)}
            for card in CARDS
        )
    )

    assert answers == [
        {
            "status": "verified",
            "id": card.card_number,
            "full_name": card.name,
            "date_of_birth": card.birth_date.strftime("%Y%m%d"),
            "issuer": "NO-HSE",
            "expires_at": int(card.ends_at.timestamp()),
            "issued_at": int(card.starts_at.timestamp()),
            "faces": [] if card.face is None else [card.face.hex()],
        }
        for card in CARDS
    ]


def test_cwt_reads_and_verifies_our_cards() -> None:
    answers = ask(
        *({"program": "cwt_reads", "data": bytes_of(card).hex(), **public_half(NORMAL)} for card in CARDS)
    )

    assert answers == [
        {
            "protected": {"1": -7, "4": NORMAL.kid.hex()},
            "unprotected": {},
            "payload": in_hex(to_claims(card, "NO-HSE")),
        }
        for card in CARDS
    ]


@pytest.mark.parametrize("program", ["claim169_reads", "cwt_reads"])
def test_they_refuse_our_card_when_it_was_changed_or_signed_by_another(program: str) -> None:
    good = bytes_of(USUAL)
    changed = good.replace(b"48217730", b"48217731")
    assert changed != good

    answers = ask(
        {"program": program, "data": good.hex(), **public_half(NORMAL)},
        {"program": program, "data": changed.hex(), **public_half(NORMAL)},
        {"program": program, "data": good.hex(), "kid": NORMAL.kid.hex(), "point": other_point()},
    )

    assert ["refused" in answer for answer in answers] == [False, True, True]


def other_point() -> str:
    """Return the point of a key that signed nothing."""
    return point_of(STRANGER.public_key).hex()


def test_a_card_that_cwt_signs_with_our_key_and_claims_is_genuine() -> None:
    answers = ask(
        *({"program": "cwt_signs", "payload": payload(card).hex(), **both_halves(NORMAL)} for card in CARDS)
    )

    for card, answer in zip(CARDS, answers, strict=True):
        reading = read_card(text_of(bytes.fromhex(answer["data"])), TrustList.of(NORMAL), NOW)
        assert (reading.refusal, reading.card) == (None, card)


def test_what_claim169_signs_is_verified_by_our_layers_and_refused_as_a_card() -> None:
    question = {"id": "4821773096", "name": "Bo Li", "issuer": "NO-HSE", "expires_at": 1_900_000_000}
    (answer,) = ask({"program": "claim169_signs", **question, **both_halves(NORMAL)})
    data = bytes.fromhex(answer["data"])
    tag = cbor2.loads(data)
    protected, unprotected, body, signed = tag.value

    assert (tag.tag, cbor2.loads(protected)[1], dict(unprotected)) == (18, -7, {})
    assert signatures.verify(NORMAL.public_key, signed, cose.sig_structure(protected, body))
    assert cbor2.loads(body)[169] == {1: "4821773096", 4: "Bo Li"}

    # It names no key: whose card it is nobody could say.
    refusal = read_card(text_of(data), TrustList.of(NORMAL), NOW).refusal
    assert refusal is not None
    assert refusal.code is RefusalCode.HEADER_NOT_ALLOWED


# Status lists


def test_token_status_list_finds_in_our_list_what_we_put_there() -> None:
    indices = [*range(64), *MARKS, 1_048_574]
    made = StatusList.build(MARKS, statuslists.SUB, statuslists.IAT)
    token = made.to_token(statuslists.STATUS_KEY)

    (read,) = ask({"program": "cwt_reads", "data": token.hex(), **public_half(statuslists.STATUS_KEY)})
    packed = read["payload"]["65533"]
    (found,) = ask({"program": "list_reads", "lst": packed["lst"], "indices": indices})

    assert read["protected"] == {"1": -7, "4": statuslists.STATUS_KEY.kid.hex(), "16": LIST_TYPE}
    assert (read["unprotected"], packed["bits"]) == ({}, 2)
    assert {name: read["payload"][name] for name in ("2", "4", "6", "65534")} == {
        "2": made.sub,
        "4": made.exp,
        "6": made.iat,
        "65534": made.ttl,
    }
    assert found == {"size": 1 << 20, "statuses": [MARKS.get(index, 0) for index in indices]}


def test_a_list_that_they_pack_and_sign_is_read_by_us() -> None:
    key = statuslists.STATUS_KEY
    (packed,) = ask({"program": "list_packs", "size": 1 << 20, "statuses": list(MARKS.items())})
    lst = {"bits": 2, "lst": bytes.fromhex(packed["lst"])}
    body = cbor2.dumps(statuslists.claims(statuslists.a_list(), claim_65533=lst), canonical=True)
    (signed,) = ask({"program": "cwt_signs", "payload": body.hex(), "kind": LIST_TYPE, **both_halves(key)})

    found = StatusList.from_token(bytes.fromhex(signed["data"]), statuslists.trust_list(), NOW)

    assert isinstance(found, StatusList)
    assert {index: found.status(index) for index in MARKS} == {
        index: Status(mark) for index, mark in MARKS.items()
    }


def test_cwt_verifies_our_delta() -> None:
    old, new = statuslists.a_list(iat=statuslists.IAT - 86_400), statuslists.a_list(MARKS)
    delta = statusdelta.make_delta(old, new, statuslists.STATUS_KEY)

    (read,) = ask({"program": "cwt_reads", "data": delta.hex(), **public_half(statuslists.STATUS_KEY)})

    assert read["protected"]["16"] == statusdelta.TYPE
    assert (read["payload"]["-70001"], read["payload"]["6"]) == (old.iat, new.iat)


# Key sets


def test_cwt_verifies_our_key_set_and_uses_a_key_from_it() -> None:
    (read,) = ask({"program": "cwt_reads", "data": keysets.signed_set().hex(), **public_half(keysets.ROOT)})
    first = read["payload"]["-70011"][0]
    point = "04" + first["-2"] + first["-3"]
    (card,) = ask({"program": "cwt_reads", "data": bytes_of(USUAL).hex(), "kid": first["2"], "point": point})

    assert read["protected"]["16"] == keysets_of.TYPE
    assert card["payload"]["169"]["1"] == USUAL.card_number


def test_a_key_set_that_cwt_signs_with_our_root_is_taken() -> None:
    made = keysets.key_set()
    (signed,) = ask(
        {
            "program": "cwt_signs",
            "payload": made.payload().hex(),
            "kind": keysets_of.TYPE,
            **both_halves(keysets.ROOT),
        }
    )

    found = KeySet.from_bytes(bytes.fromhex(signed["data"]), keysets.ROOT.public_key, NOW)

    assert not isinstance(found, Refusal)
    assert found == made
    assert found.expires > datetime(2027, 1, 15, tzinfo=UTC)
