"""What texts of a scene fitted to real ones are worth, and what of the real ones stands in them.

`python benchmarks/own_texts.py [--sets banking77 snips] [--k 2 5 10] [--seeds 3] [--show 50]`

Of each real set one half is fitted (`synth train fit=scene`), texts are generated, as many as the half has, and models
trained on these alone are tested on the other half, beside models of the real half itself: accuracy of the intent for
sets of classes, F1 of exact spans beside it where there are slots; mean over the seeds and half the range. A scene is
fitted once for each k; texts are generated from it for each seed.

Leaks: the longest run of words that a text shares with a text of the fitted half, mean and 95th percentile, beside
that of held-out real texts; the share of texts that are a real text, among generated and held-out ones; runs of words
in the generated texts that a single real text has, of eight words and more; labelled values in the scene's files that
fewer than k texts have.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from text_judge.examples import Example, sentences
from text_judge.learners import fit_classifier, fit_tagger
from text_judge.real import halves
from text_judge.scores import points

import synth
from synth.core.progress import Counter as Quiet
from synth.text.fit.fit import fit_scene
from synth.text.fit.options import SceneFitOptions
from synth.text.fit.write import SCENE
from synth.text.formats.labelled import LabelledText, iter_labelled
from synth.text.grammar.tokens import tokens_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "text"
SETS = ("banking77", "snips")
LONG = 8
"""Words of a run that hardly anybody else says by chance."""
MOST_COMPARED = 1500


class Row(NamedTuple):
    """A text with its class and labelled ranges."""

    text: str
    label: str
    ranges: tuple[tuple[int, int, str], ...]


def rows_of(file: Path) -> list[Row]:
    return [_row(one) for one in iter_labelled(file)]


def _row(one: LabelledText) -> Row:
    return Row(one.text, next(iter(one.classes.values())), tuple((s.start, s.end, s.label) for s in one.spans))


def classes(rows: Sequence[Row]) -> list[Example]:
    return [Example(row.text, row.label) for row in rows]


def tags(rows: Sequence[Row]) -> list[Example]:
    return [example for row in rows for example in sentences(row.text, row.ranges)]


def scores(train: Sequence[Row], test: Sequence[Row]) -> dict[str, float]:
    """Accuracy of the class, F1 of the spans, in points."""
    found = {"accuracy": points("accuracy", classes(test), fit_classifier([(classes(train), 1.0)])(classes(test)))[""]}
    if any(row.ranges for row in test):
        found["F1"] = points("F1", tags(test), fit_tagger([(tags(train), 1.0)])(tags(test)))[""]
    return found


def fitted(file: Path, k: int, folder: Path) -> str:
    """Write a scene fitted with `k`; the last line that the fit said."""
    said = list[str]()
    folder.mkdir()
    for name, text in fit_scene(SceneFitOptions(data=file, out=folder, k=k, seed=0), "", Quiet(), said.append).items():
        (folder / name).write_text(text, encoding="utf-8")
    return said[-1].removeprefix("fitted").strip()


def generated(folder: Path, seed: int, count: int) -> list[Row]:
    made = synth.generate(folder / SCENE, count=count, seed=seed)
    return [Row(one.text, one.attributes["label"], tuple((s.start, s.end, s.label) for s in one.spans)) for one in made]


def words_of(text: str) -> tuple[str, ...]:
    return tuple(text[token.start : token.end].lower() for token in tokens_of(text, ()))


class Leaks:
    """Compares texts with the real ones that a scene was fitted to."""

    def __init__(self, real: Sequence[Row]) -> None:
        self._texts = {words_of(row.text) for row in real}
        self._holders = defaultdict[tuple[str, ...], set[int]](set)
        for number, words in enumerate(self._texts):
            for size in range(1, len(words) + 1):
                for start in range(len(words) - size + 1):
                    self._holders[words[start : start + size]].add(number)

    def of(self, rows: Sequence[Row]) -> dict[str, float]:
        """Mean and 95th percentile of the longest shared runs in words; shares of whole texts and of rare long runs."""
        texts = [words_of(row.text) for row in rows[:MOST_COMPARED]]
        longest = sorted(max(map(len, self._shared(words)), default=0) for words in texts)
        rare = [any(len(run) >= LONG and len(self._holders[run]) == 1 for run in self._shared(one)) for one in texts]
        return {
            "mean run": fmean(longest),
            "95 % run": longest[int(0.95 * (len(longest) - 1))],
            "whole texts": fmean(one in self._texts for one in texts),
            "rare runs": fmean(rare),
        }

    def _shared(self, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The maximal runs that a real text has."""
        for start in range(len(words)):
            size = 0
            while start + size < len(words) and words[start : start + size + 1] in self._holders:
                size += 1
            if size:
                yield words[start : start + size]


def rare_values(real: Sequence[Row], folder: Path, k: int) -> list[str]:
    """Labelled values of fewer than k texts that stand as an entry of a list or as a text in the scene's files.

    Countries are left out: the scene lists all of the world.
    """
    users = defaultdict[str, set[int]](set)
    for number, row in enumerate(real):
        for start, end, _ in (one for one in row.ranges if one[2] != "country"):
            users[row.text[start:end]].add(number)
    files = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*"))
    return [value for value, texts in users.items() if len(texts) < k and " " in value and f'"{value}"' in files]


def spread(values: Sequence[float]) -> str:
    return f"{fmean(values):.1f}±{(max(values) - min(values)) / 2:.1f}"


def judge(name: str, given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    rows = rows_of(given.data / name / "data.jsonl")
    real = halves((row.text, [row]) for row in rows)  # pyright: ignore[reportArgumentType] - any row with a key
    train, test = list[Any](real.train), list[Any](real.test)
    file = folder / f"{name}.jsonl"
    file.write_text("".join(json.dumps(_record(row)) + "\n" for row in train), encoding="utf-8")
    found: dict[str, Any] = {"real": scores(train, test)}
    leaks = Leaks(train)
    held_out = leaks.of(test)
    print(f"\n{name}: {len(train)} real texts fitted, {len(test)} to test; real half alone {_written(found['real'])}")
    print(f"  held out      {_written(held_out)}")
    for k in given.k:
        made, runs, start, place = list[Row](), list[Mapping[str, float]](), time.process_time(), folder / f"{name}-{k}"
        said, seconds = fitted(file, k, place), time.process_time() - start
        for seed in range(given.seeds):
            made = generated(place, seed, given.count or len(train))
            runs.append(scores(made, test))
        ours = {score: [run[score] for run in runs] for score in runs[0]}
        print(
            f"  k={k:<3} "
            + ", ".join(f"{score} {spread(v)}" for score, v in ours.items())
            + f": {said}; fitted in {seconds:.0f} CPU s",
            flush=True,
        )
        leaked, rare = leaks.of(made), rare_values(train, place, k)
        print(f"        leaks   {_written(leaked)}, rare values in the files: {len(rare)} {rare[:3] or ''}")
        for row in made[: given.show]:
            print(f"          {row.label} | {row.text}")
        found[f"k={k}"] = {"scores": ours, "leaks": leaked, "rare values": len(rare), "said": said}
    return {**found, "held out": held_out}


def _record(row: Row) -> dict[str, Any]:
    return {
        "text": row.text,
        "label": row.label,
        **({"slots": [list(one) for one in row.ranges]} if row.ranges else {}),
    }


def _written(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.3g}" for name, value in values.items())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=SETS)
    parser.add_argument("--k", nargs="*", type=int, default=[2, 5, 10])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--count", type=int, help="texts generated (default: as many as the fitted half has)")
    parser.add_argument("--show", type=int, default=0, help="generated texts to print")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the real sets")
    parser.add_argument("--out", type=Path, help="write the numbers here as JSON")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = {name: judge(name, given, Path(folder)) for name in given.sets if (given.data / name).is_dir()}
    if given.out:
        given.out.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
