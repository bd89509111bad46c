"""Guidelines of a set of texts: a section for each label, drafted from the set."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from synth.folder.guidelines import Convention, LabelGuide, guidelines_text, plain, read_guidelines
from synth.quality.finding import Finding
from synth.quality.guidelines import INTRODUCTION, majority
from synth.quality.texts.raw import Line, RawTexts, Span

MOST_EXAMPLES, MOST_EDGES = 5, 5
"""Examples of a label, and findings that are its edge cases."""

AROUND = 25
"""Characters beside an example."""


class Examples:
    """Keeps a few spans of each label, the first whose values differ."""

    def __init__(self) -> None:
        self._shown = defaultdict[str, dict[str, str]](dict)
        self._counts = Counter[str]()

    def learn(self, line: Line) -> None:
        """Keep what is new of a line."""
        for span in line.sound:
            self._counts[span.label] += 1
            shown = self._shown[span.label]
            if len(shown) < MOST_EXAMPLES:
                shown.setdefault(line.text[span.start : span.end], _shown(line.text, span))

    def draft(
        self, texts: RawTexts, borders: Mapping[tuple[str, str], tuple[int, int]], findings: Sequence[Finding]
    ) -> str:
        """The guidelines as a text in Markdown. `borders`: (label, what) -> (times inside, times outside)."""
        stated = read_guidelines(texts.file.parent)
        guides = [
            stated.kept(self._guide(label, borders, findings))
            for label in sorted(self._counts, key=lambda one: (-self._counts[one], one))
        ]
        return guidelines_text(f"Guidelines of {Path(texts.name).name}", INTRODUCTION, (), guides)

    def _guide(
        self, label: str, borders: Mapping[tuple[str, str], tuple[int, int]], findings: Sequence[Finding]
    ) -> LabelGuide:
        edges = [one for one in findings if label in (one.given, one.suggested) or f" of {label} " in one.evidence]
        return LabelGuide(
            label=label,
            about=f"{self._counts[label]} spans.",
            conventions=[
                Convention(what, majority(*counts, ("inside", "outside")), f"{counts[0]} inside, {counts[1]} outside")
                for (owner, what), counts in sorted(borders.items())
                if owner == label
            ],
            examples=list(self._shown[label].values()),
            edges=[f"{plain(one.subject)}: {one.check}, {plain(one.evidence)}" for one in edges[:MOST_EDGES]],
        )


def _shown(text: str, span: Span) -> str:
    """A span in bold, with some characters beside it."""
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return f"{plain(before)}**{plain(text[span.start : span.end])}**{plain(after)}"
