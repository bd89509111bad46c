"""What classifiers that never saw a text say of its class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Float

from synth.quality.margins import margins, margins_of_wrong
from synth.quality.rightness import blurred
from synth.quality.texts.doubt.chosen import FOLDS, Judged
from synth.quality.texts.doubt.opinion import LEAST_PROBABILITY, Opinion, Opinions
from synth.text.learn.classifier import fit_classifier

LEAST_TEXTS, LEAST_OF_CLASS = 200, 10
"""Texts with a class, and texts of a class, from which models judge."""

MOST_LEARNT = 6_000
"""Texts that one model learns from."""


def class_opinions(texts: Sequence[Judged]) -> Iterator[Opinions]:
    """For each sort of class that texts have: opinions on those of classes that are frequent enough."""
    for key in sorted({key for one in texts for key in one.classes}):
        counts = Counter(str(one.classes[key]) for one in texts if key in one.classes)
        names = sorted(name for name, number in counts.items() if number >= LEAST_OF_CLASS)
        here = [one for one in texts if str(one.classes.get(key)) in names]
        if len(names) < 2 or len(here) < LEAST_TEXTS:
            continue
        values = {str(one.classes[key]): one.classes[key] for one in here}
        labels = [str(one.classes[key]) for one in here]
        given = np.array([names.index(label) for label in labels])
        probabilities = _out_of_fold(here, labels, names)
        preferred, best = margins(probabilities, given)
        opinions = [
            Opinion(one, None, key, one.classes[key], values[names[at]] if margin < 0 else None, "", (float(margin),))
            for one, margin, at in zip(here, preferred, best, strict=True)
        ]
        wrong, wrong_labels = margins_of_wrong(probabilities, given)
        is_blurred = blurred(preferred, given, wrong[:, 0], wrong_labels)
        unclear = [name for name, is_so in zip(names, is_blurred, strict=True) if is_so]
        yield Opinions(opinions, names, probabilities, wrong, unclear)


def _out_of_fold(
    texts: Sequence[Judged], labels: Sequence[str], names: Sequence[str]
) -> Float[np.ndarray, "texts classes"]:
    found = np.zeros((len(texts), len(names)))
    folds = np.array([one.fold for one in texts])
    for fold in range(FOLDS):
        inside: list[int] = np.flatnonzero(folds == fold).tolist()
        outside: list[int] = np.flatnonzero(folds != fold)[:MOST_LEARNT].tolist()
        if len({labels[at] for at in outside}) < 2:
            continue
        model = fit_classifier([texts[at].text for at in outside], [labels[at] for at in outside])
        probabilities = model.probabilities([texts[at].text for at in inside])
        for column, name in enumerate(model.classes):
            found[inside, names.index(name)] = probabilities[:, column]
    return np.clip(found, LEAST_PROBABILITY, 1.0)
