"""Texts in a benchmark: distances of their words, taggers of their spans, classifiers of their classes."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack

from synth.core.errors import DataError
from synth.document.read import DOCUMENTS
from synth.evidence.benchmark.names import SPANS, NameMap
from synth.evidence.benchmark.sets import NEW, Answer, Judged, Labels, Model, ReadSet, Subject, Task
from synth.evidence.documents.read import document_texts
from synth.evidence.texts.classify import fit_classes
from synth.evidence.texts.sets import matched_classes
from synth.folder.finished import found_kind
from synth.text.formats.labelled import ONE_CLASS, LabelledSpan, LabelledText, iter_labelled
from synth.text.learn.features import ngram_counts
from synth.text.learn.tagger import fit_tagger

if TYPE_CHECKING:
    from jaxtyping import Float

MOST_ITEMS, LEAST_ITEMS = 3_000, 20
MOST_NEAR, MOST_TRAINED, MOST_TESTED = 1_200, 1_500, 800


class TextItem(NamedTuple):
    """A text and its place in its set, from 1."""

    place: int
    text: LabelledText


def read(data: Path, role: str, name: str) -> ReadSet[TextItem]:
    """Read a set of texts, or of documents as texts. DataError for what is none, and where there are too few."""
    texts = iter_labelled(data) if found_kind(data, (DOCUMENTS,)) is None else document_texts(data)
    return _read(texts, role, name, str(data))


def _read(texts: Iterable[LabelledText], role: str, name: str, path: str) -> ReadSet[TextItem]:
    """The texts that are first by the hash of what they say; no more are held. DataError where there are too few."""
    kept, labels, number, empty = list[tuple[int, int, TextItem]](), dict[str, Counter[str]](), 0, 0
    for place, text in enumerate(texts, 1):
        if not text.text.strip():
            empty += 1
            continue
        number += 1
        for kind, counts in _labels(text).items():
            labels.setdefault(kind, Counter()).update(counts)
        entry = -int.from_bytes(_key(text)[:8], "big"), place, TextItem(place, text)
        if len(kept) < MOST_ITEMS:
            heapq.heappush(kept, entry)
        elif entry > kept[0]:
            heapq.heapreplace(kept, entry)
    if number < LEAST_ITEMS:
        raise DataError(path, f"{number} texts", f"at least {LEAST_ITEMS}")
    items = tuple(item for *_, item in sorted(kept, reverse=True))
    notes = (f"{empty} empty texts left out",) if empty else ()
    return ReadSet(role=role, name=name, path=path, items=items, number=number, labels=labels, notes=notes)


def with_kinds(sets: Sequence[ReadSet[TextItem]]) -> list[ReadSet[TextItem]]:
    """Classes of whole texts have one name in all sets: that of the first old set, where the values are the same."""
    first, *others = sorted(sets, key=lambda one: one.role == NEW)
    found = [first]
    for one in others:
        names = matched_classes((item.text for item in first.items), (item.text for item in one.items))
        labels = {names.get(kind, kind): counts for kind, counts in one.labels.items()}
        items = tuple(item._replace(text=_kinds_renamed(item.text, names)) for item in one.items)
        notes = tuple(f"class {new!r} is {old!r} in {first.name}" for new, old in names.items())
        found.append(replace(one, labels=labels, items=items, notes=(*one.notes, *notes)))
    return sorted(found, key=lambda one: one.role != NEW)


def renamed(one: ReadSet[TextItem], names: NameMap) -> ReadSet[TextItem]:
    """The set with the names that stand for its own."""
    labels = dict[str, Counter[str]]()
    for kind, counts in one.labels.items():
        for name, number in counts.items():
            labels.setdefault(kind, Counter())[names.of(kind, name)] += number
    items = tuple(item._replace(text=_renamed(item.text, names)) for item in one.items)
    return replace(one, labels=labels, items=items)


class Texts:
    """See `sets.Subject`. Distances are of tf-idf of words, pairs of words, and 2 to 5 characters within words:
    1 less the cosine, 0 to 1.
    """

    most_near = MOST_NEAR

    def __init__(self, sets: Sequence[ReadSet[TextItem]], noun: str) -> None:
        from sklearn.feature_extraction.text import TfidfTransformer

        self.noun = noun
        items = list({id(item): item for one in sets for item in one.items[: 2 * MOST_NEAR]}.values())
        blocks = [
            TfidfTransformer(sublinear_tf=True).fit_transform(block)
            for block in ngram_counts([item.text.text for item in items])
        ]
        self._rows = {id(item): at for at, item in enumerate(items)}
        self._items = items  # so that no other item gets the id of one of them
        whole = csr_matrix(hstack(blocks, format="csr"), dtype=np.float32)
        self._features: Any = whole.multiply(np.float32(1 / np.sqrt(len(blocks)))).tocsr()  # its indexing has no types
        self.tasks = [_task(kind) for kind in _kinds(sets)]

    def distances(self, one: Sequence[TextItem], other: Sequence[TextItem]) -> Float[np.ndarray, "n m"]:
        mine, theirs = (self._features[[self._rows[id(item)] for item in part]] for part in (one, other))
        return np.maximum(1.0 - (mine @ theirs.T).toarray(), 0.0)

    def key(self, item: TextItem) -> bytes:
        return _key(item.text)

    def labels(self, item: TextItem) -> Labels:
        return _labels(item.text)

    def place(self, item: TextItem) -> str:
        return f"{self.noun.removesuffix('s')} {item.place}"

    def shown(self, item: TextItem) -> str:
        return item.text.text


def _kinds(sets: Sequence[ReadSet[TextItem]]) -> list[str]:
    """Kinds of labels that all sets have; of classes, at least two."""
    shared = set.intersection(*(set(one.labels) for one in sets))
    known = {kind: {name for one in sets for name in one.labels[kind]} for kind in shared}
    return sorted(kind for kind, names in known.items() if kind == SPANS or len(names) > 1)


def _task(kind: str) -> Task[TextItem]:
    spans = kind == SPANS
    return Task(
        key=re.sub(r"\W+", "_", kind),
        title="Spans" if spans else "Classes" if kind == ONE_CLASS else f"Classes ({kind})",
        kind=kind,
        score="F1 of exact spans" if spans else "F1 of classes",
        model="a linear-chain CRF" if spans else "a linear classifier",
        usable=(lambda item: bool(item.text.spans)) if spans else (lambda item: kind in item.text.classes),
        fit=_fit_spans if spans else _classes_fitter(kind),
        most_trained=MOST_TRAINED,
        most_tested=MOST_TESTED,
    )


def _fit_spans(items: Sequence[TextItem], seed: int) -> Model[TextItem]:
    tagger = fit_tagger((item.text.text, item.text.spans) for item in items)

    def model(tests: Sequence[TextItem]) -> list[Answer]:
        return [
            judged_spans(
                item.text.spans, [LabelledSpan(one.start, one.end, one.label) for one in tagger.ranges(item.text.text)]
            )
            for item in tests
        ]

    return model


def _classes_fitter(kind: str) -> Callable[[Sequence[TextItem], int], Model[TextItem]]:
    def fit(items: Sequence[TextItem], seed: int) -> Model[TextItem]:
        classes = [item.text.classes[kind] for item in items]
        several = len({*classes}) > 1
        says = (
            fit_classes([item.text.text for item in items], classes)
            if several
            else lambda tests: classes[:1] * len(tests)
        )

        def model(tests: Sequence[TextItem]) -> list[Answer]:
            found = says([one.text.text for one in tests]) if tests else []
            return [_judged_class(one.text.classes[kind], said) for one, said in zip(tests, found, strict=True)]

        return model

    return fit


def _judged_class(given: str, found: str) -> Answer:
    return Counter([Judged(given, found, given == found)])


def judged_spans(given: Sequence[LabelledSpan], found: Sequence[LabelledSpan]) -> Answer:
    """Spans of a text beside those that a model found: the same first, then those that overlap, of the same label
    before others.
    """
    left, rest, answer = list(given), list(found), Answer()
    for same_place, same_label in ((True, True), (True, False), (False, True), (False, False)):
        for one in list(left):
            match = next(
                (
                    other
                    for other in rest
                    if (one[:2] == other[:2] if same_place else one.start < other.end and other.start < one.end)
                    and (one.label == other.label or not same_label)
                ),
                None,
            )
            if match is not None:
                left.remove(one)
                rest.remove(match)
                answer[Judged(one.label, match.label, same_place and same_label)] += 1
    answer.update(Judged(one.label, "", False) for one in left)
    answer.update(Judged("", one.label, False) for one in rest)
    return answer


def _labels(text: LabelledText) -> dict[str, Counter[str]]:
    found = {name: Counter([value]) for name, value in text.classes.items()}
    return found | {SPANS: Counter(one.label for one in text.spans)} if text.spans else found


def _key(text: LabelledText) -> bytes:
    return sha256(" ".join(text.text.split()).encode("utf-8", "surrogatepass")).digest()


def _kinds_renamed(text: LabelledText, names: Mapping[str, str]) -> LabelledText:
    return replace(text, classes={names.get(name, name): value for name, value in text.classes.items()})


def _renamed(text: LabelledText, names: NameMap) -> LabelledText:
    return replace(
        text,
        spans=tuple(one._replace(label=names.of(SPANS, one.label)) for one in text.spans),
        classes={kind: names.of(kind, value) for kind, value in text.classes.items()},
    )


def subject(sets: Sequence[ReadSet[TextItem]], noun: str) -> Subject[TextItem]:
    """What is known of texts or documents, as `noun` says, once all sets are read."""
    return Texts(sets, noun)
