"""What companies of one language sell, and the phrases on their papers: catalogues by trade, out of YAML files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.seeds import Draws
from synth.scene.read import read_yaml


class Article(NamedTuple):
    """Something that is sold: name, key of its unit, usual price in the locale's currency; `reduced`: taxed at less."""

    name: str
    unit: str
    price: Decimal
    reduced: bool


class Trade(NamedTuple):
    """The articles of a trade, and the words that show it in a company's name."""

    names: tuple[str, ...]
    articles: tuple[Article, ...]

    def is_named_in(self, company: str) -> bool:
        """Whether one of the trade's words is a word of the name, or a part of it where a name has no blanks."""
        whole = " " in company
        return any((f" {name} " in f" {company} ") if whole else name in company for name in self.names)


class Catalogue(NamedTuple):
    """Trades of a language; the first is the default for names that show none. `phrases`: other printed text."""

    trades: Mapping[str, Trade]
    phrases: Mapping[str, Any]

    def trade_of(self, company: str) -> Trade:
        """The trade that a company's name shows, else the first."""
        trades = list(self.trades.values())
        return next((trade for trade in trades if trade.is_named_in(company)), trades[0])


@cache
def catalogue_for(kind: str, language: str) -> Catalogue:
    """The catalogue of a kind of document. SpecError for a file that cannot be read."""
    data = read_yaml(Path(__file__).parent / kind / "data" / f"{language}.yaml")
    trades = {
        key: Trade(tuple(trade["names"]), tuple(_article(*row) for row in trade["items"]))
        for key, trade in data.pop("trades").items()
    }
    return Catalogue(trades, data)


def chosen_articles(articles: Sequence[Article], count: int, draws: Draws) -> list[Article]:
    """`count` articles in a drawn order; none comes up again before all others have."""
    chosen: list[Article] = []
    while len(chosen) < count:
        left = list(articles)
        while left and len(chosen) < count:
            chosen.append(left.pop(draws.below(len(left))))
    return chosen


def drawn_price(usual: Decimal, decimals: int, draws: Draws) -> Decimal:
    """A price from a fifth below to a third above the usual one, to three places; some just below a round one."""
    price = usual * Decimal(round(80 + 53 * draws.random())) / 100
    step = Decimal(5).scaleb(max(price.adjusted() - 2, -decimals))
    rounded = max(round(price / step), 1) * step
    just_below = draws.chance(0.2) and decimals > 0 and rounded > 4
    return (rounded - Decimal(1).scaleb(-decimals) if just_below else rounded).quantize(Decimal(1).scaleb(-decimals))


def drawn_code(form: str, draws: Draws) -> str:
    """A code: `#` is a digit, `@` a letter, everything else stands for itself."""
    marks = {"#": "0123456789", "@": "ABCDEFGHJKLMNPRSTUVWXYZ"}
    return "".join(draws.pick(marks[mark]) if mark in marks else mark for mark in form)


def _article(name: str, unit: str, price: float, tax: str = "") -> Article:
    return Article(name, unit, Decimal(str(price)), tax == "reduced")
