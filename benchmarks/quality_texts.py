"""What `synth check` finds of wrong labels that were put into a set of texts, and how far its probabilities are right.

    python benchmarks/quality_texts.py FILE.jsonl [...] [--rate 0.05] [--seed 0] [--most 3000]

A file has lines with `text` and `label`, `slots` or `spans`, or with `tokens` and BIO `tags`. Every label is changed
with that probability to any other one. Of the findings of `swapped_label` and `wrong_class`: precision, recall, and
how many of the suggestions are the label that was there; then F1 by given label and its mean over labels (macro), at
the cut that promises the best F1, beside confident learning's rule (Northcutt et al., JAIR 2021) on the same
probabilities; expected calibration error in ten bins; and the share of wrong labels in the first 20 % of the queue.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from synth.quality.confidence import FIRST_SHARE, Confidence
from synth.quality.texts.doubt.chosen import Chosen
from synth.quality.texts.doubt.judge import LabelJudge, opinions_on
from synth.quality.texts.doubt.opinion import Opinions
from synth.quality.texts.raw import RawTexts

Record = dict[str, Any]


def main() -> None:
    """Print a block for each file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--rate", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=int, default=3000, help="texts of a file")
    options = parser.parse_args()
    for file in options.files:
        draws = np.random.default_rng(options.seed)
        lines = [as_texts(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
        lines = [lines[at] for at in sorted(draws.permutation(len(lines))[: options.most])]
        for of_spans in (True, False):
            chosen = [
                {key: one[key] for key in ("text", "spans" if of_spans else "label") if key in one} for one in lines
            ]
            if any(one.get("spans") or "label" in one for one in chosen):
                measure(f"{file.parent.name}: {'spans' if of_spans else 'classes'}", chosen, options.rate, draws)


def as_texts(line: Record) -> Record:
    """A line as `synth check` reads it."""
    if "slots" in line:
        spans = [{"start": start, "end": end, "label": label} for start, end, label in line["slots"]]
        return {"text": line["text"], "label": line["label"], "spans": spans}
    if "tokens" not in line:
        return {key: line[key] for key in ("text", "label", "spans") if key in line}
    spans, at, label = list[Record](), 0, ""
    for token, tag in zip(line["tokens"], line["tags"], strict=True):
        if tag[2:] and tag[2:] == label and tag[0] == "I":
            spans[-1]["end"] = at + len(token)
        elif tag[2:]:
            spans.append({"start": at, "end": at + len(token), "label": tag[2:]})
        label = tag[2:]
        at += len(token) + 1
    return {"text": " ".join(line["tokens"]), "spans": spans}


def measure(name: str, lines: list[Record], rate: float, draws: np.random.Generator) -> None:
    """Put errors in, check, print."""
    truth = spoil(lines, rate, draws)
    with tempfile.TemporaryDirectory() as room:
        file = Path(room) / "set.jsonl"
        file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
        texts, chosen = RawTexts(file), Chosen()
        for line in texts.lines():
            chosen.learn(line)
        opinions = list(opinions_on(chosen.texts()))
        judge = LabelJudge(texts, opinions)
    judged = judge.confidences
    print(f"\n{name}: {len(lines)} texts, {len(truth)} labels, {len(judged)} judged")
    if not judged:
        return
    wrong = np.array([truth[one.where] != one.label for one in judged])
    found = {one.where: one.suggested for one in judge.findings}
    right = [where for where in found if where in {one.where for one, bad in zip(judged, wrong, strict=True) if bad}]
    mended = sum(found[where] == truth[where] for where in right)
    print(
        f"  findings           {len(found):5}  precision {len(right) / max(1, len(found)):.3f}  "
        f"recall {len(right) / wrong.sum():.3f}  suggestions right {mended / max(1, len(right)):.3f}"
    )
    probability = np.array([one.probability for one in judged])
    report("best cut", judged, wrong, best_cut(probability))
    report("confident learning", judged, wrong, np.concatenate([confident_learning(one) for one in opinions]))
    first = np.argsort(probability, kind="stable")[: round(FIRST_SHARE * len(judged))]
    print(f"  calibration error {calibration_error(probability, ~wrong):.4f}")
    print(f"  first {FIRST_SHARE:.0%} of the queue hold {wrong[first].sum() / wrong.sum():.3f} of the wrong labels")


def spoil(lines: Sequence[Record], rate: float, draws: np.random.Generator) -> dict[str, str]:
    """Change labels in place; place of each label -> what it was."""
    places = [
        (f"set.jsonl:{number}" + (f": spans[{at}]" if "spans" in line else ""), holder)
        for number, line in enumerate(lines, 1)
        for at, holder in enumerate(line.get("spans", [line]))
    ]
    names = sorted({holder["label"] for _, holder in places})
    truth = {where: holder["label"] for where, holder in places}
    for _, holder in places:
        if draws.random() < rate:
            others = [name for name in names if name != holder["label"]]
            holder["label"] = others[int(draws.integers(len(others)))]
    return truth


def best_cut(probability: Float[np.ndarray, " labels"]) -> Bool[np.ndarray, " labels"]:
    """The labels that are called wrong where the expected F1 is best."""
    doubt = np.sort(1 - probability)[::-1]
    expected = 2 * np.cumsum(doubt) / (np.arange(1, len(doubt) + 1) + doubt.sum())
    return 1 - probability >= doubt[expected.argmax()]


def confident_learning(opinions: Opinions) -> Bool[np.ndarray, " labels"]:
    """The off-diagonal of the confident joint: labels whose text is confidently of another class, where a class is
    confident above its mean probability among the labels that are given it (Northcutt et al., JAIR 2021, eq. 1).
    """
    probabilities = opinions.probabilities
    given = np.array([opinions.labels.index(str(one.given)) for one in opinions.given])
    limits = np.array([probabilities[given == at, at].mean() for at in range(len(opinions.labels))])
    confident = probabilities >= limits
    best = np.where(confident, probabilities, -1.0).argmax(axis=1)
    return confident.any(axis=1) & (best != given)


def report(what: str, judged: Sequence[Confidence], wrong: Bool[np.ndarray, " labels"], flagged: Any) -> None:
    """One line: precision, recall, F1 and its mean over given labels."""
    given = np.array([str(one.label) for one in judged])
    hits = (flagged & wrong).sum()
    each = [
        2 * (flagged & wrong & of).sum() / max(1, (flagged & of).sum() + (wrong & of).sum())
        for of in (given == name for name in np.unique(given[wrong]))
    ]
    precision, recall = hits / max(1, flagged.sum()), hits / wrong.sum()
    print(
        f"  {what:18} {flagged.sum():5}  precision {precision:.3f}  recall {recall:.3f}  "
        f"F1 {2 * hits / (flagged.sum() + wrong.sum()):.3f}  macro-F1 {np.mean(each):.3f}"
    )


def calibration_error(probability: Float[np.ndarray, " labels"], right: Bool[np.ndarray, " labels"]) -> float:
    """Expected calibration error in ten bins of equal width."""
    bins = np.minimum((probability * 10).astype(int), 9)
    gaps = [
        np.mean(bins == at) * abs(right[bins == at].mean() - probability[bins == at].mean()) for at in np.unique(bins)
    ]
    return float(np.sum(gaps))


if __name__ == "__main__":
    main()
