"""A finished data set of texts or documents in the parts of a split, each in a format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from synth.audio.read import SpeechDataSet
from synth.data.split.gather import Assigned, Gathered, Split
from synth.data.split.traits import SplitRules
from synth.document.read import DocumentDataSet
from synth.folder.format import ExportFormat
from synth.text.read import TextDataSet

S = TypeVar("S", TextDataSet, DocumentDataSet, SpeechDataSet)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Whether a sample belongs to a part."""

    assigned: Assigned
    part: str
    chosen: Callable[[int], bool] | None

    def __call__(self, number: int) -> bool:
        return (self.chosen is None or self.chosen(number)) and self.assigned.part_of(str(number)) == self.part


def write_parts(data_set: S, rules: SplitRules[S], split: Split, to: ExportFormat[S], path: Path) -> tuple[str, ...]:
    """Write each part below the folder `path`; what a person should know of the split, a line each.

    SynthError for an unknown name of `split.by`, DataError where nothing can be divided, or for a malformed sample.
    """
    by = rules.checked(data_set, split.by)
    finished = data_set.finished
    gathered = Gathered(finished.kind.plural)
    for number, traits in rules.traits(data_set, by):
        gathered.add(str(number), traits.ties, traits.classes, traits.variables, traits.loose)
    assigned = gathered.assigned(split, str(finished.folder), rules.in_words(by))
    parts = {name: replace(data_set, kept=_Kept(assigned, name, data_set.kept)) for name in assigned.names}
    if to.write_parts is not None:
        to.write_parts(parts, path)
    else:
        path.mkdir()
        ending = f".{to.suffix.rpartition('.')[2]}" if "." in to.suffix else ""
        for name, part in parts.items():
            to.write(part, path / f"{name}{ending}")
    return assigned.lines
