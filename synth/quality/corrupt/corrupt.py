"""`synth corrupt`: a copy of a data set with errors at stated rates, and the truth beside it, to test checks with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from synth.core.canonical import readable
from synth.core.errors import DataError, OutputError
from synth.core.json_stream import iter_jsonl
from synth.core.labels import Span
from synth.core.plain_file import plain_text
from synth.core.seeds import draws_for, rng_for
from synth.core.strict_json import parse_json
from synth.data.target import staged_target
from synth.document.read import DOCUMENTS
from synth.image.formats.coco.layouts import find_layouts
from synth.quality.corrupt.documents import KINDS as KINDS_OF_DOCUMENTS
from synth.quality.corrupt.documents import OF_WORDS, put_in
from synth.quality.corrupt.error import Error, Rates, known_rates
from synth.quality.corrupt.pictures import corrupt_pictures
from synth.quality.finding import Edit
from synth.quality.patch.apply import folder_of
from synth.quality.patch.edits import LARGEST
from synth.quality.patch.lines import patch_text
from synth.quality.tell import is_documents, is_texts
from synth.text.read import TEXTS
from synth.text.scene.noise import LabelNoise

ERRORS = "errors.jsonl"
"""The truth: a patch that takes every error out again."""

KINDS = ("swapped", "shifted", "scaled", "missing", "extra", "duplicate", "merged", "split", "wrong_value")

_OF_TEXTS = {"swapped": "swap", "shifted": "shift", "missing": "drop", "extra": "add"}
"""Kind -> the name of the same rate in a scene's `label_noise`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrupted:
    """The copy and the errors in it."""

    path: Path
    errors: tuple[Error, ...]


def corrupt_data_set(data: Path, out: Path, rates: Rates, seed: int = 0) -> Corrupted:
    """Copy a data set to `out` with errors in these shares of its labels; one label has one error at most.

    SynthError for a kind of error that such data cannot have, DataError where nothing can be read, OutputError where
    something stands at `out`.
    """
    folder = folder_of(data)
    if out.exists():
        raise OutputError(str(out), "a file or folder that is there", "a name that is free")
    with staged_target(out) as temporary:
        shutil.copytree(folder, temporary, symlinks=True, ignore=shutil.ignore_patterns(".synth-patches*"))
        if is_texts(data):
            errors = _texts(temporary, TEXTS.file if data.is_dir() else data.name, rates, seed)
        elif is_documents(data):
            errors = _documents(temporary, rates, seed)
        else:
            errors = _pictures(data, temporary, rates, seed)
        findings = [one.finding(str(out)) for one in errors]
        (temporary / ERRORS).write_text(patch_text(findings), encoding="utf-8")
    return Corrupted(path=out, errors=tuple(errors))


def _pictures(data: Path, copy: Path, rates: Rates, seed: int) -> list[Error]:
    errors = list[Error]()
    for number, layout in enumerate(find_layouts(data)):
        name = layout.file.resolve().relative_to(layout.folder.resolve()).as_posix()
        text = plain_text(copy / name, DataError, "a label file", most=LARGEST)
        record = parse_json(text, name, DataError)
        if not isinstance(record, dict) or not isinstance(record.get("annotations"), list):
            raise DataError(name, "no list of annotations", "a COCO file")
        errors += corrupt_pictures(name, record, rates, rng_for(seed, number, "corrupt"))
        (copy / name).write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    return errors


def _documents(copy: Path, rates: Rates, seed: int) -> list[Error]:
    asked = known_rates(rates, KINDS_OF_DOCUMENTS, "documents")
    errors, file = list[Error](), copy / DOCUMENTS.file
    with (copy / f".{DOCUMENTS.file}.tmp").open("w", encoding="utf-8") as lines:
        for place, record in enumerate(iter_jsonl(file)):
            errors += _document(record, place, asked, rng_for(seed, place, "corrupt"))
            lines.write(f"{readable(record)}\n")
    (copy / f".{DOCUMENTS.file}.tmp").replace(file)
    return errors


def _document(record: dict[str, Any], place: int, asked: Rates, draws: np.random.Generator) -> Iterator[Error]:
    for part in ("fields", "words"):
        kinds = [kind for kind in asked if (kind in OF_WORDS) == (part == "words")]
        edges = np.cumsum([asked[kind] for kind in kinds])
        for number in range(len(record[part])):
            drawn = int(np.searchsorted(edges, draws.random(), side="right"))
            if drawn < len(kinds) and (error := put_in(record, place, kinds[drawn], number, draws)) is not None:
                yield error


def _texts(copy: Path, name: str, rates: Rates, seed: int) -> list[Error]:
    from synth.text.grammar.label_noise import label_noise

    asked = known_rates(rates, tuple(_OF_TEXTS), "texts")
    noise = LabelNoise(**{_OF_TEXTS[kind]: rate for kind, rate in asked.items()})
    file = copy / name
    labels = sorted({span["label"] for record in iter_jsonl(file) for span in record.get("spans", ())})
    errors = list[Error]()
    with (copy / f".{name}.tmp").open("w", encoding="utf-8") as lines:
        for place, record in enumerate(iter_jsonl(file)):
            given, text = record.get("spans", []), record["text"]
            spans = tuple(
                Span(one["start"], one["end"], one["label"], text[one["start"] : one["end"]], number)
                for number, one in enumerate(given)
            )
            noisy = label_noise(spans, text, labels, noise, draws_for(seed, place, "corrupt"))
            if noisy != spans:
                record["spans"] = [_span(one, given) for one in noisy]
                edits = (Edit("set", name, "", place, "spans", record["spans"], given),)
                where = f"{name}:{place + 1}"
                errors.append(Error("spans", where, text[:60], len(given), len(noisy), edits))
            lines.write(f"{readable(record)}\n")
    (copy / f".{name}.tmp").replace(file)
    return errors


def _span(span: Span, given: list[dict[str, Any]]) -> dict[str, Any]:
    """A span as the file states it; one too many has no more than its place and its label."""
    stated = given[span.entity_id] if span.entity_id < len(given) else {}
    new = {"start": span.start, "end": span.end, "label": span.label}
    return stated | new | ({"value": span.value} if "value" in stated or not stated else {})
