"""Splits of sound: by transcript and voice, so that a part is heard with words or voices that the others lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.audio.read import SpeechDataSet, SpeechSample
from synth.core.errors import DataError
from synth.data.split.traits import SplitRules, Traits, plain

_FIXED = ("text", "voice", "template")


def _known(speech: SpeechDataSet) -> list[str]:
    first = next(speech.checked(), None)
    return [*_FIXED, *(first.attributes if first is not None else ())]


def _traits(speech: SpeechDataSet, by: Sequence[str]) -> Iterator[tuple[int, Traits]]:
    """The id and the traits of each utterance. DataError for one without a template or an attribute of `by`."""
    for sample in speech.checked():
        ties = [tie for name in by for tie in _ties(sample, name)]
        classes = [*(span["label"] for span in sample.spans), *(event["kind"] for event in sample.events)]
        yield (
            sample.id,
            Traits(ties, classes, {"locale": sample.locale, "template": sample.template, **sample.attributes}),
        )


def _ties(sample: SpeechSample, name: str) -> list[str]:
    if name == "voice":
        return [f"voice {speaker.get('voice', '')}" for speaker in sample.speakers]
    if name == "text":
        return [f"text {plain(sample.text)}"]
    value = sample.template if name == "template" else sample.attributes.get(name, "")
    if value == "":
        raise DataError(f"{sample.where}: {name}", "nothing", f"--by {name} needs it in every utterance")
    return [f"{name} {value}"]


SPEECH_RULES = SplitRules(
    known=_known,
    traits=_traits,
    said={"text": "equal transcripts", "voice": "equal voices"},
    default=("text",),
)
