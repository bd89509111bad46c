"""What a finished data set of sound consists of."""

from __future__ import annotations

import re

from synth.audio.encode.batch import PART
from synth.audio.encode.flac import FOLDER
from synth.folder.records import Records, records_layout
from synth.folder.sample_files import FilePlace

KEYS = {
    "id": ("sc:Integer", "the sample's number"),
    "file": ("sc:Text", "its sound, FLAC"),
    "duration_s": ("sc:Float", "length of the sound in s"),
    "channels": ("sc:Integer", "1, or 2 where two sides of a call are recorded"),
    "text": ("sc:Text", "the transcript, a turn a line"),
    "locale": ("sc:Text", "language and country"),
    "speakers": ("sc:Text", "voice, sex, speed and pitch of each speaker"),
    "turns": ("sc:Text", "who speaks when (s), and which characters of the transcript"),
    "words": ("sc:Text", "each word with its time in s and its characters"),
    "phonemes": ("sc:Text", "each phoneme in IPA with its time in s"),
    "spans": ("sc:Text", "labelled stretches of the transcript, with their times in s"),
    "events": ("sc:Text", "sounds that are no speech, with their times in s"),
    "acoustics": ("sc:Text", "for each channel level, RT60, noise and SNR, band, codec, clipped share"),
    "checks": ("sc:Text", "what was measured in the sound, against its limit"),
}

RECORDS = Records(
    part=PART,
    keys=KEYS,
    place=FilePlace(FOLDER, re.compile(r"\d{6,}\.flac")),
    media_type="audio/flac",
    tasks=("automatic-speech-recognition", "voice-activity-detection"),
    tags=("synthetic", "audio", "speech"),
)

AUDIO_LAYOUT = records_layout(RECORDS)
