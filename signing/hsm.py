"""A key that stays in a hardware security module, reached through PKCS #11; the module signs, we only ask.

The package python-pkcs11 is an extra (requirements-hsm.txt), so it is loaded when a key is opened.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from signing.errors import CardError
from signing.keys import kid_of

if TYPE_CHECKING:
    from pkcs11 import PublicKey, Session
    from pkcs11.types import SignMixin

SCHEME = "pkcs11:"
_ADDRESS = re.compile(r"pkcs11:([^?#]*)\?([^?#]*)")
_NEEDED, _KNOWN = {"token", "object", "module-path"}, "token, object and module-path"


@dataclass(frozen=True, slots=True)
class HsmAddress:
    """Where a key lies, from a PKCS #11 URI (RFC 7512): labels of token and key, path of the module."""

    token: str
    label: str
    module: str

    @classmethod
    def from_uri(cls, uri: str) -> HsmAddress:
        """`pkcs11:token=<label>;object=<label>?module-path=<file>`; raises CardError on any other form."""
        form = _ADDRESS.fullmatch(uri)
        parts = [*form[1].split(";"), *form[2].split("&")] if form else []
        pairs = [part.partition("=") for part in parts]
        given = {name: unquote(value) for name, _, value in pairs if value}
        if set(given) != _NEEDED or len(pairs) != len(_NEEDED):
            raise CardError(f"a PKCS #11 address names {_KNOWN}, and nothing else (no PIN): {SCHEME}...")
        return cls(given["token"], given["object"], given["module-path"])


@dataclass(frozen=True, slots=True)
class HsmKey:
    """A private P-256 key of one issuer inside a module; good for as long as its session is open."""

    issuer: str
    public_key: ec.EllipticCurvePublicKey
    _private: SignMixin = field(repr=False)

    @property
    def kid(self) -> bytes:
        """The four-byte key id."""
        return kid_of(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature r || s over `message`.

        The digest is made here, since to sign a digest is what every module can do.
        """
        from pkcs11 import Mechanism

        return bytes(self._private.sign(hashlib.sha256(message).digest(), mechanism=Mechanism.ECDSA))


@contextmanager
def opened(address: HsmAddress, pin: str, issuer: str) -> Iterator[HsmKey]:
    """The key at an address while the block runs; raises CardError when the module does not give it."""
    with _session(address, pin, rw=False) as session:
        yield _key(session, address, issuer)


@contextmanager
def made(address: HsmAddress, pin: str, issuer: str) -> Iterator[HsmKey]:
    """A new key that never leaves the module; raises CardError when one of its label is there already.

    When the block fails, the module forgets the key.
    """
    with _session(address, pin, rw=True) as session:
        from pkcs11 import Attribute, KeyType, ObjectClass
        from pkcs11.util.ec import encode_named_curve_parameters

        named = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: address.label}
        if list(session.get_objects(named)):
            raise CardError(f"the token holds a key {address.label} already: a key is never overwritten")
        curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
        pair = session.create_domain_parameters(KeyType.EC, curve, local=True).generate_keypair(
            label=address.label,
            store=True,
            private_template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
        )
        try:
            yield _key(session, address, issuer)
        except BaseException:
            for half in pair:
                half.destroy()
            raise


@contextmanager
def _session(address: HsmAddress, pin: str, *, rw: bool) -> Iterator[Session]:
    try:
        import pkcs11
    except ImportError as error:
        raise CardError("keys in a module need python-pkcs11: install requirements-hsm.txt") from error
    try:
        token = pkcs11.lib(address.module).get_token(token_label=address.token)
        with token.open(rw=rw, user_pin=pin) as session:
            yield session
    except pkcs11.PKCS11Error as error:
        what = f"{type(error).__name__} {error}".strip()
        raise CardError(f"the key {address.label} on {address.token} cannot be used: {what}") from error


def _key(session: Session, address: HsmAddress, issuer: str) -> HsmKey:
    from pkcs11 import KeyType, ObjectClass
    from pkcs11.util.ec import encode_ec_public_key

    private = cast("SignMixin", session.get_key(ObjectClass.PRIVATE_KEY, KeyType.EC, address.label))
    public = cast("PublicKey", session.get_key(ObjectClass.PUBLIC_KEY, KeyType.EC, address.label))
    public_key = load_der_public_key(encode_ec_public_key(public))
    if not isinstance(public_key, ec.EllipticCurvePublicKey) or public_key.curve.name != "secp256r1":
        raise CardError(f"the key {address.label} is not on P-256")
    return HsmKey(issuer, public_key, private)
