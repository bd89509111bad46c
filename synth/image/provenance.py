"""Where a data set of pictures comes from: what its bytes depend on, and what its manifest says of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from synth.image.generate.protocol import Sampling
from synth.image.options.generator import HUB_KINDS, GeneratorOptions
from synth.image.options.judges import Limits
from synth.image.packs.pack import Pack
from synth.image.recipe import Recipe, tries_of
from synth.kinds import Provenance

PACKAGES = ("torch", "diffusers", "numpy", "opencv-python-headless", "scikit-image", "pillow")
HUB_PACKAGES = ("transformers", "accelerate")

COSTS_ONLY = frozenset({"kind", "model", "revision", "dtype", "offload", "attention_slicing", "compile", "spread"})
"""Options of a generator that cost time and memory but say nothing of the picture, or that is said better elsewhere: by
`models`, and by `generator.dtype`."""


def models_of(recipe: Recipe) -> dict[str, str]:
    """Role and name -> fingerprint of every hub model that the run needs; those that are not here yet are fetched.

    SynthError where one cannot be had.
    """
    found = generator_models(recipe.generator)
    if recipe.verify.detector.model or recipe.verify.clip.model:
        from synth.hub.files import shown_name
        from synth.hub.models import model_fingerprint
        from synth.hub.quiet import silence_libraries

        silence_libraries("verify", recipe.verify.detector.model or recipe.verify.clip.model)
        for role, judge in {"detector": recipe.verify.detector, "clip": recipe.verify.clip}.items():
            if judge.model:
                found[f"{role}/{shown_name(judge.model)}"] = model_fingerprint(judge.model, judge.revision)
    return found


def generator_models(generator: GeneratorOptions) -> dict[str, str]:
    """Name -> fingerprint of every hub model that draws; those that are not here yet are fetched.

    SynthError where one cannot be had.
    """
    if generator.kind not in HUB_KINDS:
        return {}
    from synth.hub.quiet import silence_libraries
    from synth.image.generate.hub.fetch import fetch_generator_models

    silence_libraries("generator.model", generator.model)
    return dict(fetch_generator_models(generator))


def provenance_of(recipe: Recipe, pack: Pack | None) -> Provenance:
    """What the bytes of a data set depend on; the count only where quotas spread their members over it."""
    models = models_of(recipe)
    settings = _settings(recipe, pack, models)
    kind, scene = recipe.generator.kind, recipe.scene
    hashes = {f"pack/{pack.card.name}": pack.sha256} if pack else {}
    settings |= _layout(recipe, pack)
    return Provenance(
        identity={
            "generator": kind,
            "provenance": recipe.provenance,
            "pack": pack.sha256 if pack else "",
            "shares_over": recipe.count if scene.quotas else 0,
            "categories": dict(scene.categories),
            **settings,
        },
        description=f"{recipe.count} samples of the scene '{recipe.scene_name}', made by the generator '{kind}'",
        settings={"generator": kind, **settings},
        packages=(*PACKAGES, *HUB_PACKAGES) if models else PACKAGES,
        hashes=hashes | {f"model/{name}": fingerprint for name, fingerprint in models.items()},
    )


def _settings(recipe: Recipe, pack: Pack | None, models: Mapping[str, str]) -> dict[str, object]:
    """How samples are drawn and judged; `models` and their options only where there are any."""
    limits = {name: getattr(recipe.verify, name) for name in Limits.__dataclass_fields__}
    settings: dict[str, object] = {
        "verify": limits | {"max_tries": tries_of(recipe, pack), "max_layouts": recipe.verify.max_layouts},
        **drawing_settings(recipe.generator, recipe.sampling),
    }
    if recipe.verify.detector.model:
        settings["detector"] = _without_names(asdict(recipe.verify.detector))
    if recipe.verify.clip.model:
        settings["clip"] = _without_names(asdict(recipe.verify.clip))
    return settings | ({"models": dict(models)} if models else {})


def drawing_settings(generator: GeneratorOptions, sampling: Sampling) -> dict[str, object]:
    """How pictures are drawn, as far as their pixels depend on it."""
    settings: dict[str, object] = {"sampler": {"steps": sampling.steps, "guidance": sampling.guidance}}
    if generator.kind != "sketch":
        settings["generator.dtype"] = _dtype(generator, sampling)
    if generator.kind in HUB_KINDS:
        settings["hub"] = _picture_options(generator)
    return settings


def _layout(recipe: Recipe, pack: Pack | None) -> dict[str, object]:
    """How layouts are replayed, and which; nothing where they are fitted."""
    if recipe.layout.data is None or pack is None:
        return {}
    from synth.image.formats.data_set import labels_sha256
    from synth.image.plan.replay import read_layouts

    canvas = recipe.scene.canvas
    pictures = read_layouts(recipe.layout.data, pack.card, list(recipe.scene.categories), (canvas.width, canvas.height))
    return {"layout": {"kind": "replay", "jitter": recipe.layout.jitter, "labels": labels_sha256(pictures)}}


def _dtype(generator: GeneratorOptions, sampling: Sampling) -> str:
    """The type in which the generator computes here, in the words of the option `generator.dtype`.

    It is part of the identity, so that a folder that a GPU began is not continued on a CPU in another type unnoticed.
    """
    from synth.image.generate.device import device_of, dtype_of, pack_dtype_of

    own = pack_dtype_of if generator.kind == "pack" else dtype_of
    return str(own(generator.dtype, device_of(sampling.device))).removeprefix("torch.")


def _picture_options(generator: GeneratorOptions) -> dict[str, object]:
    """The generator's options that a picture depends on."""
    options: dict[str, object] = {n: v for n, v in asdict(generator).items() if n not in COSTS_ONLY}
    controls = {name: _without_names(asdict(control)) for name, control in generator.controls.items()}
    return {**options, "controls": controls}


def _without_names(options: Mapping[str, object]) -> dict[str, object]:
    """Options of a model without where it lies: a folder's name says nothing, its fingerprint does."""
    return {name: value for name, value in options.items() if name not in ("model", "revision")}
