"""What can be wrong with a line of documents.jsonl whatever its pages show: references, places, texts, tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from synth.core.geometry import Box
from synth.quality.documents.raw import Document, box_of, of_document
from synth.quality.finding import Finding
from synth.quality.held_line import set_key

BEYOND_PX = 1.0
"""So far a word may leave its page without being cut: tools round differently."""


def page_file(document: Document) -> Iterator[Finding]:
    """A page whose picture is missing, cannot be read, or has another size than is stated."""
    for number, page in enumerate(document.pages):
        at, pixels = f"pages[{number}]", document.page_pixels[number]
        if document.picture(number) is None:
            yield of_document(document, "missing_file", at, page["file"], None, "no such file")
        elif pixels is None:
            evidence = "it cannot be decoded, or has another size than is stated"
            yield of_document(document, "unreadable_file", at, page["file"], None, evidence)


def dangling_word(document: Document) -> Iterator[Finding]:
    """A label that names a word, a field or a page that is not there."""
    words, fields, pages = len(document.words), len(document.each("fields")), len(document.pages)
    for at, one in _labels(document):
        missing = [word for word in one.get("words", ()) if word >= words]
        if missing:
            evidence = f"the document has {words} words"
            yield of_document(document, "dangling_word", at, f"word {missing[0]}", None, evidence)
        if one.get("page", 0) >= pages:
            evidence = f"the document has {pages} pages"
            yield of_document(document, "dangling_word", at, f"page {one['page']}", None, evidence)
        if one.get("field", 0) >= max(fields, 1):
            evidence = f"the document has {fields} fields"
            yield of_document(document, "dangling_word", at, f"field {one['field']}", None, evidence)


def word_outside_page(document: Document) -> Iterator[Finding]:
    """A word beyond the border of its page that is not said to be cut by it."""
    for number, word in enumerate(document.words):
        if word["page"] >= len(document.pages) or word.get("truncation", 0.0) > 0:
            continue
        page, box = document.pages[word["page"]], box_of(word)
        beyond = max(-box.x0, -box.y0, box.x1 - page["width"], box.y1 - page["height"])
        if beyond > BEYOND_PX:
            evidence = f"it ends {beyond:.1f} px outside of a page of {page['width']} x {page['height']} px"
            inside = box.intersection(Box(0, 0, page["width"], page["height"])).area > 0
            yield of_document(
                document, "word_outside_page", f"words[{number}]", word["text"], None, evidence,
                outline=word if inside else None,
            )  # fmt: skip


def field_text(document: Document) -> Iterator[Finding]:
    """A field whose text is not what its words say, spaces apart."""
    for number, one in enumerate(document.each("fields")):
        if not one["words"] or max(one["words"]) >= len(document.words):
            continue
        said = document.text_of(one["words"])
        if _plain(said) != _plain(one["text"]):
            printed = " ".join(document.words[word]["text"] for word in one["words"])
            edits = (set_key(document, f"fields.{number}.text", one["text"], printed),)
            yield of_document(
                document, "field_text", f"fields[{number}]", one["text"], printed,
                f"{one['key']}: its words say {printed!r}", edits, document.words[one["words"][0]],
            )  # fmt: skip


def table_span(document: Document) -> Iterator[Finding]:
    """A table whose cells overlap, leave it, or leave a place free."""
    for number, table in enumerate(document.each("tables")):
        rows, columns = table["rows"], table["columns"]
        taken = Counter(
            (row, column)
            for cell in table["cells"]
            for row in range(cell["row"], cell["row"] + cell["row_span"])
            for column in range(cell["column"], cell["column"] + cell["column_span"])
        )
        outside = sum(row >= rows or column >= columns for row, column in taken)
        twice = sum(cells > 1 for cells in taken.values())
        free = rows * columns - (len(taken) - outside)
        if outside or twice or free:
            counts = {"outside of it": outside, "taken twice": twice, "free": free}
            evidence = f"of {rows} x {columns} places " + ", ".join(f"{n} {what}" for what, n in counts.items() if n)
            outline = next(iter(table["quads"]), None)
            yield of_document(
                document, "table_span", f"tables[{number}]", f"{len(table['cells'])} cells", None, evidence,
                outline=outline,
            )  # fmt: skip


def _labels(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that names words, pages or fields, and its path."""
    for part in ("words", "lines", "fields", "regions", "checkboxes", "graphics", "links"):
        for number, one in enumerate(document.each(part)):
            yield f"{part}[{number}]", one
            if part == "links":
                yield f"{part}[{number}].question", one["question"]
    for number, table in enumerate(document.each("tables")):
        for place, cell in enumerate(table["cells"]):
            yield f"tables[{number}].cells[{place}]", cell


def _plain(text: str) -> str:
    """Without spaces and hyphens, at which lines may break."""
    return "".join(one for one in "".join(text.split()) if one not in "-\u2010\u00ad")
