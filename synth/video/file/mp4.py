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
    from jaxtyping import Float32, UInt8

CODEC = "libvpx-vp9"
SPEED = 8
"""libvpx's `cpu-used` in real-time mode: the fastest whose result does not depend on the clock."""

KEY_EVERY_S = 1.0
"""Seconds between frames that players can jump to."""

_FACTORS = np.array([(1.164, 0, 1.596), (1.164, -0.392, -0.813), (1.164, 2.017, 0)], np.float32) / 255
RGB_OF_YUV = np.hstack([_FACTORS, -_FACTORS @ np.array([[16], [128], [128]], np.float32)])
"""Y, U, V and 1 (0 to 255) to RGB (0 to 1): ITU-R BT.601, limited range."""

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


class Decoded:
    """A frame of a video as the decoder holds it."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self._ours = frame.format.name == "yuv420p" and not (frame.width % 2 or frame.height % 2)

    @property
    def size_wh_px(self) -> tuple[int, int]:
        return self._frame.width, self._frame.height

    def rgb(self) -> UInt8[np.ndarray, "h w 3"]:
        """The frame: ours by OpenCV, as it was written; of other layouts and sizes as FFmpeg converts it."""
        if not self._ours:
            return self._frame.to_ndarray(format="rgb24")
        return np.asarray(cv2.cvtColor(self._frame.to_ndarray(), cv2.COLOR_YUV2RGB_I420), np.uint8)

    def small(self, side_px: int) -> Float32[np.ndarray, "s s 3"]:
        """The frame as a square of so many px a side, RGB from 0 to 1, by means over areas.

        The planes of ours are made small before they become RGB, which is linear: there is half as much of them.
        """
        size = (side_px, side_px)
        if not self._ours:
            return cv2.resize(self.rgb(), size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        planes = [cv2.resize(_plane(plane), size, interpolation=cv2.INTER_AREA) for plane in self._frame.planes]
        return cv2.transform(cv2.merge(planes).astype(np.float32), RGB_OF_YUV).clip(0, 1)


def decode_mp4(mp4: bytes) -> Iterator[Decoded]:
    """The frames of a video, in order, each good until the next. SynthError without the library, ValueError for bytes
    that are none.
    """
    av = library()
    try:
        with av.open(io.BytesIO(mp4)) as container:
            stream = container.streams.video[0]
            stream.codec_context.thread_count = 1
            yield from map(Decoded, container.decode(stream))
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(f"no video that can be read: {error}") from error


def read_mp4(mp4: bytes) -> Iterator[UInt8[np.ndarray, "h w 3"]]:
    """The frames of a video, RGB, in order; errors as of `decode_mp4`."""
    return (frame.rgb() for frame in decode_mp4(mp4))


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


def _plane(plane: Any) -> UInt8[np.ndarray, "h w"]:
    return np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]


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
