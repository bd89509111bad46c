"""Fidelity of texts: lengths, n-grams, labels, and how well a machine tells synthetic texts from real ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix

from synth.evidence.figures import BESIDE_HELD, Cell, Distribution, Dots, Figure, Section, Table, Verdict
from synth.evidence.intervals import at_most, between, jensen_shannon, ks_distance, share, total_variation
from synth.evidence.texts.grams import Numbers, grams_of
from synth.evidence.texts.sets import TextSets, equal_numbers
from synth.evidence.texts.told_apart import told_apart
from synth.evidence.yields import yield_table
from synth.text.formats.labelled import ONE_CLASS, LabelledText
from synth.text.grammar.tokens import words_of

MOST_TEXTS = 4_000
"""Of each set that are compared; the distances grow where there are fewer, so that all are of equally many."""

FAR_MEASURE, FAR_LABELS = 0.2, 0.2
ROUNDS, AT_ONCE = 100, 4
"""Resamplings of texts, and those that are worked out in one product."""

_MOST_LABELS = 60
"""Rows of the table of labels."""

MEASURES: Mapping[str, Callable[[LabelledText], float]] = {
    "characters in a text": lambda text: len(text.text),
    "words in a text": lambda text: len(words_of(text.text)),
    "spans in a text": lambda text: len(text.spans),
    "share of characters in spans": lambda text: min(
        1.0, sum(one.end - one.start for one in text.spans) / len(text.text)
    ),
}


def fidelity(sets: TextSets, yields: Mapping[str, Figure]) -> Section:
    """How like the real texts the synthetic ones are, beside how like held-out real texts are to them; `yields`: what
    the set is a choice of.
    """
    number = equal_numbers(MOST_TEXTS, sets.real.texts, sets.held.texts, sets.synthetic.texts)
    real, held, ours = (one.first(number) for one in (sets.real, sets.held, sets.synthetic))
    plots, rows, verdicts = list[Distribution | Dots](), list[dict[str, Cell]](), list[Verdict]()
    far = list[tuple[str, Figure]]()
    for name, measure in MEASURES.items():
        values = [np.array([measure(one) for one in part], np.float64) for part in (ours, real, held)]
        if not values[1].any():
            continue
        distance, usual = ks_distance(values[0], values[1]), ks_distance(values[2], values[1])
        far.append((name, distance))
        plots.append(
            Distribution(
                title=name,
                ours=values[0].tolist(),
                theirs=values[1].tolist(),
                distance=f"KS {distance.value:.2f}, of held-out real texts {usual.value:.2f}",
            )
        )
        rows.append({"what": name, "how": "KS", "synthetic": distance, "held": usual})
    rows += _grams(ours, real, held)
    verdicts.append(_measured(far))
    apart = told_apart(ours, real, held)
    labels = _labels(ours, real)
    table = Table(
        key="distances",
        in_card=True,
        title="Distances from the real texts",
        columns={"what": "Of what", "how": "Distance", **BESIDE_HELD},
        rows=rows,
        note=(
            f"{number} texts of each set. KS: Kolmogorov and Smirnov, 0 to 1; JS: Jensen and "
            "Shannon's divergence, in bits, 0 to 1."
        ),
    )
    return Section(
        key="fidelity",
        title="Fidelity",
        lead=(
            "Do the synthetic texts look like real ones? Each distance stands beside that of real "
            "texts that were held out."
        ),
        verdicts=[*verdicts, *labels[0], *apart.verdicts],
        plots=[*plots, *labels[1]],
        tables=[yield_table(yields), *apart.tables, table, *labels[2]],
    )


def _measured(far: Sequence[tuple[str, Figure]]) -> Verdict:
    name, worst = max(far, key=lambda one: one[1].value)
    state = at_most(worst, FAR_MEASURE)
    kind = {"good": "are distributed as in the real texts", "bad": "are distributed otherwise", "open": "may differ"}
    return Verdict(
        check="measures",
        state=state,
        words=f"Lengths and numbers of spans {kind[state]}: the largest distance is that of {name}, KS {worst.text}.",
    )


def _grams(*parts: Sequence[LabelledText]) -> Iterator[dict[str, Cell]]:
    """Divergence of words, pairs of words and runs of three characters."""
    kinds: Mapping[str, Callable[[str], list[str]]] = {
        "words": _words,
        "pairs of words": _pairs,
        "runs of three characters": _characters,
    }
    for name, cut in kinds.items():
        features, size = Numbers(), len(parts[0])
        numbered = [[features.of(cut(one.text)) for one in part] for part in parts]
        grams = grams_of(one for part in numbered for one in part)
        ours, real, held = (csr_matrix(grams.counts(part).T) for part in numbered)
        distances = {"synthetic": _divergence(ours, real, size), "held": _divergence(held, real, size)}
        yield {"what": name, "how": "JS", **distances}


def _divergence(one: csr_matrix, other: csr_matrix, number: int) -> Figure:
    """Of two matrices of counts (features, texts) of so many texts, with the interval of texts drawn again."""
    rng = np.random.default_rng(0)
    sums = [matrix @ np.ones(number) for matrix in (one, other)]
    found = list[float]()
    for _ in range(0, ROUNDS, AT_ONCE):
        weights = rng.multinomial(number, np.full(number, 1 / number), size=(AT_ONCE, 2)).astype(np.float64)
        drawn = [matrix @ weights[:, at].T for at, matrix in enumerate((one, other))]
        found += [jensen_shannon(mine, theirs) for mine, theirs in zip(drawn[0].T, drawn[1].T, strict=True)]
    return between(jensen_shannon(sums[0], sums[1]), found, number, least=0.0)


def _words(text: str) -> list[str]:
    return words_of(text.lower())


def _pairs(text: str) -> list[str]:
    words = _words(text)
    return [f"{one} {other}" for one, other in pairwise(words)]


def _characters(text: str) -> list[str]:
    return [text[at : at + 3] for at in range(len(text) - 2)]


def labels_of(texts: Iterable[LabelledText]) -> dict[str, Counter[str]]:
    """Kind of label -> label -> how many texts have it: spans as `span`, classes by their name."""
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for label in {one.label for one in text.spans}:
            found.setdefault("span", Counter())[label] += 1
        for name, value in text.classes.items():
            found.setdefault(name, Counter())[value] += 1
    return found


def _labels(
    ours: Sequence[LabelledText], real: Sequence[LabelledText]
) -> tuple[list[Verdict], list[Dots], list[Table]]:
    """Labels of both sets, kind by kind: how they are distributed, and which one of the two lacks."""
    verdicts, plots, tables = list[Verdict](), list[Dots](), list[Table]()
    mine, theirs = labels_of(ours), labels_of(real)
    for kind in sorted(theirs):
        if kind not in mine:
            words = (
                f"The synthetic texts have no labels of kind {kind!r}, of which the real ones have {len(theirs[kind])}."
            )
            verdicts.append(Verdict(check="labels", state="bad", words=words))
            continue
        names = [name for name, _ in (theirs[kind] + mine[kind]).most_common()]
        distance = _variation(ours, real, kind, names)
        state = at_most(distance, FAR_LABELS)
        missing = [name for name in names if not mine[kind][name]]
        foreign = [name for name in names if not theirs[kind][name]]
        what = "Labels of spans" if kind == "span" else "Classes" if kind == ONE_CLASS else f"Classes ({kind})"
        said = {
            "good": "are about as frequent as in the real texts",
            "bad": "are not as frequent as in the real texts",
            "open": "may be more or less frequent than in the real texts",
        }[state]
        words = f"{what} {said}: total variation {distance.text}"
        do = "does" if len(missing) == 1 else "do"
        words += f"; {len(missing)} of {len(theirs[kind])} real ones {do} not occur" if missing else ""
        words += f"; {len(foreign)} occur{'s' * (len(foreign) == 1)} in synthetic texts alone" if foreign else ""
        verdicts.append(Verdict(check="labels", state=state, words=words + "."))
        rows: list[dict[str, Cell]] = [
            {
                "label": name,
                "synthetic": share(mine[kind][name], len(ours)),
                "real": share(theirs[kind][name], len(real)),
            }
            for name in names[:_MOST_LABELS]
        ]
        plots.append(
            Dots(
                title=what,
                rows=[
                    (str(row["label"]), group, figure)
                    for row in rows[:20]
                    for group in ("synthetic", "real")
                    if isinstance(figure := row[group], Figure)
                ],
                note=f"share of texts; {f'the 20 most frequent of {len(names)}' if len(names) > 20 else 'all labels'}",
            )
        )
        tables.append(
            Table(
                key=f"labels_{kind}",
                title=f"{what}: share of texts",
                columns={"label": "Label", "synthetic": "Synthetic", "real": "Real"},
                rows=rows,
                note=f"The {_MOST_LABELS} most frequent of {len(names)}." if len(names) > _MOST_LABELS else "",
            )
        )
    return verdicts, plots, tables


def _variation(ours: Sequence[LabelledText], real: Sequence[LabelledText], kind: str, names: Sequence[str]) -> Figure:
    """Total variation of the labels of one kind, with the interval of texts drawn again."""
    place = {name: at for at, name in enumerate(names)}
    one, other = (_matrix(part, kind, place) for part in (ours, real))
    rng = np.random.default_rng(0)
    found = [
        total_variation(*(part[rng.integers(len(part), size=len(part))].sum(axis=0) for part in (one, other)))
        for _ in range(ROUNDS)
    ]
    return between(total_variation(one.sum(axis=0), other.sum(axis=0)), found, len(one), least=0.0)


def _matrix(texts: Sequence[LabelledText], kind: str, place: Mapping[str, int]) -> np.ndarray:
    """(texts, labels): how often each has each."""
    matrix = np.zeros((len(texts), len(place)), np.int32)
    for row, text in zip(matrix, texts, strict=True):
        values = [one.label for one in text.spans] if kind == "span" else [text.classes.get(kind)]
        for value in values:
            if value is not None:
                row[place[value]] += 1
    return matrix
