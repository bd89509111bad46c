"""MP4 files: VP9 by libvpx (BSD) through PyAV, on one thread, with no clock in the container: the same frames give the
same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from synth.core.errors import SynthError

if TYPE_CHECKING:
    from jaxtyping import UInt8

CODEC = "libvpx-vp9"
SPEED = 8
"""libvpx's `cpu-used` in real-time mode: the fastest whose result does not depend on the clock."""

KEY_EVERY_S = 1.0
"""Seconds between frames that players can jump to."""

BITEXACT = 1 << 23
"""FFmpeg's AV_CODEC_FLAG_BITEXACT."""


def write_mp4(frames: Iterable[UInt8[np.ndarray, "h w 3"]], fps: int, quality: int, comment: str = "") -> bytes:
    """A video of RGB frames of one size, both sides even. `quality` is VP9's constant quality: 4 is fine, 60 coarse.

    `comment` goes into the container. SynthError where the library is not installed or has no such codec.
    """
    av = library()
    target = io.BytesIO()
    with av.open(target, "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        if comment:
            container.metadata["comment"] = comment
        stream = None
        for frame in frames:
            stream = stream or _stream(container, frame.shape[1], frame.shape[0], fps, quality)
            planes = cv2.cvtColor(frame, cv2.COLOR_RGB2YUV_I420)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(planes, format="yuv420p")))
        if stream is None:
            raise ValueError("a video has at least one frame")
        container.mux(stream.encode())
    return target.getvalue()


def read_mp4(mp4: bytes) -> Iterator[UInt8[np.ndarray, "h w 3"]]:
    """The frames of a video, RGB, in order. SynthError without the library, ValueError for bytes that are none."""
    av = library()
    try:
        with av.open(io.BytesIO(mp4)) as container:
            stream = container.streams.video[0]
            stream.codec_context.thread_count = 1
            for frame in container.decode(stream):
                yield _rgb(frame)
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(f"no video that can be read: {error}") from error


def rate_of(mp4: bytes) -> float:
    """Frames a second, the mean where they vary. Errors as of `read_mp4`, also for a video that states none."""
    av = library()
    try:
        with av.open(io.BytesIO(mp4)) as container:
            rate = container.streams.video[0].average_rate
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(f"no video that can be read: {error}") from error
    if not rate:
        raise ValueError("a video that states no frames a second")
    return float(rate)


def _rgb(frame: Any) -> UInt8[np.ndarray, "h w 3"]:
    """A decoded frame: ours by OpenCV, as it was written; of other layouts and sizes as FFmpeg converts it."""
    if frame.format.name != "yuv420p" or frame.width % 2 or frame.height % 2:
        return frame.to_ndarray(format="rgb24")
    return np.asarray(cv2.cvtColor(frame.to_ndarray(), cv2.COLOR_YUV2RGB_I420), np.uint8)


def library() -> Any:
    """PyAV. SynthError, saying what to install, where it is missing."""
    try:
        import av
    except ImportError:
        raise SynthError("videos", "the library av is not installed", "pip install 'synth[video]'") from None
    return av


def _stream(container: Any, width: int, height: int, fps: int, quality: int) -> Any:
    stream = container.add_stream(CODEC, rate=fps)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.thread_count = 1
    context.flags |= BITEXACT
    context.color_primaries = context.color_trc = context.colorspace = 6  # ITU-R BT.601, as OpenCV converts
    context.color_range = 1  # limited
    stream.options = {
        "deadline": "realtime",
        "cpu-used": str(SPEED),
        "crf": str(quality),
        "b": "0",
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
        "row-mt": "0",
        "tile-columns": "0",
        "g": str(round(KEY_EVERY_S * fps)),
    }
    return stream
