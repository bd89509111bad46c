"""report.html of a data set of texts: one self-contained page with coloured samples and the numbers of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from synth.report.colours import hue_deg
from synth.report.facts import Tile, manifest_facts, yield_tile
from synth.report.page import write_page
from synth.report.sections import CountBar, asked_shares, bars_of, check_rows, plot_of, quota_rows, template_bars
from synth.report.svg import number_text
from synth.text.read import TextSample
from synth.text.report.marks import marked_html
from synth.text.report.summary import TextSummary, summarise_texts
from synth.text.report.variety import MOST_TOKENS

TEMPLATES = Path(__file__).parent / "templates"

MOST_SHOWN = 40

_FIRST_HUE_DEG = 60


class ShownText(NamedTuple):
    """A text as the page shows it; `language` is a BCP 47 tag, `attributes` are (name, value)."""

    id: int
    html: Markup
    language: str
    template: str
    quotas: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    spans: int
    wrong: bool


def write_text_report(folder: Path) -> Path:
    """Write `report.html` into a finished data set folder of texts; returns its path.

    At most 40 texts, evenly spread over the data set, are shown; all numbers are of the whole data set, but for
    distinct-n and displaced spans, which say of how much. The bytes depend on the folder alone; what the clock put into
    manifest.json stands on one line, marked `data-clock`. DataError where the folder is not a finished data set of
    texts.
    """
    summary = summarise_texts(folder, MOST_SHOWN)
    return write_page(folder / "report.html", TEMPLATES / "texts.html", _view(summary))


def _view(summary: TextSummary) -> dict[str, Any]:
    keys = {label: place for place, label in enumerate(summary.labels, 1)}
    distinct = summary.variety.distinct()
    passed = "every span is its characters" if not summary.displaced else f"displaced: {summary.displaced}"
    return {
        "facts": manifest_facts(summary.manifest, tuple(_tiles(summary, distinct))),
        "summary": summary,
        "passed": passed,
        "shown": [_shown(sample, keys) for sample in summary.kept],
        "hues": {key: hue_deg(key, _FIRST_HUE_DEG) for key in keys.values()},
        "label_bars": bars_of([(label, summary.per_label.get(label, 0), key) for label, key in keys.items()], {}),
        "most_tokens": MOST_TOKENS,
        "plots": [plot_of(tally, None) for tally in summary.measures.values() if tally.number],
        "attribute_bars": list(_attribute_bars(summary)),
        "template_bars": template_bars(summary.totals.group("templates"), summary.scene),
        "unused": _unused(summary),
        "distinct": {n: f"{share:.3f}" for n, share in distinct.items()},
        "check_rows": check_rows(summary.verdicts),
        "quota_rows": quota_rows(summary.totals.group("quotas"), summary.manifest),
    }


def _shown(sample: TextSample, keys: Mapping[str, int]) -> ShownText:
    return ShownText(
        id=sample.id,
        html=marked_html(sample.text, sample.spans, keys),
        language=sample.locale.replace("_", "-"),
        template=sample.template,
        quotas=sample.quotas,
        attributes=tuple((name, _value_text(value)) for name, value in sorted(sample.attributes.items())),
        spans=len(sample.spans),
        wrong=sample.mislabelled,
    )


def _value_text(value: object) -> str:
    return ", ".join(map(str, value)) or "–" if isinstance(value, list) else str(value)


def _tiles(summary: TextSummary, distinct: Mapping[int, float]) -> Iterator[Tile]:
    yield Tile(label="Texts", value=number_text(summary.texts), note=f"seed {summary.manifest['seed']}")
    note = f"{number_text(summary.spans / max(summary.texts, 1))} a text, {len(summary.per_label)} labels"
    yield Tile(label="Labelled spans", value=number_text(summary.spans), note=note)
    displaced = number_text(summary.displaced)
    note = f"text[start:end] is not the value; of {number_text(summary.read_spans)} read again"
    yield Tile(label="Displaced spans", value=displaced, note=note)
    yield yield_tile(summary.verdicts)
    yield Tile(
        label="Different two-word runs",
        value=f"{100 * distinct[2]:.1f} %",
        note=f"distinct-2 of {number_text(summary.variety.texts)} texts",
    )
    if summary.mislabelled:
        note = "label noise that was asked for; the truth is kept"
        yield Tile(label="Texts with wrong labels", value=number_text(summary.mislabelled), note=note)


def _attribute_bars(summary: TextSummary) -> Iterator[tuple[str, list[CountBar]]]:
    """Texts per locale and per value of each attribute, with the share that the scene's `choice` asks for."""
    asked = asked_shares(summary.scene)
    for name, counts in {"locale": summary.totals.group("locales"), **dict(sorted(summary.attributes.items()))}.items():
        if counts:
            yield name, bars_of([(value, number, 0) for value, number in sorted(counts.items())], asked.get(name, {}))


def _unused(summary: TextSummary) -> list[str]:
    return sorted((summary.scene.get("templates") or {}).keys() - summary.totals.group("templates").keys())
