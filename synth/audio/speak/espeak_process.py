"""The synthesiser's own process: eSpeak NG, and nothing of ours but this file.

eSpeak NG is a program under the GPL, which the user installs beside this package: it is started, given a text and
asked for sound, and is never loaded into the process that asks. Each utterance is spoken in a copy of the process as
it was when it started (fork), since eSpeak NG's oscillators go on where the last utterance left them: the sound of a
text then depends on nothing that was said before.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import struct
import sys
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")
"""Each message is its length and JSON; the sound, 16-bit samples in the machine's order, follows its answer."""

SYNCHRONOUS = 2
"""eSpeak NG's way of handing over sound without a sound card: AUDIO_OUTPUT_SYNCHRONOUS."""
PHONEMES_IN_IPA = 0x8003
"""Options: an event for each phoneme, named in IPA; and a fault is told, not the end of the process."""
CHUNK_MS = 200
UTF8 = 1
RATE, PITCH, RANGE, WORD_GAP = 1, 3, 4, 7
"""Numbers of the voice's parameters (speak_lib.h)."""
WORD, PHONEME = 1, 7
"""Events that are told."""

SEED = 1
"""Of the noise in breathy voices, which eSpeak NG else takes from the clock."""

MOST_CPU_S = 60
"""Processor time of one utterance."""


class _Identity(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Identity),
    )


_Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Voice:
    """The library, and what it said last."""

    def __init__(self, library: str, data: str) -> None:
        self._pcm: list[bytes] = []
        self._events: list[tuple[int, int, int, str]] = []
        self._lib = ctypes.CDLL(library)
        self.rate_hz = self._lib.espeak_Initialize(SYNCHRONOUS, CHUNK_MS, data.encode(), PHONEMES_IN_IPA)
        self._lib.espeak_Info.restype = ctypes.c_char_p
        self.version = self._lib.espeak_Info(None).decode()
        self._heard = _Heard(self._hear)  # the library keeps no reference to it
        self._lib.espeak_SetSynthCallback(self._heard)
        self._lib.espeak_ng_SetRandSeed(ctypes.c_long(SEED))

    def _hear(self, samples: Any, number: int, events: Any) -> int:
        if samples and number:
            self._pcm.append(ctypes.string_at(samples, 2 * number))
        place = 0
        while events[place].type:
            event = events[place]
            if event.type in (WORD, PHONEME):
                name = event.id.string.decode(errors="replace") if event.type == PHONEME else ""
                self._events.append((event.type, event.text_position - 1, event.sample, name))
            place += 1
        return 0

    def said(self, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """(answer, sound) of one text."""
        if self._lib.espeak_SetVoiceByName(asked["voice"].encode()):
            return {"fault": f"no voice {asked['voice']}"}, b""
        for number, key in ((RATE, "rate_wpm"), (PITCH, "pitch"), (RANGE, "pitch_range"), (WORD_GAP, "word_gap")):
            self._lib.espeak_SetParameter(number, asked[key], 0)
        text = asked["text"].encode() + b"\0"
        if self._lib.espeak_Synth(text, len(text), 0, 1, 0, UTF8, None, None):
            return {"fault": "espeak_Synth"}, b""
        sound = b"".join(self._pcm)
        return {"events": self._events, "bytes": len(sound)}, sound


def serve() -> None:
    """Speak what is asked for, until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the library prints is no answer
    asked: BinaryIO = sys.stdin.buffer
    setup = _read(asked)
    voice = _Voice(setup["library"], setup["data"])
    _write(answers, {"version": voice.version, "rate_hz": voice.rate_hz})
    while True:
        try:
            request = _read(asked)
        except EOFError:
            os._exit(0)
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
            _write(answers, *voice.said(request))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            _write(answers, {"fault": f"ended by {os.waitstatus_to_exitcode(status)}"})


def _read(asked: BinaryIO) -> dict[str, Any]:
    """The next message; EOFError where there is none."""
    head = asked.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    return json.loads(asked.read(*LENGTH.unpack(head)))


def _write(answers: BinaryIO, message: dict[str, Any], sound: bytes = b"") -> None:
    data = json.dumps(message).encode()
    answers.write(LENGTH.pack(len(data)) + data + sound)
    answers.flush()
