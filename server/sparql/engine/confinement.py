"""What a worker process gives up for good: other files than its store's, connections, programs.

The kernel enforces it, whatever the engine is made to do: Landlock decides on files and TCP (Linux
5.13, 6.7), a seccomp filter refuses the system calls that make sockets or start programs. Both hold
for threads that are started later, so confine a process before it opens its store.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
from pathlib import Path

_PR_GET_SECCOMP, _PR_SET_SECCOMP = 21, 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

# linux/landlock.h; the system calls have one number on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1  # flag: ask for the version of the interface
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# How many kinds of access to files each version knows; which know TCP.
_FILE_ACCESSES = {1: 13, 2: 14, 3: 15, 4: 15}
_MOST_FILE_ACCESSES = 16
_SINCE_TCP = 4
_TCP = 0b11  # to bind, to connect

# Of each architecture: its number for seccomp, and its system calls socket, execve and execveat.
_ARCHITECTURES = {
    "x86_64": (0xC000003E, (41, 59, 322)),
    "aarch64": (0xC00000B7, (198, 221, 281)),
}
_IO_URING_SETUP = 425  # which can make sockets without `socket`
_X32 = 0x40000000  # from here on, x86_64 has its system calls a second time
# linux/bpf_common.h, linux/seccomp.h
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("first", ctypes.POINTER(_Instruction)))


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def confine(folder: Path | None) -> bool:
    """Leave this process no file but those below the folder, to read, and no new socket.

    False where the kernel has not all the means; the process may then be confined in part.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if not is_supported() or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return _without_other_files(libc, folder) and _without_sockets(libc)


def is_supported() -> bool:
    """Whether this kernel and this architecture have the means."""
    libc = ctypes.CDLL(None, use_errno=True)
    return (
        _landlock(libc) >= 1
        and libc.prctl(_PR_GET_SECCOMP, 0, 0, 0, 0) >= 0
        and platform.machine() in _ARCHITECTURES
    )


def _landlock(libc: ctypes.CDLL) -> int:
    """The version of the kernel's Landlock; below 1 where it has none."""
    version: int = libc.syscall(_CREATE_RULESET, None, 0, _VERSION)
    return version


def _without_other_files(libc: ctypes.CDLL, folder: Path | None) -> bool:
    version = _landlock(libc)
    every = (1 << _FILE_ACCESSES.get(version, _MOST_FILE_ACCESSES)) - 1
    rules = _Ruleset(every, _TCP)
    size = ctypes.sizeof(rules) if version >= _SINCE_TCP else ctypes.sizeof(ctypes.c_uint64)
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(rules), size, 0)
    if ruleset < 0:
        return False
    try:
        if folder is not None:
            beneath = os.open(folder, os.O_PATH)
            try:
                rule = _PathBeneath(_READ_FILE | _READ_DIR, beneath)
                if libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0):
                    return False
            finally:
                os.close(beneath)
        return not libc.syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _without_sockets(libc: ctypes.CDLL) -> bool:
    architecture, calls = _ARCHITECTURES[platform.machine()]
    refused = (*calls, _IO_URING_SETUP)
    tests = [_Instruction(_AT_LEAST, len(refused) + 1, 0, _X32)]
    tests += [
        _Instruction(_EQUAL, len(refused) - at, 0, number) for at, number in enumerate(refused)
    ]
    instructions = [
        _Instruction(_LOAD, 0, 0, _ARCHITECTURE_AT),
        _Instruction(_EQUAL, 1, 0, architecture),
        _Instruction(_RETURN, 0, 0, _KILL),
        _Instruction(_LOAD, 0, 0, _NUMBER_AT),
        *tests,
        _Instruction(_RETURN, 0, 0, _ALLOW),
        _Instruction(_RETURN, 0, 0, _FAIL),
    ]
    array = (_Instruction * len(instructions))(*instructions)
    program = _Program(len(instructions), array)
    mode = _SECCOMP_MODE_FILTER
    return not libc.prctl(_PR_SET_SECCOMP, mode, ctypes.byref(program), 0, 0)
