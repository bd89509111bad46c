"""The numbers of a report: a table of categories and years, and the values that its text quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

from synth.core.seeds import Draws
from synth.document.makers.formats import Formats
from synth.document.records import Record, Value

_TENTH = Decimal("0.1")
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


class Figures(NamedTuple):
    """Amounts by category and year, as they are printed."""

    names: tuple[str, ...]
    years: tuple[int, ...]
    amounts: tuple[tuple[Decimal, ...], ...]
    decimals: int

    @property
    def totals(self) -> tuple[Decimal, ...]:
        """The sum of each year."""
        return tuple(sum(column, Decimal(0)) for column in zip(*self.amounts, strict=True))

    def changes(self) -> tuple[Decimal, ...]:
        """By how many percent each category changed from the first year to the last."""
        return tuple(percent_change(row[0], row[-1]) for row in self.amounts)

    def shares(self) -> tuple[Decimal, ...]:
        """Each category's percentage of the last year's total."""
        return tuple(_tenths(row[-1] / self.totals[-1] * 100) for row in self.amounts)


def percent_change(first: Decimal, last: Decimal) -> Decimal:
    """By how many percent an amount grew, to one place."""
    return _tenths((last - first) / first * 100)


def draw_figures(topic: Mapping[str, Any], years: Sequence[int], count: int, draws: Draws) -> Figures:
    """`count` categories of a topic; the first grows, the second shrinks, the others do what they do."""
    low, high, decimals = topic["scale"]
    names = list(topic["rows"])
    chosen = [names.pop(draws.below(len(names))) for _ in range(min(count, len(names)))]
    rows = []
    for number in range(len(chosen)):
        start = low * (high / low) ** draws.random()
        yearly = (0.012 + 0.05 * draws.random(), -0.012 - 0.04 * draws.random())[number % 2]
        drift = yearly if number < 2 or draws.chance(0.6) else -yearly
        rows.append(
            tuple(
                _amount(start * (1 + drift) ** at * (0.995 + 0.01 * draws.random()), decimals)
                for at in range(len(years))
            )
        )
    order = (
        sorted(range(len(chosen)), key=lambda number: -rows[number][-1]) if draws.chance(0.5) else range(len(chosen))
    )
    return Figures(tuple(chosen[at] for at in order), tuple(years), tuple(rows[at] for at in order), decimals)


def facts_of(figures: Figures, formats: Formats) -> dict[str, Value]:
    """The values that the text may quote: totals, change, largest and smallest category, largest growth and decline."""
    totals, changes, shares = figures.totals, figures.changes(), figures.shares()
    finals = [row[-1] for row in figures.amounts]
    top, low = finals.index(max(finals)), finals.index(min(finals))
    best, worst = changes.index(max(changes)), changes.index(min(changes))
    peak = totals.index(max(totals))
    mean = sum(totals, Decimal(0)) / len(totals)
    numbers = {
        "total_first": totals[0],
        "total_last": totals[-1],
        "peak_total": totals[peak],
        "mean": mean,
        "top_amount": finals[top],
    }
    percents = {
        "change": abs(percent_change(totals[0], totals[-1])),
        "top_share": shares[top],
        "low_share": shares[low],
        "best_change": changes[best],
        "worst_change": abs(changes[worst]),
    }
    names = {
        "top": figures.names[top],
        "low": figures.names[low],
        "best": figures.names[best],
        "worst": figures.names[worst],
    }
    years = {"first_year": figures.years[0], "last_year": figures.years[-1], "peak_year": figures.years[peak]}
    return {
        **{key: formats.number(amount, figures.decimals) for key, amount in numbers.items()},
        **{key: formats.percent(amount) for key, amount in percents.items()},
        **{key: Value(name, name) for key, name in names.items()},
        **{key: Value(str(year), str(year), "date") for key, year in years.items()},
    }


def table_of(figures: Figures, formats: Formats) -> Record:
    """`years` with their totals, `rows` with name, amounts, change and share; heights for charts beside them."""

    def number(amount: Decimal) -> Value:
        return formats.number(amount, figures.decimals)

    totals = figures.totals
    return {
        "years": [
            {"year": Value(str(year), str(year), "date"), "total": number(total), "height": float(total)}
            for year, total in zip(figures.years, totals, strict=True)
        ],
        "rows": [
            {
                "name": Value(name, name),
                "amounts": [{"amount": number(amount), "height": float(amount)} for amount in row],
                "change": formats.percent(change),
                "share": formats.percent(share),
                "part": float(row[-1] / totals[-1]),
            }
            for name, row, change, share in zip(
                figures.names, figures.amounts, figures.changes(), figures.shares(), strict=True
            )
        ],
        "total_change": formats.percent(percent_change(totals[0], totals[-1])),
        "total_axis": _axis(max(totals), formats),
        "row_axis": _axis(max(max(row) for row in figures.amounts), formats),
    }


def _axis(largest: Decimal, formats: Formats) -> list[Record]:
    """Ticks from 0 to just above the largest amount: four to ten of them, at round numbers."""
    unit = Decimal(1).scaleb((largest / 5).adjusted())
    step = next(unit * factor for factor in _STEPS if unit * factor * 5 >= largest)
    decimals = max(0, -int(step.normalize().as_tuple().exponent))
    ticks = [step * number for number in range(int(largest / step) + 2)]
    return [{"label": formats.number(tick, decimals), "height": float(tick)} for tick in ticks]


def _amount(amount: float, decimals: int) -> Decimal:
    return Decimal(str(round(amount, 6))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)


def _tenths(amount: Decimal) -> Decimal:
    return amount.quantize(_TENTH, ROUND_HALF_EVEN)
