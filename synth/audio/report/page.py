"""report.html of a data set of sound: one self-contained page that plays a few utterances beside their labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from synth.audio.encode.flac import wave_of
from synth.audio.read import SpeechSample
from synth.audio.recordings import MEDIA_TYPES, at_our_rate
from synth.audio.report.spectrogram import ROW_S, Row, rows_of
from synth.audio.report.summary import SpeechSummary, summarise_speech
from synth.folder.held_files import files_in
from synth.report.colours import hue_deg
from synth.report.embed import data_uri
from synth.report.facts import Tile, annotator_of, manifest_facts, yield_tile
from synth.report.page import write_page
from synth.report.sections import asked_shares, bars_of, check_rows, plot_of
from synth.report.svg import number_text

TEMPLATES = Path(__file__).parent / "templates"

MOST_SHOWN = 12
MOST_BYTES = 4 << 20
"""Of sound in the page; what comes later is shown without a player."""

_FIRST_HUE_DEG = 60


class ShownTurn(NamedTuple):
    """A turn: who speaks, what."""

    speaker: str
    text: str


class ShownSpeech(NamedTuple):
    """An utterance as the page shows it; `sound` is a data URI, empty where it would make the page too large."""

    id: int
    file: str
    sound: str
    rows: tuple[Row, ...]
    cut_s: float
    turns: tuple[ShownTurn, ...]
    locale: str
    facts: tuple[tuple[str, str], ...]


def write_speech_report(folder: Path) -> Path:
    """Write `report.html` into a finished data set folder of sound; returns its path.

    At most 12 utterances, evenly spread over the data set, are shown; all numbers are of the whole data set. The bytes
    depend on the folder alone. DataError where the folder is not a finished data set of sound.
    """
    summary = summarise_speech(folder, MOST_SHOWN)
    return write_page(folder / "report.html", TEMPLATES / "speech.html", _view(folder, summary))


def _view(folder: Path, summary: SpeechSummary) -> dict[str, Any]:
    keys = {label: place for place, label in enumerate(sorted(summary.spans), 1)}
    asked = asked_shares(summary.scene)
    return {
        "annotator": annotator_of(summary.manifest),
        "facts": manifest_facts(summary.manifest, tuple(_tiles(summary))),
        "summary": summary,
        "shown": list(_shown(folder, summary, keys)),
        "hues": {key: hue_deg(key, _FIRST_HUE_DEG) for key in keys.values()},
        "label_bars": bars_of([(label, summary.spans[label], key) for label, key in keys.items()], {}),
        "plots": [plot_of(tally, None) for tally in summary.measures.values() if tally.number],
        "count_bars": [
            (name, bars_of([(value, number, 0) for value, number in sorted(found.items())], asked.get(name, {})))
            for name, found in summary.counts.items()
            if found
        ],
        "check_rows": check_rows(summary.verdicts),
        "quota_rows": [],
    }


def _tiles(summary: SpeechSummary) -> Iterator[Tile]:
    yield Tile(label="Utterances", value=number_text(summary.utterances), note=_origin(summary.manifest))
    mean = summary.seconds / max(summary.utterances, 1)
    yield Tile(label="Sound", value=f"{summary.seconds / 60:.1f} min", note=f"{mean:.1f} s an utterance")
    yield Tile(label="Words", value=number_text(summary.words), note=_of_words(summary))
    starts = summary.measures["word_starts"]
    if starts.number:
        note = f"mean of the medians of {number_text(starts.number)} English utterances"
        yield Tile(label="Word starts against the aligner", value=f"{starts.mean:.0f} ms", note=note)
    if not annotator_of(summary.manifest):
        yield yield_tile(summary.verdicts)


def _origin(manifest: Mapping[str, Any]) -> str:
    return "annotated" if annotator_of(manifest) else f"seed {manifest['seed']}"


def _of_words(summary: SpeechSummary) -> str:
    if not summary.words:
        return "no transcript was followed"
    return "each with its time and phonemes" if summary.phonemes else "each with its time"


def _shown(folder: Path, summary: SpeechSummary, keys: dict[str, int]) -> Iterator[ShownSpeech]:
    read, left = files_in(folder), MOST_BYTES
    for sample in summary.kept:
        data = read(sample.file)
        left -= len(data)
        wave = at_our_rate(wave_of(data, sample.where), sample.record["sample_rate_hz"])
        rows = tuple(rows_of(sample, wave, keys))
        yield ShownSpeech(
            id=sample.id,
            file=sample.file,
            sound=data_uri(data, MEDIA_TYPES[sample.path.suffix]) if left >= 0 else "",
            rows=rows,
            cut_s=len(rows) * ROW_S if len(rows) * ROW_S < sample.duration_s else 0.0,
            turns=tuple(
                ShownTurn(sample.speaker_of(turn) if len(sample.speakers) > 1 else "", sample.text_of(turn))
                for turn in sample.turns
            ),
            locale=sample.locale.replace("_", "-"),
            facts=tuple(_facts(sample)),
        )


def _facts(sample: SpeechSample) -> Iterator[tuple[str, str]]:
    yield "length", f"{sample.duration_s:.1f} s"
    if voices := [speaker["voice"] for speaker in sample.speakers if speaker.get("voice")]:
        yield "voice", ", ".join(voices)
    if original := sample.record.get("original"):
        yield "file", original
    for number, one in enumerate(sample.record["acoustics"]):
        name = f"channel {number}" if sample.record["channels"] > 1 else "sound"
        noise = one["noise"] if one["snr_db"] is None else f"{one['noise']} noise, SNR {one['snr_db']:.0f} dB"
        parts = [
            noise if one["noise"] != "none" else "no noise",
            f"RT60 {one['rt60_s']:.2f} s" if one["rt60_s"] else "",
        ]
        parts += [one["band"], one["codec"] if one["codec"] != "none" else ""]
        parts += [f"{100 * one['clipped_share']:.1f} % clipped" if one["clipped_share"] else ""]
        yield name, ", ".join(filter(None, parts))
    for name, value in sorted(sample.attributes.items()):
        yield name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
