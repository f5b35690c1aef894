"""python -m signing status-list: a list from a file, what a token says, and the step between two."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from signing import CardError, SigningKey, TrustedKey, TrustList
from signing.__main__ import main
from signing.commands.readers_key import ReadersKey
from signing.statusdelta import apply_delta
from signing.statuslist import StatusList
from tests.support.statuslists import STATUS_KEY, SUB, a_list, trusted


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a key for status lists and a trust list that names it."""
    (tmp_path / "key.pem").write_bytes(STATUS_KEY.to_pem())
    (tmp_path / "trust.json").write_text(TrustList.of(trusted(STATUS_KEY)).to_json())
    return tmp_path


def write(path: Path, content: str) -> Path:
    """Write a file and return its path."""
    path.write_text(content, "utf-8")
    return path


def build(desk: Path, statuses: Path, name: str = "list.cwt", sub: str = SUB) -> int:
    """Build a list from a file."""
    files = ["--key", str(desk / "key.pem"), "--trust", str(desk / "trust.json"), "--out", str(desk / name)]
    return main(["status-list", "build", *files, "--sub", sub, str(statuses)])


def shown(
    desk: Path, capsys: pytest.CaptureFixture[str], *more: str, name: str = "list.cwt"
) -> dict[str, Any]:
    """Return what `show` says of a token, with its exit code."""
    capsys.readouterr()
    code = main(["status-list", "show", "--trust", str(desk / "trust.json"), *more, str(desk / name)])
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {**said, "code": code}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("statuses.csv", "index,status\n0,INVALID\n7,2\n1048575, other\n9,VALID\n"),
        ("statuses.csv", "\ufeffstatus,index\r\n1,0\r\nsuspended,7\r\n3,1048575\r\n"),
        ("statuses.json", '{"0": "INVALID", "7": 2, "1048575": "3"}'),
    ],
)
def test_a_list_is_built_from_a_file_and_shown(
    desk: Path, capsys: pytest.CaptureFixture[str], name: str, content: str
) -> None:
    assert build(desk, write(desk / name, content)) == 0
    size = (desk / "list.cwt").stat().st_size
    assert capsys.readouterr().out == f"{size} bytes: {desk / 'list.cwt'}\n"

    said = shown(desk, capsys, "--index", "7", "--index", "8", "--index", "-1")
    assert (said["code"], said["believed"], said["sub"], said["issuer"]) == (0, True, SUB, "NO-HSE")
    assert said["counts"] == {"VALID": 1_048_573, "INVALID": 1, "SUSPENDED": 1, "OTHER": 1}
    assert said["statuses"] == {"7": "SUSPENDED", "8": "VALID", "-1": "L-IDX"}
    assert (said["freshness"], said["ttl"]) == ("FRESH", 21_600)
    issued, expires = (datetime.fromisoformat(said[name]) for name in ("iat", "exp"))
    assert abs(datetime.now(UTC) - issued) < timedelta(minutes=10)
    assert expires - issued == timedelta(days=7)
    assert said["bytes"] == size
    assert said["bytes_to_entropy"] == round(said["bytes"] / said["entropy_bytes"], 3)


def test_a_list_without_marks_has_nothing_to_be_measured_against(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(desk, write(desk / "none.json", "{}"))

    said = shown(desk, capsys)
    assert (said["entropy_bytes"], said["bytes_to_entropy"]) == (0, None)


def test_the_size_is_measured_against_the_entropy(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(desk, write(desk / "half.json", json.dumps({str(index): 1 for index in range(524_288)})))

    # Half of the entries marked is one bit each, however well they happen to be ordered.
    assert shown(desk, capsys)["entropy_bytes"] == 131_072


def test_a_token_that_is_not_believed_is_shown_as_such(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "list.cwt").write_bytes(a_list().to_token(SigningKey.generate()))

    said = shown(desk, capsys)
    assert (said["code"], said["believed"], said["refusal"]) == (1, False, "S-KID")
    assert said["detail"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.json", "[1]", 'is not like {"123456": "INVALID"}'),
        ("a.json", "7", "is not like"),
        ("a.json", "{", "is not JSON: "),
        ("a.json", '{"x": 1}', "entry \"x\": an index is 0 to 1048575, not 'x'"),
        ("a.json", '{"0": null}', 'entry "0": a status is VALID or 0, INVALID or 1, '),
        ("a.json", '{"0": "LOST"}', "OTHER or 3, not 'LOST'"),
        ("a.json", '{"0": [1]}', "not '[1]'"),
        ("a.json", '{"0": 4}', "not '4'"),
        ("a.json", '{"1048576": 1}', "not '1048576'"),
        ("a.json", '{"-1": 1}', "not '-1'"),
        ("a.json", '{"1": 1, "01": 2}', 'entry "01": index 1 stands twice'),
        ("a.json", "[" * 100_000, "is not JSON: "),
        ("a.csv", "a,b\n1,2\n", "has no column index and no column status"),
        ("a.csv", "index,state\n1,2\n", "has no column status"),
        ("a.csv", "index,status\n1\n", "line 2: 1 values for 2 columns"),
        ("a.csv", "index,status\n1,1\n1,0\n", "line 3: index 1 stands twice"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(
    desk: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, sentence: str
) -> None:
    assert build(desk, write(desk / name, content)) == 2

    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert sentence in printed.err
    assert not (desk / "list.cwt").exists()


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (
            replace(trusted(STATUS_KEY), purpose="card"),
            "as one for cards, not for status lists",
        ),
        (replace(trusted(STATUS_KEY), issuer="XX-TEST"), "names this key as one of XX-TEST"),
        (trusted(SigningKey.generate()), "does not name this key"),
        (replace(trusted(STATUS_KEY), not_after=datetime(2020, 1, 1, tzinfo=UTC)), "S-WIN"),
    ],
)
def test_a_list_that_no_reader_would_believe_is_not_signed(
    desk: Path, capsys: pytest.CaptureFixture[str], known: TrustedKey, said: str
) -> None:
    (desk / "trust.json").write_text(TrustList.of(known).to_json())

    assert build(desk, write(desk / "a.json", "{}")) == 2
    assert said in capsys.readouterr().err
    assert not (desk / "list.cwt").exists()


def test_what_a_module_signed_wrongly_is_not_given_out_as_a_list(desk: Path) -> None:
    readers = ReadersKey(STATUS_KEY, desk / "trust.json", datetime.now(UTC), "status")
    now = datetime.now(UTC)
    good = StatusList.build({}, SUB, int(now.timestamp())).to_token(STATUS_KEY)

    readers.require_list(good, now)
    with pytest.raises(CardError, match=r"readers would refuse this list: .* \(S-SIG\)"):
        readers.require_list(good[:-64] + bytes(64), now)


def test_a_list_elsewhere_is_refused(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(desk, write(desk / "a.json", "{}"), sub="https://hse.example.no/list/1") == 2
    assert "sub" in capsys.readouterr().err


def delta(desk: Path, old: str, new: str) -> int:
    """Sign the step from one token to another."""
    files = [
        "--key",
        str(desk / "key.pem"),
        "--trust",
        str(desk / "trust.json"),
        "--out",
        str(desk / "d.cwt"),
    ]
    return main(["status-list", "delta", *files, str(desk / old), str(desk / new)])


def two_lists(desk: Path) -> tuple[StatusList, StatusList]:
    """Write two publications of a list, an hour apart, and return them."""
    build(desk, write(desk / "a.json", '{"3": 1}'), "new.cwt")
    trust = TrustList.of(trusted(STATUS_KEY))
    new = StatusList.from_token((desk / "new.cwt").read_bytes(), trust, _soon(desk))
    if not isinstance(new, StatusList):
        raise AssertionError(new)
    old = StatusList.build({}, SUB, new.iat - 3_600)
    (desk / "old.cwt").write_bytes(old.to_token(STATUS_KEY))
    return old, new


def _soon(desk: Path) -> datetime:
    return datetime.fromtimestamp((desk / "new.cwt").stat().st_mtime, UTC)


def test_the_step_between_two_tokens_is_signed(desk: Path) -> None:
    old, new = two_lists(desk)

    assert delta(desk, "old.cwt", "new.cwt") == 0

    held = StatusList(old.sub, old.iat, old.exp, old.ttl, old.array, "NO-HSE")
    stepped = apply_delta(held, (desk / "d.cwt").read_bytes(), TrustList.of(trusted(STATUS_KEY)), _soon(desk))
    assert stepped == new


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("new.cwt", "old.cwt", ""),
        ("new.cwt", "new.cwt", ""),
        ("none.cwt", "new.cwt", "none.cwt is not believed: D-COS"),
        ("old.cwt", "none.cwt", "none.cwt is not believed: D-COS"),
    ],
)
def test_no_step_leads_back_or_from_what_is_not_believed(
    desk: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, why: str
) -> None:
    two_lists(desk)
    (desk / "none.cwt").write_bytes(b"no token")

    assert delta(desk, old, new) == 2
    assert not (desk / "d.cwt").exists()
    assert (err := capsys.readouterr().err)
    assert why in err


def test_a_key_whose_time_is_over_signs_no_step_between_lists_that_it_signed(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    for name, hours in (("old.cwt", 3), ("new.cwt", 2)):
        made = StatusList.build({}, SUB, int((now - timedelta(hours=hours)).timestamp()))
        (desk / name).write_bytes(made.to_token(STATUS_KEY))
    known = trusted(STATUS_KEY, not_before=now - timedelta(days=9), not_after=now - timedelta(hours=1))
    (desk / "trust.json").write_text(TrustList.of(known).to_json(), "utf-8")

    assert delta(desk, "old.cwt", "new.cwt") == 2
    assert "readers would refuse it" in capsys.readouterr().err
    assert not (desk / "d.cwt").exists()
