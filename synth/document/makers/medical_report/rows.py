"""The printed rows of a laboratory report: numbers, ranges, flags and comments."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

from synth.core.seeds import Draws
from synth.document.makers.formats import Formats
from synth.document.makers.medical_report.analytes import ANALYTES, QUALITATIVE, ReferenceRange, System
from synth.document.makers.medical_report.laboratory import TestResult
from synth.document.records import Record, Value

_STRIPS = ("negative", "trace", "positive")


class Paper(NamedTuple):
    """How this laboratory prints: formats, phrases, units, flags (below, above), the dash of its ranges."""

    formats: Formats
    texts: Mapping[str, Any]
    system: System
    flags: tuple[str, str]
    dash: str


def panel_record(
    name: str, keys: Sequence[str], results: Mapping[str, TestResult], abnormal: float, paper: Paper, draws: Draws
) -> Record:
    rows = [
        _row(key, results[key], paper, draws) if key in results else _strip(key, abnormal, paper, draws) for key in keys
    ]
    return {"key": name, "name": plain(paper.texts["panels"][name]), "rows": rows}


def _row(key: str, result: TestResult, paper: Paper, draws: Draws) -> Record:
    unit, formats = ANALYTES[key].unit(paper.system), paper.formats
    before = _before(result.amount, unit.decimals, draws)
    return {
        "key": key,
        "name": plain(paper.texts["analytes"][key]),
        "result": formats.number(result.amount, unit.decimals),
        "unit": plain(unit.name),
        "reference": _reference(result.reference, unit.decimals, paper),
        "flag": _flag(result.side, result.critical, paper),
        "previous": formats.number(before, unit.decimals),
        "side": result.side,
        "critical": result.critical,
    }


def _before(amount: Decimal, decimals: int, draws: Draws) -> Decimal:
    """An earlier result of the same patient: within 12 %."""
    return (amount * Decimal(0.88 + 0.24 * draws.random())).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)


def _reference(ends: ReferenceRange, decimals: int, paper: Paper) -> Value:
    """`4.0-10.0`, `≤ 200` or `≥ 60`; ends are included."""
    low, high = (None if end is None else paper.formats.number(end, decimals) for end in ends)
    if low is None or high is None:
        sign, end = ("≤", high) if low is None else ("≥", low)
        assert end is not None, "a range has an end"
        return Value(f"{sign}\u00a0{end.text}", f"{'<=' if low is None else '>='} {end.value}")
    return Value(f"{low.text}{paper.dash}{high.text}", f"{low.value}-{high.value}")


def _flag(side: int, critical: bool, paper: Paper) -> Value:
    if not side:
        return Value("", "")
    mark = paper.flags[side > 0] * (2 if critical else 1)
    return Value(mark, ("critical " if critical else "") + ("high" if side > 0 else "low"))


def _strip(key: str, abnormal: float, paper: Paper, draws: Draws) -> Record:
    """A row of the urine strip: read as a word, and flagged unless negative."""
    outside, strong = draws.random() < abnormal, draws.chance(0.5)
    found = _STRIPS[(1 + strong) if outside else 0]
    words = paper.texts["strip"]
    return {
        "key": key,
        "name": plain(paper.texts["analytes"][key]),
        "result": Value(words[found], found),
        "unit": plain(""),
        "reference": Value(words["negative"], "negative"),
        "flag": _flag(int(outside), False, paper),
        "previous": Value(words["negative"], "negative"),
        "side": int(outside),
        "critical": False,
    }


def comments(rows: Sequence[Record], called: datetime.time, paper: Paper, draws: Draws) -> list[Record]:
    """A sentence on each result out of range, at most six; advice that fits; who was called about a critical one."""
    texts = paper.texts
    at = paper.formats.time(called.hour, called.minute).text
    found: list[Value] = []
    advice: list[Value] = []
    for row in out_of_range(rows):
        side = "high" if row["side"] > 0 else "low"
        sentence = texts["strip_comment"] if row["key"] in QUALITATIVE else texts["comments"][side]
        found.append(plain(sentence.format(name=row["name"].text, result=row["result"].text)))
        if row["critical"]:
            given = f"{row['result'].text} {row['unit'].text}".strip()
            advice.insert(0, plain(texts["critical"].format(name=row["name"].text, result=given, time=at)))
        hint = texts["advice"].get(f"{row['key']}_{side}")
        advice += [plain(hint)] if hint else []
    sentences = [*found[:6], *advice[:3]] or [plain(draws.pick(texts["normal"]))]
    return [{"text": sentence} for sentence in sentences]


def out_of_range(rows: Sequence[Record]) -> list[Any]:
    """The rows out of range, critical ones first."""
    out = [row for panel in rows for row in panel["rows"] if row["side"]]  # type: ignore[union-attr]
    return sorted(out, key=lambda row: not row["critical"])


def plain(text: str) -> Value:
    """A value that is its own normalised form."""
    return Value(text, text)
