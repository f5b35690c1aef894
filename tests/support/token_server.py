"""A token endpoint as Maskinporten's is described, on a server of the test, and a client's key for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support import register_server as server
from tests.support.register_server import Act, Exchange, RegisterServer

KID, CLIENT_ID, SCOPE, AUDIENCE = "key-1", "practice-client", "practice:cards", "https://issuer.example/"


@cache
def client_key() -> RSAKey:
    """A key for all tests of a run: to make one takes long."""
    return RSAKey.generate_key(2048, {"kid": KID})


def key_file(folder: Path, **more: Any) -> Path:
    """The key as a JWK file."""
    path = folder / "client-key.json"
    path.write_text(json.dumps({**client_key().as_dict(private=True), **more}))
    return path


@dataclass
class TokenServer:
    """It gives a token for each good grant, `token-1`, `token-2` and so on, and keeps the grants."""

    served: RegisterServer
    life_s: int = 120
    grants: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.served.acts["/token"] = self.token

    def token(self, exchange: Exchange) -> None:
        """Read the grant, and give a token for it."""
        form = {name: values[0] for name, values in parse_qs(exchange.sent.decode()).items()}
        if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            server.gives(b'{"error": "unsupported_grant_type"}', 400)(exchange)
            return
        grant = jwt.decode(form["assertion"], client_key(), algorithms=["RS256"])
        self.grants.append(grant.claims)
        self.headers.append(grant.header)
        answer = {"access_token": self.newest, "token_type": "Bearer", "expires_in": self.life_s}
        server.gives(json.dumps(answer).encode(), Content_Type="application/json")(exchange)

    @property
    def newest(self) -> str:
        """The token that was given last."""
        return f"token-{len(self.grants)}"

    def wants(self, act: Act) -> Act:
        """Answer by an act to who brings the newest token, 401 to others."""

        def guarded(exchange: Exchange) -> None:
            is_good = exchange.headers.get("Authorization") == f"Bearer {self.newest}"
            (act if is_good else server.refused(401))(exchange)

        return guarded
