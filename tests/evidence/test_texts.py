"""Comparisons of texts: planted leaks are caught, fresh real texts are not called copies."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.cli import main
from synth.core.progress import Counter
from synth.evidence.figures import Figure, Verdict
from synth.evidence.texts.packed import PackedTexts
from synth.evidence.texts.privacy import privacy
from synth.evidence.texts.sets import read_text_sets
from synth.evidence.texts.useful import usefulness
from synth.evidence.useful.trainings import Clock
from synth.text.formats.labelled import LabelledSpan, LabelledText
from tests.evidence.made import letter, letters
from tests.quality.sets import text_line, write_lines

REAL = letters(1, 120)


def answers(
    tmp_path: Path,
    synthetic: list[dict[str, Any]],
    canaries: tuple[str, ...] = (),
    real: Sequence[dict[str, Any]] = REAL,
) -> dict[str, Verdict]:
    """The verdicts on privacy, beside held-out texts of the same source."""
    given, ours, later = (
        write_lines(tmp_path / f"{name}.jsonl", [*lines])
        for name, lines in (("real", real), ("synthetic", synthetic), ("later", letters(2, 120)))
    )
    return {one.check: one for one in privacy(read_text_sets(given, ours, later), canaries).verdicts}


def test_fresh_texts_of_the_same_source_are_no_copies(tmp_path: Path) -> None:
    found = answers(tmp_path, letters(3, 120), ("the owl reads at noon",))
    assert {check: one.state for check, one in found.items()} == {
        "copies": "open",  # none of 120 is a copy, but one in a hundred may be
        "phrases": "open",
        "values": "good",
        "canaries": "good",
        "membership": "open",
    }
    assert found["copies"].words.startswith("0.0 % (0.0 to 3.1) of the synthetic texts are copies")


def test_one_leaked_address_is_caught(tmp_path: Path) -> None:
    mail = REAL[17]["spans"][1]["value"]
    leak = letter(np.random.default_rng(9), 0, mail)
    found = answers(tmp_path, [*letters(3, 119), leak])["values"]
    assert found.state == "bad"
    assert found.words.startswith("1 value of real people or things occurs in the synthetic texts: ")
    assert mail not in found.words  # what leaks is not spread by the report


def test_an_address_is_found_without_its_label_too(tmp_path: Path) -> None:
    leak = {"id": 1, "text": f"Write to {REAL[17]['spans'][1]['value'].upper()} today", "spans": []}
    assert answers(tmp_path, [*letters(3, 119), leak])["values"].state == "bad"


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("180.00\n20 %", "good"),
        ("(0180) 00-20", "bad"),
        ("4242-4242 4242 4242", "good"),  # published for tests
        ("+49 (0)171 39200 15", "good"),  # kept for films
        ("+49 (0)171 39210 15", "bad"),
        ("555 01 77", "open"),  # chance repeats what is as short
    ],
)
def test_which_number_is_that_of_one_person(number: str, state: str, tmp_path: Path) -> None:
    line = {"text": f"Call {number} today"}
    found = answers(tmp_path, [*letters(3, 40), line], real=[*REAL[:40], line])
    assert found["values"].state == state


@pytest.mark.parametrize("value", ["0180 8000 20", "taro@honda-9.net"])
def test_values_are_found_between_words_without_blanks(value: str, tmp_path: Path) -> None:
    ours, real = {"text": f"宛先は{value}です。"}, {"text": f"Call {value} today"}
    assert answers(tmp_path, [*letters(3, 40), ours], real=[*REAL[:40], real])["values"].state == "bad"


@pytest.mark.parametrize(("label", "state"), [("POSTCODE", "good"), ("ID", "bad")])
def test_a_labelled_post_code_is_no_number_of_one_person(label: str, state: str, tmp_path: Path) -> None:
    line = text_line(0, ["Send it to ", ("135-000-15", label), "."])
    assert answers(tmp_path, [*letters(3, 40), line], real=[*REAL[:40], line])["values"].state == state


def test_the_address_of_many_real_texts_is_no_leak(tmp_path: Path) -> None:
    help_desk = [{"text": f"Ask help@desk.net about {word}"} for word in "abcdefghijkl"]
    for number, state in ((12, "good"), (9, "bad")):
        found = answers(tmp_path, [*letters(3, 40), help_desk[0]], real=[*REAL[:40], *help_desk[:number]])
        assert found["values"].state == state


@pytest.mark.parametrize(("copied", "state"), [(0, "open"), (30, "bad")])
def test_numbers_that_chance_repeats_are_judged_by_those_that_no_generator_saw(
    copied: int, state: str, tmp_path: Path
) -> None:
    """Of a pool of 100: a few are hit whoever has them; those of the training texts may not be hit oftener."""
    real, later, ours = (
        [{"text": f"Order 7000 00{number:02}"} for number in range(start, 100, 2)] for start in (0, 1, 0)
    )
    del ours[copied:]
    ours += [{"text": f"Order 7000 00{number:02}"} for number in (1, 3, 41, 40, 60)]
    seen, made, unseen = (
        write_lines(tmp_path / f"{at}.jsonl", [*letters(at, 40), *lines])
        for at, lines in enumerate((real, ours, later))
    )
    found = {one.check: one for one in privacy(read_text_sets(seen, made, unseen)).verdicts}["values"]
    assert found.state == state
    assert "of those only in held-out texts 6.0 % (" in found.words


def test_a_generator_that_repeats_its_training_texts_is_caught(tmp_path: Path) -> None:
    found = answers(tmp_path, [*letters(3, 60), *REAL[:60]])
    assert {found[check].state for check in ("copies", "phrases", "values", "membership")} == {"bad"}


def test_an_over_fitted_generator_tells_its_members(tmp_path: Path) -> None:
    found = answers(tmp_path, REAL)["membership"]
    assert found.state == "bad"
    assert "synthetic texts have 1 (1 to 1); " in found.words


def test_one_long_text_word_for_word_is_caught(tmp_path: Path) -> None:
    assert answers(tmp_path, [*letters(3, 119), {"text": REAL[5]["text"]}])["copies"].state == "bad"


def test_a_canary_is_found_whatever_its_case_and_blanks(tmp_path: Path) -> None:
    planted = {"id": 1, "text": "Note: The  OWL reads\nat noon.", "spans": []}
    found = answers(tmp_path, [*letters(3, 119), planted], ("the owl reads at noon", "a cat sleeps"))["canaries"]
    assert (found.state, found.words[:37]) == ("bad", "1 of 2 planted canaries come out agai")


def test_canaries_that_were_planted_come_back_from_a_generator_that_copies(tmp_path: Path) -> None:
    for name in ("in", "copied", "honest"):
        (tmp_path / name).mkdir()
    real = write_lines(tmp_path / "in" / "mine.jsonl", letters(1, 40))
    words = ["corrupt", str(real), "--canaries", "5", "--out", str(tmp_path / "planted")]
    assert main(words) == 0
    planted = (tmp_path / "planted/canaries.txt").read_text().splitlines()
    assert len({*planted}) == 5
    before, after = (
        [json.loads(line) for line in file.read_text().splitlines()] for file in (real, tmp_path / "planted/mine.jsonl")
    )
    changed = [one for one, other in zip(after, before, strict=True) if one != other]
    assert sorted(one["text"][one["text"].index(" The code of ") + 1 :] for one in changed) == sorted(planted)
    assert [one["spans"] for one in after] == [one["spans"] for one in before]
    assert answers(tmp_path / "copied", after, tuple(planted))["canaries"].words.startswith("5 of 5 planted canaries")
    assert answers(tmp_path / "honest", before, tuple(planted))["canaries"].state == "good"
    assert main([*words[:2], "--canaries", "41", "--out", str(tmp_path / "more")]) == 2
    assert not (tmp_path / "more").exists()


def run(tmp_path: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """`synth compare` of the letters with a set that leaks; its exit code and compare.json."""
    lines = letters(3, 40)
    real = write_lines(tmp_path / "real.jsonl", REAL[:100])
    more = {"channel": "mail", "label": "order"}
    ours = write_lines(tmp_path / "ours.jsonl", [one | more for one in [*lines, REAL[3]]])
    code = main(["compare", f"real={real}", f"synthetic={ours}", f"out={tmp_path / 'out'}", *words])
    return code, json.loads((tmp_path / "out/compare.json").read_text())


def test_the_command_writes_both_reports_and_fails_where_it_is_asked_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, record = run(tmp_path, "budget=1s", "--fail-on", "values")
    assert code == 1
    states = {one["check"]: one["state"] for one in record["verdicts"]}
    assert states["values"] == "bad"
    assert states["coverage"] == "bad"  # no synthetic text is a complaint
    areas = record["sections"]["fidelity"]["tables"]["area"]
    assert [sorted(one["area"]) for one in areas] == [["high", "low", "n", "value"]] * 2
    page = (tmp_path / "out/compare.html").read_text()
    assert page.index("Do values of real people") < page.index("<svg") < page.index("<table")
    shown = re.findall('<li class="([a-z]+)">', page)
    assert shown == sorted(shown, key=["bad", "open", "good"].index)
    assert {*shown} == {*states.values()}
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert run(tmp_path, "budget=1s")[0] == 0


def test_trainings_have_an_interval_and_what_is_not_done_is_said(tmp_path: Path) -> None:
    real, ours, later = (
        write_lines(tmp_path / name, [{**line, "label": None} for line in letters(seed, 36)])
        for seed, name in enumerate(("real.jsonl", "ours.jsonl", "later.jsonl"))
    )
    read, progress = read_text_sets(real, ours, later), Counter()
    none = usefulness(read, Clock.of(0), tmp_path / "kept", progress, 0)
    assert none.left_out == ["Spans: 21 of 21 trainings: the budget is used up"]
    whole = usefulness(read, Clock.of(60), tmp_path / "kept", progress, 0)
    assert not whole.left_out
    assert [verdict.check for verdict in whole.verdicts] == ["useful", "adds"]
    arms, labels, channels = whole.tables
    scores = [row["score"] for row in arms.rows]
    assert len(scores) == 7
    assert all(isinstance(one, Figure) and one.low <= one.value <= one.high for one in scores)
    assert [row["label"] for row in labels.rows] == ["EMAIL", "PERSON"]
    assert [row["value"] for row in channels.rows] == ["chat", "mail"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["real=x"], "synthetic: got None; needs a value (synthetic=...)"),
        (["real=x", "synthetic=y", "budget=soon"], "budget: got 'soon'"),
        (["real=x", "synthetic=y", "colour=red"], "colour: got an unknown key; known: "),
        (["real=x", "real=y"], "real: got 'y'; it is given already: real=x"),
        (["real=nothing", "synthetic=y"], "nothing: got 'no such file or folder'"),
        (["real=x", "synthetic=y", "--fail-on", "copy"], "--fail-on: got 'copy'; known: "),
    ],
)
def test_errors_are_one_line(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *words]) == 2
    assert message in capsys.readouterr().err


def test_packed_texts_are_the_texts_that_were_packed() -> None:
    texts = [
        LabelledText("Ana\ud83d 5 \u00e9", (LabelledSpan(0, 3, "PERSON"),), {"label": "order"}, {"channel": "mail"}),
        LabelledText(""),
    ]
    packed = PackedTexts.of(texts)
    assert [*packed] == texts
    assert [*(packed[1:] + packed[:1])] == texts[::-1]
    assert packed[-1] == texts[-1]
