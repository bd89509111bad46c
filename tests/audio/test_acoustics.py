"""What the labels say of room, noise and line is what is in the sound."""

from __future__ import annotations

import numpy as np
import pytest

from synth.audio.acoustics.events import draw_event
from synth.audio.acoustics.line import clipped, coded
from synth.audio.acoustics.make import in_a_room
from synth.audio.acoustics.noise import draw_noise
from synth.audio.acoustics.room import draw_room, rt60_of
from synth.audio.records import AcousticsPlan
from synth.audio.scene.schema import EVENTS, NOISES
from synth.audio.signal import RATE_HZ, Wave, band_passed, decibels, power, resampled

QUIET = AcousticsPlan(-26.0, 0.0, "white", None, "wide", "none", 0.0)


def tone(hz: float, seconds: float = 1.0, rate_hz: int = RATE_HZ) -> Wave:
    return np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)


def named(stage: str) -> np.random.Generator:
    return np.random.default_rng(len(stage) + ord(stage[-1]))


def test_resampling_keeps_a_tone_where_it_is() -> None:
    again = resampled(tone(440, 1.0, 22050), 22050, RATE_HZ)
    assert len(again) == RATE_HZ
    assert np.abs(again - tone(440))[500:-500].max() < 0.01


def test_a_band_keeps_what_lies_in_it_and_delays_nothing() -> None:
    kept, lost = band_passed(tone(1000), 300, 3400), band_passed(tone(6000), 300, 3400)
    assert np.abs(kept - tone(1000))[2000:-2000].max() < 0.01
    assert decibels(power(lost[2000:-2000])) < -50


@pytest.mark.parametrize("asked_s", [0.2, 0.5, 1.2])
def test_a_room_rings_about_as_long_as_asked_and_begins_with_the_direct_sound(asked_s: float) -> None:
    for seed in range(3):
        response = draw_room(asked_s, np.random.default_rng(seed))
        assert response[0] == pytest.approx(1, abs=0.01)
        assert rt60_of(response) == pytest.approx(asked_s, rel=0.25)


def test_the_reverberation_of_a_known_decay_is_found() -> None:
    rng = np.random.default_rng(0)
    decay = 10 ** (-3 * np.arange(RATE_HZ) / (0.4 * RATE_HZ)) * rng.standard_normal(RATE_HZ)
    assert rt60_of(decay) == pytest.approx(0.4, rel=0.05)


def test_colours_of_noise_fall_by_their_slope() -> None:
    rng = np.random.default_rng(1)
    slopes = {}
    for kind in ("white", "pink", "brown"):
        noise = draw_noise(kind, 4 * RATE_HZ, tone(200), rng)
        assert power(noise) == pytest.approx(1)
        octaves = [power(band_passed(noise, low, 2 * low, 20)) for low in (250, 2000)]
        slopes[kind] = decibels(octaves[1] / octaves[0]) / 3
    assert slopes == pytest.approx({"white": 3, "pink": 0, "brown": -3}, abs=0.5)


@pytest.mark.parametrize("kind", NOISES)
def test_the_signal_to_noise_ratio_is_the_stated_one(kind: str) -> None:
    """Measured from the sound with and without noise, which is drawn by name and so the same."""
    dry = np.concatenate([np.zeros((1, 4000)), tone(500)[None] * 0.1, np.zeros((1, 4000))], axis=1)
    talking = np.abs(dry) > 0
    noisy = QUIET._replace(noise=kind, snr_db=12.0, band="telephone")
    wave, heard, _, _ = in_a_room(dry, talking, noisy, (), named)
    silent = power(wave[0, :3000])
    speech = power(wave[talking]) - silent
    if kind != "hum":  # whose harmonics are in step with the tone
        assert decibels(speech) == pytest.approx(-26, abs=0.5)
        assert decibels(speech / silent) == pytest.approx(12, abs=1.5)
        assert heard[0].floor_dbfs == pytest.approx(decibels(silent), abs=1.5)


def test_clipping_cuts_the_stated_share_of_speech() -> None:
    wave = np.random.default_rng(0).standard_normal(RATE_HZ)
    cut, share = clipped(wave, wave, 0.05)
    assert share == pytest.approx(0.05, abs=0.001)
    assert np.abs(cut).max() == pytest.approx(np.quantile(np.abs(wave), 0.95))


@pytest.mark.parametrize(("codec", "least_db"), [("mu_law", 30), ("a_law", 30), ("gsm", 10)])
def test_codecs_change_the_sound_a_little_and_do_not_delay_it(codec: str, least_db: float) -> None:
    wave = 0.3 * (tone(400) + 0.5 * tone(1100)) * np.hanning(RATE_HZ)
    through = coded(wave, codec)
    assert len(through) == len(wave)
    assert not np.array_equal(through, wave)
    assert decibels(power(wave) / power(through - wave)) > least_db


@pytest.mark.parametrize("kind", EVENTS)
def test_events_have_power_one_while_they_last(kind: str) -> None:
    wave = draw_event(kind, np.random.default_rng(3))
    assert power(wave) == pytest.approx(1)
    assert 0 < len(wave) <= 2 * RATE_HZ
