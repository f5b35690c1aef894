"""A database that fails at a chosen call: the n-th statement or commit raises what a lost server raises."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from sync.store import LedgerUnavailable


class Fault:
    """While entered, call number `at` to the engine's database fails, and so does each one after it.

    A commit counts as two calls: it may fail before it is done, or be done and its answer be lost.
    """

    def __init__(self, engine: sa.Engine, at: int) -> None:
        self._engine = engine
        self._at = at
        self._calls = 0
        self._commit = engine.dialect.do_commit

    def __enter__(self) -> Fault:
        event.listen(self._engine, "do_execute", self._statement)
        self._answer_commits_with(self._both_sides_of_commit)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        event.remove(self._engine, "do_execute", self._statement)
        self._answer_commits_with(self._commit)

    def stopped(self, act: Callable[..., object], *arguments: object) -> bool:
        """Do it, and tell whether the fault came in between."""
        try:
            act(*arguments)
        except (LedgerUnavailable, sa.exc.DBAPIError):
            return True
        return False

    def _answer_commits_with(self, commit: Callable[[Any], None]) -> None:
        # The one step of a transaction that no event reports on from both sides.
        vars(self._engine.dialect)["do_commit"] = commit

    def _call(self) -> None:
        self._calls += 1
        if self._calls >= self._at:
            raise self._engine.dialect.loaded_dbapi.OperationalError("the database went away")

    def _statement(self, *_: Any) -> None:
        self._call()

    def _both_sides_of_commit(self, connection: Any) -> None:
        self._call()
        self._commit(connection)
        self._call()
