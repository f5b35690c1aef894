"""Codes of refusals are for machines and for those who help: none is ever renamed."""

from __future__ import annotations

import re

from signing import RefusalCode
from tests.support import sources

PHONE = sources.CHECKOUT / "verifier" / "static" / "js" / "domain" / "refusal.js"
CODE = re.compile(r"\b[A-Z]-[A-Z]{3}\b")


def test_server_and_phone_refuse_with_the_same_codes() -> None:
    [typedef] = re.findall(r"@typedef \{([^}]*)\} RefusalCode", PHONE.read_text("utf-8"))

    assert set(CODE.findall(typedef)) == {code.value for code in RefusalCode}
