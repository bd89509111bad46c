"""How much of the score that wrong labels cost comes back when a person answers what `synth check` asks.

    python benchmarks/quality_recover.py FILE [...] [--rate 0.1] [--seeds 3] [--most 3000] [--spans]

A file as for `quality_texts.py`, or CoNLL-U with the part of speech of each word; a fifth of it is held out. Of the
labels of the others, classes where there are some and else (or with `--spans`) spans, a share is changed to any other
one; the set is checked; a person who knows the truth answers. *accepted*: the findings whose suggestion is right are
applied, all others refused. *answered*: findings whose suggestion is wrong get the right label, too, as a person may
give it. *queue*: of the first 20 % of the labels, the least probable first, those that are wrong get the right label. A
model is fitted to each: a classifier (accuracy on the held-out texts) or a tagger (F1 of whole spans).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Int
from quality_texts import as_texts, spoil

from synth.quality.check import CheckedSet, check_data_sets
from synth.quality.confidence import first_of, in_order
from synth.quality.finding import Finding
from synth.text.learn.classifier import fit_classifier
from synth.text.learn.tagger import fit_tagger
from synth.text.learn.words import ranges_of, sentences

Record = dict[str, Any]
Truth = Mapping[str, str]
HELD_OUT = 0.2
CHECKS = ("swapped_label", "wrong_class")


def main() -> None:
    """Print a block for each file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--most", type=int, default=3000, help="texts to train on")
    parser.add_argument("--spans", action="store_true", help="change labels of spans where there are classes, too")
    options = parser.parse_args()
    for file in options.files:
        rows = [recover(file, options.rate, seed, options.most, options.spans) for seed in range(options.seeds)]
        clean, bad, accepted, answered, queue, *of_findings = np.array(rows).mean(axis=0)
        lost = clean - bad
        print(f"{file.parent.name}: {options.rate:.0%} of the labels wrong, mean of {options.seeds} seeds")
        print(f"  right labels {clean:.3f}   wrong ones {bad:.3f}")
        for name, score in (("accepted", accepted), ("answered", answered), ("queue", queue)):
            print(f"  {name:12} {score:.3f}   {(score - bad) / lost:.0%} of what was lost")
        print("  findings: precision {:.2f}, recall {:.2f}; of wrong labels mended {:.2f}".format(*of_findings))


def recover(file: Path, rate: float, seed: int, most: int, spans: bool) -> tuple[float, ...]:
    """The score with right labels, with wrong ones, with the accepted findings, with all of them answered, with the
    first of the queue mended; of the findings: precision, recall, the share of wrong labels that accepted ones mend.
    """
    draws = np.random.default_rng(seed)
    rows = file.read_text(encoding="utf-8").splitlines()
    lines = _tagged(rows) if file.suffix == ".conllu" else [as_texts(json.loads(row)) for row in rows]
    of_spans = spans or not any("label" in one for one in lines)
    kept = ("text", "spans" if of_spans else "label")
    order = np.random.default_rng(0).permutation(len(lines))
    test, rest = ([{key: lines[at][key] for key in kept} for at in part] for part in _cut(order))
    train = [rest[at] for at in sorted(draws.permutation(len(rest))[:most])]
    clean = _score(train, test, of_spans)
    truth = spoil(train, rate, draws)
    bad = _score(train, test, of_spans)
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "set.jsonl"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in train), encoding="utf-8")
        checked = check_data_sets([path], only=CHECKS)
    right = _right(checked.findings, truth)
    accepted = _score(_answered(train, truth, right), test, of_spans)
    found = {one.where for one in checked.findings}
    answered = _score(_answered(train, truth, found), test, of_spans)
    wrong = {where for where, label in _labels(train) if truth[where] != label}
    of_findings = len(found & wrong) / max(1, len(found)), len(found & wrong) / len(wrong), len(right) / len(wrong)
    queue = _score(_answered(train, truth, _first(checked.sets[0])), test, of_spans)
    return clean, bad, accepted, answered, queue, *of_findings


def _tagged(rows: Sequence[str]) -> list[Record]:
    """The sentences of CoNLL-U, a span for each word."""
    sentences, words, tags = list[Record](), list[str](), list[str]()
    for row in [*rows, ""]:
        columns = row.split("\t")
        if columns[0].isdigit():
            words.append(columns[1])
            tags.append(f"B-{columns[3]}")
        elif not row and words:
            sentences.append(as_texts({"tokens": words, "tags": tags}))
            words, tags = [], []
    return sentences


def _cut(order: Int[np.ndarray, " n"]) -> tuple[list[int], list[int]]:
    held = round(HELD_OUT * len(order))
    return order[:held].tolist(), order[held:].tolist()


def _right(findings: Sequence[Finding], truth: Truth) -> set[str]:
    return {one.where for one in findings if one.suggested == truth[one.where]}


def _first(checked: CheckedSet) -> set[str]:
    return {one.where for one in first_of(in_order(checked.confidences))}


def _labels(lines: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """The place of each label, and the label."""
    for number, line in enumerate(lines, 1):
        where = f"set.jsonl:{number}"
        if "spans" in line:
            yield from ((f"{where}: spans[{at}]", one["label"]) for at, one in enumerate(line["spans"]))
        else:
            yield where, line["label"]


def _answered(lines: Sequence[Record], truth: Truth, places: set[str]) -> list[Record]:
    """The lines, with the right labels at these places."""
    done = list[Record]()
    for number, line in enumerate(lines, 1):
        where = f"set.jsonl:{number}"
        if "spans" in line:
            spans = [
                one | {"label": truth[place]} if (place := f"{where}: spans[{at}]") in places else one
                for at, one in enumerate(line["spans"])
            ]
            done.append(line | {"spans": spans})
        else:
            done.append(line | {"label": truth[where]} if where in places else line)
    return done


def _score(train: Sequence[Record], test: Sequence[Record], of_spans: bool) -> float:
    if not of_spans:
        model = fit_classifier([one["text"] for one in train], [one["label"] for one in train])
        found = model.probabilities([one["text"] for one in test]).argmax(axis=1)
        return float(np.mean([model.classes[at] == one["label"] for at, one in zip(found, test, strict=True)]))
    tagger = fit_tagger((one["text"], _ranges(one)) for one in train)
    right = given = read = 0
    for one in test:
        for sentence in sentences(one["text"], _ranges(one)):
            mine, theirs = set(ranges_of(tagger.tags(sentence.words))), set(ranges_of(sentence.tags))
            right, given, read = right + len(mine & theirs), given + len(theirs), read + len(mine)
    return 2 * right / (given + read)


def _ranges(line: Record) -> list[tuple[int, int, str]]:
    return [(one["start"], one["end"], one["label"]) for one in line["spans"]]


if __name__ == "__main__":
    main()
