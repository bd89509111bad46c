"""Whether starts and ends of spans count code points, as they should, or UTF-16 units or bytes of UTF-8."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from synth.quality.finding import SURE, Edit, Finding
from synth.quality.texts.answers import set_key
from synth.quality.texts.raw import Line, RawTexts, Span

LEAST_SPANS = 5
"""Spans of which the units differ, from which a set is judged."""

FITTING, UNFITTING = 0.9, 0.5
"""Least share of them that fit in another unit, and largest share that fit as code points."""

UNITS = {"UTF-16 units": ("utf-16-le", 2), "bytes of UTF-8": ("utf-8", 1)}
"""Unit -> encoding, and bytes of a unit."""


class Offsets:
    """Learns in which unit spans fit their texts; asks once, with the edits of all spans."""

    def __init__(self, texts: RawTexts) -> None:
        self._texts = texts
        self._fits = {unit: Counter[str]() for unit in UNITS}
        self._unit: str | None = None
        self._edits = list[Edit]()
        self._moved = set[str]()

    def learn(self, line: Line) -> None:
        """Count the spans that are elsewhere in another unit, and in which of the two they fit."""
        if line.text.isascii():
            return
        for unit, counts in self._fits.items():
            for span in line.spans:
                place = in_code_points(line.text, span, unit)
                if place != (span.start, span.end):
                    counts["all"] += 1
                    counts["so"] += place is not None and _fits(line.text, *place, span.value)
                    counts["as code points"] += _fits(line.text, span.start, span.end, span.value)

    def learnt(self) -> None:
        """All lines were learned of: know the unit, if it is another."""
        for unit, counts in self._fits.items():
            enough = counts["all"] >= LEAST_SPANS and counts["so"] >= FITTING * counts["all"]
            if enough and counts["as code points"] <= UNFITTING * counts["all"]:
                self._unit = unit

    def judge(self, line: Line) -> None:
        """Remember the edits of a line."""
        if self._unit is None or line.text.isascii():
            return
        for span in line.spans:
            place = in_code_points(line.text, span, self._unit)
            if place is not None and place != (span.start, span.end):
                for key, before, after in zip(("start", "end"), (span.start, span.end), place, strict=True):
                    self._edits.append(set_key(self._texts, line, f"spans.{span.number}.{key}", before, after))
                self._moved.add(self._texts.where(line, span))

    def findings(self, others: Sequence[Finding]) -> Iterator[Finding]:
        """One on the whole set, if its unit is another, and those of `others` that are not about moved spans."""
        if self._unit is not None:
            counts = self._fits[self._unit]
            yield Finding(
                check="offset_unit",
                data_set=self._texts.name,
                where="the whole set",
                subject=f"{len(self._moved)} spans",
                given=self._unit,
                suggested="code points",
                confidence=SURE,
                evidence=f"of {counts['all']} spans behind characters that differ, {counts['so']} fit in {self._unit}, "
                f"{counts['as code points']} as code points",
                edits=tuple(self._edits),
            )
        yield from (one for one in others if one.where not in self._moved or one.check not in BY_PLACE)


BY_PLACE: Collection[str] = frozenset(
    {"span_value", "span_outside", "span_blank_edge", "span_cuts_character", "span_crossing"}
)
"""Checks that find nothing but the unit where it is another."""


def in_code_points(text: str, span: Span, unit: str) -> tuple[int, int] | None:
    """Start and end in code points of a span that counts another unit; None where it cuts one in two."""
    encoding, size = UNITS[unit]
    raw = text.encode(encoding)
    try:
        start, end = (len(raw[: size * at].decode(encoding)) for at in (span.start, span.end))
    except UnicodeDecodeError:
        return None
    return (start, end) if 0 <= span.start < span.end <= len(raw) // size else None


def _fits(text: str, start: int, end: int, value: str | None) -> bool:
    """Whether a span encloses its value or, where none is stated, whole words."""
    if not 0 <= start < end <= len(text):
        return False
    if value is not None:
        return text[start:end] == value
    inner = text[start:end]
    before, after = text[start - 1 : start], text[end : end + 1]
    cut = (before.isalnum() and inner[0].isalnum()) or (after.isalnum() and inner[-1].isalnum())
    return inner.strip() == inner and not cut
