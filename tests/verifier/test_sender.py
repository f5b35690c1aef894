"""Who is one sender: an address, or the part of it that a household or a phone cannot change at will."""

from __future__ import annotations

import pytest

from verifier.sender import sender_of


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
        ("", "unknown"),
        ("a name", "unknown"),
        ("192.0.2.1, 192.0.2.2", "unknown"),
        ("999.0.0.1", "unknown"),
        ("x" * 100_000, "unknown"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_a_sender_is_known_by_what_it_cannot_change_at_will(address: str | None, sender: str) -> None:
    assert sender_of(address) == sender
