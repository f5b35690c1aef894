"""The card keys of a key set as a JWK Set (RFC 7517), for readers of claim 169 that know no key sets."""

from __future__ import annotations

import base64
import json

from signing.keys import HALF, point_of
from signing.keyset import KeySet
from signing.listed_key import ListedKey


def to_jwks(keyset: KeySet) -> str:
    """The keys whose cards are genuine without a further question, as JSON.

    Compromised keys are left out: a JWK cannot say up to which date a key may be believed.
    """
    keys = [_jwk(key) for key in keyset.keys if key.purpose == "card" and key.state != "compromised"]
    return json.dumps({"keys": keys}, indent=1)


def _jwk(key: ListedKey) -> dict[str, str]:
    point = point_of(key.public_key)
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _base64url(point[1 : 1 + HALF]),
        "y": _base64url(point[1 + HALF :]),
        "kid": _base64url(key.kid),
        "use": "sig",
        "alg": "ES256",
    }


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
