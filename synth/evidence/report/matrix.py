"""A plot of figures by row and column: the larger a figure, the stronger the colour of its cell."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from synth.evidence.figures import Figure, Matrix

WIDTH, ROW_PX, LABELS_PX = 640, 30, 190
HEAD_PX, LETTER_PX = 34, 3.6
"""Height above the columns: with no names, and for each letter of the longest one."""

WIDEST_PX = 90
_BESIDE_PX = 70
"""Room for the slanted name of the last column."""
_LONGEST, _LONGEST_HEAD = 28, 20
"""Characters of a name beside a row, and over a column, where it is slanted."""

_SLANT_DEG = -40


def matrix_svg(matrix: Matrix) -> Markup:
    """Shares are shown in per cent."""
    width = min(WIDEST_PX, (WIDTH - LABELS_PX - _BESIDE_PX) / max(len(matrix.columns), 1))
    longest = max((len(_short(name, _LONGEST_HEAD)) for name in matrix.columns), default=0)
    head = round(HEAD_PX + longest * LETTER_PX)
    body = [
        Markup('<text class="corner" x="{}" y="14">{} ↓ · {} →</text>').format(0, *matrix.corner),
        *(
            Markup('<text transform="translate({:.1f} {}) rotate({})">{}</text>').format(
                LABELS_PX + (at + 0.45) * width, head - 8, _SLANT_DEG, _short(name, _LONGEST_HEAD)
            )
            for at, name in enumerate(matrix.columns)
        ),
    ]
    for place, row in enumerate(matrix.rows):
        y = head + place * ROW_PX
        body.append(
            Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(LABELS_PX - 10, y + 19, _short(row))
        )
        for at, column in enumerate(matrix.columns):
            body.append(_cell(matrix.cells.get((row, column)), (row, column), LABELS_PX + at * width, y, width))
    height = head + len(matrix.rows) * ROW_PX + 6
    return Markup('<svg class="matrix" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, height, matrix.title, Markup("").join(body)
    )


def _cell(figure: Figure | None, names: Sequence[str], x: float, y: float, width: float) -> Markup:
    if figure is None:
        return Markup('<rect class="empty" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>').format(
            x + 1, y + 1, width - 2, ROW_PX - 2
        )
    return Markup(
        '<g><title>{}, {}: {}, n {}</title><rect x="{:.1f}" y="{}" width="{:.1f}" height="{}" fill-opacity="{:.2f}"/>'
        '<text class="said" x="{:.1f}" y="{}" text-anchor="middle">{:.0f}</text></g>'
    ).format(
        *names, figure.text, figure.n, x + 1, y + 1, width - 2, ROW_PX - 2, 0.06 + 0.5 * min(1.0, figure.value),
        x + width / 2, y + 19, 100 * figure.value,
    )  # fmt: skip


def _short(name: str, longest: int = _LONGEST) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
