"""Exports: each format, read back by its own rules or its own reader, holds the spans of the data set."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import DataError, OutputError, SynthError
from synth.core.labels import Span
from synth.data.export import export_data_set
from synth.text.formats.pieces import piece_ranges, pieces_of
from synth.text.formats.table import TEXT_FORMATS
from synth.text.read import TextSample
from tests.text.report.text_data_set import LABELS, make_text_data_set, record_of, records

Lines = list[dict[str, Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_text_data_set(tmp_path / "letters")


def json_lines(path: Path) -> Lines:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def outer_spans(record: dict[str, Any]) -> list[tuple[str, str]]:
    """(value, label) of the spans that no other holds."""
    spans = record["spans"]
    inside = [
        one for one in spans for other in spans
        if one is not other and other["start"] <= one["start"] and one["end"] <= other["end"]
    ]  # fmt: skip
    return [(one["value"], one["label"]) for one in spans if one not in inside]


def chunks(rows: list[list[str]]) -> list[tuple[str, str]]:
    """(characters without white space, label) of the BIO chunks of one text."""
    found: list[tuple[str, str]] = []
    for row in rows:
        part, _, label = row[-1].partition("-")
        if part == "B":
            found.append((row[0], label))
        elif part == "I":
            assert found[-1][1] == label
            found[-1] = (found[-1][0] + row[0], label)
    return found


def conll_texts(path: Path) -> list[list[list[str]]]:
    blocks = path.read_text(encoding="utf-8").removesuffix("\n\n").split("\n\n")
    return [[line.split(" ") for line in block.split("\n")] for block in blocks]


def squeezed(value: str) -> str:
    return "".join(value.split())


def test_conll_holds_the_outermost_spans(folder: Path) -> None:
    path = export_data_set(folder, "conll")
    assert path == folder.with_name("letters.conll")
    texts = conll_texts(path)
    for rows, record in zip(texts, records(8), strict=True):
        assert {len(row) for row in rows} == {2}
        assert "".join(row[0] for row in rows) == squeezed(record["text"])
        assert chunks(rows) == [(squeezed(value), label) for value, label in outer_spans(record)]


def test_conll_takes_the_tokens_and_parts_of_speech_of_the_data_set(tmp_path: Path) -> None:
    line = record_of(0, (("Anna", "PERSON"), " sings."), pos=["PROPN", "VERB", ""])
    line |= {"tokens": [[0, 4], [5, 10], [10, 11]], "tags": ["B-PERSON", "O", "O"]}
    path = export_data_set(make_text_data_set(tmp_path / "sung", [line]), "conll")
    assert path.read_text() == "Anna PROPN B-PERSON\nsings VERB O\n. _ O\n\n"


def test_prodigy_holds_every_span_and_its_tokens(folder: Path) -> None:
    for line, record in zip(json_lines(export_data_set(folder, "prodigy")), records(8), strict=True):
        text, tokens = line["text"], line["tokens"]
        assert text == record["text"]
        assert "".join(token["text"] + " " * token["ws"] for token in tokens) == text
        assert all(text[token["start"] : token["end"]] == token["text"] for token in tokens)
        assert [token["id"] for token in tokens] == list(range(len(tokens)))
        assert all(one["end"] <= other["start"] for one, other in pairwise(tokens))
        for span, wanted in zip(line["spans"], record["spans"], strict=True):
            assert {key: span[key] for key in ("start", "end", "label")}.items() <= wanted.items()
            assert tokens[span["token_start"]]["start"] == span["start"]
            assert tokens[span["token_end"]]["end"] == span["end"]
        assert line["meta"]["id"] == record["id"]


def test_doccano_holds_every_span(folder: Path) -> None:
    for line, record in zip(json_lines(export_data_set(folder, "doccano")), records(8), strict=True):
        assert line["Comments"] == []
        assert line["id"] == record["id"]
        held = [(line["text"][start:end], label) for start, end, label in line["label"]]
        assert held == [(span["value"], span["label"]) for span in record["spans"]]


def test_hf_rows_hold_tags_and_spans(folder: Path) -> None:
    path = export_data_set(folder, "hf")
    assert sorted(entry.name for entry in path.iterdir()) == ["README.md", "train.jsonl"]
    tags = ["O", *(f"{part}-{label}" for label in LABELS for part in "BI")]
    for row, record in zip(json_lines(path / "train.jsonl"), records(8), strict=True):
        rows = [[token, tags[tag]] for token, tag in zip(row["tokens"], row["ner_tags"], strict=True)]
        assert chunks(rows) == [(squeezed(value), label) for value, label in outer_spans(record)]
        for span, wanted in zip(row["spans"], record["spans"], strict=True):
            assert span == {**wanted, "attributes": "{}"}
        assert json.loads(row["attributes"]) == record["attributes"]


def test_hf_has_a_column_for_each_label_of_the_text(tmp_path: Path) -> None:
    lines = [record_of(0, ("Good!",), labels={"stars": 5, "moods": ["joy", "calm"]})]
    path = export_data_set(make_text_data_set(tmp_path / "reviews", lines), "hf")
    (row,) = json_lines(path / "train.jsonl")
    assert (row["label_stars"], row["label_moods"]) == ("5", ["joy", "calm"])
    head = yaml.safe_load((path / "README.md").read_text().split("---\n")[1])
    features = {feature.pop("name"): feature for feature in head["dataset_info"]["features"]}
    assert features.keys() == row.keys()
    assert features["label_stars"] == {"dtype": "string"}
    assert features["label_moods"] == {"list": "string"}


def test_a_tag_that_the_scene_does_not_know_is_refused(tmp_path: Path) -> None:
    folder = make_text_data_set(tmp_path / "odd", [record_of(0, (("Anna", "ALIEN"), " sings"))])
    with pytest.raises(DataError, match=r"text 0: got 'B-ALIEN'; tags of the scene's labels: PERSON, ADDRESS"):
        export_data_set(folder, "hf")
    assert not list(tmp_path.glob("*hf*"))


@pytest.mark.parametrize("to", sorted(TEXT_FORMATS.keys() - {"spacy"}))
def test_again_gives_the_same_bytes_and_other_content_is_kept(folder: Path, tmp_path: Path, to: str) -> None:
    first = export_data_set(folder, to, tmp_path / "one")
    second = export_data_set(folder, to, tmp_path / "two")
    assert content(first) == content(second)
    assert export_data_set(folder, to, first) == first
    grown = make_text_data_set(tmp_path / "grown", records(9))
    before = content(first)
    with pytest.raises(OutputError, match=r"one: got 'another file or folder'; a name that is free"):
        export_data_set(grown, to, first)
    assert content(first) == before
    assert not list(tmp_path.glob(".*"))


def content(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.iterdir()} if path.is_dir() else {"": path.read_bytes()}


def test_an_unknown_format_names_the_nearest(folder: Path) -> None:
    with pytest.raises(SynthError, match=r"--to: got 'spacey'; known: conll, csv, doccano, .*did you mean 'spacy'\?"):
        export_data_set(folder, "spacey")


def test_a_target_without_a_name_is_refused(folder: Path) -> None:
    with pytest.raises(OutputError, match=r"^\.: got 'a folder that is there'; a name that is free"):
        export_data_set(folder, "conll", Path())


@pytest.mark.parametrize("missing", ["text.jsonl", "manifest.json"])
def test_what_is_no_data_set_is_refused(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(DataError, match=rf"letters: got \[.*; a finished data set of texts, with {missing}"):
        export_data_set(folder, "conll")


@pytest.mark.parametrize("to", sorted(TEXT_FORMATS.keys() - {"spacy"}))
def test_a_shifted_span_is_refused_with_its_line(folder: Path, to: str) -> None:
    lines = records(3)
    lines[1]["spans"][0]["start"] += 1
    (folder / "text.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(DataError, match=r"text\.jsonl:2: got \(6, 13, 'Anna Lee'\); text\[start:end\] to be"):
        export_data_set(folder, to)
    assert not [path for path in folder.parent.iterdir() if path != folder]


def test_spans_of_white_space_and_at_the_edges_keep_their_pieces(tmp_path: Path) -> None:
    parts = ("\n", (" a ", "CITY"), " b", ("  ", "ZIP"), "c ", ("\t", "ZIP"))
    path = export_data_set(make_text_data_set(tmp_path / "spaces", [record_of(0, parts)]), "prodigy")
    (line,) = json_lines(path)
    assert "".join(token["text"] + " " * token["ws"] for token in line["tokens"]) == line["text"]
    held = [
        line["text"][line["tokens"][span["token_start"]]["start"] : line["tokens"][span["token_end"]]["end"]]
        for span in line["spans"]
    ]
    assert held == [" a ", "  ", "\t"]


@given(st.text(st.sampled_from("ab1. \n\t,é花א🙂\u0301"), min_size=1, max_size=24), st.data())
def test_pieces_are_the_text_and_hold_every_span(text: str, data: st.DataObject) -> None:
    place = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda pair: pair[0] < pair[1])
    pairs = sorted(data.draw(st.lists(place, max_size=4)), key=lambda pair: (pair[0], -pair[1]))
    spans = tuple(Span(start, end, "A", text[start:end], 1) for start, end in pairs)
    sample = TextSample({"id": 0, "text": text, "spans": [span._asdict() for span in spans]}, "text.jsonl:1")
    assert sample.spans == spans
    pieces = pieces_of(sample)
    assert "".join(text[piece.start : piece.end] + " " * piece.space for piece in pieces) == text
    for span, (first, after) in zip(spans, piece_ranges(sample, pieces), strict=True):
        assert (pieces[first].start, pieces[after - 1].end) == (span.start, span.end)


def test_a_line_that_is_no_text_record_is_refused(folder: Path) -> None:
    (folder / "text.jsonl").write_text('{"id": 0, "text": "a"}\n')
    with pytest.raises(DataError, match=r"text\.jsonl:1: got \['id', 'text'\]; a text record with spans"):
        export_data_set(folder, "doccano")
