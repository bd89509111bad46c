"""What `synth check` finds of wrong labels that were put into a set of texts, and how far its probabilities are right.

    python benchmarks/quality_texts.py FILE.jsonl [...] [--rate 0.05] [--seed 0] [--most 3000] [--cleanlab PYTHON]

A file has lines with `text` and `label`, `slots` or `spans`, or with `tokens` and BIO `tags`. Every label is changed
with that probability to any other one. Of the findings of `swapped_label` and `wrong_class`: precision, recall, and
how many of the suggestions are the label that was there; then F1 by given label and its mean over labels (macro), at
the cut that promises the best F1, beside confident learning's rule (Northcutt et al., JAIR 2021) on the same
probabilities; expected calibration error in ten bins; and the share of wrong labels in the first 20 % of the queue.
`--cleanlab` names an interpreter that has cleanlab (`cleanlab_peer.py` says how): its answers to the same predictions,
for spans those to their tokens' as well, where a span counts as found with any of its tokens.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from cleanlab_peer import label_issues, token_issues
from jaxtyping import Int
from label_scores import best_cut, calibration_error, confident_learning, report

from synth.quality.confidence import FIRST_SHARE
from synth.quality.rightness import rightness
from synth.quality.texts.doubt.chosen import FOLDS, Chosen, Judged
from synth.quality.texts.doubt.judge import LabelJudge, opinions_on
from synth.quality.texts.doubt.opinion import Opinions
from synth.quality.texts.doubt.spans import LEARNT_WORK, LEAST_OF_LABEL, learnt
from synth.quality.texts.raw import RawTexts
from synth.text.learn.tagger import fit_tagger
from synth.text.learn.words import sentences

Record = dict[str, Any]


def main() -> None:
    """Print a block for each file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--rate", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cleanlab", type=Path, metavar="PYTHON", help="an interpreter that has cleanlab")
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
                measure(
                    f"{file.parent.name}: {'spans' if of_spans else 'classes'}",
                    chosen,
                    options.rate,
                    draws,
                    options.cleanlab,
                )


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


def measure(name: str, lines: list[Record], rate: float, draws: np.random.Generator, cleanlab: Path | None) -> None:
    """Put errors in, check, print."""
    truth = spoil(lines, rate, draws)
    with tempfile.TemporaryDirectory() as room:
        file = Path(room) / "set.jsonl"
        file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
        texts, chosen = RawTexts(file), Chosen()
        for line in texts.lines():
            chosen.learn(line)
        opinions = list(opinions_on(chosen.texts()))
        tokens = None if cleanlab is None else spans_of_tokens(cleanlab, chosen.texts(), texts)
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
    labels = np.array([str(one.label) for one in judged])
    report("best cut", labels, wrong, best_cut(probability))
    alone = [
        rightness(np.array([one.features[:1] for one in each.given]), each.wrong[:, :1]).probabilities
        for each in opinions
    ]
    report("  by margin alone", labels, wrong, best_cut(np.concatenate(alone)))
    cl = [confident_learning(given_of(one), one.probabilities) for one in opinions]
    report("confident learning", labels, wrong, np.concatenate(cl))
    if cleanlab is not None:
        each = [label_issues(cleanlab, given_of(one), one.probabilities) for one in opinions]
        for way in each[0]:
            report(f"cleanlab, {way}", labels, wrong, np.concatenate([one[way] for one in each]))
    if tokens is not None:
        report("cleanlab, tokens", labels, wrong, np.array([one.where in tokens for one in judged]))
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


def given_of(opinions: Opinions) -> Int[np.ndarray, " labels"]:
    """The number of each given label."""
    return np.array([opinions.labels.index(str(one.given)) for one in opinions.given])


def spans_of_tokens(cleanlab: Path, texts: Sequence[Judged], raw: RawTexts) -> set[str] | None:
    """The places of spans of which cleanlab calls the tag of a token wrong; None for texts without spans."""
    counts = Counter(label for one in texts for _, _, label in one.ranges)
    names = sorted(label for label, number in counts.items() if number >= LEAST_OF_LABEL)
    if not names:
        return None
    tags = ["O", *(f"{part}-{name}" for name in names for part in "BI")]
    given, probabilities, places = list[np.ndarray](), list[np.ndarray](), list[str]()
    for fold in range(FOLDS):
        tagger = fit_tagger((one.text, one.ranges) for one in learnt(texts, fold, LEARNT_WORK // len(names)))
        for text in (one for one in texts if one.fold == fold):
            for sentence in sentences(text.text, text.ranges):
                marginal = tagger.marginals(sentence.words)
                rows = [[max(marginal(tag, at), 1e-6) for tag in tags] for at in range(len(sentence.words))]
                known = [tags.index(tag) if tag in tags else 0 for tag in sentence.tags]
                if not rows:
                    continue
                given.append(np.array(known))
                probabilities.append(np.array(rows))
                for start, _ in sentence.places:
                    span = next((one for one in text.spans if one.start <= start < one.end), None)
                    places.append(raw.where(text.line, span) if span else "")
    flagged = token_issues(cleanlab, given, probabilities)
    return {where for where, bad in zip(places, flagged, strict=True) if bad and where}


if __name__ == "__main__":
    main()
