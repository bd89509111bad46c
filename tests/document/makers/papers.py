"""Plans of the shipped document scenes, as a run makes them, for laws over kinds and locales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from synth.core.paths import SCENES
from synth.core.seeds import scene_seed
from synth.document.plan.make import make_document_plan
from synth.document.records import DocumentPlan, Value
from synth.document.scene.load import load_document_scene
from synth.people import LOCALES
from synth.scene.read import read_yaml
from synth.scene.template_plans import TemplatePlanner

KINDS = ("invoice", "receipt", "bank_statement", "medical_report", "form", "id_card", "letter", "payslip", "report")
COUNT = 12
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
EVERY_LOCALE = pytest.mark.parametrize("locale", LOCALES)


@cache
def plans(kind: str, locale: str, seed: int = 0) -> tuple[DocumentPlan, ...]:
    """The first plans of a shipped scene, narrowed to a locale, as a run with this seed makes them."""
    scene = load_document_scene({**read_yaml(SCENES / f"{kind}.yaml"), "locale": locale}, kind)
    own = scene_seed(seed, kind)
    planner = TemplatePlanner(scene, COUNT, own, seed)
    return tuple(make_document_plan(scene, planner.plan(number), own) for number in range(COUNT))


def records(kind: str, locale: str) -> list[Any]:
    return [plan.record for plan in plans(kind, locale)]


def values(record: Any, path: str = "") -> Iterator[tuple[str, Value]]:
    """Every value with its path."""
    if isinstance(record, Value):
        yield path, record
    elif isinstance(record, Mapping):
        for key, inner in record.items():
            yield from values(inner, f"{path}.{key}" if path else key)
    elif isinstance(record, list | tuple):
        for number, inner in enumerate(record):
            yield from values(inner, f"{path}.{number}")


def host_of(email: str) -> str:
    return email.rpartition("@")[2]
