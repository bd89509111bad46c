"""The functions that templates may call; every draw comes from the rendering's own `Draws`."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from synth.core.marked import Marked
from synth.text.grammar.budget import (
    LARGEST_NUMBER,
    RefusedError,
    Rendering,
    as_marked,
    described,
    has_fields,
    plain_value,
)
from synth.text.grammar.filters import check_label, label_value

TODAY = datetime.date(2026, 1, 15)
"""The reference day of `day`, so that texts do not depend on the clock."""
LONGEST_RANGE = 1000
LONGEST_CODE = 64
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def say(context: Any, rendering: Rendering, rule: str, **more: object) -> Marked:
    """One alternative of a phrase rule, by weight; `more` are further variables for it."""
    variables = {**context.get_all(), **more} if context.vars or more else context.parent
    return rendering.library.say(variables, rendering, rule)


def pick(context: Any, rendering: Rendering, words: str | Sequence[object]) -> object:
    """One entry of a word list, by weight, or of a list that a record or a template holds, evenly."""
    if isinstance(words, list | tuple):
        return one_of(context, rendering, *words)
    return rendering.library.word_list(words).draw(rendering.draws)


def pick_many(context: Any, rendering: Rendering, words: str, number: int) -> list[object]:
    """`number` different entries of a word list, by weight."""
    entries = rendering.library.word_list(words)
    return entries.draw_many(rendering.draws, _whole(number, 0, LONGEST_RANGE))


def one_of(context: Any, rendering: Rendering, *values: object) -> object:
    """One of the values, evenly."""
    if not values:
        raise RefusedError("one_of()", "at least one value is needed")
    return rendering.draws.pick(values)


def chance(context: Any, rendering: Rendering, share: float) -> bool:
    """True in `share` of all draws."""
    return rendering.draws.chance(_number(share))


def whole(context: Any, rendering: Rendering, low: int, high: int) -> int:
    """A whole number from low to high."""
    low, high = _whole(low), _whole(high)
    _in_order(low, high)
    return rendering.draws.between(low, high)


def decimal(context: Any, rendering: Rendering, low: float, high: float, digits: int = 2) -> float:
    """A number from low to high with at most `digits` decimals."""
    low, high = _number(low), _number(high)
    _in_order(low, high)
    return round(low + (high - low) * rendering.draws.random(), _whole(digits, 0, 12))


def day(context: Any, rendering: Rendering, from_days_ago: int, to_days_ago: int) -> datetime.date:
    """A random day between two distances from `TODAY`, in days before it (negative: after it)."""
    low, high = sorted((_whole(from_days_ago, -36500, 36500), _whole(to_days_ago, -36500, 36500)))
    return TODAY - datetime.timedelta(days=rendering.draws.between(low, high))


def clock(context: Any, rendering: Rendering) -> str:
    """A time of day such as 14:35."""
    minute = rendering.draws.below(24 * 60)
    return f"{minute // 60:02d}:{minute % 60:02d}"


def digits(context: Any, rendering: Rendering, number: int) -> str:
    """A text of `number` random decimal digits."""
    return "".join(str(rendering.draws.below(10)) for _ in range(_whole(number, 1, LONGEST_CODE)))


def letters(context: Any, rendering: Rendering, number: int) -> str:
    """A text of `number` random capital letters A-Z."""
    return "".join(rendering.draws.pick(_LETTERS) for _ in range(_whole(number, 1, LONGEST_CODE)))


def agree(context: Any, rendering: Rendering, person: object, feminine: object, masculine: object) -> object:
    """The form of a word that agrees with a person's gender."""
    if not has_fields(person):
        raise RefusedError(described(person), "agree() takes a person and two forms")
    return feminine if str(person.field("gender")) == "f" else masculine


def note(context: Any, rendering: Rendering, name: str, value: object) -> str:
    """Adds `value` to the text's attribute `name`; prints nothing."""
    plain = plain_value(value)
    values = rendering.notes.get(str(name), ())
    rendering.notes[str(name)] = values if plain in values else (*values, plain)
    return ""


def label(context: Any, rendering: Rendering, label: str, of: object = None, *, caller: Callable[[], Marked]) -> Marked:
    """`{% call label("X") %}...{% endcall %}`: the block's text under a label."""
    check_label(rendering, label)
    return label_value(rendering, as_marked(caller()), label, of)


def numbers(context: Any, rendering: Rendering, *bounds: int) -> range:
    """`range(n)`, `range(start, stop)` or `range(start, stop, step)`, at most 1,000 long."""
    if not 1 <= len(bounds) <= 3:
        raise RefusedError(
            f"range() of {len(bounds)} numbers", "range(n), range(start, stop) or range(start, stop, step)"
        )
    found = range(*(_whole(bound) for bound in bounds))
    if len(found) > LONGEST_RANGE:
        raise RefusedError(f"range() of {len(found)} numbers", f"at most {LONGEST_RANGE} are allowed")
    return found


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "say": say,
    "pick": pick,
    "pick_many": pick_many,
    "one_of": one_of,
    "chance": chance,
    "whole": whole,
    "decimal": decimal,
    "day": day,
    "clock": clock,
    "digits": digits,
    "letters": letters,
    "agree": agree,
    "note": note,
    "label": label,
    "range": numbers,
}


def _number(value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise RefusedError(described(value), "a number is needed")
    return value


def _whole(value: object, low: int = -LARGEST_NUMBER, high: int = LARGEST_NUMBER) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or not low <= value <= high:
        raise RefusedError(described(value), f"a whole number from {low} to {high} is needed")
    return value


def _in_order(low: float, high: float) -> None:
    if low > high:
        raise RefusedError(f"{low} to {high}", "low must not exceed high")
