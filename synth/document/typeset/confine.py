"""Takes from this process what a typesetter does not need: the network, and all files but a few (Linux).

Two doors of the kernel that need no privilege and cannot be opened again: a seccomp filter (seccomp(2)) and a Landlock
ruleset (landlock(7)). Where a kernel lacks one, the other measures stand: see `sandbox`.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from pathlib import Path

_PR_SET_NO_NEW_PRIVS = 38
_SET_FILTER, _KEEP_SPEED = 1, 4  # the latter: no measures against speculation, which slow everything down
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _EPERM = 0x7FFF0000, 0x00050001
_OTHER_ABI = 0x40000000
"""System calls of x86-64's second numbering (x32) start here."""

_SYSTEM_CALLS = {"x86_64": (0xC000003E, 317, (41, 425)), "aarch64": (0xC00000B7, 277, (198, 425))}
"""Machine -> (its AUDIT_ARCH, the number of seccomp, those of socket and io_uring_setup)."""

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""Landlock's version -> how many rights on files it knows; later ones 16."""


def refuse_network() -> bool:
    """From now on this process can open no socket: EPERM. False where the kernel offers no such filter."""
    if platform.system() != "Linux" or platform.machine() not in _SYSTEM_CALLS:
        return False
    architecture, seccomp, refused = _SYSTEM_CALLS[platform.machine()]
    last = len(refused) + 5  # the line that refuses
    lines = [
        (_LOAD, 0, 0, 4),  # which numbering the call uses
        (_JUMP_EQUAL, 0, last - 2, architecture),
        (_LOAD, 0, 0, 0),  # its number
        *((_JUMP_EQUAL, last - 4 - place, 0, number) for place, number in enumerate(refused)),
        (_JUMP_AT_LEAST, last - 4 - len(refused), 0, _OTHER_ABI),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _EPERM),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in lines))
    program = ctypes.create_string_buffer(struct.pack("HP", len(lines), ctypes.addressof(code)))
    kernel = ctypes.CDLL(None)
    kernel.prctl.argtypes, kernel.syscall.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4], [ctypes.c_long] * 4
    return (
        kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        and kernel.syscall(seccomp, _SET_FILTER, _KEEP_SPEED, ctypes.addressof(program)) == 0
    )


def allow_only(folders: Iterable[Path], files: Iterable[Path]) -> bool:
    """From now on this process reads only these folders and files, and writes none. False without Landlock."""
    if platform.system() != "Linux":
        return False
    call = ctypes.CDLL(None).syscall
    call.restype, call.argtypes = ctypes.c_long, [ctypes.c_long] * 5
    version = call(_CREATE_RULESET, 0, 0, _ASK_VERSION, 0)
    if version < 1:
        return False
    rights = ctypes.c_uint64((1 << _FILE_RIGHTS.get(version, 16)) - 1)
    ruleset = call(_CREATE_RULESET, ctypes.addressof(rights), ctypes.sizeof(rights), 0, 0)
    if ruleset < 0:
        return False
    allowed = [(folder, _READ_FILE | _READ_FOLDER) for folder in folders] + [(file, _READ_FILE) for file in files]
    for path, right in allowed:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = ctypes.create_string_buffer(struct.pack("=Qi", right, handle))
        added = call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.addressof(rule), 0)
        os.close(handle)
        if added != 0:
            raise OSError(f"Landlock took no rule for {path}")
    done = call(_RESTRICT_SELF, ruleset, 0, 0, 0) == 0
    os.close(ruleset)
    return done
