"""What the labelling prelude must not do (`synth.typ`)."""

from __future__ import annotations

from importlib.resources import files


def test_expressions_are_made_once_in_a_document() -> None:
    """Typst compiles one anew at each call of `regex`: in `field` alone that was a twelfth of an invoice's time."""
    text = (files("synth.document.typeset") / "synth.typ").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "regex(" in line]
    assert lines
    assert all(line.startswith("#let _") and " = regex(" in line for line in lines), lines
