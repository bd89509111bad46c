"""The whole pipeline: plan, condition, generate, verify, write, for every sample that is not done yet."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from synth.core.errors import PlacementError, SpecError, suggest
from synth.core.labels import Category
from synth.core.outcome import Rejection
from synth.core.progress import Progress
from synth.core.summary import RunSummary
from synth.folder.coco import category_table
from synth.image.crew import produce_with
from synth.image.encode.folder import Folder, open_folder
from synth.image.fidelity.fidelity import check_real, write_fidelity
from synth.image.generate.protocol import Sampling
from synth.image.packs.pack import Pack
from synth.image.plan.captions import captions, questions
from synth.image.plan.keypoints import keypoint_categories
from synth.image.plan.prior import FittedPrior
from synth.image.produce import Outcome, Recipe, open_pack, plan_sample
from synth.image.provenance import facts_of, identity_of, models_of
from synth.image.report.page import write_report
from synth.image.scene.detector import refuse_unheard
from synth.image.scene.generator import HUB_KINDS, refuse_unused
from synth.image.scene.schema import Scene
from synth.image.verify.checks import Limits
from synth.options import RunConfig
from synth.scene.quotas import SampleSlot, assign_quotas

WRITES_WAITING = 8
"""Outcomes that wait for the disk while the next pictures are made."""


def run(config: RunConfig, scene: Scene, progress: Progress) -> RunSummary:
    """Make the data set that `config` asks for, or what is missing of it; see `synth.write.open_folder` on resuming.

    Raises SynthError before anything is written where the scene, the pack or the folder does not fit.
    """
    start = time.monotonic()
    recipe = recipe_of(config, scene)
    slots = assign_quotas(scene, config.count, config.seed)
    pack = open_pack(recipe)
    _check_styles(scene, pack)
    _probe(recipe, pack, slots[0])
    _check_oracle(config, scene)
    models = models_of(recipe)
    categories = category_table(scene.categories, keypoint_categories(scene))
    identity = identity_of(recipe, pack, models, slots)
    with open_folder(
        config.out, identity=identity, seed=config.seed, count=config.count, categories=categories
    ) as folder:
        progress.begin(total=config.count, done=len(folder.done))
        missing = [slot for slot in slots if slot.sample_id not in folder.done]
        notes = _fill(folder, config, recipe, missing, categories, progress)
        totals = folder.finish(facts_of(config, recipe, pack, models, time.monotonic() - start))
    if recipe.detector.model:
        write_fidelity(config.out, recipe.detector, config.verify.real, scene, config.device)
    report = write_report(config.out, pack.reference if pack else None)
    return RunSummary(
        out=config.out,
        count=config.count,
        written=totals.written,
        rejected=totals.given_up,
        instances=sum(totals.instances.values()),
        drafts=totals.drafts,
        refused=totals.rejected,
        notes=notes,
        seconds=time.monotonic() - start,
        report=report,
    )


def recipe_of(config: RunConfig, scene: Scene) -> Recipe:
    """What a run's samples depend on, defaults filled in."""
    generator = config.generator
    if generator.kind is None:
        generator = replace(generator, kind=scene.default_generator)
    refuse_unused(generator)
    refuse_unheard(config.verify.detector, config.verify.clip, generator.kind)
    limits = {name: getattr(config.verify, name) for name in Limits.__dataclass_fields__}
    return Recipe(
        scene=scene,
        scene_name=config.scene,
        seed=config.seed,
        generator=generator,
        pack=config.pack or scene.pack,
        sampling=Sampling(steps=config.sampler.steps, guidance=config.sampler.guidance, device=config.device),
        limits=Limits(**limits),
        detector=config.verify.detector,
        clip=config.verify.clip,
        max_tries=config.verify.max_tries,
        batch_size=config.batch_size or _batch(generator.kind, config.device),
    )


def _batch(kind: str | None, device: str) -> int:
    """Pictures per call where nobody said how many."""
    if kind not in HUB_KINDS:
        return 1
    from synth.image.generate.device import default_batch_size

    return default_batch_size(device)


def _fill(
    folder: Folder,
    config: RunConfig,
    recipe: Recipe,
    missing: Sequence[SampleSlot],
    categories: Sequence[Category],
    progress: Progress,
) -> Counter[str]:
    """Make and store the missing samples, writing in a thread while the next are made; returns notes by kind."""
    notes: Counter[str] = Counter()
    waiting: deque[tuple[Outcome, Future[None]]] = deque()

    def settle(most: int) -> None:
        while waiting and (len(waiting) > most or waiting[0][1].done()):
            outcome, stored = waiting.popleft()
            stored.result()
            told = outcome.verified.draft.notes if outcome.verified else ()
            notes.update(note.kind for note in told)
            given_up = int(outcome.verified is None)
            progress.advance(refused=len(outcome.rejections), given_up=given_up, note=told[-1].text if told else "")

    with ThreadPoolExecutor(1) as writer:
        try:
            for outcome in produce_with(config.workers, recipe, missing):
                waiting.append((outcome, writer.submit(_store, folder, outcome, categories)))
                settle(WRITES_WAITING)
        except KeyboardInterrupt:
            settle(0)  # what waits for the disk is kept, so it counts
            raise
        settle(0)
    return notes


def _check_styles(scene: Scene, pack: Pack | None) -> None:
    """SpecError for a style that the pack's prior does not know, in the scene or in what its quotas set."""
    known = pack.prior["styles"] if pack else []
    told = [f"style.{name}" for name in scene.style]
    told += [leaf for quota in scene.quotas.values() for leaf in quota.set if leaf.startswith("style.")]
    for leaf in told:
        name = leaf.split(".")[1]
        if name not in known:
            raise SpecError(leaf, name, suggest(name, known) if known else "styles need a pack")


def _check_oracle(config: RunConfig, scene: Scene) -> None:
    """SynthError where real pictures are given that cannot serve as the oracle: better known now than after the run."""
    real = config.verify.real
    if real is not None and config.verify.detector.model is None:
        raise SpecError("verify.real", str(real), "only beside verify.detector.model, which reads them too")
    if real is not None:
        check_real(real, scene)


def _probe(recipe: Recipe, pack: Pack | None, slot: SampleSlot) -> None:
    """Plan the first sample of the data set: a scene that cannot be met fails before anything is written."""
    planned = plan_sample(recipe, FittedPrior(pack.prior) if pack else None, slot)
    if isinstance(planned, Rejection):
        raise PlacementError(f"sample {slot.sample_id}", f"no layout after {planned.limit:g} redraws", planned.detail)


def _store(folder: Folder, outcome: Outcome, categories: Sequence[Category]) -> None:
    for number, rejection in enumerate(outcome.rejections, start=1):
        given_up = outcome.verified is None and number == len(outcome.rejections)
        folder.reject(rejection, final=given_up)
    if outcome.verified is not None:
        plan = outcome.verified.plan
        folder.write(outcome.verified, captions(plan), questions(plan, [category.name for category in categories]))
