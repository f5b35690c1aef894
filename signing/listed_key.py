"""A public key as it stands in a key set: a COSE_Key with issuer, purpose, state and signing window."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, cast, get_args

from cryptography.hazmat.primitives.asymmetric import ec

from signing.errors import CardError
from signing.keys import ES256, HALF, issuer_is_valid, kid_of, point_of

State = Literal["active", "retired", "compromised"]
ListedPurpose = Literal["card", "status"]

_LAST_SECOND = 253_402_300_799  # the end of 9999

# COSE_Key (RFC 9052 section 7): kty EC2, alg ES256, key_ops verify, crv P-256.
KTY, KID, ALG, KEY_OPS, CRV, X, Y = 1, 2, 3, 4, -1, -2, -3
KEY_ISSUER, KEY_PURPOSE, KEY_STATE, KEY_WINDOW, KEY_NOT_AFTER = -70020, -70021, -70022, -70023, -70024
_FIXED: dict[int, Any] = {KTY: 2, ALG: ES256, KEY_OPS: [2], CRV: 1}
_KEY_ALWAYS = {*_FIXED, KID, X, Y, KEY_ISSUER, KEY_PURPOSE, KEY_STATE, KEY_WINDOW}


def require(condition: bool, what: str) -> None:
    """Raise CardError with this sentence unless the condition holds."""
    if not condition:
        raise CardError(what)


def seconds(time: datetime) -> int:
    """An aware time as whole seconds since 1970."""
    require(time.tzinfo is not None, "a time needs a time zone")
    return int(time.timestamp())


def moment(value: object) -> datetime:
    """The time that whole seconds since 1970 stand for, up to the year 9999."""
    if type(value) is not int or not 0 <= value <= _LAST_SECOND:
        raise CardError("a time is not seconds since 1970")
    return datetime.fromtimestamp(value, UTC)


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A public key as it stands in a set; raises CardError when its parts contradict one another.

    It signs from `starts` to `ends`; both are aware times, kept to the second. `not_after` is there exactly
    when the key is compromised: what it signed with a later date is not genuine.
    """

    public_key: ec.EllipticCurvePublicKey = field(repr=False)
    issuer: str
    purpose: ListedPurpose
    starts: datetime
    ends: datetime
    state: State = "active"
    not_after: datetime | None = None

    def __post_init__(self) -> None:
        require(self.public_key.curve.name == "secp256r1", "not a P-256 key")
        require(issuer_is_valid(self.issuer), "issuer is 2 to 32 of A-Z, 0-9 and -")
        require(self.purpose in get_args(ListedPurpose), "purpose is card or status")
        require(self.state in get_args(State), "state is active, retired or compromised")
        require(
            (self.state == "compromised") == (self.not_after is not None),
            "not after stands with compromised keys, and with no others",
        )
        for name in ("starts", "ends", "not_after"):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, moment(seconds(given)))
        require(self.starts <= self.ends, "a key's window ends before it begins")

    @property
    def kid(self) -> bytes:
        """The four-byte key id."""
        return kid_of(self.public_key)

    def to_cose(self) -> dict[int, Any]:
        """The COSE_Key."""
        point = point_of(self.public_key)
        return {
            **_FIXED,
            KID: self.kid,
            X: point[1 : 1 + HALF],
            Y: point[1 + HALF :],
            KEY_ISSUER: self.issuer,
            KEY_PURPOSE: self.purpose,
            KEY_STATE: self.state,
            KEY_WINDOW: [seconds(self.starts), seconds(self.ends)],
            **({} if self.not_after is None else {KEY_NOT_AFTER: seconds(self.not_after)}),
        }

    @classmethod
    def from_cose(cls, value: object) -> ListedKey:
        """The key of a COSE_Key; raises CardError when it is none."""
        require(isinstance(value, dict), "a key is not a map")
        entry = cast("dict[Any, Any]", value)
        require(set(entry) - {KEY_NOT_AFTER} == _KEY_ALWAYS, "a key lacks a part, or has one too many")
        require(all(entry[name] == fixed for name, fixed in _FIXED.items()), "a key is not for ES256")
        window = entry[KEY_WINDOW]
        require(isinstance(window, list) and len(window) == 2, "a window is not [from, to]")
        key = cls(
            _public_key(entry[X], entry[Y]),
            entry[KEY_ISSUER],
            entry[KEY_PURPOSE],
            moment(window[0]),
            moment(window[1]),
            entry[KEY_STATE],
            moment(entry[KEY_NOT_AFTER]) if KEY_NOT_AFTER in entry else None,
        )
        require(key.kid == entry[KID], "a kid is not that of its key")
        return key


def _public_key(x: object, y: object) -> ec.EllipticCurvePublicKey:
    halves = isinstance(x, bytes) and isinstance(y, bytes) and len(x) == HALF and len(y) == HALF
    require(halves, "x and y are not 32 bytes each")
    point = b"\x04" + cast("bytes", x) + cast("bytes", y)
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise CardError("a key is not a point on P-256") from error
