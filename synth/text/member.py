"""Texts as members of packets: what a plan tells, and what a verified text shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from synth.core.facts import Shown, Told
from synth.kinds import Membership
from synth.scene.template_plans import TemplatePlan
from synth.text.records import VerifiedText
from synth.text.studio import TextStudio

FACT = "fact"
"""The attribute of a span that says which fact it shows: `{{ pay|money|label("AMOUNT")|attr(fact="salary") }}`."""


def told(plan: TemplatePlan) -> Mapping[str, Told]:
    """The variables; what a template draws besides, nobody knows before it is written."""
    return {name: Told(str(value), "text") for name, value in plan.variables.items()}


def shown(text: VerifiedText) -> Iterator[Shown]:
    """Every span, by its entity and by the fact that its template says it shows."""
    draft = text.draft
    for start, end, label, value, entity_id, attributes in draft.spans:
        entity = draft.entities[entity_id - 1] if entity_id <= len(draft.entities) else ""
        names = (entity, str(attributes[FACT])) if FACT in attributes else (entity,)
        yield Shown(names, value, "", {"start": start, "end": end, "label": label})


MEMBERSHIP = Membership(plan=TextStudio.plan, told=told, shown=shown)
