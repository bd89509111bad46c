"""Freed memory is taken again without the kernel's help (`synth.document.freed_memory`)."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from synth.document.freed_memory import keep_freed_memory

_FAULTS = """
import resource, sys
import numpy as np
from synth.document.freed_memory import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
def pictures():
    return [np.ones(6_500_000, np.uint8) for _ in range(6)]
pictures()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(4):
    pictures()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def _faults(how: str) -> int:
    words = [sys.executable, "-c", _FAULTS, how]
    return int(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="another C library than glibc")
def test_pictures_that_come_and_go_are_cleared_once() -> None:
    assert _faults("kept") < 200
    assert _faults("as it is") > 200


def test_another_c_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    keep_freed_memory()
