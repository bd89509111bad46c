"""What `synth train fit=scene` takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from synth.options import CLOSED, Float, Int, LocalPath, Name, Seed


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class SourceOptions:
    """Who wrote a text."""

    by: Name | None = None
    """Key of the texts that tells who wrote each, such as `customer`: k counts these; None: each text for itself."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class SceneFitOptions:
    """Labelled texts become a text scene."""

    data: LocalPath
    """Labelled texts: a folder with text.jsonl, or a file of JSON Lines, CSV or CoNLL."""
    out: LocalPath
    """The folder to write, with scene.yaml and what it names in it; or the scene's file, with a folder beside it."""
    k: Annotated[Int, Field(ge=2, le=10_000)] = 5
    """Texts (or sources) that must have in common whatever is written."""
    source: SourceOptions = Field(default_factory=SourceOptions)
    """Who wrote a text."""
    label: Name | None = None
    """Class of a text as a whole that the scene is fitted by, where texts have several; None: the only one."""
    values: dict[Name, Name] = Field(default_factory=dict)
    """Span label -> the field of a person, or a file with a value a line, that its values are made from."""
    epsilon: Annotated[Float, Field(gt=0, le=100)] = 1.0
    """Noise of every count that is written: geometric, as epsilon-differential privacy of that count alone asks for.
    What is written at all, k decides, without noise."""
    locale: Name | None = None
    """Locale of the people and values; None: the one that most texts state, or else en_US."""
    seed: Seed | None = None
    """Seed of the noise; None: from the system, kept nowhere. Whoever knows the seed can take the noise off."""
