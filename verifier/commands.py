"""Commands of `flask --app verifier.wsgi`: those of the worker, with the settings of the web node."""

from __future__ import annotations

import os

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from sync.__main__ import main
from sync.private_file import OWNER_ALONE
from verifier.config import Config


def teach(app: Flask) -> None:
    """Add the commands to an application."""
    app.cli.add_command(refresh_registers)


@click.command(
    "refresh-registers",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    short_help="Fill the register file: python -m sync refresh-registers for KORTSJEKK_REGISTER.",
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@with_appcontext
def refresh_registers(words: tuple[str, ...]) -> None:
    """Fill the register file from the registers; takes what `python -m sync refresh-registers` takes."""
    os.umask(OWNER_ALONE)
    config: Config = current_app.extensions["kortsjekk"].config
    raise SystemExit(main(["refresh-registers", "--register", str(config.register_path), *words]))
