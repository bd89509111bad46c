"""`synth check`: every check of the table over one data set or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from synth.core.errors import SynthError, suggest
from synth.data.vocabulary.compare import Named
from synth.quality.confidence import Confidence
from synth.quality.documents.check import check_documents
from synth.quality.finding import Finding, appliable_together
from synth.quality.guidelines import Draft
from synth.quality.pictures.check import CheckedPictures, check_pictures
from synth.quality.pictures.conventions import differences
from synth.quality.pictures.copies import Copies
from synth.quality.pictures.read import ReadSet, read_pictures
from synth.quality.pictures.second.opinion import SecondReader
from synth.quality.pictures.shapes import drifts
from synth.quality.sounds.check import check_recordings
from synth.quality.table import CHECKS
from synth.quality.tell import is_documents, is_recordings, is_texts, is_videos
from synth.quality.texts.between import differences as differences_of_texts
from synth.quality.texts.check import CheckedTexts, check_texts
from synth.quality.texts.leaks import Leaks
from synth.quality.videos.check import check_videos
from synth.quality.vocabulary import name_findings

LEAST_OF_A_CONVENTION = 20
"""Findings of one check in one set, from which they may be a convention of the set."""

CONVENTION = 0.5
"""Confidence in the finding that stands for a convention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSet:
    """What was looked at: `samples` are pictures, texts, recordings or videos, `labels` objects, spans,
    words or boxes.

    `names` of classes and how many labels have them; `left_out`: by the reader of the format or by models, in words;
    `confidences` in the labels that models judged; `guidelines`: a draft of them, for pictures and texts with spans;
    `decided`: checks whose findings are no convention, as its own guidelines state.
    """

    name: str
    kind: str
    samples: int
    labels: int
    names: Mapping[str, int]
    left_out: tuple[str, ...] = ()
    confidences: Sequence[Confidence] = ()
    guidelines: Draft | None = None
    decided: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The findings in the order of their sets and places, and the sets."""

    findings: tuple[Finding, ...]
    sets: tuple[CheckedSet, ...]


def check_data_sets(
    data: Sequence[Path],
    only: Collection[str] = (),
    skip: Collection[str] = (),
    reader: SecondReader | None = None,
) -> Checked:
    """Run the checks, those of `only` where any are named, without those of `skip`; `reader` reads pictures anew.

    SynthError for an unknown check, for one that needs a reader where there is none, and for a reader that knows no
    class of a set; DataError for a set of which nothing can be read.
    """
    wanted = _wanted(only, skip, reader)
    findings, sets = list[Finding](), list[CheckedSet]()
    with ExitStack() as opened:
        copies = opened.enter_context(closing(Copies()))
        pictures, texts = list[CheckedPictures](), list[CheckedTexts]()
        sounds = {path for path in data if is_recordings(path)}
        films = {path for path in data if is_videos(path)}
        others = [path for path in data if path not in sounds | films]
        leaks = Leaks() if "leaked_text" in wanted and sum(map(is_texts, others)) > 1 else None
        for path in data:
            if path in sounds:
                found, one = _recordings_of(path, wanted)
            elif path in films:
                found, one = _videos_of(path, wanted)
            elif is_texts(path):
                texts.append(check_texts(path, wanted, leaks))
                found, one = _texts_of(path, texts[-1])
            elif is_documents(path):
                found, one = _check_documents(path, wanted)
            else:
                read = read_pictures(path)
                opened.enter_context(closing(read.raw))
                checked = check_pictures(read, copies, wanted, reader)
                pictures.append(checked)
                found, one = _pictures_of(read, checked)
            findings += _without_conventions([each for each in found if each.check in wanted], one)
            sets.append(one)
        findings += _between(pictures, copies)
    findings += differences_of_texts([one.habits for one in texts])
    findings += name_findings(
        [Named(one.name, name, number, one.kind == "texts") for one in sets for name, number in one.names.items()]
    )
    found = [one for one in findings if one.check in wanted]
    return Checked(findings=tuple(appliable_together(found)), sets=tuple(sets))


def _wanted(only: Collection[str], skip: Collection[str], reader: SecondReader | None) -> set[str]:
    for flag, names in (("--only", only), ("--skip", skip)):
        for name in names:
            if name not in CHECKS:
                raise SynthError(flag, name, suggest(name, CHECKS))
    for name in only:
        if CHECKS[name].annotator and reader is None:
            raise SynthError("--only", name, "an annotator beside it: with=PACK")
    known = {name: check for name, check in CHECKS.items() if reader or not check.annotator}
    return {name for name, check in known.items() if (name in only if only else check.by_default)} - set(skip)


def _between(pictures: Sequence[CheckedPictures], copies: Copies) -> Iterator[Finding]:
    """What sets of pictures contradict one another in."""
    yield from copies.findings()
    yield from drifts([(one.conventions.name, one.shapes.classes) for one in pictures])
    yield from differences([one.conventions for one in pictures])


def _pictures_of(read: ReadSet, checked: CheckedPictures) -> tuple[list[Finding], CheckedSet]:
    raw, found = read.raw, checked.findings
    if not raw.editable:
        found = [_without_edits(one) for one in found]
    found.sort(key=_place)
    return found, CheckedSet(
        name=raw.name, kind="pictures", samples=raw.count("images"), labels=raw.count("annotations"),
        names=checked.names, left_out=read.left_out, guidelines=checked.guidelines if checked.names else None,
        decided=checked.decided,
    )  # fmt: skip


def _check_documents(data: Path, wanted: Collection[str]) -> tuple[list[Finding], CheckedSet]:
    found, documents, fields = check_documents(data, wanted)
    found.sort(key=_place)
    names = Counter[str]()  # keys of fields are no classes: `items.0.amount` and `items.1.amount` are one
    return found, CheckedSet(name=str(data), kind="documents", samples=documents, labels=fields, names=names)


def _recordings_of(data: Path, wanted: Collection[str]) -> tuple[list[Finding], CheckedSet]:
    found, recordings, words = check_recordings(data, wanted)
    found.sort(key=_place)
    names = Counter[str]()  # a word is no class
    return found, CheckedSet(name=str(data), kind="recordings", samples=recordings, labels=words, names=names)


def _videos_of(data: Path, wanted: Collection[str]) -> tuple[list[Finding], CheckedSet]:
    found, videos, names = check_videos(data, wanted)
    found.sort(key=_place)
    return found, CheckedSet(name=str(data), kind="videos", samples=videos, labels=names.total(), names=names)


def _texts_of(data: Path, one: CheckedTexts) -> tuple[list[Finding], CheckedSet]:
    return sorted(one.findings, key=_place), CheckedSet(
        name=str(data), kind="texts", samples=one.number, labels=one.names.total(), names=one.names,
        left_out=tuple(one.notes), confidences=one.confidences,
        guidelines=Draft(one.guidelines) if one.names else None,
    )  # fmt: skip


def _without_conventions(found: Sequence[Finding], checked: CheckedSet) -> Iterator[Finding]:
    """The findings, and one in place of those that so many labels of the set share that it must be meant so."""
    counts = Counter(one.check for one in found)
    told = set[str]()
    for one in found:
        share, number = CHECKS[one.check].convention, counts[one.check]
        few = share is None or number < LEAST_OF_A_CONVENTION or number <= share * checked.labels
        if few or one.check in checked.decided:
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
