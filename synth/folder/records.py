"""Data sets whose samples are a line of one JSON Lines file each, with or without files of their own.

A kind that has more to say in its card, or COCO beside its lines, makes its `Layout` itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from synth.folder.batch import REJECTED
from synth.folder.card import (
    count_table,
    front_matter,
    hash_rows,
    joined,
    licence_section,
    quotas_section,
    rejections_section,
    table,
    yield_rows,
)
from synth.folder.croissant import croissant_json, file_set, record_set
from synth.folder.data_folder import Finished, Layout
from synth.folder.manifest import RunFacts
from synth.folder.responsible import shares_of
from synth.folder.sample_files import FilePlace
from synth.folder.staging import FinalFiles
from synth.folder.totals import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What such a data set consists of, and what its card says of that.

    `part` names the lines, the final file is `part`.jsonl; `keys` are theirs: key -> (Croissant's type, meaning).
    `place` is where the samples' own files lie (None: they have none), `media_type` their MIME type. `tasks` and `tags`
    are those of data-set hubs. `also` names files that a kind adds itself: file -> what it is.
    """

    part: str
    keys: Mapping[str, tuple[str, str]]
    place: FilePlace | None = None
    media_type: str = ""
    tasks: Sequence[str] = ()
    tags: Sequence[str] = ("synthetic",)
    also: Mapping[str, str] = field(default_factory=dict)


def records_layout(records: Records) -> Layout:
    """The layout of such data sets; the manifest counts what the kind counted (`Totals.groups`)."""
    return Layout(parts=(records.part,), place=records.place, final=lambda done: _final_files(records, done))


def _final_files(records: Records, done: Finished) -> FinalFiles:
    pieces = {f"{records.part}.jsonl": records.part, "rejected.jsonl": REJECTED}
    return FinalFiles(
        labels={file: done.parts[part].pieces() for file, part in pieces.items()},
        counts={**done.totals.yield_record(), **done.totals.groups},
        card=joined(_card(records, done)),
        croissant=lambda facts, digests: _croissant(records, facts, done.totals, digests),
    )


def _card(records: Records, done: Finished) -> Iterator[str]:
    facts, totals = done.facts, done.totals
    yield front_matter(facts, tasks=records.tasks, tags=records.tags)
    yield f"# {facts.name}"
    yield facts.description
    yield table(("", ""), [("samples", totals.written), *yield_rows(totals, done.seed), *hash_rows(facts)])
    for name, counts in sorted(totals.groups.items()):
        yield count_table(name, "number", counts) if counts else ""
    yield quotas_section(facts, totals)
    yield rejections_section(totals)
    yield f"## Files\n\n{table(('file', 'what'), _files(records))}"
    rows = [(f"`{key}`", meaning) for key, (_, meaning) in records.keys.items()]
    yield f"## Labels\n\n{table(('key', 'meaning'), rows)}"
    yield licence_section(facts)


def _files(records: Records) -> Iterator[tuple[str, str]]:
    for folder in records.place.folders if records.place else ():
        yield f"`{folder}/`", f"a file of each sample, {records.media_type}"
    yield f"`{records.part}.jsonl`", "a line per sample: its labels, and what it came from"
    yield from ((f"`{name}`", meaning) for name, meaning in records.also.items())
    yield "`rejected.jsonl`", "a line per refused draft: the check, what was measured, the limit"
    yield "`manifest.json`", "spec, config, versions, hashes, counts, yield"
    yield "`croissant.json`", "Croissant metadata"


def _croissant(records: Records, facts: RunFacts, totals: Totals, digests: Mapping[str, str]) -> str:
    files = [
        file_set(f"{folder}-files", "The samples' own files.", records.media_type, f"{folder}/*")
        for folder in (records.place.folders if records.place else ())
    ]
    types = {key: kind for key, (kind, _) in records.keys.items()}
    lines = record_set(records.part, f"{records.part}.jsonl", "One record for each sample.", types)
    return croissant_json(
        facts, digests, files, [lines], {"dataBiases": shares_of(dict(sorted(totals.groups.items())))}
    )
