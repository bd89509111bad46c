"""The hub's models by the kind of their configuration, each with what it makes of pictures, texts or recordings."""

from __future__ import annotations

from collections.abc import Sequence

from synth.annotate.hub.boxes import OUTLINERS, box_annotator
from synth.annotate.hub.sentences import CAPTIONERS, sentence_annotator
from synth.annotate.hub.spans import span_annotator
from synth.annotate.hub.transcripts import RECOGNISERS, transcript_annotator
from synth.annotate.pictures.found import PictureAnnotator
from synth.annotate.speech.found import SpeechAnnotator
from synth.annotate.texts.found import TextAnnotator
from synth.core.errors import SynthError
from synth.hub.named import HubModel, hub_models, one_of
from synth.image.verify.detector import DETECTORS


def hub_pictures(argument: str, names: Sequence[str], known: Sequence[str]) -> PictureAnnotator:
    """A detector asked for classes by name, with an outliner behind a `+` if there is one, or what writes captions.

    `known` are the classes of the data, which are looked for where no `names` are given.

    SynthError or PackError, in one line, for a model that is none of these or does not load.
    """
    where = f"with=hub:{argument}"
    models = hub_models(where, argument)
    if len(models) == 1 and models[0].kind in OUTLINERS:
        raise SynthError(where, models[0].kind, "boxes to outline: with=hub:DETECTOR+OUTLINER")
    first = one_of(where, models[0], (*DETECTORS, *CAPTIONERS))
    if first.kind in CAPTIONERS:
        if len(models) > 1 or names:
            got = "+" if len(models) > 1 else f"labels={','.join(names)}"
            raise SynthError(where, got, "captions are written by one model, which is asked for no classes")
        return sentence_annotator(where, first)
    if len(models) > 2:
        raise SynthError(where, len(models), "a detector, or a detector and what outlines its boxes")
    return box_annotator(
        where, first, one_of(where, models[1], OUTLINERS) if len(models) == 2 else None, names or known
    )


def hub_texts(argument: str, names: Sequence[str]) -> TextAnnotator:
    """A model that classifies tokens. SynthError or PackError, in one line, for what is none or does not load."""
    return span_annotator(*_alone(argument, names, "one model for texts, which has its own labels"))


def hub_recordings(argument: str, names: Sequence[str]) -> SpeechAnnotator:
    """A recogniser of speech. SynthError or PackError, in one line, for what is none or does not load."""
    where, model = _alone(argument, names, "one model for recordings, which is asked for no classes")
    return transcript_annotator(where, one_of(where, model, RECOGNISERS))


def _alone(argument: str, names: Sequence[str], allowed: str) -> tuple[str, HubModel]:
    """Where it was named, and the one model; SynthError for several, and for classes that it cannot be asked for."""
    where = f"with=hub:{argument}"
    models = hub_models(where, argument)
    if len(models) > 1 or names:
        raise SynthError(where, "+" if len(models) > 1 else f"labels={','.join(names)}", allowed)
    return where, models[0]
