"""Samples of documents in one process: plan, typeset, degrade, verify; another try for what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from synth.core.outcome import Rejection
from synth.core.seeds import rng_for
from synth.document.degrade import degrade
from synth.document.encode.outcome import EncodedDocument, encode_document
from synth.document.labels import PageSize, moved
from synth.document.makers.fields import check_persons
from synth.document.plan.make import make_document_plan
from synth.document.records import DocumentDraft, DocumentPlan, VerifiedDocument
from synth.document.scene.schema import DocumentScene
from synth.document.typeset.letters import LostLetterError
from synth.document.typeset.printed_words import printed_words
from synth.document.typeset.typesetter import Printed, Typesetter
from synth.document.verify.ink import limits_at
from synth.document.verify.verify import verify_document
from synth.scene.template_plans import TextPlanner

TYPESET = "typeset"
"""The check that every word of the template has its letters on the page."""

MOST_LOOKED_AT = 10_000
"""Samples whose plans are looked at for a first one of each template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecipe:
    """All that a document depends on besides its id; plain values, so that it travels to other processes."""

    scene: DocumentScene
    scene_folder: Path
    seed: int
    count: int


class Printer:
    """Makes the documents of one data set. SpecError where scene or templates are wrong, SynthError without fonts."""

    def __init__(self, recipe: DocumentRecipe) -> None:
        scene, folder = recipe.scene, recipe.scene_folder
        self._recipe, self._scene, self._seed = recipe, scene, recipe.seed
        check_persons(scene.fields, str(folder))
        self._planner = TextPlanner(scene, recipe.count, recipe.seed)
        self._limits = limits_at(scene.dpi)
        locales = sorted(map(str, scene.locale.values() or ()))
        self._typesetter = Typesetter(
            folder,
            {name: template.file for name, template in scene.templates.items()},
            [locale.split("_")[0] for locale in locales],
            scene.dpi,
            printed_words(folder, scene.words, locales),
        )

    @property
    def files(self) -> Mapping[str, str]:
        """Name -> sha256 of every file that the documents come from."""
        words = self._scene.words
        own = {words: sha256((self._recipe.scene_folder / words).read_bytes()).hexdigest()} if words else {}
        return {**self._typesetter.files, **own}

    def first_samples(self) -> list[int]:
        """The first sample of every template that the data set uses, among its first ten thousand."""
        found: dict[str, int] = {}
        for sample_id in range(min(self._recipe.count, MOST_LOOKED_AT)):
            found.setdefault(self._planner.plan(sample_id).template, sample_id)
            if len(found) == len(self._scene.templates):
                break
        return list(found.values())

    def sample(self, sample_id: int) -> EncodedDocument:
        """The outcome of a sample, ready to be written."""
        verified, rejections = self.outcome(sample_id)
        return encode_document(verified, rejections, self._seed)

    def outcome(self, sample_id: int) -> tuple[VerifiedDocument | None, tuple[Rejection, ...]]:
        """(the document, or None where the sample is given up; the drafts that were refused)."""
        slot = self._planner.plan(sample_id)
        rejections: list[Rejection] = []
        while len(rejections) < self._scene.max_tries:
            plan = make_document_plan(self._scene, slot, self._seed)
            verdict = self.attempt(plan)
            if isinstance(verdict, VerifiedDocument):
                return verdict, tuple(rejections)
            rejections.append(verdict)
            slot = self._planner.retried(slot)
        return None, tuple(rejections)

    def attempt(self, plan: DocumentPlan) -> VerifiedDocument | Rejection:
        """One document of a plan, verified, or why it was refused."""
        try:
            printed = self._typesetter.print(plan)
        except LostLetterError as lost:
            return Rejection(
                sample_id=plan.sample_id, check=TYPESET, measured=1, limit=0, attempt=plan.attempt, detail=str(lost)
            )
        return verify_document(plan, self._degraded(plan, printed), self._limits)

    def _degraded(self, plan: DocumentPlan, printed: Printed) -> DocumentDraft:
        """The pages as they were scanned or photographed; a sheet's other side is the page that follows or precedes."""
        rasters = printed.rasters
        degraded = [
            degrade(
                raster,
                plan.degradation,
                lambda effect, page=page: rng_for(
                    self._seed, plan.sample_id, f"degrade/{plan.attempt}/{page}/{effect}"
                ),
                dpi=self._scene.dpi,
                behind=rasters[page ^ 1] if (page ^ 1) < len(rasters) else None,
            )
            for page, raster in enumerate(rasters)
        ]
        images = tuple(one.image for one in degraded)
        sizes = [PageSize(image.shape[1], image.shape[0]) for image in images]
        labels = moved(printed.labels, [one.page_map for one in degraded], sizes)
        return DocumentDraft(
            pdf=printed.pdf, images=images, labels=labels, printed=printed.labels, proofs=printed.proofs
        )


def print_samples(printer: Printer, ids: Sequence[int]) -> list[EncodedDocument]:
    """The outcomes of some samples."""
    return [printer.sample(sample_id) for sample_id in ids]
