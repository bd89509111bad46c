"""Values that refusals make rarer than the scene asks for are named; every check is in the docs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth import cli
from synth.document.encode.totals import favoured_by_refusals
from synth.document.studio import TYPESET
from synth.document.verify.ink import INK_CHECKS
from synth.document.verify.verify import LABEL_CHECKS
from synth.folder.totals import Totals
from tests.small_pages import write_small_pages

SCENE = """\
kind: document
dpi: 72
max_tries: 40
fields: {item: {choice: {short: 0.5, long: 0.5}}}
templates: {a: {file: note/note.typ}}
"""
TEMPLATE = """\
#import "/synth.typ": *
#set page(width: 60mm, height: 40mm, margin: 8mm)
#field("item", r.item)
#if r.item == "long" [#hide[lost]]
"""


def test_the_summary_and_the_manifest_name_a_value_that_is_always_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = write_small_pages(tmp_path, SCENE, TEMPLATE), tmp_path / "out"
    assert cli.main(["generate", f"scene={path}", "count=6", "seed=2", f"out={out}"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("rarer ")]
    refused = [json.loads(one) for one in (out / "rejected.jsonl").read_text().splitlines()]
    assert line == f"rarer     r.item=long 0 of {len(refused)} drafts kept"
    assert {(one["drawn"]["r.item"], one["line"]) for one in refused} == {("long", "note/note.typ:4")}
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["rarer_than_asked"] == [line.removeprefix("rarer     ")]


def test_a_value_that_is_refused_no_more_than_others_is_not_named() -> None:
    def totals(written: int, drawn: int, refused: int, others: int) -> Totals:
        groups = {"drawn": {"v=a": drawn, "w=x": written + refused + others}, "refused": {"v=a": refused}}
        return Totals(written=written, rejected={"blocks": refused + others}, groups=groups)

    assert favoured_by_refusals(totals(20, 10, 8, 0)) == ["v=a 2 of 10 drafts kept"]
    assert favoured_by_refusals(totals(20, 10, 4, 0)) == []
    assert favoured_by_refusals(totals(10, 10, 5, 20)) == []
    assert favoured_by_refusals(totals(20, 1, 1, 0)) == []


def test_the_page_explains_every_check() -> None:
    page = (Path(__file__).parents[2] / "docs" / "documents.md").read_text("utf-8")
    names = [TYPESET, *(check.__name__ for check in (*LABEL_CHECKS, *INK_CHECKS))]
    assert [name for name in names if f"`{name}`" not in page.split("## What is checked")[1]] == []
