"""Speech as members of packets: what a plan tells, and what is said in verified sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from synth.audio.encode.line import DECIMALS, times_of
from synth.audio.records import SpeechPlan, VerifiedSpeech
from synth.audio.studio import AudioStudio
from synth.core.facts import Shown, Told
from synth.kinds import Membership


def told(plan: SpeechPlan) -> Mapping[str, Told]:
    """What the plan of the text that is spoken tells."""
    return plan.written.told


def shown(speech: VerifiedSpeech) -> Iterator[Shown]:
    """Every labelled stretch of the transcript that is heard, as it is said, with its times in s."""
    plan = speech.plan
    for place in plan.shown:
        bounds = times_of(place.start, place.end, speech.draft.words)
        if bounds:
            names = plan.written.shown[place.entity_id].names
            start_s, end_s = (round(float(bound), DECIMALS) for bound in bounds)
            at = {"start": place.start, "end": place.end, "label": place.label, "start_s": start_s, "end_s": end_s}
            yield Shown(names, place.value, "", at)


MEMBERSHIP = Membership(plan=AudioStudio.plan, told=told, shown=shown)
