"""The key set: which keys are the issuer's, what for and when, signed by a root that never goes online.

A root signs nothing but key sets. Whoever reads one knows the root beforehand, keeps the newest set it has
seen, and takes none that is older, that differs under the same number, or that has run out.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast, get_args

from cryptography.hazmat.primitives.asymmetric import ec

from signing import cose, strict_cbor
from signing.errors import CardError, Refusal, RefusalCode
from signing.keys import Environment, Signer, TrustedKey, TrustList, issuer_is_valid, kid_of, point_of
from signing.listed_key import ListedKey, moment, require, seconds

TYPE = "application/kortsjekk-keyset+cose"
LIFETIME = timedelta(days=30)
MAX_BYTES = 32_768
MAX_KEYS = 100
MAX_SEQUENCE = 2**53 - 1
_HASH_BYTES = 32

ISSUER, EXPIRES, ISSUED = 1, 4, 6
SEQUENCE, KEYS, ENVIRONMENT, NEXT_ROOT = -70010, -70011, -70012, -70013
_ALWAYS_THERE = {ISSUER, EXPIRES, ISSUED, SEQUENCE, KEYS, ENVIRONMENT}


def root_hash(public_key: ec.EllipticCurvePublicKey) -> bytes:
    """The SHA-256 of a root's uncompressed point: what a set announces its next root by."""
    return hashlib.sha256(point_of(public_key)).digest()


@dataclass(frozen=True, slots=True)
class KeySet:
    """One edition of the keys of an issuer (kortutsteder); raises CardError on what no set may hold.

    `root` is the hash of the root that signed it: None until it was read from signed bytes.
    """

    issuer: str
    environment: Environment
    sequence: int
    issued: datetime
    expires: datetime
    keys: tuple[ListedKey, ...]
    next_root: bytes | None = None
    root: bytes | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        require(issuer_is_valid(self.issuer), "issuer is 2 to 32 of A-Z, 0-9 and -")
        require(self.environment in get_args(Environment), "environment is practice or production")
        number = type(self.sequence) is int and 0 < self.sequence <= MAX_SEQUENCE
        require(number, "sequence is a whole number from 1")
        lifetime = self.expires - self.issued
        require(timedelta(0) < lifetime <= LIFETIME, "a set lives for 1 to 30 days")
        require(0 < len(self.keys) <= MAX_KEYS, f"a set holds 1 to {MAX_KEYS} keys")
        often = Counter(point_of(key.public_key) for key in self.keys)
        require(max(often.values()) == 1, "a key stands twice in the set")
        sound = self.next_root is None or (
            isinstance(self.next_root, bytes) and len(self.next_root) == _HASH_BYTES
        )
        require(sound, "the next root is not a SHA-256")

    @classmethod
    def build(
        cls,
        keys: Iterable[ListedKey],
        *,
        issuer: str,
        environment: Environment,
        sequence: int,
        now: datetime,
        lifetime: timedelta = LIFETIME,
        next_root: ec.EllipticCurvePublicKey | None = None,
    ) -> KeySet:
        """A set issued at the aware time `now`; an active key whose window is over counts as retired."""
        issued = moment(seconds(now))
        return cls(
            issuer,
            environment,
            sequence,
            issued,
            issued + lifetime,
            tuple(
                replace(key, state="retired") if key.state == "active" and key.ends < issued else key
                for key in keys
            ),
            None if next_root is None else root_hash(next_root),
        )

    def to_bytes(self, root: Signer) -> bytes:
        """The set signed by `root`; raises CardError when this root may not sign it."""
        require(root.issuer == self.issuer, "the root belongs to another issuer")
        point = point_of(root.public_key)
        require(all(point_of(key.public_key) != point for key in self.keys), "a root signs sets alone")
        require(self.next_root != root_hash(root.public_key), "the next root is the present one")
        return cose.sign(self.payload(), root, TYPE)

    def payload(self) -> bytes:
        """What the root signs; two sets are the same exactly when these bytes are."""
        claims: dict[int, Any] = {
            ISSUER: self.issuer,
            EXPIRES: seconds(self.expires),
            ISSUED: seconds(self.issued),
            SEQUENCE: self.sequence,
            KEYS: [key.to_cose() for key in self.keys],
            ENVIRONMENT: self.environment,
        }
        return strict_cbor.dumps(claims if self.next_root is None else {**claims, NEXT_ROOT: self.next_root})

    @classmethod
    def from_bytes(
        cls, data: bytes, root: ec.EllipticCurvePublicKey, now: datetime, *, last: KeySet | None = None
    ) -> KeySet | Refusal:
        """The set that `root` signed, or why it is not taken at the aware time `now`; no bytes make it raise.

        `last` is the newest set that this reader took before: then `root` is either the root of that set, or
        the one whose hash it announced.
        """
        parts = cose.parse(data, TYPE, MAX_BYTES)
        if isinstance(parts, Refusal):
            return parts
        hash_of_root = root_hash(root)
        if parts.kid != kid_of(root):
            return Refusal(RefusalCode.ROOT_UNKNOWN, "signed by another root")
        if last is not None and hash_of_root not in (last.root, last.next_root):
            return Refusal(RefusalCode.ROOT_UNKNOWN, "the last set did not announce this root")
        try:
            found = cls._signed(parts, root, hash_of_root)
        except CardError as error:
            return Refusal(RefusalCode.KEYSET_MALFORMED, str(error))
        return found if isinstance(found, Refusal) else _refused_for_age(found, now, last) or found

    @classmethod
    def _signed(
        cls, parts: cose.Sign1, root: ec.EllipticCurvePublicKey, hash_of_root: bytes
    ) -> KeySet | Refusal:
        signer = TrustedKey(root, "ROOT", purpose="keyset")
        if not signer.verifies(parts.to_be_verified, parts.signature):
            return Refusal(RefusalCode.SIGNATURE_BAD, "changed after signing")
        claims = strict_cbor.loads(parts.payload, max_bytes=MAX_BYTES, any_key=True)
        return replace(_from_claims(claims), root=hash_of_root)

    def trust_list(self) -> TrustList:
        """The keys in the form that readers of cards and status lists ask; it runs out with the set."""
        return TrustList(
            (
                TrustedKey(
                    key.public_key,
                    key.issuer,
                    key.starts,
                    key.ends,
                    key.purpose,
                    self.environment,
                    key.not_after,
                )
                for key in self.keys
            ),
            self.expires,
        )


def read_by_any(
    data: bytes, roots: Iterable[ec.EllipticCurvePublicKey], now: datetime, *, last: KeySet | None = None
) -> KeySet | Refusal:
    """The set that one of the roots signed: while a root is changed, readers know both."""
    answer: KeySet | Refusal = Refusal(RefusalCode.ROOT_UNKNOWN, "no root is known")
    for root in roots:
        answer = KeySet.from_bytes(data, root, now, last=last)
        if isinstance(answer, KeySet) or answer.code is not RefusalCode.ROOT_UNKNOWN:
            break
    return answer


def _from_claims(claims: object) -> KeySet:
    require(isinstance(claims, dict), "the set is not a map")
    given = cast("dict[Any, Any]", claims)
    require(set(given) - {NEXT_ROOT} == _ALWAYS_THERE, "the set lacks a claim, or has one too many")
    require(isinstance(given[KEYS], list), "the keys are not an array")
    return KeySet(
        given[ISSUER],
        given[ENVIRONMENT],
        given[SEQUENCE],
        moment(given[ISSUED]),
        moment(given[EXPIRES]),
        tuple(ListedKey.from_cose(entry) for entry in given[KEYS]),
        given.get(NEXT_ROOT),
    )


def key_given_back(new: KeySet, last: KeySet) -> ListedKey | None:
    """A key that `last` had withdrawn and `new` has not, or from a later moment on; None where there is none.

    Left out is given back too: the set after that could not know of it.
    """
    cuts = {point_of(key.public_key): key.not_after for key in new.keys}
    for old in last.keys:
        if old.not_after is not None:
            cut = cuts.get(point_of(old.public_key))
            if cut is None or cut > old.not_after:
                return old
    return None


def _refused_for_age(found: KeySet, now: datetime, last: KeySet | None) -> Refusal | None:
    if last is not None and found.sequence < last.sequence:
        return Refusal(RefusalCode.KEYSET_OLDER, f"number {found.sequence} comes before {last.sequence}")
    if last is not None and found.sequence == last.sequence and found != last:
        return Refusal(RefusalCode.KEYSET_DIFFERS, f"another set bears the number {found.sequence} too")
    given_back = None if last is None else key_given_back(found, last)
    if given_back is not None:
        detail = f"the key {given_back.kid.hex()} was withdrawn, and this set gives it back or leaves it out"
        return Refusal(RefusalCode.KEYSET_GIVES_BACK, detail)
    if now >= found.expires:
        return Refusal(RefusalCode.KEYSET_EXPIRED, f"ran out at {found.expires.isoformat()}")
    return None
