"""What no processor can change of small data sets: hashes of texts, records, plans and labels; and what a network or a
warp computed, to be compared within a tolerance.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from synth.cli import main
from tests.golden.cases import CPU, DOCUMENTS, SEED, TEXTS

STORED = Path(__file__).with_name("stable.json")

SIDE = 32
"""Pictures are compared as this many cells a side, in grey levels."""

LOOSE = (
    "verify.min_iou=0.0", "verify.max_missed_share=1.0", "verify.min_cover=0.0", "verify.max_extra_px=100000",
    "verify.max_offset_px=1000.0",
)  # fmt: skip
"""Limits that every draft meets: which draft is kept must not hang on a rounding."""

PIXELS_TELL = {"attempt", "checks", "pdf", "pixel_seed", "sha256"}
"""Members of a line that hang on rendered bytes."""


class Small(NamedTuple):
    """A small data set: the words that make it, its file of lines, and whether a network or a warp has its say."""

    words: tuple[str, ...]
    lines: str
    near: bool = False


CASES: Mapping[str, Small] = {
    **{name: Small((f"scene={name}", "count=30"), "text.jsonl") for name in TEXTS},
    **{
        name: Small((f"scene={name}", "count=2", "scene.degrade.profile=clean", "scene.dpi=100"), "documents.jsonl")
        for name in DOCUMENTS
    },
    "street": Small(("scene=street", "count=2"), "samples.jsonl"),
    "street_rare": Small(("scene=street_rare", "count=6", "scene.canvas={width: 320, height: 192}"), "samples.jsonl"),
    "shelf": Small(("scene=shelf", "count=2"), "samples.jsonl"),
    "indoor": Small(("scene=indoor", "count=2"), "samples.jsonl"),
    "photo": Small(
        ("scene=letter", "count=1", "scene.dpi=100", "scene.degrade.profile=photo"), "documents.jsonl", near=True
    ),
    "nuclei": Small(
        ("scene=nuclei", "count=1", "scene.canvas={width: 128, height: 128}", CPU, "sampler.steps=4", *LOOSE),
        "samples.jsonl",
        near=True,
    ),
}


def facts_of(name: str, folder: Path) -> dict[str, Any]:
    """What is stored of a small data set that is made in `folder`: `hashes` and `numbers` by member of its lines.

    Floats are blanked before hashing, since the last digit of a rounded one is the processor's; `numbers` are their
    weighted means. Where a network or a warp had its say there is a small `picture` and there are no hashes.
    """
    small, out = CASES[name], folder / name
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as complained:
        code = main(["generate", *small.words, SEED, f"out={out}"])
    assert code == 0, complained.getvalue()
    members = dict(_members(out / small.lines))
    if small.near:
        annotations = json.loads((out / "annotations.json").read_text("utf-8"))["annotations"]
        members["annotations"] = annotations
    numbers = {member: mean for member, value in members.items() if (mean := _mean(value)) is not None}
    if small.near:
        return {"numbers": numbers, "picture": _cells(out)}
    hashes = {member: _hash(value) for member, value in members.items()}
    return {"hashes": hashes, "numbers": numbers}


def stored_facts() -> Mapping[str, Any]:
    return json.loads(STORED.read_text("utf-8"))


def write_stable() -> None:
    """Make all small data sets anew and store what is to be kept of them."""
    with tempfile.TemporaryDirectory() as folder:
        facts = {name: facts_of(name, Path(folder)) for name in CASES}
    lines = [f"{json.dumps(name)}: {json.dumps(fact, sort_keys=True)}" for name, fact in sorted(facts.items())]
    STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _members(file: Path) -> Iterator[tuple[str, list[Any]]]:
    """Each member of the lines of a file with its value in every line."""
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert lines
    for member in sorted({key for line in lines for key in line} - PIXELS_TELL):
        yield member, [_without_pixels(line.get(member)) for line in lines]


def _without_pixels(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_pixels(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_pixels(item) for key, item in value.items() if key != "sha256"}
    return value


def _hash(value: Any) -> str:
    return sha256(json.dumps(_blanked(value), sort_keys=True).encode()).hexdigest()


def _blanked(value: Any) -> Any:
    if isinstance(value, list):
        return [_blanked(item) for item in value]
    if isinstance(value, dict):
        return {key: _blanked(item) for key, item in value.items()}
    return "float" if isinstance(value, float) else value


def _floats(value: Any) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    elif isinstance(value, list | dict):
        for item in value if isinstance(value, list) else (value[key] for key in sorted(value)):
            yield from _floats(item)


def _mean(value: Any) -> float | None:
    """The mean of the floats in a value, with weights by place so that exchanged ones show; None without floats."""
    floats = [number * (1 + place % 13 / 13) for place, number in enumerate(_floats(value))]
    return round(sum(floats) / len(floats), 6) if floats else None


def _cells(out: Path) -> list[list[int]]:
    """The first picture of a data set in grey, `SIDE` x `SIDE`, each cell the mean of its pixels."""
    file = next(path for path in sorted(out.glob("*/*")) if path.suffix in {".png", ".jpg"})
    with Image.open(file) as picture:
        cells = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    levels = list(cells.tobytes())
    return [levels[row * SIDE : (row + 1) * SIDE] for row in range(SIDE)]
