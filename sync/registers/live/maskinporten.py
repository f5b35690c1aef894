"""Tokens from Maskinporten by a JWT grant (RFC 7523, section 2.1), as Digdir documents it.

The grant is signed with the client's RSA key (RS256), lives for a minute and is used once. Neither grant nor
token is ever logged or part of a reason.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from sync import strict_json
from sync.registers.live.breaker import Breaker
from sync.registers.live.client import Client, Question, Reply
from sync.registers.live.credentials import NoToken
from sync.registers.web import FetchFailed, Passing

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# At most 120 s are taken.
GRANT_SECONDS = 60
# A fetch goes on for this long for all who wait for it, also after the first of them gave up.
LONGEST_FETCH_S = 5.0
LEAST_BITS = 2048
MAX_TOKEN, MAX_LIFE_S, MAX_ANSWER = 16_384, 86_400, 65_536
_ERROR_CODE = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Issuer:
    """Where tokens come from: the address of its token endpoint, and what it is called in a grant (aud)."""

    token_address: str
    audience: str


class ClientKey:
    """The client's private RSA key, with the id (kid) that it is registered under."""

    def __init__(self, key: RSAKey, kid: str) -> None:
        self._key, self.kid = key, kid

    @classmethod
    def from_file(cls, path: Path, kid: str | None) -> ClientKey:
        """The key in a JWK or PEM file; without `kid` the one in the JWK.

        Raises OSError where there is no such file, ValueError where it is of no use.
        """
        data = path.read_bytes()
        try:
            key = RSAKey.import_key(json.loads(data) if data.lstrip().startswith(b"{") else data)
            named = kid or key.kid
        except (JoseError, TypeError, ValueError, KeyError) as error:
            raise ValueError("holds no RSA key in JWK or PEM form") from error
        if not key.is_private or key.raw_value.key_size < LEAST_BITS:
            raise ValueError(f"is no private RSA key of at least {LEAST_BITS} bits")
        if not isinstance(named, str) or not named:
            raise ValueError("names no key id (kid), and none is given")
        return cls(key, named)

    def sign(self, claims: Mapping[str, object]) -> str:
        """The claims as a compact JWT, with nothing in its header but what the token service names."""
        return jws.serialize_compact({"alg": "RS256", "kid": self.kid}, json.dumps(claims), self._key)


@dataclass(frozen=True, slots=True)
class Grant:
    """What tokens are asked for: the client's id, the scope, and the API meant where it wants to be named."""

    client_id: str
    scope: str
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    fetched: datetime
    life: timedelta

    @property
    def header(self) -> dict[str, str]:
        """The token as it goes with a request."""
        return {"Authorization": f"Bearer {self.value}"}

    def is_good(self, now: datetime) -> bool:
        """Until shortly before its end, so that none runs out on its way."""
        return timedelta(0) <= now - self.fetched < self.life - min(self.life / 5, timedelta(seconds=30))


class Maskinporten:
    """The token for one grant, kept until shortly before its end; whoever needs one waits for the same."""

    def __init__(
        self, client: Client, issuer: Issuer, key: ClientKey, grant: Grant, clock: Callable[[], datetime]
    ) -> None:
        self.client, self._issuer, self._key, self._grant = client, issuer, key, grant
        self._clock, self.breaker = clock, Breaker(clock)
        self._token: _Token | None = None
        self._fetching: asyncio.Task[_Token | str] | None = None

    async def headers(self, deadline: float) -> Mapping[str, str]:
        """The token as a header; raises NoToken where none can be had by `deadline`."""
        if self._token is None or not self._token.is_good(self._clock()):
            self._token = await self._fetched(deadline)
        return self._token.header

    def refused(self, sent: Mapping[str, str]) -> bool:
        """The register did not take a token: another one may be taken, perhaps one that is here already."""
        if self._token is not None and sent == self._token.header:
            self._token = None
        return True

    async def _fetched(self, deadline: float) -> _Token:
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch())
        done, _ = await asyncio.wait({self._fetching}, timeout=max(0.0, deadline - time.monotonic()))
        if not done:
            raise NoToken("no token came in time")
        got = self._fetching.result()
        if isinstance(got, str):
            raise NoToken(f"no token: its endpoint {got}")
        return got

    async def _fetch(self) -> _Token | str:
        """A new token, or why there is none."""
        turn = self.breaker.turn()
        if turn is None:
            return "rests after failures"
        try:
            # As old as the moment it was asked for: its life began no earlier.
            now = self._clock()
            reply = await self.client.ask(self._question(now), time.monotonic() + LONGEST_FETCH_S)
            token = _read(reply, now)
        except FetchFailed as failure:
            asked = failure.after_s if isinstance(failure, Passing) else None
            self.breaker.bad(turn, str(failure), None if asked is None else timedelta(seconds=asked))
            return str(failure)
        except asyncio.CancelledError:
            self.breaker.undecided(turn)
            raise
        self.breaker.good(turn)
        return token

    def _question(self, now: datetime) -> Question:
        form = {"grant_type": GRANT_TYPE, "assertion": self._key.sign(self._claims(int(now.timestamp())))}
        return Question(self._issuer.token_address, "application/json", most_bytes=MAX_ANSWER, form=form)

    def _claims(self, now: int) -> dict[str, object]:
        claims: dict[str, object] = {
            "aud": self._issuer.audience,
            "iss": self._grant.client_id,
            "scope": self._grant.scope,
            "iat": now,
            "exp": now + GRANT_SECONDS,
            "jti": str(uuid4()),
        }
        if self._grant.resource is not None:
            # Only a list is taken.
            claims["resource"] = [self._grant.resource]
        return claims


def _read(reply: Reply, now: datetime) -> _Token:
    try:
        document = strict_json.loads(reply.body)
    except strict_json.BadJson as error:
        raise FetchFailed(f"answered {reply.status} with what is no strict JSON", reply.status) from error
    if not isinstance(document, dict):
        raise FetchFailed(f"answered {reply.status} with what is no token", reply.status)
    if reply.status != 200:
        code = document.get("error")
        said = f" ({code})" if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else ""
        raise FetchFailed(f"answered {reply.status}{said}", reply.status)
    value, life, kind = (document.get(name) for name in ("access_token", "expires_in", "token_type"))
    is_sound = (
        isinstance(value, str)
        and 0 < len(value) <= MAX_TOKEN
        and re.fullmatch(r"[\x21-\x7e]+", value) is not None
        and isinstance(life, int)
        and not isinstance(life, bool)
        and 0 < life <= MAX_LIFE_S
        and isinstance(kind, str)
        and kind.lower() == "bearer"
    )
    if not is_sound:
        raise FetchFailed("answered 200 with what is no token", 200)
    return _Token(str(value), now, timedelta(seconds=int(str(life))))
