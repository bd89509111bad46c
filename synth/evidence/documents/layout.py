"""Layouts of documents: words on a page, where they stand, how large they are set, where which block lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from synth.evidence.documents.read import documents_in
from synth.evidence.figures import BESIDE_HELD, Cell, Distribution, Figure, Section, Table, Verdict
from synth.evidence.intervals import at_most, between, ks_distance, total_variation
from synth.folder.finished import count_lines

MOST_DOCUMENTS = 500
"""Of a set, evenly spread over it."""

FAR, ROUNDS, GRID = 0.2, 100, 8

WORDS, LEFT, ABOVE, SIZE = (
    "words on a page", "place of a word, from left", "place of a word, from above", "height of a word, of the page's",
)  # fmt: skip


class Layouts:
    """`measures`: name -> values; `inked` (pages, GRID * GRID): words by their place."""

    def __init__(self, folder: Path, which: tuple[int, int] = (0, 1)) -> None:
        """Every `which[1]`-th document from `which[0]` on."""
        pages, values = list[np.ndarray](), {WORDS: list[float](), LEFT: [], ABOVE: [], SIZE: []}
        step = max(1, count_lines(folder / "documents.jsonl") // MOST_DOCUMENTS)
        for number, one in enumerate(documents_in(folder)):
            if number % step or (number // step) % which[1] != which[0]:
                continue
            sizes = [(page["width"], page["height"]) for page in one.pages]
            counts = np.zeros((len(sizes), GRID * GRID))
            for word in one.words:
                width, height = sizes[word["page"]]
                quad = np.reshape(word["quad"], (4, 2)) / (width, height)
                x, y = np.clip(quad.mean(axis=0), 0, 1 - 1e-9)
                counts[word["page"], int(y * GRID) * GRID + int(x * GRID)] += 1
                values[LEFT].append(float(x))
                values[ABOVE].append(float(y))
                values[SIZE].append(float(np.linalg.norm((quad[3] - quad[0]) * (width / height, 1))))
            values[WORDS] += counts.sum(axis=1).tolist()
            pages.append(counts)
        self.measures: Mapping[str, Sequence[float]] = values
        self.inked = np.concatenate(pages)


def layout(real: Path, ours: Path, holdout: Path | None) -> Section:
    """How like the real layouts the synthetic ones are; without a holdout, every other real document is held out."""
    theirs = Layouts(real) if holdout else Layouts(real, (0, 2))
    held, mine = Layouts(holdout) if holdout else Layouts(real, (1, 2)), Layouts(ours)
    rows, plots, far = list[dict[str, Cell]](), list[Distribution](), list[tuple[str, Figure]]()
    for name, values in theirs.measures.items():
        parts = [np.array(one.measures[name], np.float64) for one in (mine, held)]
        if min(len(values), *map(len, parts)) < 2:
            continue
        distance, usual = (ks_distance(part, np.array(values, np.float64)) for part in parts)
        far.append((name, distance))
        rows.append({"what": name, "how": "KS", "synthetic": distance, "held": usual})
        plots.append(
            Distribution(
                title=name,
                ours=parts[0].tolist(),
                theirs=list(values),
                distance=f"KS {distance.value:.2f}, of held-out real documents {usual.value:.2f}",
            )
        )
    places = {"synthetic": _variation(mine.inked, theirs.inked), "held": _variation(held.inked, theirs.inked)}
    rows.append({"what": f"words by place, {GRID} x {GRID} parts of a page", "how": "total variation", **places})
    table = Table(
        key="layout",
        in_card=True,
        title="Distances from the real layouts",
        columns={"what": "Of what", "how": "Distance", **BESIDE_HELD},
        rows=rows,
        note="Intervals take words for independent of each other, which those of one page are not.",
    )
    verdicts = [_verdict([*far, ("words by place", places["synthetic"])])]
    return Section(key="fidelity", title="", lead="", verdicts=verdicts, plots=plots, tables=[table])


def _variation(one: np.ndarray, other: np.ndarray) -> Figure:
    """Of words by place, with the interval of pages drawn again."""
    rng = np.random.default_rng(0)
    found = [
        total_variation(*(part[rng.integers(len(part), size=len(part))].sum(axis=0) for part in (one, other)))
        for _ in range(ROUNDS)
    ]
    return between(total_variation(one.sum(axis=0), other.sum(axis=0)), found, len(one) + len(other), least=0.0)


def _verdict(far: Sequence[tuple[str, Figure]]) -> Verdict:
    name, worst = max(far, key=lambda one: one[1].low)
    state = at_most(worst, FAR) if worst.low > FAR or all(one.high <= FAR for _, one in far) else "open"
    said = {"good": "are as in the real documents", "bad": "are other than in the real documents", "open": "may differ"}
    words = f"Numbers, places and sizes of words {said[state]}: the largest distance is that of {name}, {worst.text}."
    return Verdict(check="measures", state=state, words=words)
