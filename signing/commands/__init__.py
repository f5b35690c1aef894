"""The commands of `python -m signing`, one module per group; nothing else here touches the disk."""

from __future__ import annotations

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
