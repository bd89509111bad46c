"""The table of generators by name. A maker imports its libraries when it is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from synth.core.errors import PackError, SpecError, suggest
from synth.image.generate.protocol import Generator, Sampling
from synth.image.options.generator import HUB_KINDS, GeneratorOptions
from synth.image.packs.pack import Pack
from synth.image.records import Condition, Drawn, Fault, Plan
from synth.image.scene.schema import Scene

GeneratorMaker = Callable[[GeneratorOptions, Scene, Pack | None, Sampling], Generator]
"""(options, scene, pack, sampling) -> generator."""


def _make_pack(options: GeneratorOptions, scene: Scene, pack: Pack | None, sampling: Sampling) -> Generator:
    from synth.image.generate.pack import make_pack_generator

    if pack is None:
        raise PackError("generator", "pack", "a scene with `pack:`, or pack=NAME on the command line")
    return make_pack_generator(pack, sampling, options.dtype if options.kind == "pack" else "auto")


def _make_sketch(options: GeneratorOptions, scene: Scene, pack: Pack | None, sampling: Sampling) -> Generator:
    from synth.image.generate.sketch import make_sketch

    sketch = make_sketch(scene)

    def generate(
        plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[Drawn | Fault]:
        return [Drawn(sketch(p, c, s)) for p, c, s in zip(plans, conditions, pixel_seeds, strict=True)]

    return generate


def _make_controlnet(options: GeneratorOptions, scene: Scene, pack: Pack | None, sampling: Sampling) -> Generator:
    from synth.image.generate.hub.controlnet import make_controlnet

    return make_controlnet(options, sampling)


def _make_inpaint(options: GeneratorOptions, scene: Scene, pack: Pack | None, sampling: Sampling) -> Generator:
    from synth.image.generate.hub.inpaint import make_inpaint

    return make_inpaint(options, scene, sampling)


def _make_refine(options: GeneratorOptions, scene: Scene, pack: Pack | None, sampling: Sampling) -> Generator:
    from synth.image.generate.hub.refine import make_refine

    bases: dict[str, GeneratorMaker] = {"sketch": _make_sketch, "pack": _make_pack}
    return make_refine(options, bases[options.base](options, scene, pack, Sampling(device=sampling.device)), sampling)


def _make_gligen(options: GeneratorOptions, scene: Scene, pack: Pack | None, sampling: Sampling) -> Generator:
    from synth.image.generate.hub.gligen import make_gligen

    return make_gligen(options, sampling)


GENERATORS: dict[str, GeneratorMaker] = {
    "pack": _make_pack,
    "sketch": _make_sketch,
    "controlnet": _make_controlnet,
    "inpaint": _make_inpaint,
    "refine": _make_refine,
    "gligen": _make_gligen,
}


def make_generator(options: GeneratorOptions, scene: Scene, pack: Pack | None, sampling: Sampling) -> Generator:
    """The generator that `options.kind` names, for a scene; SpecError for a kind that is not in the table."""
    if options.kind is None or options.kind not in GENERATORS:
        raise SpecError("generator.kind", options.kind, suggest(str(options.kind), GENERATORS))
    if options.kind in HUB_KINDS:
        from synth.hub.quiet import silence_libraries

        silence_libraries("generator.model", options.model)
    return GENERATORS[options.kind](options, scene, pack, sampling)
