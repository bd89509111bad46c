"""A text with its spans as nested marks, in HTML whose text content is the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from synth.core.labels import Span

_CARRIAGE_RETURN = Markup("&#13;")
"""A bare one would be read as a line feed."""


def marked_html(text: str, spans: Sequence[Span], keys: Mapping[str, int]) -> Markup:
    """The text with a `<mark class="k<KEY>">` around each span; `keys` gives the key of a label.

    Spans are in any order. One that crosses the border of another, as label noise makes them, is cut in two there.
    """
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    borders = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    parts: list[Markup] = []
    held: list[Span] = []
    upcoming = iter(ordered)
    following = next(upcoming, None)
    for place, after in zip(borders, [*borders[1:], len(text)], strict=True):
        held = _close(held, place, parts, keys)
        while following is not None and following.start == place:
            held = _open(held, following, parts, keys)
            following = next(upcoming, None)
        parts.append(escape(text[place:after]).replace("\r", _CARRIAGE_RETURN))
    return Markup("").join(parts)


def _close(held: list[Span], place: int, parts: list[Markup], keys: Mapping[str, int]) -> list[Span]:
    """Close what ends here; what was opened inside of it and goes on is opened again."""
    ending = [depth for depth, span in enumerate(held) if span.end <= place]
    if not ending:
        return held
    kept, over = held[: ending[0]], [span for span in held[ending[0] :] if span.end > place]
    parts.append(Markup("</mark>") * (len(held) - len(kept)))
    for span in over:
        kept = _open(kept, span, parts, keys)
    return kept


def _open(held: list[Span], span: Span, parts: list[Markup], keys: Mapping[str, int]) -> list[Span]:
    title = [span.label, f"entity {span.entity_id}"]
    title += [f"{name} {value}" for name, value in sorted(span.attributes.items())]
    mark = Markup('<mark class="k{}" data-label="{}" title="{}">')
    parts.append(mark.format(keys.get(span.label, 0), span.label, " · ".join(title)))
    return [*held, span]
