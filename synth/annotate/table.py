"""The annotators by name, each imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from synth.annotate.job import Job
from synth.annotate.texts.read import is_text_data
from synth.audio.read import SPEECH
from synth.audio.recordings import has_sound
from synth.core.errors import DataError, SynthError, Unquoted, suggest
from synth.core.paths import expanded
from synth.data.kinds import KINDS as ALL_SETS
from synth.document.read import DOCUMENTS
from synth.folder.finished import FolderKind, found_kind
from synth.image.formats.bare import has_pictures
from synth.image.formats.recognise import formats_of
from synth.image.read import PICTURES as PICTURE_SETS
from synth.packet.read import PACKETS
from synth.quality.tell import is_texts
from synth.text.read import TEXTS as TEXT_SETS
from synth.video.file.found import has_videos
from synth.video.read import VIDEOS as VIDEO_SETS


class Asked(NamedTuple):
    """Data, what stands behind the annotator's name and a colon, the threshold (None: its own), classes by name."""

    data: Path
    argument: str
    threshold: float | None
    labels: Sequence[str]


class AnnotatorKind(NamedTuple):
    """`argument` is what stands behind its name and a colon, empty where nothing does; `reads` what it labels."""

    argument: str
    reads: str
    what: str
    job: Callable[[Asked], Job]


def _pack(asked: Asked) -> Job:
    from synth.annotate.pictures.job import PictureJob
    from synth.annotate.pictures.pack import pack_annotator

    return PictureJob(asked.data, pack_annotator(asked.argument), asked.threshold)


def _tagger(asked: Asked) -> Job:
    from synth.annotate.texts.job import TextJob
    from synth.annotate.texts.tagger import tagger_annotator

    return TextJob(asked.data, tagger_annotator(expanded(asked.argument)), asked.threshold)


def _lexicon(asked: Asked) -> Job:
    from synth.annotate.texts.job import TextJob
    from synth.annotate.texts.lexicon import lexicon_annotator

    return TextJob(asked.data, lexicon_annotator(expanded(asked.argument)), asked.threshold)


def _caption(asked: Asked) -> Job:
    from synth.annotate.pictures.caption import caption_annotator
    from synth.annotate.pictures.job import PictureJob

    return PictureJob(asked.data, caption_annotator(), asked.threshold)


def _ocr(asked: Asked) -> Job:
    from synth.annotate.pictures.job import PictureJob
    from synth.annotate.pictures.ocr import ocr_annotator

    return PictureJob(asked.data, ocr_annotator(asked.argument), asked.threshold)


def _cuts(asked: Asked) -> Job:
    from synth.annotate.videos.cuts import cut_annotator
    from synth.annotate.videos.job import VideoJob

    return VideoJob(asked.data, cut_annotator(), asked.threshold)


def _speech(asked: Asked) -> Job:
    from synth.annotate.speech.hear import speech_annotator
    from synth.annotate.speech.job import SpeechJob

    return SpeechJob(asked.data, speech_annotator(), asked.threshold)


def _hub(asked: Asked) -> Job:
    from synth.annotate.hub.table import hub_pictures, hub_recordings, hub_texts
    from synth.annotate.pictures.job import PictureJob
    from synth.annotate.speech.job import SpeechJob
    from synth.annotate.texts.job import TextJob
    from synth.data.convert import open_pictures

    if _holds(asked.data, TEXTS):
        return TextJob(asked.data, hub_texts(asked.argument, asked.labels), asked.threshold)
    if _holds(asked.data, RECORDINGS):
        return SpeechJob(asked.data, hub_recordings(asked.argument, asked.labels), asked.threshold)
    known = [one.name for one in open_pictures(asked.data).categories]
    return PictureJob(asked.data, hub_pictures(asked.argument, asked.labels, known), asked.threshold)


PICTURES, TEXTS, RECORDINGS, VIDEOS = "pictures", "texts", "recordings", "videos"

ANNOTATORS: Mapping[str, AnnotatorKind] = {
    "pack": AnnotatorKind("a shipped pack or a pack folder", PICTURES, "masks or boxes with classes", _pack),
    "ocr": AnnotatorKind("a language of Tesseract's, which has to be installed", PICTURES, "words of pages", _ocr),
    "tagger": AnnotatorKind("a folder that `synth train` fitted, or a scene", TEXTS, "spans and classes", _tagger),
    "lexicon": AnnotatorKind("a YAML file of word lists", TEXTS, "spans and classes by listed words", _lexicon),
    "hub": AnnotatorKind(
        "a model of transformers: a folder or OWNER/NAME@COMMIT, of boxes also DETECTOR+SAM",
        f"{PICTURES}, {TEXTS} or {RECORDINGS}",
        "boxes of `labels=`, masks in them, captions; spans; transcripts",
        _hub,
    ),
    "caption": AnnotatorKind("", PICTURES, "true sentences about the labels that are there", _caption),
    "speech": AnnotatorKind(
        "", RECORDINGS, "when somebody speaks; words of English transcripts that are there", _speech
    ),
    "cuts": AnnotatorKind("", VIDEOS, "hard cuts, and the shots between them", _cuts),
}
"""Name -> what it is; an annotator is asked for as `NAME` or `NAME:ARGUMENT`."""


def job_of(data: Path, annotator: str, threshold: float | None, labels: Sequence[str] = ()) -> Job:
    """The data and the annotator that `with=` names, ready to begin. SynthError where they do not fit each other."""
    name, _, argument = annotator.partition(":")
    if name not in ANNOTATORS:
        raise SynthError("with", name, suggest(name, ANNOTATORS))
    kind = ANNOTATORS[name]
    if bool(kind.argument) != bool(argument):
        raise SynthError("with", annotator, f"{name}:ARGUMENT, {kind.argument}" if kind.argument else name)
    if labels and name != "hub":
        raise SynthError("labels", ",".join(labels), "only beside with=hub:DETECTOR: other annotators have their own")
    if not any(_holds(data, one) for one in _HELD if one in kind.reads):
        found = next((one for one in _HELD if _holds(data, one)), None)
        if found is not None:
            fitting = ", ".join(other for other, one in ANNOTATORS.items() if found in one.reads)
            raise SynthError("with", annotator, f"an annotator of {found}, as the data are: {fitting}")
    return kind.job(Asked(data, argument, threshold, labels))


_HELD: Mapping[str, tuple[Sequence[FolderKind], Callable[[Path], object]]] = {
    TEXTS: ((TEXT_SETS,), lambda data: is_text_data(data) or is_texts(data)),
    PICTURES: ((PICTURE_SETS, DOCUMENTS), lambda data: formats_of(data) or has_pictures(data)),
    RECORDINGS: ((SPEECH,), has_sound),
    VIDEOS: ((VIDEO_SETS,), has_videos),
}
"""What is annotated -> the finished sets that are of it, and whether other data are."""


def _holds(data: Path, what: str) -> bool:
    """Whether data are of a kind. DataError where there is nothing, or a set of a kind that is not annotated."""
    ours, found = found_kind(data, ALL_SETS), _HELD[what]
    if ours == PACKETS:
        needed = f"members of one kind, such as {data / TEXT_SETS.file}"
        raise DataError(str(data), Unquoted(f"a data set of {PACKETS.plural}"), needed)
    return ours in found[0] if ours else bool(found[1](data))
