"""MP4 files: the same frames give the same bytes, decoded they are the frames, and there is no clock in them."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from synth.core.errors import PlacementError, SynthError
from synth.video.draw.titles import title_card
from synth.video.file.mp4 import read_mp4, write_mp4
from synth.video.plan.titles import title_lines

FRAMES = [title_card(title_lines(f"frame {number}", 96, 64), 96, 64) for number in range(7)]


def test_the_same_frames_give_the_same_bytes_without_a_clock() -> None:
    mp4 = write_mp4(FRAMES, 5, 20, "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia")
    assert mp4 == write_mp4(iter(FRAMES), 5, 20, "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia")
    assert b"digitalsourcetype/algorithmicMedia" in mp4
    header = mp4.index(b"mvhd") + 4
    assert mp4[header + 4 : header + 12] == bytes(8), "creation and modification time"
    assert b"Lavf" not in mp4


def test_what_is_read_is_what_was_written() -> None:
    """All frames in order, each within a few grey values of its own."""
    read = list(read_mp4(write_mp4(FRAMES, 5, 4)))
    assert len(read) == len(FRAMES)
    for frame, own in zip(read, FRAMES, strict=True):
        assert frame.shape == (64, 96, 3)
        differences = [np.abs(frame.astype(int) - other).mean() for other in FRAMES]
        assert np.argmin(differences) == next(n for n, other in enumerate(FRAMES) if other is own)
        assert min(differences) < 3


def test_bytes_that_are_no_video_are_a_value_error() -> None:
    with pytest.raises(ValueError, match="no video that can be read"):
        list(read_mp4(b"\0" * 500))


def test_without_the_library_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(SynthError, match=r"^videos: got .*; pip install 'synth\[video\]'$"):
        write_mp4(FRAMES, 5, 20)


@pytest.mark.parametrize("text", ["", "A", "A very long title about nothing in particular " * 2, "x" * 90])
def test_a_title_fits_its_card(text: str) -> None:
    card = title_card(title_lines(text, 96, 64), 96, 64)
    assert card.shape == (64, 96, 3)
    assert (card[0] == card[0, 0]).all(), "no letter touches the upper border"
    assert not text.strip() or (card != card[0, 0]).any()


def test_a_title_without_room_is_refused() -> None:
    with pytest.raises(PlacementError, match="a title that fits a card of 96 x 64 px"):
        title_lines("A very long title about nothing in particular " * 6, 96, 64)
