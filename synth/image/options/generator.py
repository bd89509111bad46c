"""Who draws the pictures of a run, and how: the options of a file of `conf/generator/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from synth.core.errors import SpecError
from synth.options import CLOSED, Flag, Float, Int

ModelName = Annotated[str, Field(strict=True, min_length=1, max_length=4096)]
Revision = Annotated[str, Field(strict=True, pattern=r"^[0-9a-f]{40}$")]

GeneratorKind = Literal["pack", "sketch", "controlnet", "inpaint", "refine", "gligen"]
HUB_KINDS = ("controlnet", "inpaint", "refine", "gligen")
"""Generators that run a diffusers pipeline from the hub or from a folder."""

ControlName = Literal["seg", "instance", "depth", "canny", "pose"]
"""Control maps that a plan can be drawn as; see `synth.image.condition.maps`."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class ControlOptions:
    """What one control map is given to."""

    model: ModelName | None = None
    """Hub id or folder of a ControlNet, or `REPOSITORY/FILE.safetensors`; several maps may name the same one (a union
    net). None: the pipeline itself takes the map (FLUX Control)."""
    revision: Revision | None = None
    """Commit of the hub model; None: the newest, as the manifest then records."""
    variant: ModelName | None = None
    """Which weights of the repository, such as `fp16`; None: the plain ones."""
    scale: Annotated[Float, Field(ge=0, le=2)] = 1.0
    """Weight of the ControlNet's residuals."""
    mode: Annotated[Int, Field(ge=0, le=99)] | None = None
    """Number of this map's kind in a union net."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class GeneratorOptions:
    """One generator."""

    kind: GeneratorKind | None = None
    """Which generator; None: the scene's own."""
    model: ModelName | None = None
    """Hub id or folder of a diffusers pipeline."""
    revision: Revision | None = None
    """Commit of the hub model; None: the newest, as the manifest then records."""
    variant: ModelName | None = None
    """Which weights of the repository, such as `fp16`; None: the plain ones."""
    controls: Mapping[ControlName, ControlOptions] = Field(default_factory=dict)
    """`controlnet`: the control maps and who takes them."""
    base: Literal["sketch", "pack"] = "sketch"
    """`refine`: who draws the picture that is refined."""
    strength: Annotated[Float, Field(gt=0, le=1)] | None = None
    """`refine`, `inpaint`: share of the denoising that is done anew; None: the kind's own."""
    crop_px: Annotated[Int, Field(ge=64, le=4096, multiple_of=64)] = 512
    """`inpaint`: side of the square in which one object is painted, in px of the model."""
    steps: Annotated[Int, Field(ge=1, le=1000)] | None = None
    """Denoising steps; None: the pipeline's own. `sampler.steps` wins."""
    guidance: Annotated[Float, Field(ge=0, le=50)] | None = None
    """Guidance weight; None: the pipeline's own. `sampler.guidance` wins."""
    long_prompt: Literal["cut", "error"] = "cut"
    """A prompt of more tokens than the model reads: its last phrases are left out and noted, or the run is refused."""
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    """Type in which the model computes; auto: float32 on the CPU, bfloat16 on a GPU that has it, else float16. `pack`:
    float32 on the CPU, bfloat16 on a GPU; never float16."""
    offload: Literal["none", "model", "sequential"] = "none"
    """For small cards: parts of the pipeline wait in main memory; `sequential` is slowest and smallest."""
    attention_slicing: Flag = False
    """Attention in slices: less memory, slower."""
    vae_tiling: Flag = False
    """Decode in tiles: less memory for large pictures."""
    compile: Flag = False
    """torch.compile of the denoiser: a minute once, then faster."""
    spread: Flag = False
    """Spread one pipeline over all GPUs (accelerate's balanced device map) instead of one pipeline per worker."""


_OF_EVERY_MODEL = frozenset(
    {"model", "revision", "variant", "steps", "guidance", "long_prompt", "dtype", "offload"}
    | {"attention_slicing", "vae_tiling", "compile", "spread"}
)
_TAKEN: Mapping[str, frozenset[str]] = {
    "pack": frozenset({"dtype"}),
    "sketch": frozenset(),
    "controlnet": _OF_EVERY_MODEL | {"controls"},
    "inpaint": _OF_EVERY_MODEL | {"strength", "crop_px"},
    "refine": _OF_EVERY_MODEL | {"strength", "base"},
    "gligen": _OF_EVERY_MODEL,
}
"""Kind -> the options that it takes."""


def refuse_unused(options: GeneratorOptions) -> None:
    """SpecError for an option that was set and that a generator of this kind would not look at."""
    plain = asdict(GeneratorOptions())
    for name, value in asdict(options).items():
        if name != "kind" and value != plain[name] and name not in _TAKEN[str(options.kind)]:
            raise SpecError(f"generator.{name}", value, f"a generator of kind {options.kind} takes none")
    if options.kind == "pack" and options.dtype == "float16":
        raise SpecError("generator.dtype", options.dtype, "a pack takes auto, float32 or bfloat16")
