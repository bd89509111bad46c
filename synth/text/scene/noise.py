"""The schema of noise in the characters (labels follow), of noise in the labels (the truth is kept), of duplicates."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from synth.scene.model import Model, Share


class NoiseRates(Model):
    """How often each kind of noise strikes, 0 to 1 of the places where it could."""

    typo: Share = 0.0
    """share of letters mistyped: a neighbouring key of the locale's keyboard, two letters swapped, one left out or
    doubled"""
    casing: Share = 0.0
    """share of words whose case changes: all lower, all upper, or the first letter's"""
    punctuation: Share = 0.0
    """share of punctuation marks left out"""
    whitespace: Share = 0.0
    """share of spaces doubled or left out"""
    ocr: Share = 0.0
    """share of the confusable characters that are read wrong, as a scanner does: `rn` as `m`, `l` as `1`, `O` as `0`"""
    homoglyph: Share = 0.0
    """share of the Latin letters with a Cyrillic or Greek lookalike that are replaced by it"""
    emoji: Share = 0.0
    """share of sentences that an emoji is put after"""


class Noise(NoiseRates):
    """Noise in the characters; the labels follow, and no span is ever emptied."""

    span: NoiseRates | None = None
    """the rates inside spans; default: as in the rest of the text"""
    share: Share = 1.0
    """share of the texts that get any noise at all"""


class LabelNoise(Model):
    """Wrong labels on purpose, to test quality control with; the right ones stay in the record as `truth`."""

    swap: Share = 0.0
    """share of spans given another label of the scene's list"""
    shift: Share = 0.0
    """share of spans with a border moved by 1 to 3 characters"""
    drop: Share = 0.0
    """share of spans left out"""
    add: Share = 0.0
    """spans too many, on words that have no label, as a share of the right ones"""


class DuplicateRules(Model):
    """Which texts are too much alike; equal texts are always refused."""

    near: Annotated[Share, Field(gt=0)] | None = None
    """Jaccard similarity of the word 3-shingles from which a text is refused as a near-duplicate; null: not compared"""
