"""The JWK Set beside the key set: what a reader of claim 169 gets to know."""

from __future__ import annotations

import base64
import json

from joserfc.jwk import ECKey

from signing.jwks import to_jwks
from tests.support.cards import NORMAL, OTHER_ISSUER, SHORT_WINDOW
from tests.support.keysets import key_set


def test_keys_for_cards_are_given_and_compromised_ones_are_not() -> None:
    keys = json.loads(to_jwks(key_set()))["keys"]

    kids = [base64.urlsafe_b64decode(key["kid"] + "==") for key in keys]
    assert kids == [NORMAL.kid, OTHER_ISSUER.kid, SHORT_WINDOW.kid]


def test_each_key_is_the_one_of_the_set_and_has_no_private_half() -> None:
    first = json.loads(to_jwks(key_set()))["keys"][0]

    imported = ECKey.import_key(first)

    assert imported.public_key == NORMAL.public_key
    assert set(first) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert (first["use"], first["alg"]) == ("sig", "ES256")
