"""Videos, their labels and what an annotator adds to them, as a set that reads like ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from synth.annotate.card import card_text
from synth.annotate.counts import ABSTAINED, ADDED, KEPT, SCORE, THERE, abstention_lines
from synth.annotate.job import runs
from synth.annotate.model import Model, is_of_model, stated
from synth.annotate.videos.found import FoundCut, FoundShot, Frames, VideoAnnotator, shots_of
from synth.annotate.videos.read import Source, look_at, sources, survey
from synth.core.canonical import canonical, rounded
from synth.core.errors import DataError
from synth.core.labels import Category
from synth.folder.batch import REJECTED, Batch, SampleFile
from synth.folder.coco import IDS_PER_SAMPLE, annotation_id, instances_frame, join
from synth.folder.data_folder import Finished, Layout
from synth.folder.sample_files import FilePlace
from synth.folder.staging import FinalFiles
from synth.folder.stated import checked
from synth.folder.totals import Totals
from synth.video.encode.batch import LINES, PARTS
from synth.video.file.mp4 import read_mp4
from synth.video.report.page import write_video_report
from synth.video.stated import VideoStated

SHOT, CUT = "shot", "cut"

_PLACE = FilePlace(folder=LINES, own_name=re.compile(r"\d{6,}\.\w+"))

_FILES = {
    "video/": "the videos as they were",
    "video.jsonl": "a line per video: its shots as `segments`, its cuts as `events`, and all that was there",
    "annotations.json": "COCO: an image for each frame, and the objects that were there",
    "rejected.jsonl": "a line per cut on which the annotator abstained",
    "manifest.json": "options, versions, hashes, counts",
    "report.html": "the videos with their shots",
}


class VideoJob:
    """A set of videos and an annotator of them; see `Job`. DataError for data that cannot be read."""

    unit = "videos"
    report = staticmethod(write_video_report)

    def __init__(self, data: Path, annotator: VideoAnnotator, threshold: float | None) -> None:
        self._data, self._annotator, self.model = data, annotator, annotator.model
        self.threshold = annotator.threshold if threshold is None else threshold
        seen = survey(data)
        self.count, self.digest = seen.videos, seen.digest
        self.left_out: Sequence[str] = ()
        self.spec: Mapping[str, object] = {}
        final = partial(_final_files, seen.categories, self.model, self.threshold)
        self.layout = Layout(parts=PARTS, place=_PLACE, final=final)

    def batches(self, places: Sequence[int]) -> Iterator[Batch]:
        """See `Job`; the videos before and between are read past, not decoded."""
        videos, at = sources(self._data), 0
        for wanted in runs(places, 1):
            (source,) = islice(videos, wanted.start - at, wanted.stop - at)
            yield self._one(wanted.start, source)
            at = wanted.stop

    def _one(self, place: int, source: Source) -> Batch:
        data = source.data()
        video_id = source.record.get("id", place)
        film = _Film(data, source)
        cuts = self._annotator.read(film.frames())
        file = SampleFile(place, f"{video_id:06d}{source.path.suffix.lower()}", data)
        head = source.record or film.record(video_id, source.name)
        shots = list(shots_of(cuts, film.number, self.threshold))
        record, fates = _joined({**head, "file": f"{LINES}/{file.name}", "sha256": file.sha256}, shots, cuts, self)
        checked(VideoStated, record, str(source.path))
        doubtful = [(CUT, cut.score, {"frame": cut.frame, "reason": cut.reason}) for cut in fates.abstained]
        images = source.images or film.images(video_id, file.name)
        groups = {name: +counts for name, counts in fates.counts.items()}
        texts = {
            LINES: canonical(record),
            "images": ",".join(map(canonical, images)),
            "annotations": ",".join(map(canonical, source.annotations)),
        }
        abstained = groups[ABSTAINED].total()
        return Batch(
            first=place,
            number=1,
            parts={
                **{name: [text.encode() + b"\n" if text else b""] for name, text in texts.items()},
                REJECTED: [abstention_lines(video_id, doubtful, self.threshold)],
            },
            totals=Totals(written=1, rejected={SCORE: abstained} if abstained else {}, groups=groups),
            files=(file,),
        )


class _Film:
    """A video while it is read: its frames are counted and measured as they pass."""

    def __init__(self, data: bytes, source: Source) -> None:
        self._data, self._source, self._rate = data, source, look_at(source)
        self.number = self.width = self.height = 0

    def frames(self) -> Frames:
        """The frames. DataError for a file that is no video, or one of more frames than ids can number."""
        where = str(self._source.path)
        try:
            for frame in read_mp4(self._data):
                self.height, self.width = frame.shape[:2]
                self.number += 1
                if self.number >= IDS_PER_SAMPLE:
                    raise DataError(where, "more frames", f"at most {IDS_PER_SAMPLE - 1} frames a video: cut it up")
                yield frame
        except ValueError as error:
            raise DataError(where, str(error), "a video that FFmpeg reads") from None
        if not self.number:
            raise DataError(where, "a video without a frame", "one at least")

    def record(self, video_id: int, name: str) -> dict[str, Any]:
        """The line of video.jsonl of a video that nobody has labelled, once its frames have passed."""
        rate = round(self._rate, 3)
        return {
            "id": video_id, "original": name, "width": self.width, "height": self.height,
            "fps": int(rate) if rate.is_integer() else rate, "frames": self.number,
            "segments": [], "tracks": [], "events": [], "checks": [],
        }  # fmt: skip

    def images(self, video_id: int, file_name: str) -> Iterator[dict[str, Any]]:
        """An entry of annotations.json for each frame, once they have passed."""
        for number in range(self.number):
            yield {
                "id": annotation_id(video_id, number + 1), "video_id": video_id, "frame_index": number,
                "file_name": file_name, "width": self.width, "height": self.height,
                "time_s": rounded(number / self._rate),
            }  # fmt: skip


class _Fates:
    """What became of the labels of a video: fate -> their classes."""

    def __init__(self) -> None:
        self.counts = {name: Counter[str]() for name in (ADDED, ABSTAINED, THERE, KEPT)}
        self.abstained: tuple[FoundCut, ...] = ()


def _joined(
    record: dict[str, Any], shots: Sequence[FoundShot], cuts: Sequence[FoundCut], job: VideoJob
) -> tuple[dict[str, Any], _Fates]:
    """The record with shots and cuts. Where somebody has said what the segments are, that stays, whole."""
    model, fates = job.model, _Fates()
    kept = [one for one in record["segments"] if not _is_mine(one, model, [one["start"], one["end"]])]
    events = [one for one in record["events"] if not _is_mine(one, model, one["frame"])]
    fates.counts[KEPT].update(one["kind"] for one in (*kept, *events))
    sure = [cut for cut in cuts if cut.score >= job.threshold]
    new = {SHOT: len(shots), CUT: len(sure)}
    if kept:
        fates.counts[THERE].update(new)
        return {**record, "segments": kept, "events": events}, fates
    fates.counts[ADDED].update(new)
    fates.abstained = tuple(cut for cut in cuts if cut.score < job.threshold)
    fates.counts[ABSTAINED][CUT] = len(fates.abstained)
    segments = [
        {
            "start": shot.start, "end": shot.end, "kind": SHOT, "transition": CUT if shot.start else "start",
            "caption": "", "attributes": _said(model, shot.reason, [shot.start, shot.end], shot.score),
        }
        for shot in shots
    ]  # fmt: skip
    found = [
        {"frame": cut.frame, "kind": CUT, "attributes": _said(model, cut.reason, cut.frame, cut.score)} for cut in sure
    ]
    both = sorted([*events, *found], key=lambda one: one["frame"])
    return {**record, "segments": segments, "events": both}, fates


def _said(model: Model, reason: str, label: object, score: float) -> dict[str, Any]:
    return {**stated(model, reason, label), "score": rounded(score)}


def _is_mine(one: Mapping[str, Any], model: Model, label: object) -> bool:
    return is_of_model(one.get("attributes", {}), model, label)


def _final_files(categories: tuple[Category, ...], model: Model, threshold: float, done: Finished) -> FinalFiles:
    parts, totals = done.parts, done.totals
    frame = instances_frame(done.facts.name, "frames of videos, masks with track ids", categories)
    labels = {
        "annotations.json": join(frame, parts["images"].lines(), parts["annotations"].lines()),
        f"{LINES}.jsonl": parts[LINES].pieces(),
        "rejected.jsonl": parts[REJECTED].pieces(),
    }
    counts = {group: totals.group(group) for group in (ADDED, ABSTAINED, THERE, KEPT)}
    return FinalFiles(labels, counts, card_text(done.facts, model, threshold, totals, _FILES))
