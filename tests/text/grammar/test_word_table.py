"""Word lists from a table: their entries, their rates, and one error with file and line for what is no table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.text.grammar.budget import has_fields
from synth.text.grammar.library import load_library
from synth.text.grammar.word_table import read_word_table
from synth.text.scene.schema import TextScene

HEAD = "list\tname\tweight"
MISTAKES = {
    "name\tlist\tweight\n": r"t\.tsv:1: got 'name\\tlist\\tweight'; columns list, name, weight",
    f"{HEAD}\tname\na\tb\t1\tc\n": r"t\.tsv:1: got .*others with names of their own",
    f"{HEAD}\na\tx\t1\na\ty\n": r"t\.tsv:3: got 'a\\ty'; 3 columns with a name and a weight above 0",
    f"{HEAD}\na\tx\t0.0\n": r"t\.tsv:2: got .*a weight above 0",
    f"{HEAD}\na\tx\t-1\n": r"t\.tsv:2: got .*a weight above 0",
    f"{HEAD}\na\t \t1\n": r"t\.tsv:2: got .*a name",
    f"{HEAD}\na\tx\t1\t2\n": r"t\.tsv:2: got .*3 columns",
    f"{HEAD}\na\tx\t1\nb\tx\t1\na\ty\t1\n": r"t\.tsv:4: got a; the rows of a list stand together",
}


def table(folder: Path, text: str) -> Path:
    path = folder / "t.tsv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_a_table_is_shown(text: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=MISTAKES[text]):
        dict(read_word_table(table(tmp_path, text)))


def test_entries_are_drawn_by_their_rates(tmp_path: Path) -> None:
    lists = dict(read_word_table(table(tmp_path, f"{HEAD}\nfruit\tapple\t3\nfruit\tpear\t1\ntree\toak\t0.5\n")))
    draws = draws_for(1, 0, "t")
    drawn = Counter(lists["fruit"].draw(draws) for _ in range(4000))
    assert set(drawn) == {"apple", "pear"}
    assert 2800 < drawn["apple"] < 3200
    assert lists["tree"].draw(draws) == "oak"


def test_further_columns_are_fields(tmp_path: Path) -> None:
    lists = dict(read_word_table(table(tmp_path, f"{HEAD}\tpast\ts\nv\tgo\t1\twent\tgoes\nv\tbe\t1\t\tis\r\n")))
    drawn = lists["v"].draw_many(draws_for(1, 0, "t"), 2)
    fields = {str(verb): (verb.field("past"), verb.field("s")) for verb in drawn if has_fields(verb)}
    assert fields == {"go": ("went", "goes"), "be": ("", "is")}


def test_a_word_list_is_written_once(tmp_path: Path) -> None:
    table(tmp_path, f"{HEAD}\nfruit\tapple\t1\n")
    (tmp_path / "w.yaml").write_text("fruit: [pear]\n", encoding="utf-8")
    (tmp_path / "t.j2").write_text("{{ pick('fruit') }}", encoding="utf-8")
    scene = TextScene.model_validate(
        {"kind": "text", "templates": {"t": {"file": "t.j2"}}, "words": ["t.tsv", "w.yaml"]}
    )
    with pytest.raises(SpecError, match=r"w\.yaml: got 'fruit'; a word list is written once"):
        load_library(scene, tmp_path)
