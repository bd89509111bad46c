"""The whole pipeline: plan, condition, generate, verify, write, for every sample that is not done yet."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from platform import python_version

from synth import __version__
from synth.crew import produce_with
from synth.errors import PlacementError, SpecError, suggest
from synth.generate.protocol import Sampling
from synth.labels import Category
from synth.options import RunConfig
from synth.packs.pack import Pack
from synth.plan.captions import captions, questions
from synth.plan.prior import FittedPrior
from synth.plan.quotas import SampleSlot, assign_quotas
from synth.produce import Outcome, Recipe, open_pack, plan_sample
from synth.progress import Progress
from synth.records import Rejection
from synth.report import write_report
from synth.spec.load import scene_mapping
from synth.spec.schema import Scene
from synth.summary import RunSummary
from synth.verify.checks import Limits
from synth.write import Folder, RunFacts, category_table, open_folder

PACKAGES = ("torch", "diffusers", "numpy", "opencv-python-headless", "scikit-image", "pillow")


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
    categories = category_table(scene.categories)
    identity = _identity(recipe, pack, slots)
    with open_folder(
        config.out, identity=identity, seed=config.seed, count=config.count, categories=categories
    ) as folder:
        progress.begin(total=config.count, done=len(folder.done))
        missing = [slot for slot in slots if slot.sample_id not in folder.done]
        for outcome in produce_with(config.workers, recipe, missing):
            _store(folder, outcome, categories)
            progress.advance(refused=len(outcome.rejections))
        totals = folder.finish(_facts(config, recipe, pack, time.monotonic() - start))
    report = write_report(config.out, pack.reference if pack else None)
    return RunSummary(
        out=config.out,
        count=config.count,
        written=totals.written,
        rejected=totals.given_up,
        instances=sum(totals.instances.values()),
        drafts=totals.drafts,
        refused=totals.rejected,
        seconds=time.monotonic() - start,
        report=report,
    )


def recipe_of(config: RunConfig, scene: Scene) -> Recipe:
    """What a run's samples depend on, defaults filled in."""
    generator = config.generator
    if generator.kind is None:
        generator = replace(generator, kind=scene.default_generator)
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
        batch_size=config.batch_size or 1,
    )


def _check_styles(scene: Scene, pack: Pack | None) -> None:
    """SpecError for a style that the pack's prior does not know, in the scene or in what its quotas set."""
    known = pack.prior["styles"] if pack else []
    told = [f"style.{name}" for name in scene.style]
    told += [leaf for quota in scene.quotas.values() for leaf in quota.set if leaf.startswith("style.")]
    for leaf in told:
        name = leaf.split(".")[1]
        if name not in known:
            raise SpecError(leaf, name, suggest(name, known) if known else "styles need a pack")


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


def _identity(recipe: Recipe, pack: Pack | None, slots: Sequence[SampleSlot]) -> dict[str, object]:
    """What the bytes of a data set depend on; the count only where quotas spread their members over it."""
    members = {str(slot.sample_id): list(slot.quotas) for slot in slots if slot.quotas}
    return {
        "scene": scene_mapping(recipe.scene),
        "name": recipe.scene_name,
        "generator": recipe.generator.kind,
        "pack": pack.sha256 if pack else "",
        "quota_members": members,
        **_settings(recipe),
    }


def _settings(recipe: Recipe) -> dict[str, object]:
    limits, sampling = recipe.limits, recipe.sampling
    return {
        "verify": {name: getattr(limits, name) for name in Limits.__dataclass_fields__}
        | {"max_tries": recipe.max_tries},
        "sampler": {"steps": sampling.steps, "guidance": sampling.guidance},
    }


def _facts(config: RunConfig, recipe: Recipe, pack: Pack | None, seconds: float) -> RunFacts:
    return RunFacts(
        name=config.scene,
        description=f"{config.count} samples of the scene '{config.scene}', made by the generator '{recipe.generator.kind}'",
        spec=scene_mapping(recipe.scene),
        config={"count": config.count, "workers": config.workers, "generator": recipe.generator.kind, **_settings(recipe)},
        versions={"synth": __version__, "python": python_version(), **{name: version(name) for name in PACKAGES}},
        hashes={f"pack/{pack.card.name}": pack.sha256} if pack else {},
        wall_time_s=round(seconds, 2),
    )
