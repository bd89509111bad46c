"""`synth.load`: a finished folder of any kind as a lazy sequence."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import synth
from synth.core.errors import DataError
from synth.folder.line_index import LineIndex
from tests.door.worlds import WORLDS
from tests.image.encode import fake
from tests.text.report.text_data_set import make_text_data_set, record_of

FolderOf = Callable[[str], Path]
KINDS = sorted(WORLDS)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_sequence(folder_of: FolderOf, kind: str) -> None:
    samples, ids = synth.load(folder_of(kind)), list(range(WORLDS[kind].number))
    assert len(samples) == len(ids)
    assert [one.id for one in samples] == ids
    assert [one.id for one in reversed(samples)] == ids[::-1]
    for place in (0, -1, len(ids) - 1):
        assert samples[place].id == ids[place]
    for cut in (slice(1, None), slice(None, -1), slice(None, None, -1), slice(0, 0), slice(None, None, 2)):
        assert [one.id for one in samples[cut]] == ids[cut]
        assert len(samples[cut]) == len(ids[cut])
    assert [one.id for one in samples[1:][:1]] == ids[1:][:1]
    for place in (len(ids), -len(ids) - 1):
        with pytest.raises(IndexError):
            samples[place]
    with pytest.raises(IndexError):
        samples[1:][len(ids) - 1]


@pytest.mark.parametrize("kind", KINDS)
def test_it_travels_between_processes(folder_of: FolderOf, kind: str) -> None:
    samples = synth.load(folder_of(kind))
    again = pickle.loads(pickle.dumps(samples[1:]))
    assert again[0].id == 1
    assert pickle.loads(pickle.dumps(again[0])).id == 1


def test_pictures_in_any_order_have_their_own_objects(tmp_path: Path) -> None:
    fake.run(tmp_path / "cells", 30)
    coco = json.loads((tmp_path / "cells/annotations.json").read_text())
    samples = synth.load(tmp_path / "cells")
    order = np.random.default_rng(0).permutation(len(samples)).tolist()
    for place in order:
        picture = samples[place]
        assert [one.id for one in picture.instances] == [
            one["id"] for one in coco["annotations"] if one["image_id"] == picture.id
        ]
        assert np.array_equal(picture.array, fake.make_sample(picture.id).draft.image)
    assert sorted(samples[place].id for place in order) == [number for number in range(30) if number % 11 != 10]


def test_a_picture_without_objects_has_none(tmp_path: Path) -> None:
    fake.run(tmp_path / "cells", 3)
    path = tmp_path / "cells/annotations.json"
    lines = [line for line in path.read_text().splitlines() if '"image_id":1,' not in line]
    path.write_text("\n".join(lines) + "\n")
    assert [bool(one.instances) for one in synth.load(tmp_path / "cells")] == [True, False, True]
    assert synth.load(tmp_path / "cells")[1].instances == ()


@pytest.mark.parametrize("layout", [{"indent": 1}, {}])
def test_annotations_of_another_layout_are_refused(tmp_path: Path, layout: dict[str, Any]) -> None:
    fake.run(tmp_path / "cells", 2)
    path = tmp_path / "cells/annotations.json"
    path.write_text(json.dumps(json.loads(path.read_text()), **layout))
    with pytest.raises(DataError, match=r"annotations\.json: got 'another layout'; a line for each picture"):
        synth.load(tmp_path / "cells")[0]


def test_annotations_of_another_picture_are_refused(tmp_path: Path) -> None:
    fake.run(tmp_path / "cells", 2)
    path = tmp_path / "cells/annotations.json"
    path.write_text(path.read_text().replace('"id":2,"image_id":0,', '"id":2,"image_id":7,'))
    with pytest.raises(DataError, match=r"samples\.jsonl:1: annotation 2: got 7; image_id 0"):
        synth.load(tmp_path / "cells")[0]


def test_a_malformed_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    folder = make_text_data_set(
        tmp_path / "texts", [record_of(number, (("Anna", "A"), " sings")) for number in range(3)]
    )
    lines = (folder / "text.jsonl").read_text().splitlines()
    lines[1] = lines[1].replace('"end": 4', '"end": 3')
    (folder / "text.jsonl").write_text("\n".join(lines))  # no line feed at the end
    samples = synth.load(folder)
    assert len(samples) == 3
    assert samples[2].text == "Anna sings"
    with pytest.raises(DataError, match=r"text\.jsonl:2: got \(0, 3, 'Anna'\)"):
        samples[1]


def test_a_file_outside_of_the_folder_is_not_read(folder_of: FolderOf, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(folder_of("image"), tmp_path / "set"))
    (tmp_path / "secret.png").write_bytes((folder / "images/000000.png").read_bytes())
    path = folder / "samples.jsonl"
    path.write_text(path.read_text().replace("images/000000.png", "../secret.png"))
    with pytest.raises(DataError, match=r"got '\.\./secret\.png'; a picture inside the data set folder"):
        _ = synth.load(folder)[0].image


def test_what_is_no_finished_data_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(
        DataError, match=r"got \['notes\.txt'\]; a finished data set, with one of packet\.jsonl, text\.jsonl, "
    ):
        synth.load(tmp_path)
    (tmp_path / "text.jsonl").touch()
    with pytest.raises(DataError, match=r"a finished data set of texts, with manifest\.json"):
        synth.load(str(tmp_path))


def test_memory_does_not_grow_with_the_texts(tmp_path: Path) -> None:
    small, large = (
        make_text_data_set(tmp_path / str(count), (record_of(number, ("x" * 2000,)) for number in range(count)))
        for count in (50, 3000)
    )

    def peak(folder: Path) -> int:
        samples = synth.load(folder)
        tracemalloc.start()
        for _ in samples:
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(small)
    assert peak(large) < peak(small) + 3 * 2**20  # of 6 MB


def test_lines_are_found_as_far_as_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    lines = [b"%d" % number * (number % 7000) for number in range(1500)]
    path.write_bytes(b"\n".join(lines) + b"\n")
    index = LineIndex(path)
    assert index[0] == lines[0]
    assert index[1400] == lines[1400]
    assert [index[number] for number in range(1500)] == lines
    assert len(index) == 1500
    with pytest.raises(IndexError):
        index[1500]
    path.write_bytes(b"")
    assert len(LineIndex(path)) == 0


def test_torch_gets_what_its_detectors_train_on(folder_of: FolderOf) -> None:
    torch = pytest.importorskip("torch")
    pictures = synth.load(folder_of("image"))
    data_set = pictures.torch()
    assert isinstance(data_set, torch.utils.data.Dataset)
    for (image, target), picture in zip((data_set[n] for n in range(len(data_set))), pictures, strict=True):
        assert np.array_equal((image * 255).round().to(torch.uint8).permute(1, 2, 0).numpy(), picture.array)
        number = len(picture.instances)
        assert target["boxes"].shape == (number, 4)
        assert (target["boxes"].dtype, target["labels"].dtype) == (torch.float32, torch.int64)
        assert (target["masks"].shape, target["masks"].dtype) == ((number, 96, 160), torch.uint8)
        assert target["image_id"].tolist() == [picture.id]
        for mask, box, one in zip(target["masks"], target["boxes"], picture.instances, strict=True):
            rows, columns = np.nonzero(mask.numpy())
            assert [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1] == box.tolist()
            assert mask.sum() == one.area
    loader = torch.utils.data.DataLoader(data_set, batch_size=2, num_workers=1, collate_fn=list)
    assert [target["image_id"].item() for batch in loader for _, target in batch] == [0, 1, 2]


def test_a_picture_without_objects_is_an_empty_target(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    fake.run(tmp_path / "cells", 2)
    path = tmp_path / "cells/annotations.json"
    path.write_text("\n".join(line for line in path.read_text().splitlines() if '"image_id":1' not in line) + "\n")
    _, target = synth.load(tmp_path / "cells").torch()[1]
    shapes = {name: tuple(value.shape) for name, value in target.items()}
    assert shapes == {
        "boxes": (0, 4), "labels": (0,), "masks": (0, 40, 48), "image_id": (1,), "area": (0,), "iscrowd": (0,),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["text", "document"])
def test_only_pictures_go_to_torch(folder_of: FolderOf, kind: str) -> None:
    with pytest.raises(DataError, match=rf"got 'a data set of {kind}s'; a data set of pictures"):
        synth.load(folder_of(kind)).torch()


QUICK = """
import sys, time
start = time.process_time()
import synth
assert time.process_time() - start < 0.15
heavy = {"torch", "numpy", "hydra", "PIL", "cv2", "pydantic"} & set(sys.modules)
assert not heavy, heavy
assert {"generate", "load", "SynthError"} <= set(dir(synth))
len(synth.load(sys.argv[1])[0].text)
assert not {"torch", "hydra", "cv2"} & set(sys.modules)
next(synth.generate("pii_email", count=1))
assert not {"torch", "cv2"} & set(sys.modules)
"""


def test_importing_is_quick_and_texts_load_no_torch(folder_of: FolderOf) -> None:
    subprocess.run([sys.executable, "-c", QUICK, str(folder_of("text"))], check=True)


def test_unknown_names_are_no_attributes() -> None:
    with pytest.raises(AttributeError, match="module 'synth' has no attribute 'lod'"):
        _ = synth.lod  # pyright: ignore[reportAttributeAccessIssue] - that is what is tested
