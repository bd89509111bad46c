"""Hard cuts, as PySceneDetect's adaptive detector finds them (https://www.scenedetect.com, BSD licence)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from synth.annotate.model import Model
from synth.annotate.videos.found import FoundCut, Frames, VideoAnnotator
from synth.core.canonical import rounded
from synth.core.errors import SynthError
from synth.video.file.mp4 import library

if TYPE_CHECKING:
    from jaxtyping import UInt8

PACKAGE = "scenedetect-headless"

WIDTH_PX = 256
"""Larger frames are made smaller, as PySceneDetect does by default."""

RATIO, LEAST_CHANGE, AROUND = 3.0, 15.0, 2
"""PySceneDetect's defaults: by what factor a cut changes the picture more than the mean of so many frames before and
after it do, and by how much at least (of 255, mean over hue, saturation and value)."""

DOUBTFUL_RATIO = 1.5
"""From here on a change is a cut on which the detector abstains."""

NEAREST = 4
"""Of cuts fewer frames apart only the best counts: a flash is no shot."""


def cut_annotator() -> VideoAnnotator:
    """Finds hard cuts; fades and dissolves are none. SynthError without the extra `video`."""
    library()
    if find_spec("scenedetect") is None:
        raise SynthError("videos", "the library scenedetect is not installed", "pip install 'synth[video]'")
    release = version(PACKAGE)
    settings = f"{release} {WIDTH_PX} {RATIO} {LEAST_CHANGE} {AROUND} {DOUBTFUL_RATIO} {NEAREST}"
    model = Model(f"PySceneDetect {release}: adaptive", sha256(settings.encode()).hexdigest(), calibrated=False)
    return VideoAnnotator(model=model, read=lambda frames: list(_apart(_candidates(frames))))


def score_of(ratio: float) -> float:
    """0.5 at the detector's own threshold, towards 1 above it."""
    return ratio / (ratio + RATIO)


def _candidates(frames: Frames) -> list[FoundCut]:
    """Every frame that changes by `LEAST_CHANGE` and `DOUBTFUL_RATIO` at least."""
    from scenedetect import FrameTimecode
    from scenedetect.detectors import AdaptiveDetector

    detector = AdaptiveDetector(
        adaptive_threshold=DOUBTFUL_RATIO, min_scene_len=1, window_width=AROUND, min_content_val=LEAST_CHANGE
    )
    ratios = _ratios()
    detector.stats_manager = ratios
    found: list[int] = []
    for number, frame in enumerate(frames):
        cuts = detector.process_frame(FrameTimecode(number, fps=1.0), _small(frame))
        found += [cut.frame_num for cut in cuts]
    return [_cut(frame, ratios.found[frame]) for frame in found]


def _cut(frame: int, ratio: float) -> FoundCut:
    return FoundCut(frame, rounded(score_of(ratio)), f"the picture changes {ratio:.1f} times as much as around it")


def _apart(cuts: Sequence[FoundCut]) -> Iterator[FoundCut]:
    """The cuts, of which those that lie too near a better one are left out."""
    for cut in cuts:
        near = (one for one in cuts if one is not cut and abs(one.frame - cut.frame) < NEAREST)
        if all((one.score, -one.frame) < (cut.score, -cut.frame) for one in near):
            yield cut


def _small(frame: UInt8[np.ndarray, "h w 3"]) -> UInt8[np.ndarray, "h w 3"]:
    """The frame as the detector takes it: BGR, at most `WIDTH_PX` wide."""
    height, width = frame.shape[:2]
    if width > WIDTH_PX:
        size = (WIDTH_PX, max(1, round(height * WIDTH_PX / width)))
        frame = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.ascontiguousarray(frame[:, :, ::-1])


def _ratios() -> Any:
    """What the detector tells its measurements to: keeps the ratios that matter, so that memory stays flat."""
    from scenedetect import FrameTimecode, StatsManager

    class Ratios(StatsManager):
        def __init__(self) -> None:
            super().__init__()
            self.found: dict[int, float] = {}

        def set_metrics(self, timecode: int | FrameTimecode, metric_kv_dict: dict[str, float]) -> None:
            number = timecode if isinstance(timecode, int) else timecode.frame_num
            for name, value in metric_kv_dict.items():
                if name.startswith("adaptive_ratio") and value >= DOUBTFUL_RATIO:
                    self.found[number] = value

    return Ratios()
