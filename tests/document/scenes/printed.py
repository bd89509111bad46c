"""Documents of a shipped scene, really printed and verified, in any of its templates and in any locale."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from synth.core.paths import SCENES
from synth.document.labels import DocumentLabels, PageOutline
from synth.document.plan.make import make_document_plan
from synth.document.records import DocumentDraft, DocumentPlan, VerifiedDocument
from synth.document.scene.load import load_document_scene
from synth.document.typeset.printed_words import printed_words
from synth.document.typeset.regions import PICTURES, SET_OVER
from synth.document.typeset.typesetter import Typesetter
from synth.document.verify.verify import verify_document
from synth.scene.read import read_yaml
from synth.scene.template_plans import TemplatePlan

MOST_SHARED = 0.35
"""Of a word's box that may lie on another's: boxes hold a line's whole height, and lines stand close."""
LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ar", "hi_IN", "ja_JP")


class Paper(NamedTuple):
    """A verified document."""

    plan: DocumentPlan
    labels: DocumentLabels

    def texts(self, key: str) -> set[str]:
        """What the fields of a key say, blanks as they come."""
        return {field.text for field in self.labels.fields if field.key == key}

    @property
    def keys(self) -> set[str]:
        return {field.key for field in self.labels.fields}


class Press:
    """Prints a scene."""

    def __init__(self, name: str, locales: Iterable[str] = LOCALES) -> None:
        self.scene = load_document_scene(read_yaml(SCENES / f"{name}.yaml"), name)
        files = {template: one.file for template, one in self.scene.templates.items()}
        words = printed_words(SCENES, self.scene.words, locales)
        languages = [locale.split("_")[0] for locale in locales]
        self._typesetter = Typesetter(SCENES, files, languages, self.scene.dpi, words)

    def print(self, template: str, locale: str, number: int = 0, **variables: Any) -> Paper:
        """The document of a number; fails with the reason where it is not verified."""
        slot = TemplatePlan(sample_id=number, template=template, locale=locale, variables=variables)
        plan = make_document_plan(self.scene, slot, 11)
        made = self._typesetter.print(plan)
        draft = DocumentDraft(
            pdf=made.pdf, images=made.rasters, labels=made.labels, printed=made.labels, proofs=made.proofs
        )
        verdict = verify_document(plan, draft)
        assert isinstance(verdict, VerifiedDocument), verdict
        _check_regions(made.labels, has_notes=self.scene.record == "report")
        _check_words_apart(made.labels)
        return Paper(plan, made.labels)


def _check_regions(labels: DocumentLabels, *, has_notes: bool) -> None:
    """Every picture, stamp and signature lies in a region; nothing is a footnote but what a reference points at."""
    pictures = [region.outline for region in labels.regions if region.category == "Picture"]
    for graphic in labels.graphics:
        if graphic.kind in PICTURES + SET_OVER:
            assert any(_lies_in(graphic.outline, outline) for outline in pictures), graphic
    assert has_notes or all(region.category != "Footnote" for region in labels.regions)


def _check_words_apart(labels: DocumentLabels) -> None:
    """No word is printed on another one, but for those of stamps and those that stand aslant, such as `SPECIMEN`."""
    over = [graphic.outline for graphic in labels.graphics if graphic.kind in SET_OVER]
    boxes = [
        (word.text, word.outline.page, word.outline.polygon.min(axis=0), word.outline.polygon.max(axis=0))
        for word in labels.words
        if _is_upright(word.outline) and not any(_lies_in(word.outline, outline) for outline in over)
    ]
    for (text, page, low, high), (other, other_page, other_low, other_high) in combinations(boxes, 2):
        shared = (np.minimum(high, other_high) - np.maximum(low, other_low)).clip(0).prod()
        smaller = min((high - low).prod(), (other_high - other_low).prod())
        assert page != other_page or shared <= MOST_SHARED * smaller, f"{text!r} on {other!r}"


def _is_upright(outline: PageOutline) -> bool:
    low, high = outline.polygon.min(axis=0), outline.polygon.max(axis=0)
    return bool((np.isclose(outline.polygon, low, atol=1) | np.isclose(outline.polygon, high, atol=1)).all())


def _lies_in(inner: PageOutline, outer: PageOutline) -> bool:
    low, high = outer.polygon.min(axis=0) - 0.01, outer.polygon.max(axis=0) + 0.01
    return inner.page == outer.page and bool(((inner.polygon >= low) & (inner.polygon <= high)).all())
