"""A text with its labels as Python gets it, and as a notebook shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from markupsafe import Markup

from synth.folder.batch import Batch
from synth.folder.line_index import LineIndex
from synth.folder.stated import stated_line
from synth.text.read import TextSample, open_texts
from synth.text.scene.schema import TextScene
from synth.text.stated import TextStated

_STYLE = (
    ".synth-text{white-space:pre-wrap}"
    ".synth-text mark{color:inherit;border-radius:3px;padding:0 2px}"
    ".synth-text mark::after{content:attr(data-label);font-size:.65em;margin-left:3px;opacity:.7}"
)


class LabelledText(TextSample):
    """One text; see `TextSample` for its labels."""

    def _repr_html_(self) -> str:
        """The text with its spans marked, each label in a colour of its own in all texts."""
        from synth.text.report.marks import marked_html

        labels = sorted({span.label for span in self.spans})
        rules = Markup("").join(_RULE.format(label, crc32(label.encode()) % 360) for label in labels)
        marked = marked_html(self.text, self.spans, {})
        return str(Markup('<style>{}{}</style><div class="synth-text">{}</div>').format(Markup(_STYLE), rules, marked))


_RULE = Markup('.synth-text mark[data-label="{}"]{{background:hsl({} 70% 60% / .35)}}')


def text_sample(line: bytes, where: str) -> LabelledText:
    """The text of a line of text.jsonl; DataError at `where` for what is no such line."""
    sample = LabelledText(stated_line(TextStated, line, where), where)
    sample.check_spans()
    sample.check_tokens()
    return sample


def texts_of(scene: TextScene, batch: Batch) -> Iterator[LabelledText]:
    """The texts of a batch; those that were given up are left out."""
    for place, line in enumerate(batch.parts["text"]):
        if line:
            yield text_sample(line, f"sample {batch.first + place}")


class IndexedTexts:
    """The texts of the data set in `folder`, each by its place. DataError where there is no finished one."""

    def __init__(self, folder: Path) -> None:
        self._lines = LineIndex(open_texts(folder).finished.path)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place: int) -> LabelledText:
        """IndexError behind the last one."""
        return text_sample(self._lines[place], f"{self._lines.path}:{place + 1}")
