"""The annotators by name, each imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from synth.annotate.job import Job
from synth.annotate.texts.read import is_text_data
from synth.core.errors import SynthError, suggest
from synth.core.paths import expanded
from synth.quality.tell import is_texts


class AnnotatorKind(NamedTuple):
    """`argument` is what stands behind its name and a colon, empty where nothing does; `reads` what it labels."""

    argument: str
    reads: str
    what: str
    job: Callable[[Path, str, float | None], Job]


def _pack(data: Path, argument: str, threshold: float | None) -> Job:
    from synth.annotate.pictures.job import PictureJob
    from synth.annotate.pictures.pack import pack_annotator

    return PictureJob(data, pack_annotator(argument), threshold)


def _tagger(data: Path, argument: str, threshold: float | None) -> Job:
    from synth.annotate.texts.job import TextJob
    from synth.annotate.texts.tagger import tagger_annotator

    return TextJob(data, tagger_annotator(expanded(argument)), threshold)


def _lexicon(data: Path, argument: str, threshold: float | None) -> Job:
    from synth.annotate.texts.job import TextJob
    from synth.annotate.texts.lexicon import lexicon_annotator

    return TextJob(data, lexicon_annotator(expanded(argument)), threshold)


def _caption(data: Path, argument: str, threshold: float | None) -> Job:
    from synth.annotate.pictures.caption import caption_annotator
    from synth.annotate.pictures.job import PictureJob

    return PictureJob(data, caption_annotator(), threshold)


ANNOTATORS: Mapping[str, AnnotatorKind] = {
    "pack": AnnotatorKind("a shipped pack or a pack folder", "pictures", "masks or boxes with classes", _pack),
    "tagger": AnnotatorKind("a folder that `synth train` fitted, or a scene", "texts", "spans and classes", _tagger),
    "lexicon": AnnotatorKind("a YAML file of word lists", "texts", "spans and classes by listed words", _lexicon),
    "caption": AnnotatorKind("", "pictures", "true sentences about the labels that are there", _caption),
}
"""Name -> what it is; an annotator is asked for as `NAME` or `NAME:ARGUMENT`."""


def job_of(data: Path, annotator: str, threshold: float | None) -> Job:
    """The data and the annotator that `with=` names, ready to begin. SynthError where they do not fit each other."""
    name, _, argument = annotator.partition(":")
    if name not in ANNOTATORS:
        raise SynthError("with", name, suggest(name, ANNOTATORS))
    kind = ANNOTATORS[name]
    if bool(kind.argument) != bool(argument):
        raise SynthError("with", annotator, f"{name}:ARGUMENT, {kind.argument}" if kind.argument else name)
    found = "texts" if is_text_data(data) or is_texts(data) else "pictures"
    if found != kind.reads:
        fitting = ", ".join(other for other, one in ANNOTATORS.items() if one.reads == found)
        raise SynthError("with", annotator, f"an annotator of {found}, as the data are: {fitting}")
    return kind.job(data, argument, threshold)
