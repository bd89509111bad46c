"""Reports on a small survey: title, abstract, sections, a table, charts; the text states what the table shows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from synth.core.errors import SpecError, suggest
from synth.core.seeds import Draws
from synth.document.makers.context import RecordContext
from synth.document.makers.persona_values import persona_value
from synth.document.makers.report.figures import Figures, draw_figures, facts_of, percent_change, table_of
from synth.document.makers.sentences import filled, paragraph
from synth.document.records import Record, Value
from synth.people import Persona
from synth.people.hosts import host_of
from synth.people.identity import TODAY
from synth.people.latin import latin
from synth.people.mix import salt
from synth.scene.read import read_yaml

YEARS = (3, 6)
"""Fewest and most years of a report."""
FEWEST_ROWS, MOST_ROWS = 4, 6
_FLAT = 1
"""A total that changes by less than this, in percent, stays about the same."""
_NO_SPACE = ("ja",)


@cache
def _phrases(language: str) -> Mapping[str, Any]:
    return read_yaml(Path(__file__).parent / "data" / f"{language}.yaml")


def draw_report(context: RecordContext) -> Record:
    """A report. Variables: `topic` (a topic's name), `years` (how many); what a scene leaves out is drawn."""
    draws, language = context.draws, context.locale.split("_")[0]
    phrases = _phrases(language)
    authors = context.people("author", "second", "third", "publisher")
    topic = phrases["topics"][_topic(context, tuple(phrases["topics"]))]
    years = _years(context)
    count = draws.between(FEWEST_ROWS, MOST_ROWS)
    figures = draw_figures(topic, years, count, draws)
    facts = facts_of(figures, context.formats)
    place = persona_value(authors[-1], "city")
    table = table_of(figures, context.formats)
    values = {f"facts.{key}": value for key, value in facts.items()} | {"place": place} | _row_values(table)
    writer = _Writer(phrases, topic, values, draws, "" if language in _NO_SPACE else " ")
    issued = TODAY - datetime.timedelta(days=draws.between(0, 300))
    title, organisation = writer.line("titles"), writer.line("publishers", "name")
    return {
        "title": title,
        "place": place,
        "organisation": organisation,
        "email": _mail(authors[0], organisation),
        "authors": [
            {"name": persona_value(person, "name"), "email": _mail(person, organisation)}
            for person in authors[: draws.between(1, 3)]
        ],
        "date": context.formats.date(issued, "long"),
        "number": _numbered(issued, draws),
        "unit": Value(topic["unit"], topic["unit"]),
        "facts": facts,
        "key_figures": {
            "total": facts["total_last"],
            "trend": context.formats.percent(percent_change(figures.totals[0], figures.totals[-1])),
            "peak": facts["peak_total"],
            "mean": facts["mean"],
        },
        **table,
        **_texts(writer, figures),
    }


class _Writer:
    """Writes sentences of a language on a topic; each list is used in a drawn order, no sentence twice."""

    def __init__(
        self,
        phrases: Mapping[str, Any],
        topic: Mapping[str, Any],
        values: Mapping[str, Value],
        draws: Draws,
        space: str,
    ) -> None:
        self._phrases, self._topic, self._values, self._draws, self._space = phrases, topic, values, draws, space

    def picked(self, name: str, count: int) -> list[str]:
        """`count` of the sentences called `name`, the topic's or else the language's."""
        left = list(self._topic[name] if name in self._topic else self._phrases[name])
        return [self._named(left.pop(self._draws.below(len(left)))) for _ in range(min(count, len(left)))]

    def line(self, name: str, kind: str = "text") -> Value:
        """One of them as a value of its own."""
        text = filled(self.picked(name, 1)[0], self._values)
        return Value(text, text, kind)

    def lines(self, name: str, count: int) -> list[Record]:
        """`count` of them, each a paragraph of its own."""
        return [paragraph([sentence], self._values) for sentence in self.picked(name, count)]

    def paragraph(self, *names: str | tuple[str, int]) -> Record:
        """A paragraph: one sentence of each name, or the given number of them."""
        wanted = [(name, 1) if isinstance(name, str) else name for name in names]
        return paragraph([one for name, count in wanted for one in self.picked(name, count)], self._values, self._space)

    def of_rows(self, name: str, numbers: Sequence[int], years: int) -> Record:
        """A paragraph with a sentence for each of some rows; `{row.last}` is the amount of the last of the years."""
        paths = {"first": "amounts.0.amount", "last": f"amounts.{years - 1}.amount"}
        sentences = []
        for number in numbers:
            sentence = self.picked(name, 1)[0]
            for key in ("name", "first", "last", "change"):
                sentence = sentence.replace(f"{{row.{key}}}", f"{{rows.{number}.{paths.get(key, key)}}}")
            sentences.append(sentence)
        return paragraph(sentences, self._values, self._space)

    def _named(self, sentence: str) -> str:
        """With the topic's subject and unit in it, at the beginning with a capital."""
        subject = self._topic["subject"]
        words = {"{subject}": subject, "{Subject}": subject[0].upper() + subject[1:], "{name}": self._topic["name"]}
        for mark, word in {**words, "{unit}": self._topic["unit"]}.items():
            sentence = sentence.replace(mark, word)
        return sentence


def _texts(writer: _Writer, figures: Figures) -> Record:
    """Everything that is running text, section by section."""
    change = percent_change(figures.totals[0], figures.totals[-1])
    trend = "flat" if abs(change) < _FLAT else "rise" if change > 0 else "fall"
    return {
        "abstract": writer.paragraph("scope", trend, "top", "outlook"),
        "introduction": [writer.paragraph(("intro", 3), "aim"), writer.paragraph("structure")],
        "method": [writer.paragraph(("method", 3)), writer.paragraph("formula")],
        "results": [writer.paragraph(trend, "peak"), writer.paragraph("top", "low"), writer.paragraph("best", "worst")],
        "by_category": [
            writer.of_rows("by_category", range(len(figures.names))[at : at + 3], len(figures.years))
            for at in range(0, len(figures.names), 3)
        ],
        "discussion": [writer.paragraph(("discussion", 3)), writer.paragraph("limits", "outlook")],
        "advice_intro": writer.paragraph("advice_intro"),
        "advice": writer.lines("advice", 4),
        "steps_intro": writer.paragraph("steps_intro"),
        "steps": writer.lines("steps", 4),
        "notes": writer.lines("notes", 3),
        "table_caption": writer.paragraph("table_captions"),
        "totals_caption": writer.paragraph("totals_captions"),
        "rows_caption": writer.paragraph("rows_captions"),
        "shares_caption": writer.paragraph("shares_captions"),
        "summary_line": writer.paragraph(trend),
    }


def _row_values(table: Any) -> dict[str, Value]:
    """The values of rows that a sentence may quote, by path in the record."""
    return {
        path: value
        for number, row in enumerate(table["rows"])
        for path, value in (
            (f"rows.{number}.name", row["name"]),
            (f"rows.{number}.change", row["change"]),
            *((f"rows.{number}.amounts.{at}.amount", one["amount"]) for at, one in enumerate(row["amounts"])),
        )
    }


def _topic(context: RecordContext, topics: Sequence[str]) -> str:
    drawn = context.draws.pick(topics)
    topic = str(context.variables.get("topic", drawn))
    if topic not in topics:
        raise SpecError("variables.topic", topic, suggest(topic, topics))
    return topic


def _years(context: RecordContext) -> list[int]:
    """Whole years that are over."""
    drawn = context.draws.between(*YEARS)
    count = context.variables.get("years", drawn)
    last = TODAY.year - 1 - context.draws.below(3)
    if isinstance(count, bool) or not isinstance(count, int) or not YEARS[0] <= count <= YEARS[1]:
        raise SpecError("variables.years", count, f"a whole number from {YEARS[0]} to {YEARS[1]} is needed")
    return list(range(last - count + 1, last + 1))


def _mail(person: Persona, organisation: Value) -> Value:
    """An author's address at the organisation, whose host is its name in ASCII where that has letters."""
    host = latin(organisation.text, umlauts=person.locale.umlauts) or "research"
    first, last = (part.replace("-", "").replace(" ", "") for part in person.latin)
    address = f"{first}.{last}@{host_of((host,), person, salt(host))}"
    return Value(address, address, "email")


def _numbered(issued: datetime.date, draws: Draws) -> Value:
    """No more reports in a year than it has had weeks."""
    text = f"{issued.year}-{draws.between(1, 1 + issued.timetuple().tm_yday // 8):02d}"
    return Value(text, text, "code")
