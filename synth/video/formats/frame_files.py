"""The frames of a video as JPEG files, for formats that have no videos."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2

from synth.core.errors import DataError
from synth.core.plain_file import plain_bytes
from synth.folder.held_files import LARGEST_FILE
from synth.video.file.mp4 import read_mp4
from synth.video.read import VideoSample

JPEG_QUALITY = 95


def mp4_of(video: VideoSample) -> bytes:
    """The bytes of the video's file; DataError where it is missing."""
    return plain_bytes(video.file, DataError, f"the file of {video.where}", most=LARGEST_FILE)


def write_frames(video: VideoSample, folder: Path, name: str, first: int = 0) -> None:
    """Write each frame as `name`, a format of its number, which counts from `first`, into `folder`.

    DataError where the file is no video of so many frames of that size.
    """
    folder.mkdir(parents=True)
    wanted = (video.record["height"], video.record["width"])
    number = 0
    try:
        for number, frame in enumerate(read_mp4(mp4_of(video)), start=1):
            if frame.shape[:2] != wanted:
                told = f"{wanted[1]} x {wanted[0]} px, as {video.where} says"
                raise DataError(str(video.file), f"{frame.shape[1]} x {frame.shape[0]} px", told)
            _, data = cv2.imencode(".jpg", frame[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
            (folder / name.format(number - 1 + first)).write_bytes(data.tobytes())
    except ValueError as error:
        raise DataError(str(video.file), str(error), "a video") from None
    if number != video.record["frames"]:
        raise DataError(str(video.file), f"{number} frames", f"{video.record['frames']}, as {video.where} says")


def copy_video(video: VideoSample, folder: Path) -> None:
    """Put a copy of the video's file into `folder`."""
    mp4_of(video)
    shutil.copyfile(video.file, folder / video.file.name)
