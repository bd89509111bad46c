"""Templates of a few lines, typeset for real."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from synth.core.seeds import Draws
from synth.document.plan.style import draw_style
from synth.document.records import Degradation, DocumentDraft, DocumentPlan
from synth.document.typeset.limits import LIMITS, Limits
from synth.document.typeset.typesetter import Printed, Typesetter

HEAD = '#import "/synth.typ": *\n#set page(width: 120mm, height: 90mm, margin: 8mm)\n'

Print = Callable[..., Printed]


def plan_of(record: Mapping[str, Any], locale: str) -> DocumentPlan:
    style = {**draw_style(locale, Draws("test")), "size": 10.0, "hand_fonts": ("Breip",), "paper": "#ffffff"}
    return DocumentPlan(
        sample_id=0,
        template="t",
        locale=locale,
        variables={"paid": True},
        record=record,
        style=style,
        dice=12345,
        degradation=Degradation("clean", {}),
    )


def draft_of(printed: Printed) -> DocumentDraft:
    """The clean draft that verification would get."""
    return DocumentDraft(
        pdf=printed.pdf,
        images=printed.rasters,
        labels=printed.labels,
        printed=printed.labels,
        proofs=printed.proofs,
    )


@pytest.fixture
def typeset(tmp_path: Path) -> Print:
    """`typeset(body, record={}, locale="en_GB")`: what a template of that body gives."""

    def run(
        body: str,
        record: Mapping[str, Any] | None = None,
        locale: str = "en_GB",
        head: str = HEAD,
        limits: Limits = LIMITS,
    ) -> Printed:
        (tmp_path / "t").mkdir(exist_ok=True)
        (tmp_path / "t" / "t.typ").write_text(head + body, encoding="utf-8")
        words = {locale: {"total": "Total"}}
        typesetter = Typesetter(tmp_path, {"t": "t/t.typ"}, [locale.split("_")[0]], 150, words, limits)
        return typesetter.print(plan_of(record or {}, locale))

    return run
