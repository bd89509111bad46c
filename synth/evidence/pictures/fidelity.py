"""Fidelity of pictures: plain statistics, labels, and what an annotator reads back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from synth.evidence.figures import BESIDE_HELD, Cell, Distribution, Dots, Figure, Section, State, Table, Verdict
from synth.evidence.intervals import at_most, between, ks_distance, share, total_variation
from synth.evidence.pictures.manifold import kernel_distance
from synth.evidence.pictures.sets import Picture, PictureSets
from synth.evidence.pictures.statistics import standardised, statistics_of
from synth.evidence.yields import yield_table

if TYPE_CHECKING:
    from jaxtyping import Float64

FAR_MEASURE, FAR_LABELS = 0.2, 0.2
TIMES = 3
ROUNDS = 100


def _sides(picture: Picture) -> np.ndarray:
    return np.sqrt(np.maximum(np.prod(picture.boxes[:, 2:] - picture.boxes[:, :2], axis=1), 0))


def _shapes(picture: Picture) -> np.ndarray:
    height, width = picture.pixels.shape[:2]
    sides = (picture.boxes[:, 2:] - picture.boxes[:, :2]) * [width, height]
    return np.log2(np.maximum(sides[:, 0], 1e-3) / np.maximum(sides[:, 1], 1e-3))


MEASURES: Mapping[str, Callable[[Picture], np.ndarray]] = {
    "objects in a picture": lambda one: np.array([len(one.boxes)]),
    "side of an object, of the picture's": _sides,
    "shape of an object, log2 of width to height": _shapes,
    "place of an object, from left": lambda one: one.boxes[:, ::2].mean(axis=1),
    "place of an object, from above": lambda one: one.boxes[:, 1::2].mean(axis=1),
    "share of the picture that is labelled": lambda one: np.array([float((one.kinds > 0).mean())]),
    "brightness": lambda one: np.array([float(one.pixels.mean()) / 255]),
}


def fidelity(sets: PictureSets, yields: Mapping[str, Figure], more: Section | None) -> Section:
    """How like the real pictures the synthetic ones are, beside how like held-out real ones are to them.

    `yields`: what the set is a choice of; `more`: what an annotator reads back, where there is one.
    """
    real, held, ours = sets.real.pictures, sets.held.pictures, sets.synthetic.pictures
    plots, rows, far = list[Distribution | Dots](), list[dict[str, Cell]](), list[tuple[str, Figure]]()
    for name, measure in MEASURES.items():
        values = [np.concatenate([measure(one) for one in part]).astype(np.float64) for part in (ours, real, held)]
        if min(map(len, values)) < 2:
            continue
        distance, usual = ks_distance(values[0], values[1]), ks_distance(values[2], values[1])
        far.append((name, distance))
        rows.append({"what": name, "how": "KS", "synthetic": distance, "held": usual})
        plots.append(
            Distribution(
                title=name,
                ours=values[0].tolist(),
                theirs=values[1].tolist(),
                distance=f"KS {distance.value:.2f}, of held-out real pictures {usual.value:.2f}",
            )
        )
    theirs, others, mine = standardised(*map(statistics_of, (real, held, ours)))
    kid, usual = kernel_distance(mine, theirs), kernel_distance(others, theirs)
    rows.insert(0, {"what": "plain statistics of the pixels", "how": "KID x 1,000", "synthetic": kid, "held": usual})
    labels, label_plots, label_tables = _labels(sets)
    table = Table(
        key="distances",
        in_card=True,
        title="Distances from the real pictures",
        columns={"what": "Of what", "how": "Distance", **BESIDE_HELD},
        rows=rows,
        note=(
            f"{len(ours)} synthetic, {len(real)} real and {len(held)} held-out pictures. KID: unbiased "
            f"squared MMD with a cubic kernel, here of {theirs.shape[1]} plain statistics (tone, colour, "
            "gradients, composition, spectrum). KS: Kolmogorov and Smirnov, 0 to 1; intervals take objects for "
            "independent of each other, which those of one picture are not."
        ),
    )
    return Section(
        key="fidelity",
        title="Fidelity",
        lead=(
            "Do the synthetic pictures and their labels look like real ones? Each distance stands "
            "beside that of real pictures that were held out."
        ),
        verdicts=[_statistics(kid, usual), _measured(far), *labels, *(more.verdicts if more else ())],
        plots=[*(more.plots if more else ()), *plots, *label_plots],
        tables=[yield_table(yields), *(more.tables if more else ()), table, *label_tables],
        left_out=more.left_out if more else (),
    )


def _statistics(kid: Figure, usual: Figure) -> Verdict:
    limit = TIMES * usual.high
    state = at_most(kid, limit)
    said = {
        "bad": "differ",
        "good": "agree about as well as those of real pictures among themselves",
        "open": "may differ",
    }[state]
    words = (
        f"Tone, colour, gradients and spectrum {said}: KID x 1,000 {kid.text}, of held-out real pictures {usual.text}."
    )
    return Verdict(check="statistics", state=state, words=words)


def _measured(far: Sequence[tuple[str, Figure]]) -> Verdict:
    name, worst = max(far, key=lambda one: one[1].low)
    state: State = (
        "bad" if worst.low > FAR_MEASURE else "good" if max(one.high for _, one in far) <= FAR_MEASURE else "open"
    )
    said = {
        "good": "are distributed as in the real pictures",
        "bad": "are distributed otherwise",
        "open": "may be distributed otherwise",
    }[state]
    return Verdict(
        check="measures",
        state=state,
        words=(
            f"Numbers, sizes, shapes and places of objects {said}: the largest distance is that of "
            f"{name}, KS {worst.text}."
        ),
    )


def _labels(sets: PictureSets) -> tuple[list[Verdict], list[Dots], list[Table]]:
    """Categories of objects: which share of all objects each has."""
    real, ours = (_counts(one.pictures, sets.names) for one in (sets.real, sets.synthetic))
    foreign = sorted({name for one in sets.synthetic.pictures for name in one.categories} - set(sets.names))
    if len(sets.names) < 2 and not foreign:
        return [], [], []
    rng = np.random.default_rng(0)
    found = [
        total_variation(
            *(rng.multinomial(len(part), np.full(len(part), 1 / len(part))) @ part for part in (ours, real))
        )
        for _ in range(ROUNDS)
    ]
    distance = between(total_variation(ours.sum(axis=0), real.sum(axis=0)), found, len(ours), least=0.0)
    state: State = "bad" if distance.low > FAR_LABELS or foreign else "good" if distance.high <= FAR_LABELS else "open"
    said = {
        "good": "are about as frequent as in the real pictures",
        "bad": "are not as frequent as in the real pictures",
        "open": "may be more or less frequent than in the real pictures",
    }[state]
    words = f"Categories {said}: total variation {distance.text}"
    words += f"; in synthetic pictures alone: {', '.join(foreign[:8])}." if foreign else "."
    totals = ours.sum(axis=0), real.sum(axis=0)
    rows: list[dict[str, Cell]] = [
        {
            "label": name,
            "synthetic": share(int(totals[0][at]), max(int(totals[0].sum()), 1)),
            "real": share(int(totals[1][at]), max(int(totals[1].sum()), 1)),
        }
        for at, name in enumerate(sets.names)
        if totals[0][at] or totals[1][at]
    ]
    plot = Dots(
        title="Categories: share of all objects",
        rows=[
            (str(row["label"]), group, cell)
            for row in rows[:20]
            for group in ("synthetic", "real")
            if isinstance(cell := row[group], Figure)
        ],
    )
    table = Table(
        key="labels",
        title="Categories: share of all objects",
        columns={"label": "Category", "synthetic": "Synthetic", "real": "Real"},
        rows=rows,
    )
    return [Verdict(check="labels", state=state, words=words)], [plot], [table]


def _counts(pictures: Sequence[Picture], names: Sequence[str]) -> Float64[np.ndarray, "pictures names"]:
    counts = [Counter(one.categories) for one in pictures]
    return np.array([[one[name] for name in names] for one in counts], np.float64)
