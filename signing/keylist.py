"""The issuer's own list of public keys, from which the next key set is made: named, editable, unsigned.

It travels between the desk, where keys are made and withdrawn, and the offline root, which signs it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, get_args

from cryptography.hazmat.primitives.asymmetric import ec

from signing.errors import CardError
from signing.keys import Environment, issuer_is_valid, point_of
from signing.keyset import KeySet, key_given_back
from signing.listed_key import ListedKey, require

FORMAT = "kortsjekk.keys/1"
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class KeyList:
    """The keys of an issuer under names of the issuer's choice; raises CardError on what no list may hold."""

    issuer: str
    environment: Environment
    keys: tuple[tuple[str, ListedKey], ...] = ()

    def __post_init__(self) -> None:
        require(issuer_is_valid(self.issuer), "issuer is 2 to 32 of A-Z, 0-9 and -")
        require(self.environment in get_args(Environment), "environment is practice or production")
        names = [name for name, _ in self.keys]
        require(all(isinstance(name, str) and name.strip() for name in names), "a key has no name")
        require(len(set(names)) == len(names), "a name stands twice on the list")
        points = {point_of(key.public_key) for _, key in self.keys}
        require(len(points) == len(self.keys), "a key stands twice on the list")

    def named(self, name: str) -> ListedKey:
        """The key of this name; raises CardError when there is none."""
        for known, key in self.keys:
            if known == name:
                return key
        raise CardError(f"no key is called {name}; there are: {', '.join(known for known, _ in self.keys)}")

    def with_key(self, name: str, key: ListedKey) -> KeyList:
        """The list with one more key; raises CardError when it belongs to another issuer."""
        require(key.issuer == self.issuer, f"the list is that of {self.issuer}")
        return replace(self, keys=(*self.keys, (name, key)))

    def ending(self, name: str, first_use_of_next: datetime) -> KeyList:
        """The list with an active key that signs no more from the time its successor does."""
        key = self.named(name)
        require(key.state == "active", f"{name} is {key.state} already")
        require(key.starts < first_use_of_next, f"{name} would end before it begins")
        return self._changed(name, replace(key, ends=min(key.ends, first_use_of_next - _SECOND)))

    def withdrawn(self, name: str, not_after: datetime) -> KeyList:
        """The list with a key as compromised: what it dated after `not_after` is not genuine.

        Raises CardError when that would make something genuine again that was withdrawn before.
        """
        key = self.named(name)
        earlier = key.not_after is None or not_after <= key.not_after
        require(earlier, f"{name} is withdrawn from an earlier date already")
        return self._changed(name, replace(key, state="compromised", not_after=not_after))

    def without_keys_that_ended_before(self, time: datetime) -> KeyList:
        """The list without keys whose last card has run out by now; a withdrawn key stays for good."""
        return replace(
            self, keys=tuple(entry for entry in self.keys if entry[1].ends >= time or entry[1].not_after)
        )

    def _changed(self, name: str, changed: ListedKey) -> KeyList:
        return replace(
            self, keys=tuple((known, changed if known == name else key) for known, key in self.keys)
        )

    def to_json(self) -> str:
        """The list as JSON text."""
        document = {
            "format": FORMAT,
            "issuer": self.issuer,
            "environment": self.environment,
            "keys": [_entry(name, key) for name, key in self.keys],
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> KeyList:
        """The list that `to_json` wrote; raises CardError when it is not one."""
        try:
            document = json.loads(text)
            require(document["format"] == FORMAT, "not a key list of a known format")
            issuer = document["issuer"]
            keys = tuple(_from_entry(entry, issuer) for entry in document["keys"])
            return cls(issuer, document["environment"], keys)
        except CardError:
            raise
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise CardError(f"not a key list: {error!r}") from error


def _entry(name: str, key: ListedKey) -> dict[str, str]:
    return {
        "name": name,
        "kid": key.kid.hex(),
        "purpose": key.purpose,
        "state": key.state,
        "from": key.starts.isoformat(),
        "to": key.ends.isoformat(),
        **({} if key.not_after is None else {"not_after": key.not_after.isoformat()}),
        "point": base64.b64encode(point_of(key.public_key)).decode(),
    }


def _from_entry(entry: dict[str, Any], issuer: str) -> tuple[str, ListedKey]:
    point = base64.b64decode(entry["point"], validate=True)
    key = ListedKey(
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point),
        issuer,
        entry["purpose"],
        datetime.fromisoformat(entry["from"]),
        datetime.fromisoformat(entry["to"]),
        entry["state"],
        datetime.fromisoformat(entry["not_after"]) if "not_after" in entry else None,
    )
    require(key.kid.hex() == entry["kid"], "an entry's kid is not that of its key")
    return entry["name"], key


def require_no_way_back(new: KeySet, last: KeySet) -> None:
    """Raise CardError when a set would make genuine again what the last one had withdrawn."""
    require(new.environment == last.environment, f"the last set is one of {last.environment}")
    require(new.issued >= last.issued, "the last set is dated later than now: look at the clock")
    given_back = key_given_back(new, last)
    if given_back is not None:
        kid = given_back.kid.hex()
        raise CardError(f"the key {kid} was withdrawn by the last set: it stays on the list, and withdrawn")
