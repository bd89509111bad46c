"""Data sets of documents, start to end: truth, shares, sample alone, workers, growth, kill -9, one-line errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from synth.cli import main
from synth.core.canonical import canonical_exact
from synth.core.digital_source import DigitalSource
from synth.core.progress import Counter as Silent
from synth.core.summary import RunSummary
from synth.document.scene.load import load_document_scene
from synth.document.studio import DocumentStudio
from synth.options import RunConfig
from synth.run import run
from synth.samples import make_sample
from tests.runs import kill_9, lines_of, tree
from tests.small_pages import NOTE, SCENE, write_small_pages


def config_of(out: Path, scene_file: Path, count: int, **options: Any) -> RunConfig:
    return RunConfig(scene=scene_file.stem, scene_folder=scene_file.parent, count=count, out=out, **options)


def run_into(out: Path, scene_file: Path, count: int, **options: Any) -> RunSummary:
    return run(config_of(out, scene_file, count, **options), load_document_scene(scene_file), Silent())


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return write_small_pages(tmp_path / "scene")


def test_records_pictures_and_shares_agree(note: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = run_into(out, note, 12)
    records = lines_of(out / "documents.jsonl")
    assert summary.written == len(records) == 12
    assert Counter(record["locale"] for record in records) == {"en_GB": 6, "de_DE": 6}
    assert [record["variables"]["long"] for record in records].count(True) == 3
    for record in records:
        fields = {field["key"]: field for field in record["fields"]}
        prices = [float(field["value"].split()[1]) for key, field in fields.items() if key.endswith(".price")]
        assert float(fields["total"]["value"].split()[1]) == pytest.approx(sum(prices))
        assert fields["number"]["text"] in " ".join(word["text"] for word in record["words"])
        assert len(record["pages"]) == (2 if record["variables"]["long"] else 1)
        for page in record["pages"]:
            with Image.open(out / "documents" / page["file"].split("/")[-1]) as picture:
                assert picture.size == (page["width"], page["height"])
                assert picture.format == ("PNG" if record["degradation"]["profile"] == "clean" else "JPEG")
        assert (out / "documents" / f"{record['id']:06d}.pdf").read_bytes().startswith(b"%PDF-")


def test_a_document_alone_is_that_document_of_all(note: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_into(out, note, 9, seed=5)
    studio = DocumentStudio(config_of(out, note, 9, seed=5), load_document_scene(note))
    alone = studio.encode([make_sample(studio, 7)])
    assert json.loads(alone.parts["documents"][0]) == lines_of(out / "documents.jsonl")[7]
    assert len(alone.files) >= 2
    for file in alone.files:
        assert (out / "documents" / file.name).read_bytes() == file.data


def test_workers_change_no_byte(note: Path, tmp_path: Path) -> None:
    run_into(tmp_path / "one", note, 9)
    run_into(tmp_path / "two", note, 9, workers=2)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("lost", ["*-1.*", "*.pdf"])
def test_pages_that_were_damaged_are_printed_again(note: Path, tmp_path: Path, lost: str, workers: int) -> None:
    out = tmp_path / "out"
    run_into(out, note, 9)
    before = tree(out)
    damaged = sorted((out / "documents").glob(lost))[2:8:2]
    for file in damaged:
        file.write_bytes(file.read_bytes()[:-100])
    summary = run_into(out, note, 9, workers=workers)
    assert tree(out) == before
    assert (summary.written, summary.count) == (9, 9)
    assert json.loads((out / "manifest.json").read_text())["run"]["samples_made"] == len(damaged) == 3


def test_pages_of_another_machine_are_not_mixed_with_ours(note: Path, tmp_path: Path) -> None:
    """Where a damaged page does not come out with the bytes that were recorded, the documents are made anew."""
    out = tmp_path / "out"
    run_into(out, note, 6)
    before = tree(out)
    recorded = out / ".synth" / "files.part"
    first, *others = recorded.read_bytes().splitlines(keepends=True)
    journal = out / ".synth" / "journal"
    forge(journal, recorded, b"".join([first.replace(first.split()[1], b"0" * 64), *others]))
    summary = run_into(out, note, 6)
    assert summary.written == 6
    assert tree(out) == before


def forge(journal: Path, part: Path, data: bytes) -> None:
    """Replace a part of a finished folder; the journal's one line agrees with the new bytes."""
    part.write_bytes(data)
    entry = json.loads(journal.read_bytes()[9:-1])
    entry["parts"][part.stem] = [len(data), crc32(data)]
    body = canonical_exact(entry).encode()
    journal.write_bytes(b"%08x\t%s\n" % (crc32(body), body))


def test_a_data_set_without_shares_can_grow(tmp_path: Path) -> None:
    scene = SCENE[: SCENE.index("quotas:")].replace("balance: [locale]", "balance: []")
    path = write_small_pages(tmp_path / "scene", scene)
    run_into(tmp_path / "grown", path, 3)
    run_into(tmp_path / "grown", path, 6)
    run_into(tmp_path / "whole", path, 6)
    assert tree(tmp_path / "grown") == tree(tmp_path / "whole")


def test_kill_9_then_the_bytes_of_an_undisturbed_run(note: Path, tmp_path: Path) -> None:
    words = [f"scene={note}", "count=60"]
    killed = tmp_path / "killed"
    kill_9([*words, f"out={killed}"], lambda: len(list(killed.glob("documents/*.pdf"))) >= 5)
    assert not (tmp_path / "killed" / "documents.jsonl").exists()
    for out in ("killed", "whole"):
        assert main(["generate", *words, f"out={tmp_path / out}"]) == 0
    assert tree(tmp_path / "killed") == tree(tmp_path / "whole")


@pytest.mark.parametrize(
    ("scene", "template", "message"),
    [
        (SCENE, NOTE.replace("r.number)", "r.nunber)"), r"note/note\.typ:3:\d+: got .*nunber"),
        (SCENE, NOTE + "#let x = (", r"note/note\.typ:11:\d+"),
        (SCENE.replace("sum: items.price", "sum: items.prise"), NOTE, r"fields\.total.*did you mean 'price'"),
        (SCENE.replace("fields:", "record: invoise\nfields:"), NOTE, r"record: got 'invoise'.*'invoice'"),
        (SCENE + "style: {colour: red}\n", NOTE, r"style\.colour: got 'colour'; known: accent"),
        (SCENE + "style: {accent: red}\n", NOTE, r"style\.accent: got 'red'; a colour is needed: #rrggbb"),
        (SCENE + "style: {size: large}\n", NOTE, r"style\.size: got 'large'; a number is needed"),
        (SCENE + "style: {fonts: Comic Sans}\n", NOTE, r"style\.fonts: got 'Comic Sans'; known: .*Roboto"),
        (SCENE.replace("note/note.typ", "note/nope.typ"), NOTE, r"templates\.note\.file: got 'note/nope\.typ'"),
        (SCENE + "words: words.yaml\n", NOTE, r"words\.yaml"),
        (SCENE.replace("clean: 0.4", "clear: 0.4"), NOTE, r"degrade\.profile.*did you mean 'clean'"),
        (SCENE.replace("en_GB", "en_XX"), NOTE, r"locale: got 'en_XX'"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], scene: str, template: str, message: str
) -> None:
    path = write_small_pages(tmp_path / "scene", scene, template)
    assert main(["generate", f"scene={path}", "count=4", f"out={tmp_path / 'out'}"]) == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1, complaint
    assert re.search(message, complaint), complaint
    assert not (tmp_path / "out").exists()


def test_another_template_into_the_same_folder_is_refused(
    note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["generate", f"scene={note}", "count=4", f"out={tmp_path / 'out'}"]
    assert main(words) == 0
    with (note.parent / "note" / "note.typ").open("a", encoding="utf-8") as file:
        file.write("PS: thanks")
    assert main(words) == 2
    assert "note/note.typ:11: got" in capsys.readouterr().err


def test_a_document_that_never_verifies_is_told_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = NOTE + "\n#text(fill: style.paper)[hidden words]"
    path = write_small_pages(tmp_path / "scene", template=hidden)
    assert main(["generate", f"scene={path}", "count=4", f"out={tmp_path / 'out'}"]) == 2
    assert "word_ink" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_preview_is_a_sheet_of_clean_pages(note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", f"scene={note}", "count=3", f"out={tmp_path / 'p'}"]) == 0
    with Image.open(tmp_path / "p-preview.png") as sheet:
        assert sheet.width > 3 * 400


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("generator=sketch", "generator.kind"),
        ("generator.steps=3", "generator.steps"),
        ("verify.detector.model=x", "verify.detector.model"),
        ("verify.clip.min_score=3", "verify.clip.min_score"),
        ("verify.real=x", "verify.real"),
        ("pack=x", "pack"),
    ],
)
def test_picture_options_are_refused(
    option: str, name: str, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", f"scene={note}", option, f"out={tmp_path / 'out'}"]) == 2
    message = capsys.readouterr().err
    assert message.startswith(f"synth: {name}: got ")
    assert "a scene of kind document takes none" in message


def test_documents_load_no_torch(note: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom synth.document.scene.load import load_document_scene\n"
        "from synth.document.studio import DocumentStudio\nfrom synth.options import RunConfig\n"
        "from synth.run import run\nfrom synth.samples import make_sample\n"
        f"path = Path({str(note)!r})\n"
        "config = RunConfig(scene='note', scene_folder=path.parent, count=8, out=Path('unused'))\n"
        "studio = DocumentStudio(config, load_document_scene(path))\n"
        "assert studio.encode([make_sample(studio, 0)]).files\n"
        "print({'torch', 'diffusers', 'transformers', 'scipy'} & set(sys.modules))\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_two_scenes_at_one_seed_are_about_different_people_and_look_otherwise(note: Path, tmp_path: Path) -> None:
    plans = []
    for name in ("note", "memo"):
        config = RunConfig(scene=name, scene_folder=note.parent, count=4, out=tmp_path / "unused")
        studio = DocumentStudio(config, load_document_scene(note))
        plans.append([studio.plan(number) for number in range(4)])
    for one, other in zip(*plans, strict=True):
        assert one.record != other.record
        assert (one.dice, one.style) != (other.dice, other.style)


@pytest.mark.parametrize("said", [True, False])
def test_a_pdf_says_that_it_is_synthetic(note: Path, tmp_path: Path, said: bool) -> None:
    run_into(tmp_path / "out", note, 4, provenance=said)
    with closing(PdfDocument(tmp_path / "out/documents/000000.pdf")) as pdf:
        keywords = pdf.get_metadata_value("Keywords")
    assert keywords == (f"synthetic, {DigitalSource.ALGORITHMIC.address}" if said else "")
