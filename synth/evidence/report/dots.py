"""A plot of figures with their intervals on one axis: a dot and a line for each, a colour for each group."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup

from synth.evidence.figures import Dots
from synth.report.svg import number_text, tick_values

WIDTH, ROW, TOP, BOTTOM = 640, 17, 8, 24
_NAMES, _RIGHT = 230, 622
_LONGEST_NAME = 30


def dots_svg(dots: Dots) -> Markup:
    """Rows of one name stand together; shares are shown in per cent."""
    scale = 100 if any(figure.share for *_, figure in dots.rows) else 1
    low = min(0.0, *(scale * figure.low for *_, figure in dots.rows))
    high = max(scale * figure.high for *_, figure in dots.rows) or 1.0
    groups = list(dict.fromkeys(group for _, group, _ in dots.rows))
    body, y = list[Markup](), float(TOP)
    for name, rows in groupby(dots.rows, key=lambda row: row[0]):
        members = list(rows)
        middle = y + ROW * len(members) / 2 + 4
        body.append(
            Markup('<text x="{}" y="{:.0f}" text-anchor="end">{}</text>').format(_NAMES - 12, middle, _short(name))
        )
        for _, group, figure in members:
            x0, x, x1 = (_at(scale * value, low, high) for value in (figure.low, figure.value, figure.high))
            body.append(
                Markup(
                    '<g class="g{}"><title>{} {}: {}, n {}</title><path d="M{:.1f} {:.1f}H{:.1f}"/>'
                    '<circle cx="{:.1f}" cy="{:.1f}" r="4"/></g>'
                ).format(groups.index(group), name, group, figure.text, figure.n, x0, y + ROW / 2, x1, x, y + ROW / 2)
            )
            y += ROW
        y += 7
    ticks = [
        Markup(
            '<path class="tick" d="M{:.1f} {}V{:.0f}"/><text x="{:.1f}" y="{:.0f}" text-anchor="middle">{}{}</text>'
        ).format(
            _at(value, low, high),
            TOP,
            y,
            _at(value, low, high),
            y + 16,
            number_text(value),
            " %" if scale == 100 else "",
        )
        for value in tick_values(low, high, log=False)
    ]
    return Markup('<svg class="dots" viewBox="0 0 {} {:.0f}" role="img" aria-label="{}">{}{}</svg>').format(
        WIDTH, y + BOTTOM, dots.title, Markup("").join(ticks), Markup("").join(body)
    )


def groups_of(dots: Dots) -> list[str]:
    """The groups in the order of their colours."""
    return list(dict.fromkeys(group for _, group, _ in dots.rows))


def _at(value: float, low: float, high: float) -> float:
    return _NAMES + (value - low) / ((high - low) or 1.0) * (_RIGHT - _NAMES)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
