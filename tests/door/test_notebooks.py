"""What a notebook shows of a sample: a picture or a page with its labels, a text with its spans."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
from PIL import Image

import synth
from synth.text.sample import text_sample
from tests.image.encode import fake
from tests.text.report.text_data_set import make_text_data_set, record_of

FolderOf = Callable[[str], Path]


class Shown(HTMLParser):
    """The text of the marks of an HTML fragment, and of all of it but its style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.marks, self.open, self.tags = "", list[tuple[str, str]](), list[int](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "mark":
            self.open.append(len(self.marks))
            self.marks.append((dict(attrs)["data-label"] or "", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["style"] and not self.text and "{" in data:
            return
        self.text += data
        for place in self.open:
            label, said = self.marks[place]
            self.marks[place] = (label, said + data)


def test_a_text_is_shown_with_its_spans_and_nothing_of_it_is_markup(tmp_path: Path) -> None:
    parts = (
        ("<b>Anna</b>", "PERSON"),
        " & <script>alert(1)</script>\n",
        ("12 Elm, ", "ADDRESS"),
        ("9021", "ADDRESS>ZIP"),
    )
    folder = make_text_data_set(tmp_path / "texts", [record_of(0, parts)])
    sample = synth.load(folder)[0]
    html = sample._repr_html_()
    shown = Shown(html)
    assert shown.text == sample.text
    assert shown.marks == [("PERSON", "<b>Anna</b>"), ("ADDRESS", "12 Elm, 9021"), ("ZIP", "9021")]
    assert set(shown.tags) == {"style", "div", "mark"}
    assert len(set(re.findall(r"hsl\((\d+)", html))) == 3


def test_a_label_has_one_colour_in_all_texts() -> None:
    def hues(line: bytes) -> dict[str, str]:
        html = text_sample(line, "here")._repr_html_()
        return dict(re.findall(r'data-label="(\w+)"\]\{background:hsl\((\d+)', html))

    span = b'{"start":%d,"end":%d,"label":"%s","value":"a","entity_id":1}'
    both = hues(b'{"id":0,"text":"aa","spans":[%s,%s]}' % (span % (0, 1, b"A"), span % (1, 2, b"B")))
    assert hues(b'{"id":0,"text":"aa","spans":[%s]}' % (span % (0, 1, b"B"))) == {"B": both["B"]}
    assert both["A"] != both["B"]


def test_a_picture_is_shown_with_its_outlines(tmp_path: Path) -> None:
    fake.run(tmp_path / "cells", 2)
    picture = synth.load(tmp_path / "cells")[0]
    shown = np.asarray(Image.open(io.BytesIO(picture._repr_png_())).convert("RGB"))
    scale = 512 // 48
    assert shown.shape == (40 * scale, 48 * scale, 3)
    plain = picture.array.repeat(scale, axis=0).repeat(scale, axis=1)
    drawn = (shown != plain).any(axis=2)
    everything = np.zeros((40, 48), bool)
    for one in picture.instances:
        assert (drawn & one.mask.repeat(scale, axis=0).repeat(scale, axis=1)).any()
        everything |= one.mask
    assert drawn.mean() < 0.5
    assert everything.any()


def test_a_page_is_shown_with_its_labels(folder_of: FolderOf) -> None:
    document = synth.load(folder_of("document"))[0]
    page = document.pages[0]
    shown = np.asarray(Image.open(io.BytesIO(page._repr_png_())).convert("RGB"))
    assert shown.shape == page.array.shape
    for word in page.words[:5]:
        x, y = word.outline.quad[0].round().astype(int)
        around = (slice(max(y - 3, 0), y + 4), slice(max(x - 3, 0), x + 4))
        assert (shown[around] != page.array[around]).any()
    html = document._repr_html_()
    assert html.count("<img ") == len(document.pages)
    assert html.count("data:image/jpeg;base64,") == len(document.pages)
