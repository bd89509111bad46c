"""Sets of texts against one another: leaks, tokens, borders, labels of the same strings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synth.quality.check import check_data_sets
from synth.quality.finding import Finding
from tests.quality.sets import text_line, write_lines

Lines = list[dict[str, Any]]
LONG = (
    "The lighthouse keeper of the {} island writes that ship number {} came in late because of fog, and left at noon."
)


def between(tmp_path: Path, *sets: Lines, skip: Sequence[str] = ()) -> list[Finding]:
    files = [write_lines(tmp_path / f"{name}.jsonl", lines) for name, lines in zip("abc", sets, strict=False)]
    return list(check_data_sets(files, skip=skip).findings)


def letters(first: int, title: str = "Mr. ", inside: bool = False, city: str = "CITY") -> Lines:
    names = ["Weiss", "Lund", "Sanz"]
    return [
        text_line(
            n,
            [f"No. {n}, dear ", *([(title + names[n % 3], "PERSON")] if inside else [title, (names[n % 3], "PERSON")]),
             f", is {n * n} in ", (["Graz", "Oslo", "Bern"][n % 3], city), "?"],
        )
        for n in range(first, first + 30)
    ]  # fmt: skip


def plain(texts: Sequence[str]) -> Lines:
    return [{"id": n, "text": text, "spans": []} for n, text in enumerate(texts)]


def test_sets_without_common_texts_have_no_finding(tmp_path: Path) -> None:
    assert between(tmp_path, letters(0), letters(40)) == []


def test_leaked_texts_are_found_word_for_word_and_nearly(tmp_path: Path) -> None:
    train = plain([LONG.format(name, n) for n, name in enumerate(["north", "south", "east", "west"])])
    test = plain(
        ["Nothing of the kind.", LONG.format("NORTH", 0), LONG.format("east", 2).replace("noon", "night"), "Or so?"]
    )
    found = {one.where: one.evidence for one in between(tmp_path, train, test) if one.check == "leaked_text"}
    assert set(found) == {"b.jsonl:2", "b.jsonl:3"}
    assert "a.jsonl:1 has this text" in found["b.jsonl:2"]
    assert "a.jsonl:3 has a text that shares" in found["b.jsonl:3"]


def test_a_leaked_text_with_other_labels_is_found(tmp_path: Path) -> None:
    one, other = letters(0), letters(40)
    other.append(one[5] | {"id": 99, "spans": one[5]["spans"][:1]})
    checks = {(finding.check, finding.where) for finding in between(tmp_path, one, other, skip=["missing_span"])}
    assert checks == {("leaked_text", "b.jsonl:31"), ("other_labels_of_text", "b.jsonl:31")}


def test_titles_inside_here_and_outside_there_are_a_question(tmp_path: Path) -> None:
    (finding,) = between(tmp_path, letters(0), letters(40, inside=True))
    assert (finding.check, finding.subject) == ("other_boundary", "a title of PERSON")
    assert (finding.given, finding.suggested) == ("inside", "outside")


def test_strings_with_other_labels_in_another_set_are_a_question(tmp_path: Path) -> None:
    found = [one for one in between(tmp_path, letters(0), letters(40, city="GPE")) if one.check != "vocabulary"]
    (finding,) = found
    assert (finding.check, finding.given, finding.suggested) == ("other_label_between", "GPE", "CITY")
    assert "'Bern', 'Graz', 'Oslo'" in finding.subject


def test_tokens_that_cut_what_those_of_another_set_keep_are_a_question(tmp_path: Path) -> None:
    def tokenised(first: int, *, whole: bool) -> Lines:
        lines = plain([f"A well-known case {n}" for n in range(first, first + 25)])
        parts = [(0, 1), *([(2, 12)] if whole else [(2, 6), (6, 7), (7, 12)]), (13, 17)]
        return [line | {"tokens": [*map(list, parts), [18, len(line["text"])]]} for line in lines]

    (finding,) = between(tmp_path, tokenised(0, whole=True), tokenised(100, whole=False))
    assert (finding.check, finding.subject, finding.given) == ("tokenisation", "a word with a hyphen", "several tokens")
