"""`synth convert` and `synth export` of pictures: what is recognised, what is said, what is left behind."""

from __future__ import annotations

import gc
import json
import shutil
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from synth.cli import main
from synth.core.errors import DataError, OutputError, SynthError
from synth.data.convert import convert_data_set, recognised
from synth.data.export import export_data_set
from synth.image.formats.coco.read import read_coco, stream_coco
from synth.image.formats.table import MODULES, picture_format
from tests.document.formats.document_data_set import make_document_data_set
from tests.image.formats.picture_sets import everything, stream_of, written
from tests.text.report.text_data_set import make_text_data_set

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.fixture
def coco(tmp_path: Path) -> Path:
    written(stream_of(tmp_path, everything(), captions=True), "coco", tmp_path / "coco")
    return tmp_path / "coco"


def edit(folder: Path, change: Any) -> Path:
    """Change the record of annotations.json."""
    file = folder / "annotations.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    change(record)
    file.write_text(json.dumps(record), encoding="utf-8")
    return folder


def test_the_summary_names_what_the_format_cannot_hold(coco: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(coco), "--to", "voc", "--out", str(coco.parent / "mine")]) == 0
    written_line, dropped, changed, look = capsys.readouterr().out.splitlines()
    assert written_line == "written   3 pictures with 4 instances"
    assert dropped.startswith("dropped   ")
    assert dropped.endswith("(voc holds boxes, attributes)")
    for part in ("masks of 1 instance;", "polygons of 2 instances;", "1 crowd region;", "keypoints of 1 instance;",
                 "captions of 3 pictures;", "ids of 3 categories;", "keys stain, visibility"):  # fmt: skip
        assert part in dropped
    assert changed == "changed   2 instances: the box is rounded to whole px within its picture"
    assert look == f"look at   {coco.parent / 'mine'}"


def test_each_format_is_recognised_as_itself_alone(tmp_path: Path) -> None:
    for name in MODULES:
        written(stream_of(tmp_path, everything()), name, tmp_path / name)
        if picture_format(name).read:
            assert recognised(tmp_path / name) == name


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", [name for name in MODULES if picture_format(name).read])
def test_a_relative_path_and_a_link_give_what_an_absolute_path_gives(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(stream_of(tmp_path, everything()), name, tmp_path / "set")
    (tmp_path / "link").symlink_to(tmp_path / "set")
    monkeypatch.chdir(tmp_path)
    given = {"absolute": tmp_path / "set", "relative": Path("set"), "link": Path("link"), "dots": Path("set/../set")}
    for out, data in given.items():
        assert main(["convert", str(data), "--to", "coco", "--out", f"of-{out}"]) == 0
    assert all(files_of(Path(f"of-{out}")) == files_of(Path("of-absolute")) for out in given)


def test_a_picture_may_be_a_link_to_another_place_of_its_set(coco: Path, tmp_path: Path) -> None:
    (coco / "store").mkdir()
    picture = next((coco / "images").iterdir())
    shutil.move(picture, coco / "store/it")
    picture.symlink_to(coco / "store/it")
    names = {image.name for image in convert_and_read(coco, tmp_path / "out")}
    assert picture.name in names


def convert_and_read(data: Path, out: Path) -> list[Any]:
    convert_data_set(data, "coco", out)
    return list(stream_coco(out).pictures)


def test_what_is_of_no_format_or_of_several_is_one_line_with_those_that_are_known(coco: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(DataError, match=r"no known format of picture sets.*'; known: coco, yolo, voc, cvat, .*--from"):
        recognised(tmp_path / "nothing")
    for name in ("a.mat", "b.mat", "notes"):
        (tmp_path / "nothing" / name).touch()
    with pytest.raises(DataError, match=r"picture sets in 3 files \(\.mat 2, no ending 1\)'"):
        recognised(tmp_path / "nothing")
    with pytest.raises(DataError, match="no such file or folder"):
        recognised(tmp_path / "nowhere")
    (coco / "annotations.xml").write_text("<annotations></annotations>")
    with pytest.raises(DataError, match=r"a data set of coco, cvat'; one of them is needed: name one with --from"):
        convert_data_set(coco, "yolo")
    convert_data_set(coco, "yolo", source="coco")
    with pytest.raises(SynthError, match=r"--from: got 'yolo-pose'; known: coco, .* \(did you mean 'yolo'\?\)"):
        convert_data_set(coco, "voc", source="yolo-pose")
    with pytest.raises(SynthError, match=r"--to: got 'jolo'; known: .* \(did you mean 'yolo'\?\)"):
        convert_data_set(coco, "jolo")


def test_what_stands_there_is_never_replaced_and_nothing_is_left_half_written(coco: Path, tmp_path: Path) -> None:
    first = convert_data_set(coco, "yolo").path
    assert first == tmp_path / "coco-yolo"
    assert convert_data_set(coco, "yolo").path == first
    with pytest.raises(OutputError, match="a name that is free"):
        convert_data_set(coco, "voc", first)
    (coco / "images/c.x.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match="a picture in a common format"):
        convert_data_set(coco, "voc")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["coco", "coco-yolo"]


def test_a_format_that_holds_no_object_of_a_set_is_refused(coco: Path, tmp_path: Path) -> None:
    def boxes_only(record: Any) -> None:
        record["annotations"] = [one | {"segmentation": [], "iscrowd": 0} for one in record["annotations"]]

    with pytest.raises(DataError, match=r"no object that masks can hold'; dropped 5 boxes without an outline"):
        convert_data_set(edit(coco, boxes_only), "masks")
    assert not (tmp_path / "coco-masks").exists()


def test_a_phantom_category_is_dropped_aloud_and_an_empty_one_stays(coco: Path) -> None:
    def phantom(record: Any) -> None:
        for one in record["categories"]:
            one["supercategory"] = "things"
        record["categories"] += [{"id": 99, "name": "things", "supercategory": "none"}]

    stream = stream_coco(edit(coco, phantom))
    assert [one.id for one in stream.categories] == [7, 0, 3]
    assert list(stream.pictures)
    assert (
        "1 category that is only the supercategory of others; the first: category 99 'things'"
        in stream.tally().lines()[0]
    )
    edit(coco, lambda record: record["annotations"].clear())
    assert [one.id for one in stream_coco(coco).categories] == [7, 0, 3]


def test_a_picture_that_viewers_turn_is_written_as_its_labels_refer_to_it(tmp_path: Path) -> None:
    """Labels of the first refer to what viewers show, those of the second to the stored pixels."""
    (tmp_path / "set/images").mkdir(parents=True)
    stored = np.zeros((12, 20, 3), np.uint8)
    stored[:6, :10] = 255
    images: list[dict[str, Any]] = []
    for number, (width, height) in enumerate([(12, 20), (20, 12)], start=1):
        exif = Image.Exif()
        exif[274] = 6
        Image.fromarray(stored).save(tmp_path / f"set/images/{number}.png", exif=exif)
        images.append({"id": number, "file_name": f"{number}.png", "width": width, "height": height})
    record = {"images": images, "annotations": [], "categories": [{"id": 1, "name": "corner"}]}
    (tmp_path / "set/annotations.json").write_text(json.dumps(record))
    done = convert_data_set(tmp_path / "set", "coco")
    assert "changed   2 pictures: written anew, turned as the labels refer to it" in done.lines
    with Image.open(done.path / "images/1.png") as turned, Image.open(done.path / "images/2.png") as kept:
        assert (turned.getexif().get(274), kept.getexif().get(274)) == (None, None)
        assert np.array_equal(np.asarray(turned), np.rot90(stored, -1))
        assert np.array_equal(np.asarray(kept), stored)


def test_names_of_windows_and_a_byte_order_mark_are_read(coco: Path) -> None:
    edit(coco, lambda record: record["images"][1].update(file_name="deep\\b ü.jpg"))
    file = coco / "annotations.json"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    done = convert_data_set(coco, "yolo")
    assert (done.path / "images/train/deep/b ü.jpg").is_file()


def test_two_categories_of_one_name_need_a_format_with_ids(coco: Path) -> None:
    edit(coco, lambda record: record["categories"][0].update(name="person"))
    convert_data_set(coco, "yolo")
    with pytest.raises(DataError, match=r"category 'person': got '2 of this name'; names that differ"):
        convert_data_set(coco, "voc")


def test_pictures_whose_label_files_would_be_one_are_refused(coco: Path) -> None:
    (coco / "images/a.png").rename(coco / "images/c.x.jpg")
    edit(coco, lambda record: record["images"][0].update(file_name="c.x.jpg"))
    for name in ("yolo", "voc", "masks", "coco-panoptic"):
        with pytest.raises(DataError, match="names that differ without their ending"):
            convert_data_set(coco, name)


def test_memory_does_not_grow_with_the_number_of_pictures(tmp_path: Path) -> None:
    def peak(pictures: int) -> int:
        folder = tmp_path / str(pictures)
        (folder / "images").mkdir(parents=True)
        Image.new("L", (8, 8)).save(folder / "images/0.png")
        for number in range(1, pictures):
            (folder / f"images/{number}.png").hardlink_to(folder / "images/0.png")
        record = {
            "images": [{"id": n, "file_name": f"{n}.png", "width": 8, "height": 8} for n in range(pictures)],
            "annotations": [
                {"id": 9 * n + k, "image_id": n, "category_id": 1, "bbox": [k, 1, 2, 2], "note": "x" * 4000}
                for k in range(4) for n in range(pictures)
            ],
            "categories": [{"id": 1, "name": "cell"}],
        }  # fmt: skip
        (folder / "annotations.json").write_text(json.dumps(record))
        del record
        gc.collect()
        tracemalloc.start()
        assert sum(len(picture.annotations) for picture in stream_coco(folder).pictures) == 4 * pictures
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    small, large = peak(40), peak(160)
    assert large < small * 1.5 + (1 << 20), "the file of 160 pictures has 2.6 MB of notes alone"


def test_export_of_texts_stays_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = make_text_data_set(tmp_path / "texts")
    assert main(["export", str(texts), "--to", "yolo"]) == 2
    assert "got 'a data set of texts'; a finished data set of pictures" in capsys.readouterr().err
    assert export_data_set(texts, "hf").name == "texts-hf"
    assert (tmp_path / "texts-hf/train.jsonl").is_file()


def test_a_folder_of_ours_is_exported_with_what_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever else describes our own folder, it is recognised by its samples."""
    folder = tmp_path / "shelf"
    assert main(["generate", "scene=shelf", "generator=sketch", "count=1", f"out={folder}"]) == 0
    (folder / "metadata.jsonl").write_text(json.dumps({"file_name": "images/000000.png", "objects": {}}) + "\n")
    capsys.readouterr()
    monkeypatch.chdir(tmp_path)
    assert main(["export", "shelf", "--to", "yolo", "--out", "relative"]) == 0
    capsys.readouterr()
    assert main(["export", str(folder), "--to", "yolo"]) == 0
    assert files_of(Path("relative")) == files_of(Path("shelf-yolo"))
    said = capsys.readouterr().out
    assert "written   1 picture with" in said
    assert "masks of" in said
    assert said.endswith(f"look at   {folder}-yolo\n")
    assert recognised(folder) == "coco"
    assert main(["export", str(folder), "--to", "conll"]) == 2
    assert main(["export", str(folder), "--to", "jolo"]) == 2
    wrong, unknown = capsys.readouterr().err.splitlines()
    assert "got 'a data set of pictures'; a finished data set of texts" in wrong
    assert "spacy" not in unknown
    assert "did you mean 'yolo'?" in unknown
    (folder / "manifest.json").unlink()
    assert main(["export", str(folder), "--to", "voc"]) == 2
    assert "a finished data set of pictures, with manifest.json" in capsys.readouterr().err


def test_the_regions_of_pages_are_exported_as_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_document_data_set(tmp_path / "pages")
    assert main(["export", str(folder), "--to", "cord"]) == 0
    assert main(["export", str(folder), "--to", "coco"]) == 2
    assert "a finished data set of documents, with annotations.json" in capsys.readouterr().err
    pages = sorted(path.name for path in (folder / "documents").iterdir() if path.suffix != ".pdf")
    record = {
        "images": [{"id": at, "file_name": name} for at, name in enumerate(pages)],
        "annotations": [{"id": 1, "image_id": 0, "category_id": 1, "bbox": [1, 1, 9, 9]}],
        "categories": [{"id": 1, "name": "Title"}],
    }
    (folder / "annotations.json").write_text(json.dumps(record))
    assert main(["export", str(folder), "--to", "coco"]) == 0
    assert f"written   {len(pages)} pictures with 1 instance" in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "pages-coco/images").iterdir()) == pages


REAL = ("nuclei", "blood_cells", "playing_cards", "brain_mri", "ultrasound_nerve")


def some_of(data: Path, folder: Path, number: int = 3) -> Path:
    """The first pictures of a COCO folder that show an object, as a folder of their own."""
    record = json.loads((data / "annotations.json").read_text(encoding="utf-8"))
    shown = {annotation["image_id"] for annotation in record["annotations"]}
    record["images"] = [image for image in record["images"] if image["id"] in shown][:number]
    kept = {image["id"] for image in record["images"]}
    record["annotations"] = [one for one in record["annotations"] if one["image_id"] in kept]
    for image in record["images"]:
        target = folder / "images" / Path(image["file_name"]).name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data / "images" / target.name, target)
    (folder / "annotations.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", REAL)
def test_real_data_goes_to_every_format_and_back(name: str, tmp_path: Path) -> None:
    data = SHARED / "data" / name
    if not data.is_dir():
        pytest.skip("needs ../shared/data")
    few = some_of(data, tmp_path / "few")
    before = read_coco(few)
    has_masks = any(one.has_mask for picture in before.pictures for one in picture.annotations)
    for to in (one for one in MODULES if picture_format(one).carries.boxes or has_masks):
        done = convert_data_set(few, to)
        source = to if picture_format(to).read else to.split("-")[0]
        back = read_coco(convert_data_set(done.path, "coco", tmp_path / f"{to}-back", source).path)
        for picture, other in zip(before.pictures, sorted(back.pictures, key=lambda one: one.name), strict=True):
            assert (picture.name, picture.width, picture.height) == (other.name, other.width, other.height)
            assert len(picture.annotations) == len(other.annotations)
            assert np.array_equal(picture.load(), other.load())
            boxes, found = (np.sort([one.box for one in each.annotations], axis=0) for each in (picture, other))
            assert np.abs(boxes - found).max() <= (1 if to == "voc" or has_masks else 0.01), "px"
