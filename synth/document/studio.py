"""Makes the documents of one data set: plan, typeset and degrade, verify, encode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from itertools import islice

from synth.core.digital_source import DigitalSource
from synth.core.errors import SpecError
from synth.core.outcome import Outcome, Rejection, Verdict
from synth.core.seeds import rng_for, scene_seed
from synth.document.degrade import degrade, judged
from synth.document.encode.batch import encode_documents
from synth.document.freed_memory import keep_freed_memory
from synth.document.labels import PageSize, moved
from synth.document.makers.fields import check_persons
from synth.document.plan.make import make_document_plan
from synth.document.records import DocumentDraft, DocumentPlan, VerifiedDocument
from synth.document.scene.schema import DocumentScene
from synth.document.typeset.letters import LostLetterError
from synth.document.typeset.limits import LIMITS, PageFaultError
from synth.document.typeset.printed_words import printed_words
from synth.document.typeset.typesetter import Printed, Typesetter
from synth.document.verify.ink import limits_at
from synth.document.verify.verify import SOURCE, refused, verify_document
from synth.folder.batch import Batch
from synth.kinds import Provenance
from synth.options import RunConfig
from synth.samples import probe_of
from synth.scene.given import Given
from synth.scene.template_plans import TemplatePlan, TemplatePlanner

TYPESET = "typeset"
"""The check that every word of the template has its letters on the page."""

TEMPLATE = "template"
"""The check that Typst accepts the template with the sample's values."""

MOST_PROBED = 3
"""Samples of a template that are tried until one of them can be typeset: one page's fault is not yet the template's."""

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
    lanes = 1

    def __init__(self, config: RunConfig, scene: DocumentScene) -> None:
        keep_freed_memory()
        folder = config.scene_folder
        self._config, self._scene, self._seed = config, scene, scene_seed(config.seed, config.scene)
        check_persons(scene.fields, str(folder))
        self._planner = TemplatePlanner(scene, config.count, self._seed, config.seed)
        self._limits = limits_at(scene.dpi)
        self._probing = False
        locales = sorted(map(str, scene.locale.values() or ()))
        self._typesetter = Typesetter(
            folder,
            {name: template.file for name, template in scene.templates.items()},
            [locale.split("_")[0] for locale in locales],
            scene.dpi,
            printed_words(folder, scene.words, locales),
            LIMITS,
            keywords=("synthetic", DigitalSource.ALGORITHMIC.address) if config.provenance else (),
        )

    @property
    def files(self) -> Mapping[str, str]:
        """Name -> sha256 of every file that the documents come from."""
        words = self._scene.words
        own = {words: sha256((self._config.scene_folder / words).read_bytes()).hexdigest()} if words else {}
        return {**self._typesetter.files, **own}

    def plan(self, sample_id: int, given: Given | None = None) -> DocumentPlan:
        """The record, style and degradation of the sample's first attempt; `given`: what it agrees on with others."""
        return make_document_plan(self._scene, self._planner.plan(sample_id, given), self._seed)

    def replan(self, plan: DocumentPlan, refused: Rejection) -> DocumentPlan | None:
        """The same factors, another template draw, record and style, for at most the scene's `max_tries` attempts."""
        if refused.final or plan.attempt + 1 == self._scene.max_tries:
            return None
        drawn = TemplatePlan(
            sample_id=plan.sample_id,
            template=plan.template,
            locale=plan.locale,
            variables=plan.variables,
            quotas=plan.quotas,
            attempt=plan.attempt,
            given=plan.given,
        )
        return make_document_plan(self._scene, self._planner.retried(drawn), self._seed)

    def draft(self, plans: Sequence[DocumentPlan]) -> list[DocumentDraft | Rejection]:
        """The printed and degraded pages of each plan."""
        return [self._draft(plan) for plan in plans]

    def verify(self, plan: DocumentPlan, draft: DocumentDraft) -> VerifiedDocument | Rejection:
        """The document with its labels checked against its ink; a rejection says in which line of the template."""
        verdict = verify_document(plan, draft, self._limits)
        return self._located(plan, verdict) if isinstance(verdict, Rejection) else verdict

    def encode(self, outcomes: Sequence[Outcome[VerifiedDocument]]) -> Batch:
        """Pages as PNG or JPEG, the PDF, and their lines of COCO and JSON."""
        xmp = DigitalSource.ALGORITHMIC.xmp if self._config.provenance else ""
        return encode_documents(outcomes, self._config.seed, xmp)

    def probe(self) -> Mapping[int, Outcome[VerifiedDocument]]:
        """The first document of every template, so that a scene that cannot be met fails before anything is written.

        SpecError with the line of a template that is wrong, or with the limit of one whose first samples all exceed it.
        """
        outcomes: dict[int, Outcome[VerifiedDocument]] = {}
        self._probing = True
        try:
            for template, sample_id in self._first_samples().items():
                outcomes |= self._first_document(template, sample_id)
        finally:
            self._probing = False
        return outcomes

    def provenance(self) -> Provenance:
        """Scene, templates, fonts and engines; also the count, where shares are met exactly over it."""
        config, scene, files = self._config, self._scene, dict(self.files)
        return Provenance(
            identity={
                "files": files,
                "provenance": config.provenance,
                "engines": {name: version(name) for name in ENGINES},
                "shares_over": config.count if scene.quotas or scene.balance else 0,
            },
            description=f"{config.count} documents of the scene '{config.scene}', printed from its templates",
            packages=PACKAGES,
            hashes=files,
        )

    def _first_samples(self) -> dict[str, int]:
        """The first sample of every template that the data set uses, among its first ten thousand, in their order."""
        found: dict[str, int] = {}
        for sample_id in range(min(self._config.count, MOST_LOOKED_AT)):
            found.setdefault(self._planner.plan(sample_id).template, sample_id)
            if len(found) == len(self._scene.templates):
                break
        return found

    def _first_document(self, template: str, first: int) -> Mapping[int, Outcome[VerifiedDocument]]:
        """The template's first sample that can be typeset; those before it are made again in the run, as any other."""
        ids = (i for i in range(first, self._config.count) if self._planner.plan(i).template == template)
        faults: list[PageFaultError] = []
        for sample_id in islice(ids, MOST_PROBED):
            try:
                return probe_of(self, [sample_id], "document")
            except PageFaultError as fault:
                faults.append(fault)
        raise faults[0].as_error() from None

    def _draft(self, plan: DocumentPlan) -> DocumentDraft | Rejection:
        """The draft; once the probe has shown that the templates work, what is wrong with a page is a rejection."""
        try:
            printed = self._typesetter.print(plan)
        except LostLetterError as lost:
            found = Verdict(check=TYPESET, measured=1, limit=0, passed=False, detail=str(lost), source=lost.source)
            return self._located(plan, refused(plan, found))
        except PageFaultError as fault:
            if self._probing:
                raise
            final = fault.slow and plan.attempt > 0
            return _rejected(plan, fault.check, str(fault), fault.measured, fault.limit, final=final)
        except SpecError as wrong:
            if self._probing:
                raise
            return _rejected(plan, TEMPLATE, str(wrong))
        return self._degraded(plan, printed)

    def _located(self, plan: DocumentPlan, rejection: Rejection) -> Rejection:
        """The rejection with the template's line instead of its source."""
        source = rejection.evidence.get(SOURCE)
        if not source:
            return rejection
        line = self._typesetter.line_of(plan, str(source))
        others = {name: value for name, value in rejection.evidence.items() if name != SOURCE}
        return replace(rejection, detail=f"{line}: {rejection.detail}", evidence={"line": line, **others})

    def _degraded(self, plan: DocumentPlan, printed: Printed) -> DocumentDraft:
        """The degraded pages; the other side of a sheet is the next page, or the one before."""
        rasters = printed.rasters
        degraded = [
            degrade(
                raster,
                plan.degradation,
                lambda effect, page=page: rng_for(
                    self._seed,
                    plan.sample_id,
                    f"degrade/{plan.attempt}/{page}/{effect}/{self._scene.record}/{plan.template}",
                ),
                dpi=self._scene.dpi,
                behind=rasters[page ^ 1] if (page ^ 1) < len(rasters) else None,
            )
            for page, raster in enumerate(rasters)
        ]
        images = tuple(one.image for one in degraded)
        sizes = [PageSize(image.shape[1], image.shape[0]) for image in images]
        labels = judged(moved(printed.labels, [one.page_map for one in degraded], sizes), degraded)
        return DocumentDraft(
            pdf=printed.pdf,
            images=images,
            labels=labels,
            printed=printed.labels,
            proofs=printed.proofs,
            sources=printed.sources,
        )


def _rejected(
    plan: DocumentPlan, check: str, detail: str, measured: float = 1, limit: float = 0, *, final: bool = False
) -> Rejection:
    return Rejection(
        sample_id=plan.sample_id,
        check=check,
        measured=measured,
        limit=limit,
        attempt=plan.attempt,
        detail=detail,
        final=final,
    )
