"""`synth check`: every check of the table over one data set or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from synth.core.errors import SynthError, suggest
from synth.quality.confidence import Confidence
from synth.quality.finding import Finding, appliable_together
from synth.quality.pictures import objects, structure
from synth.quality.pictures.read import read_pictures
from synth.quality.pictures.view import View, views
from synth.quality.table import CHECKS
from synth.quality.tell import is_texts
from synth.quality.texts.check import check_texts
from synth.quality.vocabulary.compare import Named, same_names

LEAST_OF_A_CONVENTION = 20
"""Findings of one check in one set, from which they may be a convention of the set."""

BY_MODELS = ("swapped_label", "wrong_class")
"""Checks for which models are trained."""

CONVENTION = 0.5
"""Confidence in the finding that stands for a convention."""

OF_VIEWS: tuple[Callable[[View], Iterator[Finding]], ...] = (
    structure.picture_file,
    structure.degenerate_box,
    structure.outside_box,
    structure.box_against_mask,
    structure.area_against_mask,
    structure.invalid_outline,
    objects.duplicate_object,
    objects.two_classes,
    objects.mask_hole,
    objects.mask_speck,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSet:
    """What was looked at: `samples` are pictures or texts, `labels` objects or spans.

    `names` of classes and how many labels have them; `left_out`: by the reader of the format or by models, in words;
    `confidences` in the labels that models judged.
    """

    name: str
    kind: str
    samples: int
    labels: int
    names: Mapping[str, int]
    left_out: tuple[str, ...] = ()
    confidences: Sequence[Confidence] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The findings in the order of their sets and places, and the sets."""

    findings: tuple[Finding, ...]
    sets: tuple[CheckedSet, ...]


def check_data_sets(data: Sequence[Path], only: Collection[str] = (), skip: Collection[str] = ()) -> Checked:
    """Run the checks, those of `only` where any are named, without those of `skip`.

    SynthError for an unknown check, DataError for a set of which nothing can be read.
    """
    for flag, names in (("--only", only), ("--skip", skip)):
        for name in names:
            if name not in CHECKS:
                raise SynthError(flag, name, suggest(name, CHECKS))
    findings, sets = list[Finding](), list[CheckedSet]()
    with_models = any((not only or name in only) and name not in skip for name in BY_MODELS)
    for path in data:
        found, one = _check_texts(path, with_models=with_models) if is_texts(path) else _check_pictures(path)
        findings += _without_conventions(found, one)
        sets.append(one)
    findings += same_names(
        [Named(one.name, name, number, one.kind == "texts") for one in sets for name, number in one.names.items()]
    )
    wanted = [one for one in findings if (not only or one.check in only) and one.check not in skip]
    return Checked(findings=tuple(appliable_together(wanted)), sets=tuple(sets))


def _check_pictures(data: Path) -> tuple[list[Finding], CheckedSet]:
    read = read_pictures(data)
    with closing(read.raw) as raw:
        found = [*structure.duplicate_ids(raw), *structure.dangling(raw)]
        names = Counter[str]({str(one.get("name")): 0 for one in raw.entries("categories")})
        for view in views(read):
            for check in OF_VIEWS:
                found += check(view)
            names.update(one.category for one in view.objects if one.category)
        samples, labels = raw.count("images"), raw.count("annotations")
        if not raw.editable:
            found = [_without_edits(one) for one in found]
    found.sort(key=_place)
    checked = CheckedSet(
        name=str(data), kind="pictures", samples=samples, labels=labels, names=names, left_out=read.left_out
    )
    return found, checked


def _check_texts(data: Path, *, with_models: bool) -> tuple[list[Finding], CheckedSet]:
    one = check_texts(data, with_models=with_models)
    one.findings.sort(key=_place)
    return one.findings, CheckedSet(
        name=str(data), kind="texts", samples=one.number, labels=one.names.total(), names=one.names,
        left_out=tuple(one.notes), confidences=one.confidences,
    )  # fmt: skip


def _without_conventions(found: Sequence[Finding], checked: CheckedSet) -> Iterator[Finding]:
    """The findings, and one in place of those that so many labels of the set share that it must be meant so."""
    counts = Counter(one.check for one in found)
    told = set[str]()
    for one in found:
        share, number = CHECKS[one.check].convention, counts[one.check]
        if share is None or number < LEAST_OF_A_CONVENTION or number <= share * checked.labels:
            yield one
        elif one.check not in told:
            told.add(one.check)
            yield Finding(
                check=one.check,
                data_set=one.data_set,
                where="the whole set",
                subject=f"{number} of {checked.labels} labels",
                given=one.given,
                suggested=None,
                confidence=CONVENTION,
                evidence=f"a convention of the set, or of the tool that wrote it? {one.where}: {one.evidence}",
            )


_PLACES = {name: place for place, name in enumerate(CHECKS)}


def _place(finding: Finding) -> int:
    """The place of its check in the table."""
    return _PLACES[finding.check]


def _without_edits(finding: Finding) -> Finding:
    return replace(finding, edits=())
