"""Programs that tests put on a PATH of their own."""

from __future__ import annotations

from pathlib import Path


def fake_program(folder: Path, name: str, script: str) -> Path:
    """Put a program into `folder` that does what the shell script says."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program
