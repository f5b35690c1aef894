"""A card that readers would refuse is never signed, for its place in the status list would be used up."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signing import SigningKey, TrustedKey, TrustList
from signing.commands.readers_key import ReadersKey
from signing.errors import CardError
from signing.issue import issue_card
from tests.support.cards import NORMAL, NOW, USUAL
from tests.support.issuing import IssuerDesk, cards, document

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NEW_YEAR = datetime(2998, 1, 1, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> IssuerDesk:
    """Return the desk of an issuer, with cards to issue."""
    desk = IssuerDesk(tmp_path)
    desk.fill(*cards(2))
    return desk


def know(desk: IssuerDesk, *keys: TrustedKey, until: datetime | None = None) -> None:
    """Make these the keys that the readers know."""
    desk.trust.write_text(TrustList(keys, until).to_json(), "utf-8")


def entry(**changes: object) -> TrustedKey:
    """Return the entry of the desk's key, with changes."""
    return replace(TrustedKey(NORMAL.public_key, NORMAL.issuer), **changes)  # type: ignore[arg-type]  # by name


def nothing_was_signed(desk: IssuerDesk) -> bool:
    """Whether neither a text nor a line of the log was written."""
    return not desk.out.exists() and (not desk.log.exists() or desk.log.read_bytes() == b"")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (entry(purpose="status"), "names this key as one for status lists, not for cards"),
        (entry(compromised_after=LONG_AGO), "names this key as withdrawn: sign with another one"),
        (entry(purpose="keyset"), "names this key as one for key sets, not for cards"),
        (entry(issuer="XX-TEST"), "names this key as one of XX-TEST: see --issuer"),
        (entry(environment="practice"), "names this key as one for practice: see --practice"),
        (
            TrustedKey(SigningKey.generate().public_key, NORMAL.issuer),
            "does not name this key: readers would take it for a stranger's",
        ),
    ],
)
def test_a_key_that_readers_know_for_something_else_signs_nothing(
    desk: IssuerDesk, known: TrustedKey, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    know(desk, known)

    assert desk.issue() == 2
    assert said in capsys.readouterr().err
    assert nothing_was_signed(desk)


def test_a_key_of_production_signs_nothing_for_practice(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = desk.issue("--practice", desk.trust, desk.list)
    said = capsys.readouterr().err
    know(desk, entry(environment="practice"))

    assert refused == 2
    assert "does not name this key as one for practice: a register is needed" in said
    assert nothing_was_signed(desk)
    assert desk.issue("--practice", desk.trust, desk.list) == 0


def test_a_trust_list_that_has_run_out_lets_nothing_be_signed(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    know(desk, entry(), until=datetime.now(UTC) - timedelta(minutes=1))

    assert desk.issue() == 2
    assert "has run out: make it anew from the newest key set" in capsys.readouterr().err
    assert nothing_was_signed(desk)


def test_a_file_that_is_no_trust_list_is_named(desk: IssuerDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.trust.write_text("{}", "utf-8")

    assert desk.issue() == 2
    assert f"{desk.trust}: not a trust list" in capsys.readouterr().err


def test_a_card_dated_outside_its_keys_time_is_rejected_and_uses_up_no_place(desk: IssuerDesk) -> None:
    know(desk, entry(not_before=NEW_YEAR))

    assert desk.issue() == 1
    assert desk.texts == []
    assert desk.journal.entries == []
    assert ["S-WIN" in reason for _, reason in desk.rejected()] == [True, True]
    assert desk.rejected()[0][1].startswith("readers would refuse it: dated ")


def test_a_card_whose_period_is_over_is_rejected(desk: IssuerDesk) -> None:
    [card] = cards(1)
    desk.fill(replace(card, expires=card.issued))

    assert desk.issue() == 1
    assert desk.rejected() == [("1", f"its period is over: it expires {card.issued}")]


def test_the_same_holds_for_one_card(desk: IssuerDesk, capsys: pytest.CaptureFixture[str]) -> None:
    know(desk, entry(not_before=NEW_YEAR))
    one = desk.folder / "card.json"
    one.write_text(json.dumps(document(cards(1)[0])), "utf-8")

    assert desk.issue(one) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "readers would refuse it" in printed.err


class Faulty:
    """A module that answers with a signature that is none."""

    issuer, kid, public_key = NORMAL.issuer, NORMAL.kid, NORMAL.public_key

    def sign(self, message: bytes) -> bytes:
        """Return the right number of wrong bytes."""
        return bytes(64)


def test_what_a_module_signed_wrongly_is_noticed_before_it_is_given_out(desk: IssuerDesk) -> None:
    readers = ReadersKey(Faulty(), desk.trust, NOW)
    good, bad = (issue_card(USUAL, key) for key in (NORMAL, Faulty()))

    readers.require_reads(good, USUAL, NOW)
    with pytest.raises(CardError, match=r"does not read as this card \(S-SIG\): nothing is given out"):
        readers.require_reads(bad, USUAL, NOW)
    with pytest.raises(CardError, match=r"does not read as this card \(another card\)"):
        readers.require_reads(good, replace(USUAL, name="Bo Li"), NOW)
