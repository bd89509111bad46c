"""Which voices there are: eSpeak NG's languages for our locales, and its variants of a voice."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES: Mapping[str, str] = {
    "ar": "ar",
    "de_DE": "de",
    "en_GB": "en",
    "en_US": "en-us",
    "es_ES": "es",
    "fr_FR": "fr",
    "hi_IN": "hi",
}
"""Locale -> eSpeak NG's voice. There is none for `ja_JP`: eSpeak NG cannot read Chinese characters in Japanese."""

FEMALE = ("f1", "f2", "f3", "f4", "f5", "Alicia", "Andrea", "Annie", "anika", "aunty", "belinda", "linda", "steph")
MALE = ("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "Denis", "antonio", "michel", "travis", "victor")

VARIANTS: Mapping[str, str] = {**dict.fromkeys(FEMALE, "female"), **dict.fromkeys(MALE, "male")}
"""Variant of a voice -> its sex, as eSpeak NG states both. Robots, whispers and jokes are left out."""
