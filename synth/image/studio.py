"""Makes the pictures of one data set: plan, condition and generate, verify, encode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from synth.core.errors import PlacementError, SpecError, Unquoted, suggest
from synth.core.labels import Category
from synth.core.lanes import cores, once
from synth.core.outcome import Outcome, Rejection
from synth.core.seeds import seed_for
from synth.folder.batch import Batch
from synth.folder.coco import category_table
from synth.image.condition.make import Conditioner, make_conditioner
from synth.image.encode.batch import encode_pictures
from synth.image.generate.protocol import Generator
from synth.image.generate.table import make_generator
from synth.image.options.generator import HUB_KINDS
from synth.image.options.run import ImageConfig
from synth.image.packs.network import check_networks
from synth.image.plan.keypoints import keypoint_categories
from synth.image.plan.load_prior import prior_of
from synth.image.plan.make import make_plan
from synth.image.plan.objects import Prior
from synth.image.provenance import provenance_of
from synth.image.recipe import Recipe, check_categories, check_styles, open_pack, recipe_of, tries_of
from synth.image.records import Draft, Drawn, Fault, Misread, Plan, Verified
from synth.image.scene.schema import Scene
from synth.image.verify.verify import Judge, make_judge
from synth.kinds import Provenance, Share
from synth.scene.given import Given
from synth.scene.quotas import Slots

MOST_LANES = 16
"""Samples that a process makes at once on the CPU: each takes about 80 MB for a picture of 256 px."""

MOST_PACK_PX = 2048 * 2048
"""Pixels that a pack draws at once: each takes about 1 KB, and all of them 4 GB."""

BATCHES_A_TASK = 4
"""Calls of a hub model between two messages of a worker: what waits at a task's end is one call's verification."""


class PictureStudio:
    """The stages of a picture; models are loaded when they are first needed.

    SpecError for options that do not fit the scene, PackError where its pack cannot be read.
    """

    def __init__(self, config: ImageConfig, scene: Scene, share: Share) -> None:
        self._recipe = recipe = _shared(recipe_of(config, scene), share)
        self._pack = open_pack(recipe)
        check_styles(scene, self._pack)
        check_categories(scene, self._pack)
        _check_size(recipe)
        self._tries = tries_of(recipe, self._pack)
        self._slots = Slots(scene, recipe.count, recipe.seed)
        self._first: Plan | Rejection | None = None
        self.batch = recipe.batch_size
        self.lanes = _lanes(recipe, share)
        self.task = recipe.batch_size * (BATCHES_A_TASK if recipe.generator.kind in HUB_KINDS else self.lanes)
        self.overlaps = recipe.generator.kind != "sketch" and not _on_cpu(recipe)

    @once
    def _prior(self) -> Prior | None:
        return prior_of(self._pack, self._recipe.layout, self._recipe.scene)

    @once
    def _condition(self) -> Conditioner:
        return make_conditioner(self._recipe.scene, tuple(self._recipe.generator.controls))

    @once
    def _generate(self) -> Generator:
        return make_generator(self._recipe.generator, self._recipe.scene, self._pack, self._recipe.sampling)

    @once
    def _judge(self) -> Judge:
        """Who judges: the pack's annotator what the pack drew, else the detector that was asked for, else the edges."""
        recipe = self._recipe
        own = self._pack if recipe.generator.kind == "pack" and self._pack and self._pack.has_annotator else None
        return make_judge(own, recipe.verify, recipe.scene, recipe.sampling.device)

    def plan(self, sample_id: int, given: Given | None = None) -> Plan | Rejection:
        """The sample's plan, or why there is none; `given`: what it agrees on with others.

        SpecError for a person, or for a variable that is given and that the scene does not have.
        """
        if given is not None:
            for part, names, known in (
                ("people", given.people, ()), ("facts", given.facts, self._recipe.scene.variables),
            ):  # fmt: skip
                for name in names:
                    if name not in known:
                        raise SpecError(f"{part}.{name}", name, suggest(name, known))
        elif sample_id == 0 and self._first is not None:
            return self._first
        return self._planned(sample_id, 0, given)

    def replan(self, plan: Plan, refused: Rejection) -> Plan | None:
        """The same layout with other pixels, where the draft was misread or everywhere; another layout where that was
        tried often enough or cannot be drawn.
        """
        attempt = plan.attempt + 1
        if attempt % self._tries and not refused.final:
            return replace(plan, attempt=attempt, kept=refused.kept if isinstance(refused, Misread) else None)
        layout = plan.attempt // self._tries + 1
        most = self._recipe.verify.max_layouts
        planned = self._planned(plan.sample_id, layout, plan.given) if layout < most else None
        return None if isinstance(planned, Rejection) else planned

    def draft(self, plans: Sequence[Plan]) -> list[Draft | Rejection]:
        """A picture of each plan, each with the pixel seed of its attempt."""
        seeds = [seed_for(self._recipe.seed, p.sample_id, f"pixels/{p.attempt}", bits=56) for p in plans]
        drawn = self._generate(plans, [self._condition(plan, plan.attempt) for plan in plans], seeds)
        return [self._draft(plan, one, seed) for plan, one, seed in zip(plans, drawn, seeds, strict=True)]

    def verify(self, plan: Plan, draft: Draft) -> Verified | Rejection:
        """The picture with its labels checked against its pixels."""
        return self._judge(plan, draft)

    def encode(self, outcomes: Sequence[Outcome[Verified]]) -> Batch:
        """Pictures as PNG, and their lines of COCO and JSON."""
        recipe = self._recipe
        xmp = recipe.digital_source.xmp if recipe.provenance else ""
        return encode_pictures(outcomes, recipe.seed, self._categories, xmp)

    def probe(self) -> Mapping[int, Outcome[Verified]]:
        """Plan the first sample, which is kept: a scene that cannot be met fails before anything is written."""
        planned = self._first = self.plan(0)
        if isinstance(planned, Rejection):
            raise PlacementError("sample 0", f"no layout after {planned.limit:g} redraws", planned.detail)
        _check_oracle(self._recipe)
        if self._pack and "pack" in (self._recipe.generator.kind, self._recipe.generator.base):
            check_networks(self._pack)
        return {}

    def provenance(self) -> Provenance:
        """Scene, generator, pack and models; hub models that are not here yet are fetched."""
        return provenance_of(self._recipe, self._pack)

    @once
    def _categories(self) -> tuple[Category, ...]:
        scene = self._recipe.scene
        return category_table(scene.categories, keypoint_categories(scene), scene.category_ids)

    def _planned(self, sample_id: int, layout: int, given: Given | None) -> Plan | Rejection:
        """A layout of the sample; its attempts are numbered on from those of the layouts before."""
        recipe, slot = self._recipe, self._slots[sample_id]
        try:
            plan = make_plan(
                recipe.scene, slot, recipe.seed, self._prior, recipe.scene_name, layout=layout, given=given
            )
        except PlacementError as error:
            redraws = recipe.scene.max_redraws
            return Rejection(
                sample_id=sample_id, check="placement", measured=redraws, limit=redraws, detail=error.allowed
            )
        if self._pack and self._pack.card.labels == "boxes":
            plan = replace(plan, instances=tuple(replace(one, box_only=True) for one in plan.instances))
        return replace(plan, attempt=layout * self._tries)

    def _draft(self, plan: Plan, drawn: Drawn | Fault, seed: int) -> Draft | Rejection:
        if isinstance(drawn, Fault):
            return Rejection(sample_id=plan.sample_id, attempt=plan.attempt, **drawn._asdict())
        kind = str(self._recipe.generator.kind)
        return Draft(image=drawn.image, generator=kind, pixel_seed=seed, attempt=plan.attempt, notes=drawn.notes)


def _check_oracle(recipe: Recipe) -> None:
    """SynthError where real pictures are given that cannot serve as the oracle: better known now than after the run."""
    real = recipe.verify.real
    if real is None:
        return
    if recipe.verify.detector.model is None:
        raise SpecError("verify.real", str(real), "only beside verify.detector.model, which reads them too")
    from synth.image.fidelity.fidelity import check_real

    check_real(real, recipe.scene)


def _shared(recipe: Recipe, share: Share) -> Recipe:
    """The recipe of one of several processes: it takes its own GPU."""
    models = recipe.generator.kind != "sketch" or recipe.verify.detector.model or recipe.verify.clip.model
    if share.of == 1 or not models:
        return recipe
    from synth.image.generate.device import worker_device

    device = worker_device(recipe.sampling.device, share.number)
    return replace(recipe, sampling=replace(recipe.sampling, device=device))


def _check_size(recipe: Recipe) -> None:
    """SpecError for a canvas that is too large for a pack."""
    canvas = recipe.scene.canvas
    if recipe.generator.kind == "pack" and _pixels(recipe) > MOST_PACK_PX:
        got = Unquoted(f"{canvas.width} x {canvas.height} px")
        raise SpecError("canvas", got, f"a pack draws at most {MOST_PACK_PX:,} px in all, such as 2048 x 2048")


def _lanes(recipe: Recipe, share: Share) -> int:
    """How many samples one of several processes makes at once: as many as it has cores, where a pack draws on them.

    Of large pictures so many as fit in memory.
    """
    most = min(MOST_LANES, cores() // share.of, MOST_PACK_PX // _pixels(recipe))
    return max(1, most) if _on_cpu(recipe) else 1


def _pixels(recipe: Recipe) -> int:
    return recipe.scene.canvas.width * recipe.scene.canvas.height


def _on_cpu(recipe: Recipe) -> bool:
    """Whether a pack draws the pictures on the processor."""
    if recipe.generator.kind != "pack" or recipe.sampling.device == "cpu":
        return recipe.generator.kind == "pack"
    from synth.image.generate.device import device_of

    return device_of(recipe.sampling.device).type == "cpu"
