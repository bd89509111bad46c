"""`synth benchmark`: a new set beside old ones, one measure after the other."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.core.progress import Progress
from synth.data.kinds import refuse_unread
from synth.document.read import DOCUMENTS
from synth.evidence.benchmark.crossed import Crossed, cross, parts_of, trainings
from synth.evidence.benchmark.following import what_next
from synth.evidence.benchmark.names import NameMap, map_names, names_table, names_verdict
from synth.evidence.benchmark.near import Nearness, nearness
from synth.evidence.benchmark.options import BenchmarkConfig
from synth.evidence.benchmark.sets import NEW, OLD, ReadSet, Subject
from synth.evidence.benchmark.transfer import Transferred, transferred
from synth.evidence.figures import Compared, Figure, Section
from synth.evidence.useful.trainings import Clock
from synth.folder.finished import found_kind
from synth.image.read import PICTURES
from synth.options import seconds_of
from synth.text.formats.labelled import text_file

KINDS = {
    "pictures": "synth.evidence.benchmark.pictures",
    "documents": "synth.evidence.benchmark.texts",
    "texts": "synth.evidence.benchmark.texts",
}
"""Kind of data -> the module that reads it and knows its `sets.Subject`."""


def benchmark_sets(config: BenchmarkConfig, progress: Progress, command: str) -> Compared:
    """Read all sets, map their names, measure. DataError for a set that cannot be read, is too small, or of another
    kind than the new one.
    """
    start = time.monotonic()
    clock = Clock(start, seconds_of(config.budget))
    sets, names, subject, asked = _read(config, progress)
    new, *old = sets
    progress.begin(total=1, unit="measures")
    near = nearness(subject, new, old)
    progress.advance(note="nearest neighbours")
    progress.begin(total=len(subject.tasks) * trainings(len(sets)), unit="trainings", steady=True)
    crossed = dict[str, Crossed]()
    for number, task in enumerate(subject.tasks):
        part = Clock.of(clock.left_s / (len(subject.tasks) - number))
        crossed[task.title] = cross(task, sets, parts_of(subject, task, sets), part, progress, config.seed)
    found = list(_transfers(subject, crossed, new, old))
    agreement = dict[tuple[str, str], Figure]()
    for one in reversed(found):  # what is said of objects goes before what is said of their pixels
        agreement |= one.agreement
    following = what_next(subject, new, old, near, [pair for one in found for pair in one.confused], agreement)
    return Compared(
        sets=[one.described(subject.noun) for one in sets],
        sections=[
            _names_section(names, asked, found),
            _near_section(subject, near),
            _labels_section(subject, found),
            _training_section(crossed, bool(subject.tasks)),
            following.section,
        ],
        command=command,
        seconds=time.monotonic() - start,
        more={"annotate_next": following.record},
    )


def _read(
    config: BenchmarkConfig, progress: Progress
) -> tuple[Sequence[ReadSet[Any]], NameMap, Subject[Any], Sequence[ReadSet[Any]]]:
    """The sets, the new one first, under common names; and as they call their classes themselves."""
    paths = [config.new, *config.against]
    kinds = [_kind(path) for path in paths]
    for path, kind in zip(paths, kinds, strict=True):
        if kind != kinds[0]:
            raise DataError(str(path), f"a set of {kind}", f"{kinds[0]}, as the new set")
    module = import_module(KINDS[kinds[0]])
    progress.begin(total=len(paths), unit="sets")
    sets = list[ReadSet[Any]]()
    for path, name in zip(paths, _names(paths), strict=True):
        sets.append(module.read(path, OLD if sets else NEW, name))
        progress.advance(note=f"{name} read")
    asked = module.with_kinds(sets)
    names = map_names(asked)
    common = [module.renamed(one, names) for one in asked]
    return common, names, module.subject(common, kinds[0]), asked


def _kind(data: Path) -> str:
    """`texts`, `documents` or `pictures`. DataError where there is nothing."""
    if not data.exists():
        raise DataError(str(data), "no such file or folder", "pictures, documents or texts")
    refuse_unread(data)
    if found_kind(data, (PICTURES,)) is None and text_file(data) is not None:
        return "texts"
    return "documents" if found_kind(data, (DOCUMENTS,)) is not None else "pictures"


def _names(paths: Sequence[Path]) -> Iterator[str]:
    """The last part of each path that tells it from the others."""
    parts = [path.resolve().parts for path in paths]
    for one in parts:
        most = next(
            (n for n in range(1, len(one) + 1) if sum(other[-n:] == one[-n:] for other in parts) == 1), len(one)
        )
        yield "/".join(one[-most:])


def _transfers(
    subject: Subject[Any], crossed: Mapping[str, Crossed], new: ReadSet[Any], old: Sequence[ReadSet[Any]]
) -> Iterator[Transferred]:
    for task in subject.tasks:
        for number, one in enumerate(old, 1):
            if (found := transferred(task, crossed[task.title], new, one, f"{task.key}_{number}")) is not None:
                yield found


def _names_section(names: NameMap, asked: Sequence[ReadSet[Any]], found: Sequence[Transferred]) -> Section:
    new, *old = asked
    said = dict[tuple[str, str, str], str]()
    for one in reversed(found):
        said |= one.said
    labelled = [one for one in old if one.labels and new.labels]
    return Section(
        key="names",
        title="Classes",
        lead="Names of classes that are one: by their spelling, by known names of tags, by what they mean.",
        verdicts=[names_verdict(names, new, one) for one in labelled],
        tables=[names_table(names, new, one, said, f"names_{number}") for number, one in enumerate(labelled, 1)],
        left_out=[] if labelled else ["one of the sets has no labels, so there are no names to map"],
    )


def _near_section(subject: Subject[Any], near: Nearness[Any]) -> Section:
    return Section(
        key="nearness",
        title="Coverage and novelty",
        lead=f"By the nearest neighbours of {subject.noun}, whatever their labels.",
        verdicts=near.verdicts,
        plots=near.plots,
        tables=near.tables,
    )


def _labels_section(subject: Subject[Any], found: Sequence[Transferred]) -> Section:
    return Section(
        key="labels",
        title="Labels",
        lead="A model of one set reads the items of the other: where it agrees with their labels, both mean the same.",
        verdicts=[one.verdict for one in found if one.verdict is not None],
        plots=[plot for one in found for plot in one.plots],
        tables=[table for one in found for table in one.tables],
        left_out=[] if found else ["no model of each set could be trained, so no labels were read"],
    )


def _training_section(crossed: Mapping[str, Crossed], any_task: bool) -> Section:
    parts = list(crossed.values())
    none = [] if any_task else ["the sets have no kind of labels in common, so nothing can be learnt"]
    return Section(
        key="training",
        title="Training",
        lead="The same model, trained on each set and on all, tested on held-out items of each.",
        verdicts=[verdict for one in parts for verdict in one.verdicts],
        plots=[plot for one in parts for plot in one.plots],
        tables=[table for one in parts for table in one.tables],
        left_out=[*none, *(line for one in parts for line in one.left_out)],
    )
