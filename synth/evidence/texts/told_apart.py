"""The classifier two-sample test (Lopez-Paz and Oquab 2017, arXiv:1610.06545), with the features that decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.evidence.figures import Cell, Figure, Table, Verdict
from synth.evidence.intervals import area_under_curve, at_most, share
from synth.evidence.texts.grams import Grams, Numbers, grams_of
from synth.text.formats.labelled import LabelledText
from synth.text.grammar.tokens import words_of

if TYPE_CHECKING:
    from jaxtyping import Float, Int

    from synth.evidence.texts.grams import Features

MOST_TEXTS = 2_000
"""Of each set."""
TOLD = 0.8
FOLDS, SHOWN = 5, 12

_LEAST_TEXTS = 3
"""That have a feature."""


class ToldApart(NamedTuple):
    """What the test says."""

    verdicts: list[Verdict]
    tables: list[Table]


def told_apart(ours: Sequence[LabelledText], real: Sequence[LabelledText], held: Sequence[LabelledText]) -> ToldApart:
    """A linear classifier over words, pairs of words and the shape of a text, cross-validated: its area under the curve
    for synthetic against real texts, beside that for held-out against real texts.
    """
    features = Numbers()
    mine, theirs, other = (
        [features.of(features_of(one.text)) for one in part[:MOST_TEXTS]] for part in (ours, real, held)
    )
    area, usual = _area(mine, theirs), _area(other, theirs)
    state = at_most(area, TOLD)
    said = {
        "bad": "A machine tells synthetic from real texts",
        "good": "A machine hardly tells synthetic from real texts",
        "open": "A machine may tell synthetic from real texts",
    }[state]
    words = (
        f"{said}: area under the curve {area.text}, of held-out real texts {usual.value:.2f} (0.5: "
        "not at all, 1: always)."
    )
    telling = Table(
        key="told_apart",
        title="What gives them away",
        columns={
            "side": "Speaks for",
            "feature": "Feature",
            "synthetic": "Synthetic texts with it",
            "real": "Real texts with it",
        },
        rows=list(_telling(mine, theirs, features.names)),
        note=(
            f"The features with the largest weights of a linear classifier over {len(mine)} synthetic "
            f"and {len(theirs)} real texts."
        ),
    )
    numbers = Table(
        key="area",
        in_card=True,
        title="Told apart by a machine",
        columns={"what": "Real texts against", "area": "Area under the curve"},
        rows=[{"what": "synthetic texts", "area": area}, {"what": "held-out real texts", "area": usual}],
        note=(
            f"Logistic regression over words, pairs of words and the shape of a text; {FOLDS}-fold "
            "cross-validation, DeLong's interval."
        ),
    )
    return ToldApart([Verdict(check="told_apart", state=state, words=words)], [numbers, telling])


def features_of(text: str) -> list[str]:
    """Words and pairs of words in lower case, and marks of the text's shape in ⟨brackets⟩."""
    words = words_of(text.lower())
    return [
        *words,
        *(f"{one} {other}" for one, other in pairwise(words)),
        *_shape(text, len(words)),
    ]


def _shape(text: str, words: int) -> Iterator[str]:
    yield f"⟨{next((f'up to {limit}' for limit in (3, 6, 10, 15, 25, 50, 100) if words <= limit), 'over 100')} words⟩"
    stripped = text.strip()
    yield f"⟨ends with {stripped[-1]}⟩" if not stripped[-1].isalnum() else "⟨ends without a mark⟩"
    if stripped[0].isalpha():
        yield "⟨begins in upper case⟩" if stripped[0].isupper() else "⟨begins in lower case⟩"
    if text.islower():
        yield "⟨all in lower case⟩"
    for name, there in (
        ("a digit", any(map(str.isdigit, text))),
        ("several lines", "\n" in stripped),
        ("a blank before a mark", " ." in text or " ," in text),
    ):
        if there:
            yield f"⟨has {name}⟩"


def _area(positive: Sequence[Features], negative: Sequence[Features]) -> Figure:
    from sklearn.model_selection import StratifiedKFold

    texts, wanted = [*positive, *negative], np.repeat([1, 0], [len(positive), len(negative)])
    scores = np.zeros(len(texts))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(texts, wanted):
        grams, weights = _fitted([texts[at] for at in train], wanted[train])
        scores[test] = grams.counts([texts[at] for at in test], binary=True) @ weights
    return area_under_curve(scores[wanted == 1], scores[wanted == 0])


def _fitted(texts: Sequence[Features], wanted: Int[np.ndarray, " n"]) -> tuple[Grams, Float[np.ndarray, " f"]]:
    """The features, and how much each speaks for a synthetic text."""
    from sklearn.linear_model import LogisticRegression

    grams = grams_of(texts, _LEAST_TEXTS)
    model = LogisticRegression(C=0.3, max_iter=200, solver="liblinear", random_state=0)
    return grams, model.fit(grams.counts(texts, binary=True), wanted).coef_[0]


def _telling(ours: Sequence[Features], real: Sequence[Features], names: Sequence[str]) -> Iterator[dict[str, Cell]]:
    grams, weights = _fitted([*ours, *real], np.repeat([1, 0], [len(ours), len(real)]))
    mine, theirs = (grams.counts(part, binary=True).T @ np.ones(len(part)) for part in (ours, real))
    order = np.argsort(-weights, kind="stable")
    for side, places in (("synthetic", order[:SHOWN]), ("real", order[::-1][:SHOWN])):
        for at in places:
            yield {
                "side": side,
                "feature": names[int(grams.numbers[at])],
                "synthetic": share(int(mine[at]), len(ours)),
                "real": share(int(theirs[at]), len(real)),
            }
