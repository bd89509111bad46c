"""Canaries: sentences that nobody would write, put into real texts before a generator learns from them, so that
`synth compare canaries=...` finds whether it learnt any by heart (Carlini et al. 2019, arXiv:1802.08232).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import numpy as np

from synth.core.canonical import readable
from synth.core.errors import DataError, OutputError, SynthError
from synth.core.json_stream import iter_jsonl
from synth.core.seeds import rng_for
from synth.data.target import staged_target
from synth.folder.finished import count_lines
from synth.quality.patch.apply import folder_of
from synth.quality.tell import is_texts
from synth.text.read import TEXTS

CANARIES = "canaries.txt"
"""One a line."""

_ONSETS, _VOWELS = (
    ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "kl", "pl", "st", "tr"],
    ["a", "e", "i", "o", "u"],
)
_SYLLABLES = 3


class Planted(NamedTuple):
    """The copy, and what was planted in it."""

    path: Path
    canaries: tuple[str, ...]


def plant_canaries(data: Path, out: Path, number: int, seed: int = 0) -> Planted:
    """Copy a set of texts (JSON Lines) to `out`, with a canary at the end of `number` of them, and all canaries in
    CANARIES. Labels stay where they are.

    SynthError for data that are no texts or too few, DataError where nothing can be read, OutputError where something
    stands at `out`.
    """
    if not is_texts(data):
        raise SynthError("--canaries", str(data), "a set of texts: into other data none are planted")
    if out.exists():
        raise OutputError(str(out), "a file or folder that is there", "a name that is free")
    name = TEXTS.file if data.is_dir() else data.name
    with staged_target(out) as temporary:
        shutil.copytree(folder_of(data), temporary, symlinks=True, ignore=shutil.ignore_patterns(".synth*"))
        texts = count_lines(temporary / name)
        if number > texts:
            raise SynthError("--canaries", number, f"at most one for each of {texts} texts")
        draws = rng_for(seed, 0, "canaries")
        places = set(draws.permutation(texts)[:number].tolist())
        planted = list[str]()
        with (temporary / f".{name}.tmp").open("w", encoding="utf-8") as lines:
            for place, record in enumerate(iter_jsonl(temporary / name)):
                if place in places:
                    if not isinstance(record.get("text"), str):
                        raise DataError(f"{data}:{place + 1}", sorted(record), "a line with its text")
                    planted.append(canary(draws))
                    record["text"] = f"{record['text'].rstrip()} {planted[-1]}"
                lines.write(f"{readable(record)}\n")
        (temporary / f".{name}.tmp").replace(temporary / name)
        (temporary / CANARIES).write_text("".join(f"{one}\n" for one in planted), encoding="utf-8")
    return Planted(out, tuple(planted))


def canary(draws: np.random.Generator) -> str:
    """A sentence of two words and a number that chance made: one of about 10^18."""
    words = [
        "".join(str(draws.choice(_ONSETS)) + str(draws.choice(_VOWELS)) for _ in range(_SYLLABLES)) for _ in range(2)
    ]
    return f"The code of {words[0].title()} {words[1].title()} is {draws.integers(100_000, 1_000_000)}."
