"""Signed receipts: the server's word about a report, checkable by anybody who has the public key."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from sync.private_file import read_or_make


class UnusableKey(ValueError):
    """The file holds no private P-256 key, so every receipt would fail."""


class ReceiptKey:
    """The server's P-256 key for receipts. Production refuses one that was made for practice."""

    def __init__(self, key: ECKey) -> None:
        self._key = key

    @classmethod
    def load_or_make(cls, path: Path, *, practice: bool) -> ReceiptKey:
        """The key in the JWK file at `path`; for practice one is made when there is none.

        Raises OSError when there is no such file, UnusableKey when it cannot sign.
        """
        data = read_or_make(path, _practice_key) if practice else path.read_bytes()
        try:
            key = ECKey.import_key(json.loads(data))
        except (JoseError, TypeError, ValueError) as error:
            raise UnusableKey("not an EC key in JWK form (RFC 7517)") from error
        if key.curve_name != "P-256" or not key.is_private:
            raise UnusableKey("not a private key on P-256")
        return cls(key)

    @property
    def is_practice(self) -> bool:
        """Whether this key says of itself that it is for practice."""
        return self._key.as_dict(private=False).get("environment") == "practice"

    def public_jwk(self) -> dict[str, object]:
        """The public half (RFC 7517) under the key id that receipts name, for whoever checks them."""
        public = self._key.as_dict(private=False)
        return {**public, "kid": self._key.thumbprint(), "alg": "ES256", "use": "sig"}

    def sign(self, report_id: UUID, sha256: str, number: int, received_at: datetime) -> str:
        """A compact JWS (RFC 7515) over {id, sha256, number, received_at}."""
        claims = {
            "id": str(report_id),
            "sha256": sha256,
            "number": number,
            "received_at": received_at.astimezone(UTC).isoformat(),
        }
        header = {"alg": "ES256", "typ": "kortsjekk-receipt", "kid": self._key.thumbprint()}
        return jws.serialize_compact(header, json.dumps(claims), self._key)

    def read(self, signature: str) -> dict[str, object]:
        """What a receipt's signature says; raises joserfc's JoseError when it is not this key's."""
        document: dict[str, object] = json.loads(jws.deserialize_compact(signature, self._key).payload)
        return document


def _practice_key() -> bytes:
    key = ECKey.generate_key("P-256").as_dict(private=True)
    return json.dumps({**key, "use": "sig", "environment": "practice"}).encode()
