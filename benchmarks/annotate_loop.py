"""The loop closed, on texts: labels are spoilt, a tagger and checks ask, a person answers, the answers are applied.

    python benchmarks/annotate_loop.py [--scene pii_post] [--texts 600] [--rate 0.1] [--error 0.05] [--share 0.2]

Of the labels of a set, `rate` are spoilt: left out, given another class, moved by a word, or put where none belongs. A
tagger that is fitted to one half of the set annotates the other (`synth annotate`): what it would add is a question,
and so is each label by how improbable it is to that tagger; `synth check` asks about what it finds odd. The questions,
the surest first, are cut at `share` of the number of labels. A scripted person sets right
what lies at the place of a question, but leaves it as it is in `error` of the cases; what is decided is a patch, which
`synth apply` takes. Three taggers are then scored on other, clean texts: of the clean set, the spoilt one and the
mended one. `recovered` is the share of the lost F1 that comes back.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import synth
from synth.annotate.options import AnnotateOptions
from synth.annotate.run import annotate
from synth.annotate.texts.examples import examples_in
from synth.core.json_lines import write_lines
from synth.core.progress import Counter as Silent
from synth.quality.check import check_data_sets
from synth.quality.finding import Edit, Finding
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text
from synth.text.learn.fit import fit_stored
from synth.text.learn.stored import read_tagger, write_tagger
from synth.text.learn.tagger import fit_tagger
from synth.text.learn.words import ranges_of, sentences

KINDS = ("left out", "another class", "moved", "too many")
Record = dict[str, Any]
Place = tuple[int, int, int]
"""Line of the set, first and last character."""


class Question(NamedTuple):
    """Somebody asks what belongs there; `sure` orders the questions."""

    place: Place
    sure: float
    asked_by: str


def made(scene: str, count: int, seed: int) -> list[Record]:
    """Texts of a scene with their true spans."""
    return [
        {"id": one.id, "text": one.text, "spans": [_span(s.start, s.end, s.label, one.text) for s in one.spans]}
        for one in synth.generate(scene, count=count, seed=seed)
    ]


def spoilt(records: Sequence[Record], rate: float, draws: np.random.Generator) -> tuple[list[Record], list[Place]]:
    """The texts with `rate` of their labels spoilt, each kind as often, and where they are."""
    labels = sorted({span["label"] for one in records for span in one["spans"]})
    found, places = list[Record](), list[Place]()
    for line, record in enumerate(records):
        spans = list[Record]()
        for span in record["spans"]:
            kind = KINDS[int(draws.integers(len(KINDS)))] if draws.random() < rate else ""
            kept = list(_spoilt(kind, span, record, labels, draws))
            if kept != [span]:
                places.append((line, span["start"], span["end"]) if kind != "too many" else _of(line, kept[-1]))
            spans += kept
        found.append({**record, "spans": sorted(spans, key=lambda one: (one["start"], -one["end"]))})
    return found, places


def _spoilt(
    kind: str, span: Record, record: Record, labels: Sequence[str], draws: np.random.Generator
) -> Iterator[Record]:
    text, start, end = record["text"], span["start"], span["end"]
    if kind == "another class":
        others = [label for label in labels if label != span["label"]]
        yield {**span, "label": others[int(draws.integers(len(others)))]}
    elif kind == "moved" and (rest := text[end:].split()) and text[end : end + 1] == " " and rest[0].isalnum():
        yield _span(start, end + 1 + len(rest[0]), span["label"], text)
    elif kind == "too many":
        yield span
        words = [(text.index(word), word) for word in text.split() if word.isalpha()]
        free = [
            (at, word) for at, word in words
            if not any(at < one["end"] and one["start"] < at + len(word) for one in record["spans"])
        ]  # fmt: skip
        if free:
            at, word = free[int(draws.integers(len(free)))]
            yield _span(at, at + len(word), labels[int(draws.integers(len(labels)))], text)
    elif kind != "left out":
        yield span


def questions(data: Path, folder: Path) -> list[Question]:
    """What the annotator would add, and what the checks ask; the surest first."""
    found = [*_by_annotator(data, folder), *_by_checks(data)]
    return sorted(found, key=lambda one: -one.sure)


def _by_annotator(data: Path, folder: Path) -> Iterator[Question]:
    """Each half of the set is annotated by a tagger that was fitted to the other half."""
    lines = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    for half in (0, 1):
        mine, others = folder / f"mine-{half}.jsonl", folder / f"others-{half}.jsonl"
        write_lines(mine, lines[half::2])
        write_lines(others, lines[1 - half :: 2])
        write_tagger(
            folder / f"tagger-{half}", fit_stored("loop", list(examples_in(others)), lambda line: None, whole=False)
        )
        out, tagger = folder / f"annotated-{half}", folder / f"tagger-{half}"
        annotate(AnnotateOptions(data=mine, annotator=f"tagger:{tagger}", out=out, threshold=0.3), Silent())
        yield from _improbable(lines[half::2], tagger, half)
        for place, line in enumerate((out / "text.jsonl").read_text(encoding="utf-8").splitlines()):
            for span in json.loads(line)["spans"]:
                if span.get("attributes", {}).get("source") == "annotator":
                    score = span["attributes"]["score"]
                    yield Question(_of(2 * place + half, span), score, "annotator")


def _improbable(lines: Sequence[Record], tagger: Path, half: int) -> Iterator[Question]:
    """Each label, by the probability that it is wrong."""
    part = read_tagger(tagger).spans
    assert part is not None
    for place, record in enumerate(lines):
        ranges = [(span["start"], span["end"], span["label"]) for span in record["spans"]]
        for sentence in sentences(record["text"], ranges):
            marked = ranges_of(sentence.tags)
            sums = part.crf.sums(part.crf.scores([sentence.words])[0])
            for first, last, _ in marked:
                right = part.crf.probability(sums, first, last, sentence.tags[first:last])
                start, end = sentence.places[first][0], sentence.places[last - 1][1]
                yield Question((2 * place + half, start, end), 1 - right, "improbable label")


def _by_checks(data: Path) -> Iterator[Question]:
    lines = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    for finding in check_data_sets([data]).findings:
        for edit in finding.edits[:1]:
            parts = edit.key.split(".")
            span = lines[edit.place]["spans"][int(parts[1])] if len(parts) > 1 else edit.after
            yield Question(_of(edit.place, span), finding.confidence, finding.check)


def answered(
    asked: Sequence[Question], given: Sequence[Record], true: Sequence[Record], error: float, draws: np.random.Generator
) -> Iterator[Finding]:
    """What a person decides who looks at the place of each question."""
    decided = set[tuple[int, int]]()
    for number, one in enumerate(asked):
        if draws.random() < error:
            continue
        line, start, end = one.place
        wrong = [
            (at, span) for at, span in enumerate(given[line]["spans"])
            if _touches(span, start, end) and span not in true[line]["spans"] and (line, at) not in decided
        ]  # fmt: skip
        reach = [(start, end), *((span["start"], span["end"]) for _, span in wrong)]
        missing = [
            span for span in true[line]["spans"]
            if any(_touches(span, *place) for place in reach)
            and span not in given[line]["spans"] and (line, -span["start"] - 1) not in decided
        ]  # fmt: skip
        edits = [Edit("remove", "set.jsonl", "", line, f"spans.{at}", span) for at, span in wrong]
        edits += [Edit("add", "set.jsonl", "", line, "spans", None, span) for span in missing]
        decided |= {(line, at) for at, _ in wrong} | {(line, -span["start"] - 1) for span in missing}
        if edits:
            yield Finding(
                check="reviewed", data_set="set.jsonl", where=f"set.jsonl:{line + 1}", subject=str(number), given=None,
                suggested=None, confidence=1.0, evidence=one.asked_by, edits=tuple(edits),
            )  # fmt: skip


def f1(train: Sequence[Record], test: Sequence[Record]) -> float:
    """Exact F1 of a tagger fitted to some texts, on others."""
    tagger = fit_tagger((one["text"], [(s["start"], s["end"], s["label"]) for s in one["spans"]]) for one in train)
    right = found = true = 0
    for one in test:
        mine = {(span.start, span.end, span.label) for span in tagger.ranges(one["text"])}
        wanted = {(span["start"], span["end"], span["label"]) for span in one["spans"]}
        right, found, true = right + len(mine & wanted), found + len(mine), true + len(wanted)
    return 2 * right / (found + true) if right else 0.0


def main() -> None:
    """Run the loop once and print what came of it."""
    given = _parsed()
    draws = np.random.default_rng(given.seed)
    clean, test = made(given.scene, given.texts, 1), made(given.scene, given.texts // 2, 2)
    dirty, places = spoilt(clean, given.rate, draws)
    labels = sum(len(one["spans"]) for one in dirty)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "set.jsonl"
        write_lines(data, dirty)
        asked = questions(data, folder)[: round(given.share * labels)]
        held = sum(any(_at(question.place, place) for question in asked) for place in places)
        decided = list(answered(asked, dirty, clean, given.error, draws))
        patch = folder / "patch.jsonl"
        patch.write_text(patch_text(decided).replace('"data_set":"set.jsonl"', f'"data_set":{json.dumps(str(data))}'))
        apply_patch(data, patch)
        mended = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    scores = {what: f1(one, test) for what, one in (("clean", clean), ("spoilt", dirty), ("mended", mended))}
    lost = scores["clean"] - scores["spoilt"]
    print(f"{labels} labels of {given.texts} texts of {given.scene}, {len(places)} of them spoilt")
    print(f"asked     {len(asked)} questions: {dict(Counter(one.asked_by for one in asked))}")
    print(f"held      {held} of the {len(places)} errors lie at their places: {held / len(places):.0%}")
    print(f"decided   {len(decided)} changes by a person who errs in {given.error:.0%}")
    print(f"labels    {_wrong(dirty, clean)} wrong, left out or too many before, {_wrong(mended, clean)} after")
    print("F1        " + ", ".join(f"{what} {score:.3f}" for what, score in scores.items()))
    print(f"recovered {(scores['mended'] - scores['spoilt']) / lost:.0%} of {lost:.3f}" if lost > 0 else "nothing lost")


def _wrong(given: Sequence[Record], true: Sequence[Record]) -> int:
    """Labels that are in one of the sets alone."""
    sides = [
        {(line, span["start"], span["end"], span["label"]) for line, one in enumerate(found) for span in one["spans"]}
        for found in (given, true)
    ]
    return len(sides[0] ^ sides[1])


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scene", default="pii_post")
    parser.add_argument("--texts", type=int, default=600)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--error", type=float, default=0.05)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _span(start: int, end: int, label: str, text: str) -> Record:
    return {"start": start, "end": end, "label": label, "value": text[start:end]}


def _of(line: int, span: Record) -> Place:
    return line, span["start"], span["end"]


def _touches(span: Record, start: int, end: int) -> bool:
    return span["start"] < end and start < span["end"]


def _at(one: Place, other: Place) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


if __name__ == "__main__":
    main()
