"""A spectrogram with the words and labels below it, in rows of a few seconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, UInt8
from markupsafe import Markup

from synth.audio.read import SpeechSample
from synth.audio.signal import RATE_HZ
from synth.core.png import encode_png
from synth.report.embed import data_uri

ROW_S, MOST_ROWS = 5.0, 6
"""Seconds of a row, and the rows of one utterance that are drawn."""
WIDTH, HEIGHT, LANE = 1000, 120, 15
"""Of a row and of a line of words or labels below it, in its own units."""
WINDOW, COLUMNS = 512, 500
LOWEST_DB = 70.0
"""Below the loudest: black."""

_DARK, _BRIGHT = np.array([12, 14, 40]), np.array([255, 214, 120])
_MIDDLE = np.array([164, 52, 110])


class Row(NamedTuple):
    """One row: an SVG, and the second at which it begins."""

    start_s: float
    svg: Markup


def rows_of(
    sample: SpeechSample, wave: Float[np.ndarray, "channels samples"], keys: Mapping[str, int]
) -> Iterator[Row]:
    """The rows of an utterance; `keys`: label -> number of its colour, the class `k<number>`."""
    end_s = sample.duration_s
    level = _levels(wave.mean(axis=0))
    for number in range(min(MOST_ROWS, max(1, int(np.ceil(end_s / ROW_S))))):
        yield Row(number * ROW_S, _svg(sample, level, number * ROW_S, keys))


def _levels(wave: Float[np.ndarray, " samples"]) -> UInt8[np.ndarray, "h w 3"]:
    """The whole spectrogram in colours, low frequencies below, a column each hundredth of a second."""
    hop = int(ROW_S * RATE_HZ) // COLUMNS
    padded = np.pad(wave, (WINDOW // 2, WINDOW))
    starts = np.arange(0, len(wave), hop)
    frames = padded[starts[:, None] + np.arange(WINDOW)] * np.hanning(WINDOW)
    power = np.square(np.abs(np.fft.rfft(frames)))[:, : WINDOW // 2]
    level = 10 * np.log10(np.maximum(power, 1e-12))
    shade = np.clip(1 + (level - level.max()) / LOWEST_DB, 0, 1).T[::-1, :, None]
    colours = np.where(
        shade < 0.5, _DARK + 2 * shade * (_MIDDLE - _DARK), _MIDDLE + (2 * shade - 1) * (_BRIGHT - _MIDDLE)
    )
    return np.rint(colours).astype(np.uint8)


def _svg(sample: SpeechSample, level: UInt8[np.ndarray, "h w 3"], start_s: float, keys: Mapping[str, int]) -> Markup:
    first = round(start_s / ROW_S * COLUMNS)
    part = level[::2, first : first + COLUMNS]
    width = WIDTH * part.shape[1] / COLUMNS
    picture = Markup('<image href="{}" width="{}" height="{}" preserveAspectRatio="none"/>').format(
        data_uri(encode_png(np.ascontiguousarray(part)), "image/png"), f"{width:.1f}", HEIGHT
    )
    marks = Markup("").join(_marks(sample, start_s, keys))
    lanes = 2 + bool(sample.spans or sample.events)
    head = Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="Spectrogram with words, from {} s">')
    return head.format(WIDTH, HEIGHT + lanes * LANE, f"{start_s:g}") + picture + marks + Markup("</svg>")


def _marks(sample: SpeechSample, start_s: float, keys: Mapping[str, int]) -> Iterator[Markup]:
    """Words, and turns without one, in two lines, by channel or by turns; labels and events below."""
    two = sample.record["channels"] > 1
    for turn in sample.turns:
        if turn["start"] == turn["end"]:
            yield from _mark(turn, sample.speaker_of(turn), start_s, turn["channel"] if two else 0, "w")
    for number, word in enumerate(sample.words):
        lane = sample.channel_of(word) if two else number % 2
        yield from _mark(word, word["text"], start_s, lane, "w")
    for span in sample.spans:
        if span.get("start_s") is not None:
            yield from _mark(span, span["label"], start_s, 2, f"s k{keys[span['label']]}")
    for event in sample.events:
        yield from _mark(event, event["kind"], start_s, 2, "e")


def _mark(one: Mapping[str, Any], text: str, start_s: float, lane: int, kind: str) -> Iterator[Markup]:
    left, right = (WIDTH * (one[key] - start_s) / ROW_S for key in ("start_s", "end_s"))
    if right <= 0 or left >= WIDTH:
        return
    top = HEIGHT + lane * LANE
    box = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>')
    told = f"{text}: {one['start_s']:.2f} to {one['end_s']:.2f} s"
    shown = min(right, WIDTH) - max(left, 0)
    yield box.format(kind, f"{max(left, 0):.1f}", top + 1, f"{max(shown, 1):.1f}", LANE - 2, told)
    if kind == "w" and left >= 0:
        yield Markup('<line x1="{0}" x2="{0}" y1="0" y2="{1}"/>').format(f"{left:.1f}", top)
    if left >= 0:
        yield Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, f"{left + 2:.1f}", top + 11, text)
