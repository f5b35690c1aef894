"""What a decoder lets go of before it reads a stranger's picture: for good, and without needing root.

Each layer is taken where the system has it, and named: `limits` everywhere; `landlock` (no file, no TCP, no
signal to others) from Linux 5.13 on; `seccomp` (no system call but those of computing and of its one socket)
on the processors that `seccomp` knows.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

from verifier.decoder import seccomp

# Loaded and at rest 0.31 GB of addresses; the largest frame that is taken adds less than a quarter.
MAX_ADDRESSES = 1024**3
# Of the whole life. A decoder is replaced long before, so only one that is out of control comes here.
MAX_CPU_SECONDS = 900
STANDARD_STREAMS = 3
LIMITS = (
    ("RLIMIT_AS", MAX_ADDRESSES),
    ("RLIMIT_CPU", MAX_CPU_SECONDS),
    ("RLIMIT_FSIZE", 0),
    ("RLIMIT_CORE", 0),
    ("RLIMIT_NPROC", 0),
    ("RLIMIT_NOFILE", STANDARD_STREAMS),
)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF = 444, 446
LANDLOCK_ASK_VERSION = 1
# How many kinds of access to files each version of Landlock knows; later ones know as many as the last.
LANDLOCK_FILE_RIGHTS = (13, 14, 15, 15, 16)
LANDLOCK_SINCE_TCP, LANDLOCK_SINCE_SCOPES = 4, 6
TWO_RIGHTS = 0b11


def confine() -> tuple[str, ...]:
    """Let go of everything; returns the layers that hold from now on.

    Raises OSError where a layer that the system has can't be taken.
    """
    held_by = ["limits"]
    if sys.platform == "linux":
        _die_with_the_web_process()
        held_by += ["landlock"] if _shut_files_and_network() else []
    _limit()
    held_by += ["seccomp"] if seccomp.shut() else []
    return tuple(held_by)


def _limit() -> None:
    for name, most in LIMITS:
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(kind, (wanted, wanted))
        except (ValueError, OSError):
            # macOS counts shared libraries as addresses, and lets nobody go below what is in use.
            if sys.platform == "linux":
                raise


def _die_with_the_web_process() -> None:
    """Also when it is killed while this process is stuck; and nobody of the same account looks in here."""
    for option, value in (
        (PR_SET_PDEATHSIG, signal.SIGKILL),
        (PR_SET_DUMPABLE, 0),
        (PR_SET_NO_NEW_PRIVS, 1),
    ):
        seccomp.checked(seccomp.libc().prctl(option, value, 0, 0, 0))


def _shut_files_and_network() -> bool:
    """No file is opened from now on, nobody reached by TCP or signal; False where there is no Landlock."""
    call = seccomp.libc().syscall
    version = call(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), LANDLOCK_ASK_VERSION)
    if version < 1:
        return False
    files = (1 << LANDLOCK_FILE_RIGHTS[min(version, len(LANDLOCK_FILE_RIGHTS)) - 1]) - 1
    shut = [files]
    shut += [TWO_RIGHTS] if version >= LANDLOCK_SINCE_TCP else []
    shut += [TWO_RIGHTS] if version >= LANDLOCK_SINCE_SCOPES else []
    rules = (ctypes.c_uint64 * len(shut))(*shut)
    ruleset = seccomp.checked(call(LANDLOCK_CREATE_RULESET, rules, ctypes.c_size_t(ctypes.sizeof(rules)), 0))
    try:
        seccomp.checked(call(LANDLOCK_RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)
    return True
