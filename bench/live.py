"""The registers that a check may ask: the mirror, live ones on loopback, and live ones that rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sync.registers.live.check import Foreseen
from sync.registers.live.client import trusting
from sync.registers.live.credentials import NoCredentials
from sync.registers.live.registers import LiveRegisters, Manner, Way, Ways
from sync.registers.local import LocalRegisters
from sync.registers.mirror import Mirror
from tests.support import register_server as server
from tests.support.live_registers import LiveWorld
from verifier.answers import Registers
from verifier.practice.world import World

Kind = tuple[str, Registers, tuple[str, ...]]


@contextmanager
def kinds_of_registers(world: World, mirror: Path, now: datetime) -> Iterator[Sequence[Kind]]:
    """Each kind by name, with the outcomes that a card in order may have by it."""
    local = LocalRegisters(Mirror(mirror), lambda: now)
    with server.register_server() as served:
        registers = LiveWorld(served)
        registers.fill(world)
        for path, act in list(served.acts.items()):
            served.acts[path] = server.kept(act)
        answering, resting = (_live(served, local, now) for _ in range(2))
        with registers.failing(dict.fromkeys(("cards", "companies"), server.refused(403))):
            for _ in range(4):
                check = resting.begin(Foreseen(None), resting.deadline())
                check.card("99010417")
                check.company("314102274")
        yield (
            ("the practice mirror", Registers(local, local, local, local), ("VALID",)),
            ("live, on loopback", Registers(local, local, local, local, answering), ("VALID",)),
            (
                "live ones that rest, the mirror in their place",
                Registers(local, local, local, local, resting),
                ("UNCONFIRMED",),
            ),
        )
        answering.close()
        resting.close()


def _live(served: server.RegisterServer, local: LocalRegisters, now: datetime) -> LiveRegisters:
    cards, companies = (Way(served.address(path), NoCredentials()) for path in ("/hms", "/er"))
    manner = Manner(2.5, lambda: now, lambda _register, _outcome: None, trusting(None))
    return LiveRegisters(Ways(cards, companies), local, manner)
