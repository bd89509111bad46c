"""What the samples of a data set of pictures depend on, besides their ids."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from synth.core.digital_source import DigitalSource
from synth.core.errors import SpecError, suggest
from synth.image.generate.protocol import Sampling
from synth.image.options.generator import HUB_KINDS, GeneratorOptions, refuse_unused
from synth.image.options.judges import VerifyOptions, refuse_without_model
from synth.image.options.layout import LayoutOptions, check_layout
from synth.image.options.run import ImageConfig
from synth.image.packs.card import Sampler
from synth.image.packs.pack import Pack, find_pack, read_pack
from synth.image.scene.schema import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that a sample depends on besides its id, defaults filled in."""

    scene: Scene
    scene_name: str
    seed: int
    count: int
    generator: GeneratorOptions
    pack: Path | None
    layout: LayoutOptions
    sampling: Sampling
    verify: VerifyOptions
    batch_size: int
    provenance: bool

    @property
    def digital_source(self) -> DigitalSource:
        """What its pictures say of how they were made."""
        return DigitalSource.ALGORITHMIC if self.generator.kind == "sketch" else DigitalSource.TRAINED


def recipe_of(config: ImageConfig, scene: Scene) -> Recipe:
    """The recipe of a run. SpecError for an option that nothing would look at."""
    generator = generator_of(config.generator, scene)
    refuse_without_model(config.verify.detector, config.verify.clip, generator.kind)
    check_layout(config.layout, scene)
    return Recipe(
        scene=scene,
        scene_name=config.scene,
        seed=config.seed,
        count=config.count,
        generator=generator,
        pack=pack_folder(config, scene),
        layout=config.layout,
        sampling=Sampling(steps=config.sampler.steps, guidance=config.sampler.guidance, device=config.device),
        verify=config.verify,
        batch_size=config.batch_size or _batch(generator.kind, config.device),
        provenance=config.provenance,
    )


def generator_of(options: GeneratorOptions, scene: Scene) -> GeneratorOptions:
    """The options of the generator, of the scene's own kind where they name none. SpecError for an option that it would
    not look at.
    """
    generator = options if options.kind else replace(options, kind=scene.default_generator)
    refuse_unused(generator)
    return generator


def pack_folder(config: ImageConfig, scene: Scene) -> Path | None:
    """Folder of the pack that the options name, or else the scene; None where neither does.

    A relative path starts from the scene file's folder, or else from the working folder; PackError where none is there.
    """
    name = config.pack or scene.pack
    return find_pack(name, config.scene_folder) if name else None


def open_pack(recipe: Recipe) -> Pack | None:
    """The pack of a recipe; PackError where it cannot be read."""
    return read_pack(recipe.pack) if recipe.pack else None


def tries_of(recipe: Recipe, pack: Pack | None) -> int:
    """Drafts of one layout before the sample is planned anew."""
    usual = pack.card.sampler if pack else Sampler()
    return recipe.verify.max_tries or usual.tries


def check_styles(scene: Scene, pack: Pack | None) -> None:
    """SpecError for a style that the pack's prior does not know, in the scene or in what its quotas set."""
    known = pack.prior["styles"] if pack else []
    leaves = [f"style.{name}" for name in scene.style]
    leaves += [leaf for quota in scene.quotas.values() for leaf in quota.set if leaf.startswith("style.")]
    for leaf in leaves:
        name = leaf.split(".")[1]
        if name not in known:
            raise SpecError(leaf, name, suggest(name, known) if known else "styles need a pack")


def check_categories(scene: Scene, pack: Pack | None) -> None:
    """SpecError for an entry of a category that a pack of several, or of boxes, does not know.

    A pack of masks of one category draws that, whatever a scene calls it.
    """
    if pack is None or (len(pack.card.categories) == 1 and pack.card.labels == "masks"):
        return
    for name, spec in scene.objects.items():
        category = spec.category or name
        if category not in pack.card.categories:
            told = f"pack {pack.card.name} draws {suggest(category, pack.card.categories)}"
            raise SpecError(f"objects.{name}.category", category, told)


def _batch(kind: str | None, device: str) -> int:
    """Pictures per call where nobody said how many."""
    if kind not in HUB_KINDS:
        return 1
    from synth.image.generate.device import default_batch_size

    return default_batch_size(device)
