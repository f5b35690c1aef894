"""Keys in a security module: made there, used there, and never seen outside."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from signing import CardError, TrustedKey, TrustList, hsm, issue_card, read_card
from signing.hsm import HsmAddress
from tests.support.cards import NOW, USUAL
from tests.support.softhsm import PIN, token

__all__ = ["token"]


def test_a_card_by_a_key_in_a_module_is_genuine(token: HsmAddress) -> None:
    with hsm.made(replace(token, label="cards"), PIN, "NO-HSE") as key:
        made = key.public_key

    with hsm.opened(replace(token, label="cards"), PIN, "NO-HSE") as key:
        text = issue_card(USUAL, key)

    trust = TrustList([TrustedKey(made, "NO-HSE")])
    assert read_card(text, trust, NOW).card == USUAL
    assert read_card(text, trust, NOW).kid == key.kid


def test_a_key_in_a_module_can_not_be_taken_out(token: HsmAddress) -> None:
    from pkcs11 import Attribute, AttributeSensitive

    with hsm.made(replace(token, label="stays"), PIN, "NO-HSE") as key:
        private = key._private

        assert private[Attribute.EXTRACTABLE] is False
        assert private[Attribute.SENSITIVE] is True
        assert repr(private) not in repr(key)
        with pytest.raises(AttributeSensitive):
            private[Attribute.VALUE]


def test_a_key_in_a_module_is_never_overwritten(token: HsmAddress) -> None:
    address = replace(token, label="twice")
    with hsm.made(address, PIN, "NO-HSE") as key:
        first = key.public_key

    with pytest.raises(CardError, match="never overwritten"), hsm.made(address, PIN, "NO-HSE"):
        pass

    with hsm.opened(address, PIN, "NO-HSE") as key:
        assert key.public_key == first


def test_a_module_forgets_a_key_whose_public_half_could_not_be_written_down(token: HsmAddress) -> None:
    address = replace(token, label="half")

    with pytest.raises(OSError, match="disk"), hsm.made(address, PIN, "NO-HSE"):
        raise OSError("no room on the disk")

    with hsm.made(address, PIN, "NO-HSE") as second:
        assert second.kid


@pytest.mark.parametrize(
    ("changes", "pin", "sentence"),
    [
        ({"label": "nobody"}, PIN, "NoSuchKey"),
        ({"token": "another token"}, PIN, "NoSuchToken"),
        ({}, "13579-wrong", "PinIncorrect"),
        ({"module": "/nowhere/module.so"}, PIN, "cannot be used"),
    ],
)
def test_what_the_module_does_not_give_gets_a_sentence(
    token: HsmAddress, changes: dict[str, str], pin: str, sentence: str
) -> None:
    with pytest.raises(CardError, match=sentence), hsm.opened(replace(token, **changes), pin, "NO-HSE"):
        pass


def test_a_key_on_another_curve_is_not_used(token: HsmAddress) -> None:
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp384r1")}
    with pkcs11.lib(token.module).get_token(token_label=token.token).open(rw=True, user_pin=PIN) as session:
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
        parameters.generate_keypair(label="P-384", store=True)

    with pytest.raises(CardError, match="P-256"), hsm.opened(replace(token, label="P-384"), PIN, "NO-HSE"):
        pass


def test_without_the_extra_package_a_module_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    address = HsmAddress("token", "key", "/nowhere/module.so")

    with pytest.raises(CardError, match="requirements-hsm"), hsm.opened(address, PIN, "NO-HSE"):
        pass


def test_an_address_names_token_key_and_module() -> None:
    uri = "pkcs11:token=The%20desk;object=card-1?module-path=/usr/lib/softhsm/libsofthsm2.so"

    assert HsmAddress.from_uri(uri) == HsmAddress("The desk", "card-1", "/usr/lib/softhsm/libsofthsm2.so")


@pytest.mark.parametrize(
    "uri",
    [
        "pkcs11:",
        "pkcs11:token=a;object=b",
        "pkcs11:token=a?module-path=/m.so",
        "pkcs11:token=a;object=?module-path=/m.so",
        "pkcs11:token=a;object=b?module-path=/m.so&pin-value=1234",
        "pkcs11:token=a;object=b;pin-value=1234?module-path=/m.so",
        "pkcs11:token=a;token=c;object=b?module-path=/m.so",
        "PKCS11:token=a;object=b?module-path=/m.so",
    ],
)
def test_any_other_address_is_refused_a_pin_above_all(uri: str) -> None:
    with pytest.raises(CardError, match="no PIN"):
        HsmAddress.from_uri(uri)
