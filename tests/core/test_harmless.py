"""Texts of unknown origin in messages and bars: nothing steers the terminal, lists stay short, lines stay one line."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.cli.terminal import say, warn
from synth.core.errors import SynthError, suggest
from synth.core.harmless import harmless, one_line
from synth.core.progress import PlainLines, TerminalBar

EVIL = "a\x1b[31mb\x9b2Jc\u202ed\u2066e\x07\x85f\rg\u2028h\x7f[red]i[/]"
SHOWN = r"a\x1b[31mb\x9b2Jc\u202ed\u2066e\x07\x85f\rg\u2028h\x7f[red]i[/]"
STEERING = {chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


@given(st.text(st.characters(codec=None), max_size=80))
def test_nothing_that_steers_is_left(text: str) -> None:
    shown = harmless(text)
    assert not STEERING.intersection(shown)
    assert {c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")} <= {"\n", "\t"}
    assert "\n" not in one_line(text)
    assert harmless(shown) == shown


@pytest.mark.parametrize("text", ["plain", "häßlich", "日本語", "שלום", "क्‍ष", "👩‍🚀", "a\tb\nc"])
def test_letters_of_any_script_stay(text: str) -> None:
    assert harmless(text) == text


def test_messages_are_one_harmless_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert str(SynthError(EVIL, EVIL, f"{EVIL}\nmore")).count(SHOWN) == 3
    say(f"{EVIL}\nnext")
    warn(f"{EVIL}\nnext")
    said = capsys.readouterr()
    assert said.out == f"{SHOWN}\nnext\n"
    assert said.err == f"synth: {SHOWN}\\nnext\n"


def test_bars_and_lines_show_notes_as_they_are() -> None:
    stream = io.StringIO()
    lines = PlainLines(stream)
    lines.begin(total=1)
    lines.advance(note=f"{EVIL}\nx")
    assert stream.getvalue().splitlines()[-1].endswith(rf"{SHOWN}\nx")
    stream = io.StringIO()
    bar = TerminalBar(stream)
    bar.begin(total=2)
    bar.advance(note="[/nothing] [red]x[/]")
    bar.stop()
    assert "[/nothing] [red]x[/]" in stream.getvalue()


def test_a_short_list_is_told_whole() -> None:
    assert suggest("bleu", ["red", "blue"]) == "known: blue, red (did you mean 'blue'?)"


def test_of_a_long_list_the_nearest_are_told() -> None:
    told = suggest("name_0770", [f"name_{number:04d}" for number in range(4000)])
    assert told.startswith("known: name_0")
    assert "name_0770, " in told
    assert told.endswith("… (4000 in all) (did you mean 'name_0770'?)")
    assert len(told) < 200


def test_long_names_and_long_halves_are_cut() -> None:
    assert len(suggest("x" * 5000, ["x" * 5000, "y"])) < 200
    assert len(str(SynthError("here", "g" * 5000, "a" * 5000))) < 800
