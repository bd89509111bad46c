"""Where a data set of pictures comes from: what its bytes depend on, and what its manifest says of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from synth import __version__
from synth.folder.facts import RunFacts
from synth.image.packs.pack import Pack
from synth.image.packs.quiet import silence_libraries
from synth.image.produce import Recipe
from synth.image.scene.generator import HUB_KINDS
from synth.image.verify.checks import Limits
from synth.options import RunConfig
from synth.scene.load import scene_mapping
from synth.scene.quotas import SampleSlot

PACKAGES = ("torch", "diffusers", "numpy", "opencv-python-headless", "scikit-image", "pillow")
HUB_PACKAGES = ("transformers", "accelerate")

COSTS_ONLY = frozenset({"kind", "model", "revision", "offload", "attention_slicing", "compile", "spread"})
"""Options of a generator that cost time and memory but say nothing of the picture, or that `models` says better."""


def models_of(recipe: Recipe) -> dict[str, str]:
    """Role and name -> fingerprint of every hub model that the run needs; those that are not here yet are fetched.

    SynthError where one cannot be had.
    """
    found: dict[str, str] = {}
    if recipe.generator.kind in HUB_KINDS:
        silence_libraries("generator.model", recipe.generator.model)
        from synth.image.generate.hub.models import fetch_generator_models

        found |= fetch_generator_models(recipe.generator)
    if recipe.detector.model or recipe.clip.model:
        silence_libraries("verify", recipe.detector.model or recipe.clip.model)
        from synth.image.verify.models import fetch_judge_models

        found |= fetch_judge_models({"detector": recipe.detector, "clip": recipe.clip})
    return found


def identity_of(
    recipe: Recipe, pack: Pack | None, models: Mapping[str, str], slots: Sequence[SampleSlot]
) -> dict[str, object]:
    """What the bytes of a data set depend on; the count only where quotas spread their members over it."""
    members = {str(slot.sample_id): list(slot.quotas) for slot in slots if slot.quotas}
    return {
        "scene": scene_mapping(recipe.scene),
        "name": recipe.scene_name,
        "generator": recipe.generator.kind,
        "pack": pack.sha256 if pack else "",
        "quota_members": members,
        **_settings(recipe, models),
    }


def facts_of(
    config: RunConfig, recipe: Recipe, pack: Pack | None, models: Mapping[str, str], seconds: float
) -> RunFacts:
    """What the manifest and the card say of a finished run."""
    kind = recipe.generator.kind
    packages = (*PACKAGES, *HUB_PACKAGES) if models else PACKAGES
    hashes = {f"pack/{pack.card.name}": pack.sha256} if pack else {}
    return RunFacts(
        name=config.scene,
        description=f"{config.count} samples of the scene '{config.scene}', made by the generator '{kind}'",
        spec=scene_mapping(recipe.scene),
        config={"count": config.count, "workers": config.workers, "generator": kind, **_settings(recipe, models)},
        versions={"synth": __version__, "python": python_version(), **_versions(packages)},
        hashes=hashes | {f"model/{name}": fingerprint for name, fingerprint in models.items()},
        wall_time_s=round(seconds, 2),
    )


def _settings(recipe: Recipe, models: Mapping[str, str]) -> dict[str, object]:
    """How samples are drawn and judged; `models` and what is told to them only where there are any."""
    limits = {name: getattr(recipe.limits, name) for name in Limits.__dataclass_fields__}
    sampling = recipe.sampling
    settings: dict[str, object] = {
        "verify": limits | {"max_tries": recipe.max_tries},
        "sampler": {"steps": sampling.steps, "guidance": sampling.guidance},
    }
    if recipe.generator.kind in HUB_KINDS:
        settings["hub"] = _told(recipe)
    if recipe.detector.model:
        settings["detector"] = _without_names(asdict(recipe.detector))
    if recipe.clip.model:
        settings["clip"] = _without_names(asdict(recipe.clip))
    return settings | ({"models": dict(models)} if models else {})


def _told(recipe: Recipe) -> dict[str, object]:
    """The generator's options that a picture depends on."""
    options: dict[str, object] = {n: v for n, v in asdict(recipe.generator).items() if n not in COSTS_ONLY}
    controls = {name: _without_names(asdict(control)) for name, control in recipe.generator.controls.items()}
    return {**options, "controls": controls}


def _without_names(options: Mapping[str, object]) -> dict[str, object]:
    """Options of a model without where it lies: a folder's name says nothing, its fingerprint does."""
    return {name: value for name, value in options.items() if name not in ("model", "revision")}


def _versions(packages: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue  # an extra that this run did without
    return found
