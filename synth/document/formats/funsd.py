"""FUNSD (Jaume et al. 2019): a JSON file of questions, answers, headers and the rest for each page, beside a PNG."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from synth.core.json_lines import write_json
from synth.document.formats.page import Page, every_page
from synth.document.formats.page_pictures import put_picture
from synth.document.read import DocumentDataSet

HEADERS = ("Title", "Section-header")
"""The regions whose words are headers."""


class Entity(NamedTuple):
    """Words (ids) of one page that belong together: question, answer, header or other."""

    label: str
    words: tuple[int, ...]


def write_funsd(documents: DocumentDataSet, path: Path) -> None:
    """The folder `training_data` with `annotations` and `images`, one of each a page."""
    annotations, images = path / "training_data/annotations", path / "training_data/images"
    annotations.mkdir(parents=True)
    images.mkdir()
    for page in every_page(documents):
        put_picture(page.picture, images / f"{page.name}.png")
        write_json(annotations / f"{page.name}.json", {"form": _form(page)})


def entities_of(page: Page) -> list[Entity]:
    """Every word that the page shows in exactly one entity, in reading order.

    A word belongs to the first that claims it: the questions of links, then fields (one that holds others before
    those), then titles and section headers. What is left is `other`: neighbours in one cell, region or line.
    """
    labels = page.labels
    claims = [("question", link.question) for link in labels.links]
    claims += [("answer", field.words) for field in sorted(page.fields, key=lambda field: -len(field.words))]
    claims += [("header", region.words) for region in labels.regions if region.category in HEADERS]
    found: list[Entity] = []
    taken: set[int] = set()
    for label, words in claims:
        free = tuple(word for word in page.shown(words) if word not in taken)
        if free:
            found.append(Entity(label, free))
            taken.update(free)
    found += _others(page, taken)
    return sorted(found, key=lambda entity: min(entity.words))


def _others(page: Page, taken: set[int]) -> Iterator[Entity]:
    """Runs of words that nothing claims and that stand in one cell, region or line."""
    labels = page.labels
    block = {word: ("line", labels.line_of[word]) for word in page.words}
    for number, region in enumerate(labels.regions):
        block |= dict.fromkeys(region.words, ("region", number))
    for number, cell in enumerate(cell for table in labels.tables for cell in table.cells):
        block |= dict.fromkeys((*cell.words, *cell.repeated), ("cell", number))
    for key, run in groupby(page.words, key=lambda word: None if word in taken else block[word]):
        if key:
            yield Entity("other", tuple(run))


def _form(page: Page) -> list[dict[str, object]]:
    entities = entities_of(page)
    links = _links(page, entities)
    return [
        {
            "id": number,
            "text": page.labels.text_of(entity.words),
            "box": page.box(entity.words),
            "label": entity.label,
            "words": [{"text": page.labels.words[word].text, "box": page.box([word])} for word in entity.words],
            "linking": [pair for pair in links if number in pair],
        }
        for number, entity in enumerate(entities)
    ]


def _links(page: Page, entities: list[Entity]) -> list[tuple[int, int]]:
    """(question, answer) as numbers of entities, where the page shows both."""
    entity_of = {word: number for number, entity in enumerate(entities) for word in entity.words}
    pairs: dict[tuple[int, int], None] = {}
    for link in page.labels.links:
        question, answer = page.shown(link.question), page.shown(page.labels.fields[link.field].words)
        if question and answer:
            pairs[entity_of[question[0]], entity_of[answer[0]]] = None
    return list(pairs)
