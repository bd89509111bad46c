"""Plans of utterances: what is said, by whom, with which pauses, in which room, over which line."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from synth.audio.plan.script import Written
from synth.audio.plan.turns import said
from synth.audio.records import AcousticsPlan, EventPlan, SpeakerPlan, SpeechPlan, TurnPlan
from synth.audio.scene.schema import AudioScene
from synth.audio.speak.voice import Synthesiser
from synth.core.labels import Span
from synth.core.outcome import Rejection
from synth.core.seeds import rng_for

SPEAKERS, LANGUAGE, LENGTH = "speakers", "language", "text_length"
"""The checks that every line names a speaker of the scene, that its locale has a voice, and that it is not endless."""

MOST_CHARACTERS = 20_000
NO_NOISE_DB = 60.0


def make_speech_plan(
    scene: AudioScene, written: Written, seed: int, attempt: int, voice: Synthesiser
) -> SpeechPlan | Rejection:
    """The plan of one attempt at a sample; a rejection where its text cannot be said."""
    sample, sample_id = written.sample, written.sample.id

    def refused(check: str, measured: float, limit: float, detail: str) -> Rejection:
        return Rejection(
            sample_id=sample_id, check=check, measured=measured, limit=limit, attempt=attempt, detail=detail, final=True
        )

    if lacking := voice.lacking(sample.locale):
        return refused(LANGUAGE, 0, 1, lacking)
    if len(sample.text) > MOST_CHARACTERS:
        return refused(LENGTH, len(sample.text), MOST_CHARACTERS, "characters")
    found = said(sample.text, sample.spans, scene.speakers)
    if found is None:
        return refused(SPEAKERS, 0, 1, f"a line that begins with none of {', '.join(scene.speakers)}")
    places = said(sample.text, tuple(_places(written)), scene.speakers)
    names = list(dict.fromkeys(name for name, _, _ in found.turns))
    rng = rng_for(seed, sample_id, f"voices/{attempt}")
    pauses = rng_for(seed, sample_id, f"pauses/{attempt}")
    edges = (scene.pauses.edge_s.sample(pauses), scene.pauses.edge_s.sample(pauses))
    acoustics = rng_for(seed, sample_id, f"acoustics/{attempt}")
    return SpeechPlan(
        sample_id=sample_id,
        attempt=attempt,
        written=written,
        text=found.text,
        spans=found.spans,
        shown=places.spans if places else (),
        locale=sample.locale,
        template=sample.template,
        attributes=dict(sample.attributes),
        quotas=sample.quotas,
        speakers=tuple(_speakers(scene, names, sample.locale, voice, rng)),
        turns=tuple(
            TurnPlan(names.index(name), start, end, scene.pauses.turn_s.sample(pauses) if place else 0.0)
            for place, (name, start, end) in enumerate(found.turns)
        ),
        edges_s=edges,
        acoustics=_acoustics(scene, acoustics),
        events=tuple(_events(scene, rng_for(seed, sample_id, f"events/{attempt}"))),
    )


def _places(written: Written) -> Iterator[Span]:
    """The places of a text that show a fact, each under its number."""
    for number, shown in enumerate(written.shown):
        start, end = shown.at["start"], shown.at["end"]
        assert isinstance(start, int), "a text's places are characters"
        assert isinstance(end, int), "a text's places are characters"
        yield Span(start, end, str(shown.at["label"]), shown.text, number)


def _speakers(
    scene: AudioScene, names: list[str], locale: str, synthesiser: Synthesiser, rng: np.random.Generator
) -> Iterator[SpeakerPlan]:
    """The speakers of one sample, no two alike while there are others."""
    taken: set[str] = set()
    for name in names:
        voice = scene.speakers[name].voice if name else scene.voice
        channel = scene.speakers[name].channel if name else 0
        persona = synthesiser.cast(voice, locale, taken, rng)
        taken.add(persona.voice)
        yield SpeakerPlan(
            name=name,
            channel=channel,
            voice=persona.voice,
            sex=persona.sex,
            rate_wpm=voice.rate_wpm.whole(rng),
            pitch=voice.pitch.whole(rng),
            pitch_range=voice.pitch_range.whole(rng),
            word_gap=round(voice.word_gap_ms.sample(rng) / 10),
        )


def _acoustics(scene: AudioScene, rng: np.random.Generator) -> AcousticsPlan:
    asked = scene.acoustics
    level, rt60, snr = (one.sample(rng) for one in (asked.level_dbfs, asked.rt60_s, asked.snr_db))
    return AcousticsPlan(
        level_dbfs=level,
        rt60_s=rt60,
        noise=str(asked.noise.sample(rng)),
        snr_db=None if snr >= NO_NOISE_DB else snr,
        band=str(asked.band.sample(rng)),
        codec=str(asked.codec.sample(rng)),
        clipped_share=asked.clipped_share.sample(rng),
    )


def _events(scene: AudioScene, rng: np.random.Generator) -> Iterator[EventPlan]:
    for _ in range(scene.events.count.whole(rng)):
        kind, level = str(scene.events.kind.sample(rng)), scene.events.level_db.sample(rng)
        yield EventPlan(kind, float(rng.random()), int(rng.integers(scene.channels)), level)
