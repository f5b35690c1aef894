"""A token of SoftHSM for tests; where SoftHSM can't be had, the tests that need it are skipped and say so."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from setup_steps import softhsm
from setup_steps.places import Places
from signing.hsm import HsmAddress
from tests.support import sources

PIN = "24680-for-tests"
DESK = "issuer's desk"
CONFIGURATION = "SOFTHSM2_CONF"


def uri(label: str, module: str, token: str = DESK) -> str:
    """Return the address of a key as people write it."""
    return f"pkcs11:token={token.replace(' ', '%20')};object={label}?module-path={module}"


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HsmAddress]:
    """Make one token for all tests: the module reads its configuration once, when it is loaded."""
    places = Places(sources.CHECKOUT)
    module, tool = softhsm.module(places), softhsm.tool(places)
    if module is None or tool is None:
        pytest.skip("SoftHSM is not on this machine: keys in a module are not tested")
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed: keys in a module are not tested")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n", "utf-8")
    before = os.environ.get(CONFIGURATION)
    os.environ[CONFIGURATION] = str(configuration)
    make_token(tool, module, DESK)
    yield HsmAddress(DESK, "card key", str(module))
    del os.environ[CONFIGURATION]
    if before is not None:
        os.environ[CONFIGURATION] = before


def make_token(tool: Path, module: Path, label: str) -> None:
    """Make an empty token in the folder that the configuration names."""
    words = ["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", PIN]
    subprocess.run([tool, "--module", module, *words], check=True, capture_output=True)
