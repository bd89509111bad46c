"""What the samples of a data set of pictures depend on, besides their ids."""

from __future__ import annotations

from dataclasses import dataclass, replace

from synth.core.errors import SpecError, suggest
from synth.image.generate.protocol import Sampling
from synth.image.packs.pack import Pack, load_pack
from synth.image.scene.detector import ClipOptions, DetectorOptions, refuse_unheard
from synth.image.scene.generator import HUB_KINDS, GeneratorOptions, refuse_unused
from synth.image.scene.schema import Scene
from synth.image.verify.checks import Limits
from synth.options import RunConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that a sample depends on besides its id, defaults filled in."""

    scene: Scene
    scene_name: str
    seed: int
    count: int
    generator: GeneratorOptions
    pack: str | None
    sampling: Sampling
    limits: Limits
    detector: DetectorOptions
    clip: ClipOptions
    max_tries: int
    batch_size: int


def recipe_of(config: RunConfig, scene: Scene) -> Recipe:
    """The recipe of a run. SpecError for an option that nothing would look at."""
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
        count=config.count,
        generator=generator,
        pack=config.pack or scene.pack,
        sampling=Sampling(steps=config.sampler.steps, guidance=config.sampler.guidance, device=config.device),
        limits=Limits(**limits),
        detector=config.verify.detector,
        clip=config.verify.clip,
        max_tries=config.verify.max_tries,
        batch_size=config.batch_size or _batch(generator.kind, config.device),
    )


def open_pack(recipe: Recipe) -> Pack | None:
    """The pack of a recipe; PackError where it cannot be read."""
    return load_pack(recipe.pack) if recipe.pack else None


def check_styles(scene: Scene, pack: Pack | None) -> None:
    """SpecError for a style that the pack's prior does not know, in the scene or in what its quotas set."""
    known = pack.prior["styles"] if pack else []
    leaves = [f"style.{name}" for name in scene.style]
    leaves += [leaf for quota in scene.quotas.values() for leaf in quota.set if leaf.startswith("style.")]
    for leaf in leaves:
        name = leaf.split(".")[1]
        if name not in known:
            raise SpecError(leaf, name, suggest(name, known) if known else "styles need a pack")


def _batch(kind: str | None, device: str) -> int:
    """Pictures per call where nobody said how many."""
    if kind not in HUB_KINDS:
        return 1
    from synth.image.generate.device import batch_for

    return batch_for(device)
