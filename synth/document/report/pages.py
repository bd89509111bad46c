"""The pages of documents that the report shows: pictures small enough to embed, with labels and lists beside them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup
from PIL import Image

from synth.document.read import DocumentSample
from synth.document.report.overlay import fields_of, overlay_svg
from synth.folder.finished import spread_choice
from synth.report.embed import data_uri, open_picture

MOST_PAGES = 24

MOST_WIDTH_PX, MOST_HEIGHT_PX = 1000, 1500
MOST_BYTES = 150_000
"""A page's picture as it is embedded; 24 of them stay below 5 MB."""

_QUALITIES = (80, 65, 50, 35, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """A page of the report: `name` is its file's, `uri` its picture as data, `details` what the enlarged view lists."""

    name: str
    width: int
    height: int
    uri: str
    overlay: Markup
    factors: tuple[str, ...]
    quotas: tuple[str, ...]
    details: Mapping[str, Any]


def shown_pages(
    folder: Path, documents: Sequence[DocumentSample], region_keys: Mapping[str, int]
) -> Iterator[ShownPage]:
    """At most 24 of the documents' pages, evenly spread."""
    pages = [(document, page) for document in documents for page in range(len(document.pages))]
    for outline in spread_choice(len(pages), MOST_PAGES):
        yield _shown(folder, *pages[outline], region_keys)


def _shown(folder: Path, document: DocumentSample, page: int, region_keys: Mapping[str, int]) -> ShownPage:
    picture = document.pages[page]
    factors = tuple(text for text in (document.template, document.locale, document.profile) if text)
    variables = [f"{name} {value}" for name, value in sorted(document.variables.items())]
    name = Path(picture["file"]).stem
    return ShownPage(
        name=name,
        width=picture["width"],
        height=picture["height"],
        uri=_data_uri(open_picture(folder, picture["file"])),
        overlay=overlay_svg(document.record, page, region_keys),
        factors=factors,
        quotas=document.quotas,
        details={
            "name": name,
            "told": [*factors, *variables, *document.quotas],
            "fields": _field_rows(document, page),
            "facts": _facts(document, page),
        },
    )


def _field_rows(document: DocumentSample, page: int) -> list[list[str | int]]:
    """(number, key, printed text, normalised value, type, question) of each field on the page."""
    questions = {link["field"]: link["question"]["text"] for link in document.each("links")}
    return [
        [number, one["key"], one["text"], one["value"], one.get("type", ""), questions.get(number, "")]
        for number, one in fields_of(document.record, page)
    ]


def _facts(document: DocumentSample, page: int) -> list[str]:
    """How much of each part the page holds, and the severity of each effect of its degradation."""
    names = {"words": "word", "lines": "line", "regions": "region", "checkboxes": "check box", "graphics": "graphic"}
    counted = []
    for part, name in names.items():
        number = sum(one["page"] == page for one in document.each(part))
        plural = name if number == 1 else f"{name}{'es' if name.endswith('x') else 's'}"
        counted += [f"{number} {plural}"] if number else []
    effects = ", ".join(f"{name} {value:.2g}" for name, value in sorted(document.severities.items()) if value)
    return [", ".join(counted), *([f"Severity: {effects}"] if effects else [])]


def _data_uri(picture: Image.Image) -> str:
    """The picture, no larger than it is shown, as a JPEG of the best quality that its share of the bytes allows."""
    small = picture.copy()
    small.thumbnail((MOST_WIDTH_PX, MOST_HEIGHT_PX), Image.Resampling.LANCZOS, reducing_gap=2.0)
    content = b""
    for quality in _QUALITIES:
        target = io.BytesIO()
        small.save(target, "JPEG", quality=quality, optimize=True)
        content = target.getvalue()
        if len(content) <= MOST_BYTES:
            break
    return data_uri(content, "image/jpeg")
