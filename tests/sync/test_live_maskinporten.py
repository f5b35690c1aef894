"""Tokens by a JWT grant: fetched once, kept until shortly before their end, and never written anywhere."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import ECKey, RSAKey

from sync.registers.live.client import Client, Limits, trusting
from sync.registers.live.credentials import HeaderKey
from sync.registers.live.maskinporten import ClientKey, Grant, Issuer, Maskinporten
from sync.registers.ports import Found, Unavailable
from tests.support import register_server as server
from tests.support.live_desk import HTML, NOW, LiveDesk
from tests.support.live_registers import as_json, card_body
from tests.support.register_server import Act, RegisterServer
from tests.support.token_server import AUDIENCE, CLIENT_ID, KID, SCOPE, TokenServer, client_key, key_file
from tests.support.verdicts import RECORD

CARD = RECORD.card_number
GOOD = server.gives(as_json(card_body(RECORD)))


class TokenDesk(LiveDesk):
    """Live registers that want a token."""

    tokens: TokenServer


def desk_on(served: RegisterServer, folder: Path, resource: str | None = None) -> TokenDesk:
    """Make a desk whose registers and token endpoint are on one server."""
    moved: list[TokenDesk] = []
    key = ClientKey.from_file(key_file(folder), None)
    issuer, grant = Issuer(served.address("/token"), AUDIENCE), Grant(CLIENT_ID, SCOPE, resource)
    client = Client(Limits(), trusting(None))
    credentials = Maskinporten(client, issuer, key, grant, lambda: moved[0].now if moved else NOW)
    desk = TokenDesk(served, folder / "none", credentials)
    moved.append(desk)
    desk.tokens = TokenServer(served)
    served.acts["/hms/cards/"] = desk.tokens.wants(GOOD)
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TokenDesk]:
    """Live registers that want a token, and get it."""
    with server.register_server() as served:
        made = desk_on(served, tmp_path)
        yield made
        made.registers.close()


def test_a_grant_says_what_is_asked_for_and_nothing_else(desk: TokenDesk) -> None:
    assert isinstance(desk.check().card(CARD), Found)

    [grant], [header] = desk.tokens.grants, desk.tokens.headers
    now = int(NOW.timestamp())
    assert header == {"alg": "RS256", "kid": KID}
    assert {name: value for name, value in grant.items() if name != "jti"} == {
        "aud": AUDIENCE,
        "iss": CLIENT_ID,
        "scope": SCOPE,
        "iat": now,
        "exp": now + 60,
    }
    assert len(grant["jti"]) == 36


def test_a_resource_that_is_named_goes_along_as_a_list(tmp_path: Path) -> None:
    with server.register_server() as served:
        desk = desk_on(served, tmp_path, "https://register.example/")
        assert isinstance(desk.check().card(CARD), Found)
        assert desk.tokens.grants[0]["resource"] == ["https://register.example/"]
        desk.registers.close()


def test_a_token_is_kept_until_shortly_before_its_end(desk: TokenDesk) -> None:
    for _ in range(3):
        assert isinstance(desk.check().card(CARD), Found)
    desk.move(95)
    assert isinstance(desk.check().card(CARD), Found)
    assert len(desk.tokens.grants) == 1

    desk.move(2)
    assert isinstance(desk.check().card(CARD), Found)
    assert len({grant["jti"] for grant in desk.tokens.grants}) == 2


def test_a_clock_that_was_set_back_fetches_a_new_token(desk: TokenDesk) -> None:
    desk.check().card(CARD)
    desk.move(-3600)

    assert isinstance(desk.check().card(CARD), Found)
    assert len(desk.tokens.grants) == 2


def test_many_at_once_wait_for_the_same_token(desk: TokenDesk) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: desk.check().card(CARD), range(16)))

    assert [answer for answer in answers if not isinstance(answer, Found)] == []
    assert len(desk.tokens.grants) == 1


def test_a_token_that_is_not_taken_any_more_is_fetched_anew_at_once(desk: TokenDesk) -> None:
    desk.check().card(CARD)
    desk.tokens.grants.append({})

    assert isinstance(desk.check().card(CARD), Found)


def test_one_that_was_refused_an_old_token_lets_others_keep_the_new_one(tmp_path: Path) -> None:
    with server.register_server() as served:
        desk = desk_on(served, tmp_path)
        assert isinstance(desk.check().card(CARD), Found)
        credentials = desk.credentials

        assert credentials.refused({"Authorization": "Bearer token-0"})
        assert isinstance(desk.check().card(CARD), Found)

        assert len(desk.tokens.grants) == 1
        desk.registers.close()


def test_a_register_that_takes_no_token_at_all_is_no_answer(desk: TokenDesk) -> None:
    desk.served.acts["/hms/cards/"] = server.refused(401)

    answer = desk.check().card(CARD)

    assert isinstance(answer, Unavailable)
    assert "answered 401" in answer.why
    assert len(desk.tokens.grants) == 2


REFUSALS: dict[str, Act] = {
    "400 invalid_grant": server.gives(b'{"error": "invalid_grant", "error_description": "secret"}', 400),
    "400 in words": server.gives(b'{"error": "Bearer token-1 is wrong"}', 400),
    "503": server.refused(503, Retry_After="5"),
    "web page": server.gives(HTML),
    "half": server.gives(b'{"access_token": "token-1", "expi'),
    "twice": server.gives(b'{"access_token": "a", "access_token": "b", "expires_in": 9}'),
    "no token": server.gives(b'{"token_type": "Bearer", "expires_in": 120}'),
    "not bearer": server.gives(b'{"access_token": "token-1", "token_type": "mac", "expires_in": 120}'),
    "endless life": server.gives(b'{"access_token": "a", "token_type": "Bearer", "expires_in": 1e9}'),
    "no life": server.gives(b'{"access_token": "a", "token_type": "Bearer", "expires_in": 0}'),
    "a line break": server.gives(b'{"access_token": "a\\r\\nX: y", "token_type": "Bearer", "expires_in": 9}'),
    "list": server.gives(b"[]"),
    "redirect": server.redirects("/elsewhere", 307),
    "endless": server.endless(b" " * 65536),
    "dropped": server.drops,
}


@pytest.mark.parametrize("fault", REFUSALS)
def test_without_a_token_nothing_is_asked_and_later_it_is(
    desk: TokenDesk, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    desk.served.acts["/token"] = REFUSALS[fault]

    answers = [desk.check().card(CARD) for _ in range(4)]
    why = [answer.why for answer in answers if isinstance(answer, Unavailable)]
    assert len(why) == 4
    assert all("no token" in each for each in why)
    assert [path for path, _ in desk.served.asked if path != "/token"] == []
    said = caplog.text + "".join(why) + str(desk.registers.health())
    assert not any(word in said for word in ("secret", "token-1", "eyJ"))

    desk.served.acts["/token"] = desk.tokens.token
    desk.move(60)
    assert isinstance(desk.check().card(CARD), Found)


def test_a_silent_token_endpoint_keeps_nobody_beyond_the_check(desk: TokenDesk) -> None:
    desk.served.acts["/token"] = server.silent
    started = time.monotonic()

    assert isinstance(desk.impatient().card(CARD), Unavailable)

    assert time.monotonic() - started < 3


def test_the_token_endpoint_that_fails_rests_and_the_register_is_not_blamed(desk: TokenDesk) -> None:
    desk.served.acts["/token"] = server.refused(400)
    for _ in range(6):
        desk.check().card(CARD)

    health = desk.registers.health()
    assert health["card_register"].why is None
    assert health["card_register_token"].why is not None
    assert len(desk.served.asked) == 3


# Keys


@pytest.mark.parametrize("form", ["jwk", "pem"])
def test_a_key_comes_as_jwk_or_pem(tmp_path: Path, form: str) -> None:
    path = key_file(tmp_path)
    if form == "pem":
        path.write_bytes(client_key().as_pem(private=True))

    assert ClientKey.from_file(path, "named").kid == "named"


def jwk(key: RSAKey | ECKey, private: bool = True) -> bytes:
    """A key as JSON, without a name."""
    named = key.as_dict(private=private).items()
    return json.dumps({name: value for name, value in named if name != "kid"}).encode()


def short_key() -> bytes:
    """A key that is too short, in PEM."""
    key = rsa.generate_private_key(65537, 1024)  # noqa: S505 -- it is refused
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


WRONG_KEYS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "words": lambda: b"not a key",
    "half": lambda: b'{"kty": "RSA", "n": "AQAB"',
    "public": lambda: jwk(client_key(), private=False),
    "short": short_key,
    "curve": lambda: jwk(ECKey.generate_key("P-256")),
    "nameless": lambda: jwk(client_key()),
}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("name", WRONG_KEYS)
def test_a_key_of_no_use_is_refused_by_what_is_wrong(tmp_path: Path, name: str) -> None:
    path = tmp_path / "key"
    path.write_bytes(WRONG_KEYS[name]())

    with pytest.raises(ValueError, match="RSA key|key id") as refused:
        ClientKey.from_file(path, None)

    assert "AQAB" not in str(refused.value)


# A key in a header


@pytest.mark.parametrize("text", ["", " \n", "two\nlines", "å", "x" * 5000])
def test_a_file_without_a_key_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)

    with pytest.raises(ValueError, match="holds no key"):
        HeaderKey.from_file("X-API-Key", tmp_path / "key")


@pytest.mark.parametrize("name", ["", "Host", "X Key", "Content-Length", "X:Y", "Æ"])
def test_a_header_that_no_key_goes_in_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "key").write_text("secret")

    with pytest.raises(ValueError, match="no header"):
        HeaderKey.from_file(name, tmp_path / "key")


def test_a_key_in_a_header_goes_along_and_shows_itself_nowhere(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    key = HeaderKey.from_file("X-API-Key", tmp_path / "key")
    with server.register_server() as served:
        desk = LiveDesk(served, tmp_path / "none", key)
        served.acts["/hms/cards/"] = GOOD
        assert isinstance(desk.check().card(CARD), Found)
        desk.registers.close()

    assert served.asked[0][1]["x-api-key"] == "secret"
    assert "secret" not in repr(key)
    assert isinstance(desk.authorities, ssl.SSLContext)
