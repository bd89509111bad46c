"""Documents of a shipped scene, really printed and verified, in any of its templates and in any locale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

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
        return Paper(plan, made.labels)


def _check_regions(labels: DocumentLabels, *, has_notes: bool) -> None:
    """Every picture, stamp and signature lies in a region; nothing is a footnote but what a reference points at."""
    pictures = [region.outline for region in labels.regions if region.category == "Picture"]
    for graphic in labels.graphics:
        if graphic.kind in PICTURES + SET_OVER:
            assert any(_lies_in(graphic.outline, outline) for outline in pictures), graphic
    assert has_notes or all(region.category != "Footnote" for region in labels.regions)


def _lies_in(inner: PageOutline, outer: PageOutline) -> bool:
    low, high = outer.polygon.min(axis=0) - 0.01, outer.polygon.max(axis=0) + 0.01
    return inner.page == outer.page and bool(((inner.polygon >= low) & (inner.polygon <= high)).all())
