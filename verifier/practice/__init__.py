"""The practice world: invented cards, holders, companies and registers to learn and to measure with."""

from verifier.practice.views import blueprint, portrait_path
from verifier.practice.world import make_world

__all__ = ["blueprint", "make_world", "portrait_path"]
