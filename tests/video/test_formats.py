"""Exports of videos say what the labels say: each is read back, by pycocotools, a reader of MOT, and an XML parser."""

from __future__ import annotations

import configparser
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.data.export import export_data_set
from synth.data.samples import load
from synth.image.formats.segmentation import mask_of_stated_rle
from synth.video.read import VideoSample, open_videos
from tests.kinds.subjects import Placed, place
from tests.video.hota import hota


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Placed:
    return place("video", tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def folder(placed: Placed) -> Path:
    out = placed.folder / "made"
    placed.make(out)
    return out


@pytest.fixture(scope="module")
def videos(folder: Path) -> list[VideoSample]:
    return list(open_videos(folder))


def boxes_of(video: VideoSample, amodal: bool = True) -> list[dict[int, Box]]:
    frames: list[dict[int, Box]] = [{} for _ in range(video.record["frames"])]
    for label in video.labels:
        frames[label.frame][label.track_id] = label.amodal_box if amodal else label.box
    return frames


def test_the_labels_agree_with_themselves_and_not_with_swapped_ones(videos: list[VideoSample]) -> None:
    for video in videos:
        truth = boxes_of(video)
        assert hota(truth, truth) == pytest.approx(1.0)
        swapped = [
            {(3 - i if i in (1, 2) and number % 2 else i): box for i, box in frame.items()}
            for number, frame in enumerate(truth)
        ]
        assert hota(truth, swapped) < 0.95


def test_coco_has_an_image_a_frame_and_true_masks(folder: Path, videos: list[VideoSample]) -> None:
    coco = json.loads((folder / "annotations.json").read_text("utf-8"))
    assert len(coco["images"]) == sum(video.record["frames"] for video in videos)
    assert len({one["id"] for one in coco["images"]}) == len(coco["images"])
    assert len({one["id"] for one in coco["annotations"]}) == len(coco["annotations"]) > 0
    for one in coco["annotations"]:
        mask = mask_of_stated_rle(one["segmentation"], "")
        assert (mask.area, mask.box.xywh) == (one["area"], one["bbox"])
        assert mask_of_stated_rle(one["amodal_segmentation"], "").box.xywh == one["amodal_bbox"]


def test_youtube_vis_has_a_track_an_annotation(folder: Path, videos: list[VideoSample], tmp_path: Path) -> None:
    path = export_data_set(folder, "youtube-vis", tmp_path / "vis")
    content = json.loads((path / "instances.json").read_text("utf-8"))
    for entry, video in zip(content["videos"], videos, strict=True):
        assert entry["length"] == len(entry["file_names"]) == video.record["frames"]
        assert all((path / "JPEGImages" / name).is_file() for name in entry["file_names"])
        tracks = [one for one in content["annotations"] if one["video_id"] == video.id]
        assert len(tracks) == len(video.record["tracks"])
        found = {
            (one["id"] % 100_000, number): (mask_of_stated_rle(rle, ""), bbox)
            for one in tracks
            for number, (rle, bbox) in enumerate(zip(one["segmentations"], one["bboxes"], strict=True))
            if rle is not None
        }
        assert found.keys() == {(label.track_id, label.frame) for label in video.labels}
        for label in video.labels:
            mask, bbox = found[label.track_id, label.frame]
            assert mask.iou(label.mask) == 1
            assert bbox == label.box.xywh


def test_mot17_is_read_back_with_a_hota_of_1(folder: Path, videos: list[VideoSample], tmp_path: Path) -> None:
    path = export_data_set(folder, "mot17", tmp_path / "mot")
    for video in videos:
        sequence = path / "train" / video.name
        info = configparser.ConfigParser()
        info.read(sequence / "seqinfo.ini")
        length = int(info["Sequence"]["seqLength"])
        assert length == len(list((sequence / "img1").iterdir())) == video.record["frames"]
        assert (sequence / "img1" / "000001.jpg").is_file()
        rows = np.loadtxt(sequence / "gt" / "gt.txt", delimiter=",", ndmin=2)
        read: list[dict[int, Box]] = [{} for _ in range(length)]
        for frame, track, x, y, width, height, *_ in rows.tolist():
            read[int(frame) - 1][int(track)] = Box(x, y, x + width, y + height)
        assert read == boxes_of(video)
        assert hota(boxes_of(video), read) == pytest.approx(1.0)


def test_cvat_has_a_box_a_frame_and_ends_its_tracks(folder: Path, videos: list[VideoSample], tmp_path: Path) -> None:
    path = export_data_set(folder, "cvat-video", tmp_path / "cvat")
    for video in videos:
        root = ElementTree.parse(path / "annotations" / f"{video.name}.xml").getroot()
        assert (path / "videos" / f"{video.name}.mp4").read_bytes() == video.file.read_bytes()
        read: list[dict[int, Box]] = [{} for _ in range(video.record["frames"])]
        for track in root.iter("track"):
            frames = [int(box.attrib["frame"]) for box in track]
            assert frames == list(range(frames[0], frames[0] + len(frames)))
            assert track[-1].attrib["outside"] == "1" or frames[-1] == video.record["frames"] - 1
            for number, sides in shown(track):
                read[number][int(track.attrib["id"])] = sides
        assert read == boxes_of(video, amodal=False)


def shown(track: ElementTree.Element) -> Iterator[tuple[int, Box]]:
    for box in track:
        if box.attrib["outside"] == "0":
            yield int(box.attrib["frame"]), Box(*(float(box.attrib[side]) for side in ("xtl", "ytl", "xbr", "ybr")))


def test_load_gives_the_same_labels_and_the_frames(folder: Path, videos: list[VideoSample]) -> None:
    loaded = load(folder)
    assert len(loaded) == len(videos)
    for one, video in zip(reversed([loaded[n] for n in reversed(range(len(loaded)))]), videos, strict=True):
        assert one.labels == video.labels
        assert len(list(one.frames())) == len(one.labels_of_frames) == video.record["frames"]
        assert one.categories == {1: "ball"}


def test_a_folder_that_was_tampered_with_is_one_line(folder: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(folder, tmp_path / "bad")
    (tmp_path / "bad" / "video" / "000000.mp4").write_bytes(b"no video")
    with pytest.raises(DataError, match="no video that can be read"):
        export_data_set(tmp_path / "bad", "mot17", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    text = (tmp_path / "bad" / "video.jsonl").read_text("utf-8").replace('"fps":4', '"fps":"4"', 1)
    (tmp_path / "bad" / "video.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"video\.jsonl:1: fps"):
        list(open_videos(tmp_path / "bad"))


def test_the_page_plays_each_video_beside_its_labels(folder: Path, videos: list[VideoSample]) -> None:
    """Out of the page alone: files, frames and boxes are in it, and it may load nothing."""
    page = (folder / "report.html").read_text("utf-8")
    assert "media-src data:" in page
    assert "http" not in page.split("<main>")[1].split('id="h-origin"')[0].replace("http://www.w3.org", "")
    for video in videos:
        assert f"data:video/mp4;base64,{b64encode(video.file.read_bytes()).decode()}" in page
    (details,) = re.findall(r'<script type="application/json" id="details">(.*?)</script>', page, re.DOTALL)
    told = json.loads(details)["videos"]
    assert len(told) == len(videos)
    for one, video in zip(told, videos, strict=True):
        boxes = [(n, track, x, y, w, h) for n, frame in enumerate(one["boxes"]) for track, _, x, y, w, h in frame]
        assert boxes == [(label.frame, label.track_id, *label.box.xywh) for label in video.labels]
    assert page.count('<svg class="timeline"') == len(videos)
