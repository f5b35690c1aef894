"""Asks other people's programs, which have an environment of their own; without it the tests are skipped."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from setup_steps import oracles
from setup_steps.places import Places
from signing import SigningKey
from signing.keys import HALF, point_of
from tests.support import sources

PROGRAMS = sources.CHECKOUT / "tests" / "oracles" / "programs.py"


def ask(*questions: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the answer to each question, all in one process of the oracles' Python."""
    python = oracles.interpreter(Places(sources.CHECKOUT))
    if python is None:
        pytest.skip("other people's programs are not installed: python3 scripts/setup.py test")
    # -I: nothing of the checkout can be imported.
    done = subprocess.run(
        [python, "-I", PROGRAMS], input=json.dumps(questions), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def public_half(key: SigningKey) -> dict[str, str]:
    """Return what a program needs to verify as this key."""
    return {"kid": key.kid.hex(), "point": point_of(key.public_key).hex()}


def both_halves(key: SigningKey) -> dict[str, str]:
    """Return what a program needs to sign as this key."""
    number = key.private_key.private_numbers().private_value
    return {**public_half(key), "private": number.to_bytes(HALF, "big").hex()}
