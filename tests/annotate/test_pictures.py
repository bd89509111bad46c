"""Pictures that a model labels: what stays, what is new, what is left open; stopped and gone on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import synth
from synth.annotate import run
from synth.annotate.model import Model
from synth.annotate.options import AnnotateOptions
from synth.annotate.pictures.caption import caption_annotator
from synth.annotate.pictures.found import PictureAnnotator, PictureReading
from synth.annotate.pictures.job import PictureJob
from synth.cli import main
from synth.core.geometry import Mask
from synth.core.progress import Counter
from synth.data.convert import convert_data_set
from synth.image.formats.data_set import AnnotatedImage
from synth.image.verify.found import FoundObject
from synth.quality.check import check_data_sets
from tests.quality.sets import changed, clean_pictures

MODEL = Model("pack:square", "0123456789abcdef", calibrated=False)


def square(x: int, y: int, score: float, category: str = "square") -> FoundObject:
    mask = Mask.from_array(np.ones((6, 6), np.bool_), x, y)
    return FoundObject(category, mask.box, mask, score, "it is square")


def annotator(version: str = MODEL.version) -> PictureAnnotator:
    """Finds a sure square and a doubtful one, and what the first label of `clean_pictures` is."""

    def read(picture: AnnotatedImage) -> PictureReading:
        assert picture.load().shape == (40, 40, 3)
        bits = np.hypot(*np.mgrid[-10:30, -10 - picture.id % 3 : 30 - picture.id % 3] + 0.5) < 6
        same = FoundObject("cell", Mask.from_array(bits).box, Mask.from_array(bits), 0.99, "round")
        return PictureReading([square(30, 30, 0.9), square(2, 32, 0.2), same])

    return PictureAnnotator(model=MODEL._replace(version=version), categories=("square", "cell"), read=read)


def annotated(
    data: Path, out: Path, monkeypatch: pytest.MonkeyPatch, one: PictureAnnotator | None = None, **more: Any
) -> run.Annotated:
    chosen = one or annotator()
    monkeypatch.setattr(run, "job_of", lambda data, name, threshold, labels: PictureJob(data, chosen, threshold))
    return run.annotate(AnnotateOptions(data=data, annotator="pack:square", out=out, **more), Counter())


def labels(out: Path) -> list[dict[str, Any]]:
    return json.loads((out / "annotations.json").read_text())["annotations"]


def test_labels_that_are_there_stay_and_doubtful_ones_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, out = clean_pictures(tmp_path / "set"), tmp_path / "out"
    before = json.loads((data / "annotations.json").read_text())["annotations"]
    done = annotated(data, out, monkeypatch)
    assert {name: dict(done.totals.group(name)) for name in ("added", "kept", "there", "abstained")} == {
        "added": {"square": 4}, "kept": {"cell": 8, "seed": 4}, "there": {"cell": 4}, "abstained": {"square": 4},
    }  # fmt: skip
    found = labels(out)
    given = [{key: one[key] for key in before[0]} for one in found if "score" not in one]
    assert given == [{**one, "area": float(one["area"])} for one in before]
    new = [one for one in found if "score" in one]
    assert new[1]["attributes"] == {
        "source": "annotator", "model": "pack:square", "version": "0123456789ab", "reason": "it is square",
        "mark": new[1]["attributes"]["mark"],
    }  # fmt: skip
    assert (new[1]["score"], new[1]["bbox"], new[1]["area"]) == (0.9, [30, 30, 6, 6], 36)
    assert len({one["id"] for one in found}) == len(found)
    doubtful = [json.loads(line) for line in (out / "rejected.jsonl").read_text().splitlines()]
    assert [(one["id"], one["measured"], one["limit"], one["bbox"]) for one in doubtful[:1]] == [
        (0, 0.2, 0.5, [2, 32, 6, 6])
    ]
    categories = json.loads((out / "annotations.json").read_text())["categories"]
    assert [(one["id"], one["name"]) for one in categories] == [(1, "cell"), (2, "seed"), (3, "square")]


def test_the_result_is_a_data_set_like_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, out = clean_pictures(tmp_path / "set"), tmp_path / "out"
    annotated(data, out, monkeypatch)
    sample = synth.load(out)[1]
    assert [one.category for one in sample.instances] == ["cell", "seed", "cell", "square"]
    assert sample.instances[0].mask.sum() > 100
    assert check_data_sets([out]).sets[0].labels == 16
    assert main(["export", str(out), "--to", "cvat", "--out", str(tmp_path / "cvat")]) == 0
    assert '<attribute name="source">annotator</attribute>' in (tmp_path / "cvat/annotations.xml").read_text()
    assert convert_data_set(out, "coco", tmp_path / "coco").lines[0].startswith("written   4 pictures with 16")


def test_a_newer_model_replaces_its_own_labels_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, first, second = clean_pictures(tmp_path / "set"), tmp_path / "one", tmp_path / "two"
    annotated(data, first, monkeypatch)

    def by_person(record: dict[str, Any]) -> None:
        accepted, moved, *_ = (one for one in record["annotations"] if "score" in one)
        accepted["attributes"]["source"] = "person"
        moved["bbox"] = [30, 30, 6, 6.5]  # by a tool that knows nothing of sources

    changed(first, by_person)
    done = annotated(first, second, monkeypatch, annotator("f" * 16))
    assert done.totals.group("added") == {"square": 2}
    assert done.totals.group("there") == {"cell": 4, "square": 2}
    squares = [(one["bbox"][3], one["attributes"]["version"][0]) for one in labels(second) if "score" in one]
    assert squares == [(6, "0"), (6.5, "0"), (6, "f"), (6, "f")]


def test_a_run_that_was_stopped_goes_on_to_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, whole, out = clean_pictures(tmp_path / "set", pictures=20), tmp_path / "whole", tmp_path / "out"
    annotated(data, whole, monkeypatch)
    full, read = annotator(), list[int]()

    def stopping(picture: AnnotatedImage) -> PictureReading:
        if picture.id == 11:
            raise KeyboardInterrupt
        return full.read(picture)

    stopped = PictureAnnotator(model=MODEL, categories=full.categories, read=stopping)
    with pytest.raises(KeyboardInterrupt):
        annotated(data, out, monkeypatch, stopped)
    (out / "images/3.png").unlink()

    def counting(picture: AnnotatedImage) -> PictureReading:
        read.append(picture.id)
        return full.read(picture)

    annotated(data, out, monkeypatch, PictureAnnotator(model=MODEL, categories=full.categories, read=counting))
    assert read == [3, *range(8, 20)]
    for name in ("annotations.json", "samples.jsonl", "rejected.jsonl", "images/3.png", "images/19.png"):
        assert (out / name).read_bytes() == (whole / name).read_bytes()


def test_another_model_needs_another_folder_or_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, out = clean_pictures(tmp_path / "set"), tmp_path / "out"
    annotated(data, out, monkeypatch)
    with pytest.raises(synth.SynthError, match=r"annotator\.version: got '0123456789abcdef'|overwrite=true"):
        annotated(data, out, monkeypatch, annotator("e" * 16))
    annotated(data, out, monkeypatch, annotator("e" * 16), overwrite=True, threshold=0.1)
    assert {one["attributes"]["version"] for one in labels(out) if "score" in one} == {"e" * 12}
    assert not (out / "rejected.jsonl").read_bytes()


def test_a_folder_of_pictures_keeps_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "photos"
    (data / "day 1").mkdir(parents=True)
    Image.new("RGB", (40, 40), (9, 90, 30)).save(data / "day 1/b.png")
    Image.new("L", (40, 40), 90).save(data / "a.png")
    (data / "broken.jpg").write_bytes(b"\xff\xd8nothing")
    done = annotated(data, tmp_path / "out", monkeypatch)
    assert done.count == 2
    assert done.left_out[0].startswith("dropped 1 picture that cannot be read")
    record = json.loads((tmp_path / "out/annotations.json").read_text())
    assert [one["file_name"] for one in record["images"]] == ["a.png", "day 1/b.png"]
    assert (tmp_path / "out/images/day 1/b.png").read_bytes() == (data / "day 1/b.png").read_bytes()
    assert not (tmp_path / "out/captions.json").exists()


def test_captions_say_what_the_labels_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, out = clean_pictures(tmp_path / "set", pictures=1), tmp_path / "out"
    done = annotated(data, out, monkeypatch, caption_annotator())
    said = json.loads((out / "captions.json").read_text())["annotations"]
    assert [one["caption"] for one in said] == [
        "The picture shows two cells and one seed.",
        "There are more cells than seeds.",
    ]
    assert said[0]["source"] == "annotator"
    assert done.totals.group("added") == {"caption": 2}


def test_words_of_a_page_are_read_with_their_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's table stands in a file here: its own reading is not what is tested."""
    table = (
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
        "1\t1\t0\t0\t0\t0\t0\t0\t40\t40\t-1\t\n"
        '5\t1\t1\t1\t1\t1\t3\t4\t20\t9\t91.5\t"Total"\n'
        "5\t1\t1\t1\t1\t2\t25\t4\t8\t9\t12.0\t€9\n"
    )
    program = tmp_path / "bin/tesseract"
    program.parent.mkdir()
    (tmp_path / "table").write_text(table, encoding="utf-8")
    program.write_text(
        f"#!/bin/sh\ncase $1 in --list-langs) printf 'List (1):\\neng\\n';; --version) echo tesseract 5.3;; "
        f"*) cat >/dev/null; cat {tmp_path / 'table'};; esac\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")
    data, out = clean_pictures(tmp_path / "set", pictures=1), tmp_path / "out"
    assert main(["annotate", f"data={data}", "with=ocr:eng", f"out={out}"]) == 0
    (word,) = [one for one in labels(out) if "score" in one]
    assert (word["bbox"], word["score"], word["attributes"]["text"]) == ([3, 4, 20, 9], 0.915, '"Total"')
    assert word["attributes"]["model"] == "tesseract 5.3:eng"
    assert json.loads((out / "rejected.jsonl").read_text())["measured"] == 0.12
    assert main(["annotate", f"data={data}", "with=ocr:deu", f"out={tmp_path / 'o'}"]) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["with=pack:nuclei", "out=o"], "data: got None; needs a value (data=...)"),
        (["data=.", "out=o"], "with: got None; needs a value (with=...): pack, ocr, tagger, lexicon, hub, caption"),
        (
            ["data=.", "with=pakc:nuclei", "out=o"],
            "with: got 'pakc'; known: caption, cuts, hub, lexicon, ocr, pack, speech, tagger (did you",
        ),
        (["data=.", "with=pack", "out=o"], "with: got 'pack'; pack:ARGUMENT, a shipped pack or a pack folder"),
        (["data=set", "with=lexicon:x.yaml", "out=o"], "with: got 'lexicon:x.yaml'; an annotator of pictures, as the"),
        (["data=set", "with=caption", "out=o", "threshold=2"], "threshold: got 2.0; must be less than or equal to 1"),
        (["data=set", "with=caption", "out=o", "treshold=1"], "got an unknown key; known: data, labels, licence, out"),
        (["data=none", "with=caption", "out=o"], "none: got 'no such file or folder'; "),
    ],
)
def test_bad_input_is_one_line(
    words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clean_pictures(tmp_path / "set", pictures=1)
    monkeypatch.chdir(tmp_path)
    assert main(["annotate", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert not (tmp_path / "o").exists()
