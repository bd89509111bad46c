"""Which days of the week offices and banks are open, by locale."""

from __future__ import annotations

from datetime import date, timedelta


def is_working_day(day: date, locale: str) -> bool:
    """Whether offices are open on that day of the week; holidays are not known."""
    return day.weekday() not in ((4, 5) if locale == "ar" else (5, 6))


def next_working_day(day: date, locale: str) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day, locale):
        day += timedelta(days=1)
    return day


def working_day(day: date, locale: str) -> date:
    """The day itself, or the last working day before it."""
    while not is_working_day(day, locale):
        day -= timedelta(days=1)
    return day
