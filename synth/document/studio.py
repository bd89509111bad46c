"""Makes the documents of one data set: plan, typeset and degrade, verify, encode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version

from synth.core.outcome import Outcome, Rejection
from synth.core.seeds import rng_for
from synth.document.degrade import degrade
from synth.document.encode.batch import encode_documents
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
from synth.folder.batch import Batch
from synth.kinds import Provenance
from synth.options import RunConfig
from synth.samples import probe_of
from synth.scene.template_plans import TemplatePlan, TemplatePlanner

TYPESET = "typeset"
"""The check that every word of the template has its letters on the page."""

MOST_LOOKED_AT = 10_000
"""How many plans are searched for the first sample of each template."""

ENGINES = ("typst", "pypdfium2", "opencv-python-headless")
"""Packages that the bytes of the pages depend on."""

PACKAGES = ("faker", "numpy", "pydantic", *ENGINES)


class DocumentStudio:
    """The stages of a document. SpecError where scene or templates are wrong, SynthError without fonts."""

    batch = 1
    task = 2
    overlaps = False

    def __init__(self, config: RunConfig, scene: DocumentScene) -> None:
        folder = config.scene_folder
        self._config, self._scene, self._seed = config, scene, config.seed
        check_persons(scene.fields, str(folder))
        self._planner = TemplatePlanner(scene, config.count, config.seed)
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
        own = {words: sha256((self._config.scene_folder / words).read_bytes()).hexdigest()} if words else {}
        return {**self._typesetter.files, **own}

    def plan(self, sample_id: int) -> DocumentPlan:
        """The record, style and degradation of the sample's first attempt."""
        return make_document_plan(self._scene, self._planner.plan(sample_id), self._seed)

    def replan(self, plan: DocumentPlan, refused: Rejection) -> DocumentPlan | None:
        """The same factors, another template draw, record and style, for at most the scene's `max_tries` attempts."""
        if plan.attempt + 1 == self._scene.max_tries:
            return None
        drawn = TemplatePlan(
            sample_id=plan.sample_id,
            template=plan.template,
            locale=plan.locale,
            variables=plan.variables,
            quotas=plan.quotas,
            attempt=plan.attempt,
        )
        return make_document_plan(self._scene, self._planner.retried(drawn), self._seed)

    def draft(self, plans: Sequence[DocumentPlan]) -> list[DocumentDraft | Rejection]:
        """The printed and degraded pages of each plan."""
        return [self._draft(plan) for plan in plans]

    def verify(self, plan: DocumentPlan, draft: DocumentDraft) -> VerifiedDocument | Rejection:
        """The document with its labels checked against its ink."""
        return verify_document(plan, draft, self._limits)

    def encode(self, outcomes: Sequence[Outcome[VerifiedDocument]]) -> Batch:
        """Pages as PNG or JPEG, the PDF, and their lines of COCO and JSON."""
        return encode_documents(outcomes, self._seed)

    def probe(self) -> Mapping[int, Outcome[VerifiedDocument]]:
        """The first document of every template, so that a scene that cannot be met fails before anything is written."""
        return probe_of(self, self._first_samples(), "document")

    def provenance(self) -> Provenance:
        """Scene, templates, fonts and engines; also the count, where shares are met exactly over it."""
        config, scene, files = self._config, self._scene, dict(self.files)
        return Provenance(
            identity={
                "files": files,
                "engines": {name: version(name) for name in ENGINES},
                "shares_over": config.count if scene.quotas or scene.balance else 0,
            },
            description=f"{config.count} documents of the scene '{config.scene}', printed from its templates",
            packages=PACKAGES,
            hashes=files,
        )

    def _first_samples(self) -> list[int]:
        """The first sample of every template that the data set uses, among its first ten thousand."""
        found: dict[str, int] = {}
        for sample_id in range(min(self._config.count, MOST_LOOKED_AT)):
            found.setdefault(self._planner.plan(sample_id).template, sample_id)
            if len(found) == len(self._scene.templates):
                break
        return sorted(found.values())

    def _draft(self, plan: DocumentPlan) -> DocumentDraft | Rejection:
        try:
            printed = self._typesetter.print(plan)
        except LostLetterError as lost:
            return Rejection(
                sample_id=plan.sample_id, check=TYPESET, measured=1, limit=0, attempt=plan.attempt, detail=str(lost)
            )
        return self._degraded(plan, printed)

    def _degraded(self, plan: DocumentPlan, printed: Printed) -> DocumentDraft:
        """The degraded pages; the other side of a sheet is the next page, or the one before."""
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
