"""report.html of texts: self-contained, reproducible, escaped, and true to the data set's files."""

from __future__ import annotations

import copy
import json
import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import DataError
from synth.core.labels import Span
from synth.folder.finished import spread_choice
from synth.report.sections import wanted_shares
from synth.report.tally import MOST_VALUES
from synth.text.encode.totals import NO_VALUE
from synth.text.report.marks import marked_html
from synth.text.report.page import write_text_report
from synth.text.report.summary import summarise_texts
from synth.text.report.variety import Variety

from .text_data_set import LABELS, SPEC, make_text_data_set, record_of, records

EVIL = "<script>alert('x')</script>\"&amp;"


class Page(HTMLParser):
    """Elements, and for each `.text` element its characters and its marks as (start, end, label)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.marks: list[list[tuple[int, int, str]]] = []
        self._open: list[tuple[int, str]] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.found.append((tag, attributes))
        if attributes.get("class") == "text":
            self._inside = True
            self.texts.append("")
            self.marks.append([])
        elif tag == "mark":
            self._open.append((len(self.texts[-1]), str(attributes["data-label"])))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            start, label = self._open.pop()
            self.marks[-1].append((start, len(self.texts[-1]), label))
        elif tag == "div":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_text_data_set(tmp_path_factory.mktemp("texts") / "letters")
    write_text_report(made)
    return made


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def rows(page: str, name: str) -> list[str]:
    """The cells of a table's row, or of a bar, that begins with this name."""
    found = re.search(rf">{name}</(?:th|span)>(.*?)</(?:tr|li)>", page)
    assert found is not None
    return [cell for cell in re.findall(r">([^<>]+)<", found[1]) if cell.strip()]


def test_the_marks_are_the_spans(page: str) -> None:
    read = Page(page)
    wanted = records(8)
    assert read.texts == [record["text"] for record in wanted]
    for marks, record in zip(read.marks, wanted, strict=True):
        assert sorted(marks) == sorted((one["start"], one["end"], one["label"]) for one in record["spans"])


def test_nothing_is_loaded_and_nothing_runs(page: str) -> None:
    read = Page(page)
    assert not [tag for tag, _ in read.found if tag in ("script", "img", "iframe", "object", "base", "embed")]
    assert not [name for _, attributes in read.found for name in attributes if name.startswith("on")]
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|url\(|@import", page)


def test_what_comes_from_outside_stays_text(tmp_path: Path) -> None:
    line = record_of(0, (EVIL, (EVIL, "PERSON")), attributes={EVIL: [EVIL]}, locale=EVIL, template=EVIL, quotas=[EVIL])
    line["spans"][0]["attributes"] = {EVIL: EVIL}
    spec = {**SPEC, "labels": [EVIL, *LABELS]}
    page = write_text_report(make_text_data_set(tmp_path / "evil", [line], spec=spec, name=EVIL)).read_text()
    read = Page(page)
    assert "<script" not in page
    assert read.texts == [EVIL * 2]
    assert read.marks == [[(len(EVIL), 2 * len(EVIL), "PERSON")]]


def test_equal_data_sets_give_equal_pages_but_for_the_clock(tmp_path: Path, folder: Path) -> None:
    again = tmp_path / "letters"
    shutil.copytree(folder, again)
    manifest = json.loads((again / "manifest.json").read_text())
    manifest["run"] = {"finished_utc": "2001-01-01T00:00:00+00:00", "samples_made": 1, "wall_time_s": 99.0}
    manifest["versions"] = {"synth": "99"}
    (again / "manifest.json").write_text(json.dumps(manifest))
    write_text_report(again)
    one, other = ((which / "report.html").read_bytes().split(b"\n") for which in (folder, again))
    differing = [line for line, twin in zip(one, other, strict=True) if line != twin]
    assert 1 <= len(differing) <= 2
    assert all(b" data-clock>" in line for line in differing)


def test_numbers_of_the_whole_data_set(page: str) -> None:
    assert rows(page, "letter") == ["6", "75 %"]
    assert rows(page, "spare") == ["0", "0 %"]
    assert rows(page, "en_US") == ["6", "75 %, asked 75 %"]
    assert rows(page, "formal") == ["4", "50 %, asked 50 %"]
    assert rows(page, "near") == ["6", "75 %"]  # a rare case forces this variable, so that its shares are not asked for
    assert rows(page, "ADDRESS") == ["6", "17 %"]
    assert rows(page, "remote") == ["25 %", "2", "2", "2", "1, 5"]
    assert rows(page, "duplicate") == ["1", "1", "10.0 %", "1 to 1"]
    assert rows(page, "near_duplicate") == ["0.9", "1", "10.0 %", "0.93 to 0.93"]
    assert "<b>2</b>duplicates refused" in page
    assert "<b>2 of 3</b>templates used" in page
    assert "8 of 10 drafts were accepted. Read again for this page: 36 spans, every span is its characters." in page


def test_a_displaced_span_is_counted(tmp_path: Path) -> None:
    lines = records(3)
    lines[1]["spans"][0]["start"] += 1
    page = write_text_report(make_text_data_set(tmp_path / "off", lines)).read_text()
    assert "15 spans, displaced: 1." in page


def test_a_large_data_set_shows_a_stated_part(tmp_path: Path) -> None:
    page = write_text_report(make_text_data_set(tmp_path / "many", records(90))).read_text()
    shown = [int(found) for found in re.findall(r"<header><b>(\d{6})</b>", page)]
    assert shown == spread_choice(90, 40)
    assert "40 of 90 texts, evenly spread over the data set" in page


def test_a_data_set_without_spans_attributes_or_refusals(tmp_path: Path) -> None:
    spec = {"kind": "text", "templates": {"plain": {"file": "plain.j2"}}}
    folder = make_text_data_set(tmp_path / "plain", [record_of(0, ("Hello.",))], spec=spec)
    (folder / "rejected.jsonl").unlink()
    page = write_text_report(folder).read_text()
    assert "No draft was refused." in page
    assert "100.0 %" in page
    assert "<form" not in page


def test_label_noise_is_stated_and_crossing_spans_are_drawn(tmp_path: Path) -> None:
    line = record_of(0, (("Anna", "PERSON"), " sings"))
    truth = copy.deepcopy(line["spans"])
    line["spans"].append({"start": 2, "end": 7, "label": "CITY", "value": "na si", "entity_id": 2})
    page = write_text_report(make_text_data_set(tmp_path / "noisy", [{**line, "true_spans": truth}])).read_text()
    assert '<em class="wrong">label noise</em>' in page
    read = Page(page)
    assert read.texts == ["Anna sings"]
    assert sorted(read.marks[0]) == [(0, 4, "PERSON"), (2, 4, "CITY"), (4, 7, "CITY")]


@given(st.text(min_size=1, max_size=30), st.data())
def test_any_spans_of_any_text_are_all_there(text: str, data: st.DataObject) -> None:
    """Nested, crossing, equal: the parts of a span, joined, are the span; the characters stay as they are."""
    text = text.replace("\x00", " ")
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda pair: pair[0] < pair[1])
    pairs = data.draw(st.lists(places, max_size=6))
    spans = [Span(s, e, f"L{n}", text[s:e], n) for n, (s, e) in enumerate(pairs)]
    read = Page(f'<div class="text">{marked_html(text, spans, {})}</div>')
    assert read.texts == [text]
    for span in spans:
        parts = sorted((start, end) for start, end, label in read.marks[0] if label == span.label)
        assert (parts[0][0], parts[-1][1]) == (span.start, span.end)
        assert all(end == start for (_, end), (start, _) in pairwise(parts))


def test_white_space_and_carriage_returns_survive() -> None:
    text = "\n a\r\nb  \t<"
    html = str(marked_html(text, [], {}))
    assert html == "\n a&#13;\nb  \t&lt;"


def test_attributes_of_many_values_are_not_shown(tmp_path: Path) -> None:
    lines = [
        record_of(n, (f"Text {n}",), attributes={"many": n, "topics": ["a", "b"] if n % 2 else []})
        for n in range(MOST_VALUES + 2)
    ]
    summary = summarise_texts(make_text_data_set(tmp_path / "values", lines), keep=1)
    assert summary.attributes["many"] == {}
    assert summary.attributes["topics"] == {"a": 31, "b": 31, NO_VALUE: 31}
    assert "<h3>many" not in write_text_report(tmp_path / "values").read_text()


def test_displaced_spans_are_found_on_the_disk(tmp_path: Path) -> None:
    lines = records(20)
    lines[15]["spans"] = [{**lines[15]["spans"][0], "value": "moved"}]
    folder = make_text_data_set(tmp_path / "letters", lines)
    assert summarise_texts(folder, 4).displaced == 1
    text = (folder / "text.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "text.jsonl").write_text("".join([*text[:17], "{\n", *text[18:]]), encoding="utf-8")
    with pytest.raises(DataError, match=r"text\.jsonl:18: got broken JSON"):
        write_text_report(folder)


def test_distinct_n_counts_runs_of_tokens() -> None:
    variety = Variety()
    for text in ("the cat sat", "The cat ran"):
        variety.add(text)
    assert variety.distinct() == {1: 4 / 6, 2: 3 / 4, 3: 1.0}
    assert Variety().distinct() == {1: 0.0, 2: 0.0, 3: 0.0}


@pytest.mark.parametrize(
    ("choice", "shares"),
    [
        ({"choice": {"a": 3, "b": 1}}, {"a": 0.75, "b": 0.25}),
        ({"choice": ["a", "b"], "weights": [3, 1]}, {"a": 0.75, "b": 0.25}),
        ({"choice": ["a", "b"]}, {"a": 0.5, "b": 0.5}),
        ({"uniform": [0, 1]}, {}),
        ("a", {}),
    ],
)
def test_shares_that_a_choice_asks_for(choice: Any, shares: dict[str, float]) -> None:
    assert wanted_shares(choice) == shares


@pytest.mark.parametrize("missing", ["manifest.json", "text.jsonl"])
def test_what_is_no_data_set_is_refused(tmp_path: Path, missing: str) -> None:
    folder = make_text_data_set(tmp_path / "part")
    (folder / missing).unlink()
    with pytest.raises(DataError, match=rf"part: got \[.*, with {missing}"):
        write_text_report(folder)


def test_a_line_that_is_no_text_is_refused(tmp_path: Path) -> None:
    folder = make_text_data_set(tmp_path / "odd", [{"id": 0, "text": "a"}])
    with pytest.raises(DataError, match=r"text\.jsonl:1: got \['id', 'text'\]; a text record with spans"):
        write_text_report(folder)
