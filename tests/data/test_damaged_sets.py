"""Damaged data sets of every kind through every export: one line and nothing written, or a whole export."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.cli import main
from synth.document.formats.table import DOCUMENT_FORMATS
from synth.text.formats.table import TEXT_FORMATS
from tests.damage import BYTES, wounded
from tests.document.formats.document_data_set import make_document_data_set
from tests.text.report.text_data_set import make_text_data_set, record_of, records

FORMATS: dict[str, tuple[str, ...]] = {
    "text": tuple(name for name in TEXT_FORMATS if name != "spacy" or importlib.util.find_spec("spacy")),
    "document": tuple(DOCUMENT_FORMATS),
}
LINES = {"text": "text.jsonl", "document": "documents.jsonl"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound folder of each kind, named like it."""
    folder = tmp_path_factory.mktemp("whole")
    tokens = {"tokens": [[0, 4], [5, 10]], "tags": ["B-PERSON", "O"], "pos": ["PROPN", "VERB"], "quotas": ["rare"]}
    sung = record_of(9, (("Anna", "PERSON"), " sings"), labels={"tone": "calm"}, true_spans=[], **tokens)
    make_text_data_set(folder / "text", [*records(2), sung])
    make_document_data_set(folder / "document")
    return folder


def damage(folder: Path, kind: str, wound: str, pick: Callable[[int], int]) -> None:
    """Wound one of the folder's files."""
    names = ["manifest.json", *[LINES[kind]] * 4]
    path = folder / names[pick(len(names))]
    data = path.read_bytes()
    if wound == "bytes":
        at = pick(len(data))
        path.write_bytes(data[:at] + BYTES[pick(len(BYTES))] + data[at:])
    elif wound == "cut":
        path.write_bytes(data[: pick(len(data))])
    elif path.name == "manifest.json":
        path.write_text(wounded(data.decode(), wound, pick))
    else:
        lines = data.decode().splitlines()
        number = pick(len(lines))
        lines[number] = wounded(lines[number], wound, pick)
        path.write_text("\n".join(lines) + "\n")


def export(folder: Path, to: str, out: Path) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    said, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
        code = main(["export", str(folder), "--to", to, "--out", str(out)])
    return code, said.getvalue(), complained.getvalue()


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_one_line_and_nothing_written_or_a_whole_export(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        wound=st.sampled_from(["lose", "double", *["junk"] * 4, "bytes", "cut"]),
        numbers=st.lists(st.integers(0, 10**6), min_size=5, max_size=5),
    )
    def law(wound: str, numbers: list[int]) -> None:
        room = tmp_path_factory.mktemp("room")
        folder = Path(shutil.copytree(whole / kind, room / "set"))
        left = iter(numbers)
        damage(folder, kind, wound, lambda most: next(left) % max(most, 1))
        for to in FORMATS[kind]:
            code, said, complained = export(folder, to, room / "out")
            if code == 0:
                assert (room / "out").exists()
                assert complained == ""
                _remove(room / "out")
                continue
            assert (code, said) == (2, "")
            assert complained.startswith("synth: ")
            assert complained.count("\n") == 1
            assert complained.isascii() or complained.isprintable() or complained[:-1].isprintable()
            assert len(complained) < 900
            assert [path.name for path in room.iterdir()] == ["set"]
        shutil.rmtree(room)

    law()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
