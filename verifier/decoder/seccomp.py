"""The system calls that a decoder keeps: memory, time, and its open streams. All others fail with EPERM."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from functools import cache

PR_SET_SECCOMP, MODE_FILTER = 22, 2
LOAD_WORD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
# Where the kernel puts them in what a filter sees.
CALL_NUMBER, PROCESSOR = 0, 4
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM

CALLS = (
    *("read", "write", "close", "fstat", "lseek"),
    *("mmap", "mprotect", "munmap", "mremap", "madvise", "brk"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall"),
    *("sched_yield", "sched_getaffinity", "futex", "getpid", "gettid", "getrusage", "sysinfo"),
    *("gettimeofday", "clock_gettime", "clock_nanosleep", "getrandom", "exit", "exit_group"),
)
# The kernel's name of the processor, and the numbers of CALLS on it, in their order.
PROCESSORS = {
    "x86_64": (
        0xC000003E,
        (0, 1, 3, 5, 8, 9, 10, 11, 25, 28, 12, 13, 14, 15, 131, 219, 24, 204, 202, 39, 186, 98, 99)
        + (96, 228, 230, 318, 60, 231),
    ),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 80, 62, 222, 226, 215, 216, 233, 214, 134, 135, 139, 132, 128, 124, 123, 98, 172)
        + (178, 165, 179, 169, 113, 115, 278, 93, 94),
    ),
}


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


@cache
def libc() -> ctypes.CDLL:
    """The C library that this process has loaded already; no file is opened."""
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int) -> int:
    """The result of a system call; raises OSError where it failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def shut() -> bool:
    """Keep CALLS alone, for good; False where this processor is not known or the kernel has no filters.

    The process must have no threads, and must have given up new privileges (PR_SET_NO_NEW_PRIVS).
    """
    known = PROCESSORS.get(platform.machine()) if sys.platform == "linux" and sys.maxsize > 2**32 else None
    if known is None:
        return False
    steps = _steps(*known)
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    if libc().prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0) == 0:
        return True
    if ctypes.get_errno() == errno.EINVAL:
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _steps(processor: int, numbers: tuple[int, ...]) -> list[_Step]:
    """The filter: another processor's calls are refused, then each known number leads to the last step."""
    known = len(numbers)
    return [
        _Step(LOAD_WORD, 0, 0, PROCESSOR),
        _Step(JUMP_IF_EQUAL, 0, known + 1, processor),
        _Step(LOAD_WORD, 0, 0, CALL_NUMBER),
        *(_Step(JUMP_IF_EQUAL, known - at, 0, number) for at, number in enumerate(numbers)),
        _Step(RETURN, 0, 0, REFUSE),
        _Step(RETURN, 0, 0, ALLOW),
    ]
