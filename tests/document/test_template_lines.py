"""What is wrong with a user's own document is said with the template's line; what is not seen is in no label."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.core.errors import SpecError
from synth.core.outcome import Rejection
from synth.document.records import VerifiedDocument
from synth.document.scene.load import load_document_scene
from synth.document.studio import DocumentStudio
from synth.options import RunConfig
from tests.small_pages import write_small_pages

SCENE = """\
kind: document
dpi: 72
people: [sender]
fields:
  number: {{code: "N-####"}}
  item: "{item}"
  rows: {{rows: 2, of: {{what: tea}}}}
templates: {{a: {{file: note/note.typ}}}}
"""
HEAD = '#import "/synth.typ": *\n#set page(width: 90mm, height: 60mm, margin: 8mm)\n'


def studio_of(folder: Path, body: str, item: str = "tea") -> DocumentStudio:
    path = write_small_pages(folder, SCENE.format(item=item), HEAD + body)
    return DocumentStudio(RunConfig(scene="note", out=folder / "out", scene_folder=folder), load_document_scene(path))


def outcome(folder: Path, body: str, item: str = "tea") -> VerifiedDocument | Rejection:
    """Of a page with that body; its first line is the template's third."""
    studio = studio_of(folder, body, item)
    (draft,) = studio.draft([studio.plan(0)])
    return draft if isinstance(draft, Rejection) else studio.verify(studio.plan(0), draft)


UNKNOWN = {
    'x\n\n#field("numbr", r.number)': r":5: got 'numbr'; known: .*\(did you mean 'number'\?\); .* needs `value:`$",
    '#question("nmber")[No.] #field("number", r.number)': r":3: got 'nmber'; known: .*\(did you mean 'number'\?\)",
    '#let label(k) = field(k, "x")\nx\n#label("sender.nmae")': r"got 'sender\.nmae'; known: .*did you mean 'name'",
    '#field("rows.2.what", "tea")': r":3: got 'rows\.2\.what'; rows 0 to 1;",
    '#field("rows.1.waht", "tea")': r":3: got 'rows\.1\.waht'; known: what \(did you mean 'what'\?\)",
    '#field("number.text", "tea")': r":3: got 'number\.text'; a path that ends before this;",
    '#field("a..b", "x", value: "x")': r":3:\d+: got .*its parts joined by a point, got \"a\.\.b\"",
}


@pytest.mark.parametrize("body", UNKNOWN)
def test_a_key_that_leads_nowhere_is_refused_with_its_line(body: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"note/note\.typ" + ("" if "label" in body else UNKNOWN[body])) as caught:
        studio_of(tmp_path, body).probe()
    if "label" in body:
        assert "got 'sender.nmae'; known: " in str(caught.value)
        assert "did you mean 'name'" in str(caught.value)


def test_a_key_that_leads_nowhere_is_never_a_label_even_where_no_probe_saw_it(tmp_path: Path) -> None:
    """As in a branch that few samples take: the page is refused, with the line."""
    found = outcome(tmp_path, 'x\n\n#field("numbr", r.number)')
    assert isinstance(found, Rejection)
    assert found.check == "template"
    assert "note.typ:5: got 'numbr'" in found.detail


def test_keys_of_a_templates_own_are_fine_with_a_value(tmp_path: Path) -> None:
    body = '#question("mine")[Mine] #field("mine", "x", value: "X") #question("paid")[Paid] #checkbox("paid", true)'
    document = outcome(tmp_path, body)
    assert isinstance(document, VerifiedDocument)
    assert [(field.key, field.value) for field in document.draft.labels.fields] == [("mine", "X")]


REFUSED = {
    "x\n\n#hide[hidden]": ("typeset", 5, "0 times 'hidden' on the pages"),
    "x\n\n#text(fill: white)[ghost]": ("word_ink", 5, "'ghost'"),
    "x\n#block(clip: true, width: 8mm)[unbreakableandlong]": ("tight", 4, "'unbreakableandlong'"),
    'x\n\n#field("number", [No. #r.number])': ("field_value", 5, "the record says"),
    "a\n#box[#text(size: 0.1pt)[tiny]]": ("split_lines", 3, "side by side in one block, but two lines: 'a' | 'tiny'"),
    'x\n#text(features: ("smcp",))[y]\n#show "q": "z"\nquq': ("typeset", 6, "does not go on"),
    '#place(region("Text")[one two three])\n\n#place(region("Title")[four five six])': ("blocks", 5, "Text 'one"),
}


@pytest.mark.parametrize("body", REFUSED)
def test_a_refusal_says_in_which_line(body: str, tmp_path: Path) -> None:
    check, line, detail = REFUSED[body]
    refused = outcome(tmp_path, body)
    assert isinstance(refused, Rejection)
    assert refused.check == check
    assert refused.detail.startswith(f"note/note.typ:{line}: ")
    assert detail in refused.detail
    assert refused.evidence["line"] == f"note/note.typ:{line}"


MARKUP = {
    "Ab-?cd ef": ["Abcd", "ef"],
    "#block(width: 12mm)[Zusatz-?kranken-?versicherung]": ["Zusatz-", "kranken-", "versicherung"],
    "#block(width: 15mm)[Konto\\u{200b}auszugsnummer]": ["Konto", "auszugsnummer"],
    "foo-? \\u{200b} \\u{ad}bar\\u{feff}": ["foo", "bar"],
    "a -- b --- 1--2, so...": ["a", "–", "b", "—", "1–2,", "so…"],
    '10~km "it\'s" \\u{2013}x -3': ["10", "km", '"it\'s"', "–x", "−3"],
    "#set text(hyphenate: true)\n#block(width: 22mm)[internationalization]": ["international-", "ization"],
}


@pytest.mark.parametrize("body", MARKUP)
def test_words_are_what_typsts_markup_prints(body: str, tmp_path: Path) -> None:
    document = outcome(tmp_path, body)
    assert isinstance(document, VerifiedDocument)
    assert [word.text for word in document.draft.labels.words] == MARKUP[body]


@pytest.mark.parametrize("body", ['#field("item", r.item)', '#block(width: 15mm)[#field("item", r.item)]'])
def test_a_value_with_soft_hyphens_is_labelled_as_it_is_seen_broken_or_not(body: str, tmp_path: Path) -> None:
    document = outcome(tmp_path, body, "Zusatz\\u00adkranken\\u00adversiche\\u200brung")
    assert isinstance(document, VerifiedDocument)
    (field,) = document.draft.labels.fields
    assert field.text == field.value == "Zusatzkrankenversicherung"
    assert "\u00ad" not in "".join(word.text for word in document.draft.labels.words)
