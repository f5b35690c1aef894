"""The fixtures of the app, for every test of this folder."""

from tests.support.apps import app, make_app, shared_app

__all__ = ["app", "make_app", "shared_app"]
