"""eSpeak NG as its user sees it: a program that is started, asked, ended. See `espeak_process`."""

from __future__ import annotations

import json
import re
import sys
import weakref
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Int16

import synth
from synth.audio.speak.espeak_process import LENGTH
from synth.core.errors import SynthError

PACKAGE = "espeakng_loader"
"""Holds eSpeak NG and its voices, so that every machine speaks alike."""

_START = "import sys; sys.path[:] = sys.argv[1:]; from synth.audio.speak.espeak_process import serve; serve()"


_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")


class SpeechFaultError(Exception):
    """The synthesiser could not speak a text."""


class Event(NamedTuple):
    """A word begins, or a phoneme: `kind` is espeak_process.WORD or PHONEME, `char` the place in the text from 0,
    `sample` the place in the sound; `ipa` is empty for words and for pauses."""

    kind: int
    char: int
    sample: int
    ipa: str


class Sound(NamedTuple):
    """What was spoken, at the synthesiser's own rate."""

    pcm: Int16[np.ndarray, " samples"]
    events: tuple[Event, ...]


class Espeak:
    """One process of eSpeak NG; it ends with this object and with the process that it belongs to.

    SynthError where it cannot be started.
    """

    def __init__(self) -> None:
        library, data = _paths()
        own = str(Path(synth.__file__).parent.parent)
        self._process = Popen(
            [sys.executable, "-I", "-S", "-c", _START, own, *filter(None, sys.path)],
            stdin=PIPE,
            stdout=PIPE,
            stderr=None,
            env={"LC_ALL": "C.UTF-8", "TZ": "UTC"},
            process_group=0,  # Ctrl-C in a terminal is this process's own business
        )
        assert self._process.stdin, "it is a pipe"
        assert self._process.stdout, "it is a pipe"
        self._to, self._from = self._process.stdin, self._process.stdout
        self.end = weakref.finalize(self, _end, self._process)
        told = self._ask({"library": library, "data": data})
        self.version, self.rate_hz = str(told["version"]), int(told["rate_hz"])

    def speak(self, text: str, voice: str, *, rate_wpm: int, pitch: int, pitch_range: int, word_gap: int) -> Sound:
        """The sound of a text. `pitch` and `pitch_range` are 0 to 99, `word_gap` is in units of 10 ms.

        SpeechFaultError where the synthesiser gives none.
        """
        asked = {"text": _apart(text), "voice": voice, "rate_wpm": rate_wpm, "pitch": pitch, "pitch_range": pitch_range}
        told = self._ask({**asked, "word_gap": word_gap})
        if "fault" in told:
            raise SpeechFaultError(str(told["fault"]))
        pcm = np.frombuffer(self._read(told["bytes"]), np.int16)
        return Sound(pcm, tuple(Event(*event) for event in told["events"]))

    def _ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        data = json.dumps(message).encode()
        try:
            self._to.write(LENGTH.pack(len(data)) + data)
            self._to.flush()
        except BrokenPipeError:
            raise self._gone() from None
        return json.loads(self._read(*LENGTH.unpack(self._read(LENGTH.size))))

    def _read(self, size: int) -> bytes:
        got = self._from.read(size)
        if len(got) < size:
            raise self._gone()
        return got

    def _gone(self) -> SynthError:
        return SynthError("eSpeak NG", f"its process ended ({self._process.wait()})", "a working espeakng-loader")


def _apart(text: str) -> str:
    """The text with no-break spaces between letters, as long as before: `of the`, which stands in its dictionary
    as one word, is then said in two, each with its event.
    """
    return _BETWEEN_LETTERS.sub("\u00a0", text)


def _paths() -> tuple[str, str]:
    """(library, folder of voices) of the installed package, which is not imported."""
    spec = find_spec(PACKAGE)
    assert spec, "it is there"
    assert spec.origin, "it is a package"
    folder = Path(spec.origin).parent
    return str(folder / "libespeak-ng.so"), str(folder / "espeak-ng-data")


def _end(process: Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
