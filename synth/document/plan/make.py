"""Plans of documents: a sample's record, style and degradation, all drawn by name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from synth.core.errors import SpecError, suggest
from synth.core.labels import AttributeValue
from synth.core.seeds import draws_for, rng_for, seed_for
from synth.document.makers.context import RecordContext
from synth.document.makers.fields import make_fields, people_record
from synth.document.makers.table import record_maker
from synth.document.plan.degradation import draw_degradation
from synth.document.plan.style import draw_style
from synth.document.records import DocumentPlan, Record, Value
from synth.document.scene.schema import DocumentScene
from synth.scene.ranges import ValueChoice
from synth.scene.template_plans import TemplatePlan
from synth.scene.templated import LOCALE


def make_document_plan(scene: DocumentScene, slot: TemplatePlan, seed: int) -> DocumentPlan:
    """The plan of one attempt at a sample; `slot` holds its template, locale and factors.

    SpecError for an unknown kind of record or style factor, and for what is given and has no place in the record.
    """
    draws = draws_for(seed, slot.sample_id, f"record/{slot.locale}/{slot.attempt}")
    context = RecordContext(
        draws=draws, locale=slot.locale, seed=seed, variables=slot.variables, surface=scene.surface, given=slot.given
    )
    record = _record(scene, context)
    context.check_given()
    style = draw_style(slot.locale, draws_for(seed, slot.sample_id, f"style/{slot.locale}/{slot.attempt}"))
    return DocumentPlan(
        sample_id=slot.sample_id,
        template=slot.template,
        locale=slot.locale,
        variables=slot.variables,
        quotas=slot.quotas,
        attempt=slot.attempt,
        record=record,
        style={**style, **_chosen(scene, style, seed, slot)},
        dice=seed_for(seed, slot.sample_id, f"dice/{slot.attempt}", 32) % (2**31 - 1),
        degradation=draw_degradation(
            scene.degrade, rng_for(seed, slot.sample_id, f"degradation/{slot.attempt}/{scene.record}/{slot.template}")
        ),
        drawn=_drawn(scene, slot, record),
        given=slot.given,
    )


def _drawn(scene: DocumentScene, slot: TemplatePlan, record: Record) -> Mapping[str, str]:
    """The template and every listed value, by variable or `r.field`: what refusals may favour."""
    given = {**slot.variables, LOCALE: slot.locale}
    ranges = scene.ranges()
    listed = {name: str(value) for name, value in given.items() if name in ranges and ranges[name].values() is not None}
    fields = {name: record[name] for name, spec in scene.fields.items() if isinstance(spec, ValueChoice)}
    shown = {f"r.{name}": value.text if isinstance(value, Value) else str(value) for name, value in fields.items()}
    return {"template": slot.template, **listed, **shown}


def _record(scene: DocumentScene, context: RecordContext) -> Record:
    made: dict[str, object] = {}
    if scene.record is not None:
        made.update(record_maker(scene.record)(context))
    people = dict(zip(scene.people, context.people(*scene.people), strict=True))
    made.update(people_record(people))
    made.update(make_fields(scene.fields, context, people))
    return made  # type: ignore[return-value]


def _chosen(
    scene: DocumentScene, style: Mapping[str, object], seed: int, slot: TemplatePlan
) -> dict[str, AttributeValue | tuple[str, ...]]:
    """The style factors that the scene states. A family of fonts stands before the locale's script fonts."""
    chosen: dict[str, AttributeValue | tuple[str, ...]] = {}
    for name, spread in scene.style.items():
        if name not in style:
            raise SpecError(f"style.{name}", name, suggest(name, style))
        value: AttributeValue = spread.sample(rng_for(seed, slot.sample_id, f"style/{name}"))
        chosen[name] = _fitting(name, value, style[name])
    return chosen


def _fitting(name: str, value: AttributeValue, drawn: object) -> AttributeValue | tuple[str, ...]:
    """A stated factor in the form of the drawn one; SpecError where its type differs."""
    if isinstance(drawn, tuple):
        return str(value), *map(str, drawn[1:])
    if isinstance(drawn, float) != (isinstance(value, int | float) and not isinstance(value, bool)):
        raise SpecError(f"style.{name}", value, "a number is needed" if isinstance(drawn, float) else "no number")
    if str(drawn).startswith("#") and not re.fullmatch("#[0-9A-Fa-f]{6}", str(value)):
        raise SpecError(f"style.{name}", value, "a colour is needed: #rrggbb")
    return value
