"""A network of a pack as its files state it, checked before torch is imported: a pack is data of unknown origin.

The networks of packs are all of one form (`synth.image.generate.flow`, `synth.image.verify.segment`); their files
choose its widths alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synth.core.errors import PackError, Unquoted
from synth.core.inside import inside
from synth.core.plain_file import check_plain
from synth.core.strict_json import read_object
from synth.image.packs.card import UNSHUFFLE, PackCard
from synth.image.packs.pack import ANNOTATOR, DETAIL, GENERATOR, Pack
from synth.scene.messages import spec_error

CONFIG, WEIGHTS_FILE = "config.json", "diffusion_pytorch_model.safetensors"
LARGEST_JSON = 1 << 22
"""Bytes of a JSON file of a pack."""

LARGEST_WEIGHTS = 1 << 31
"""Bytes."""

STORED_AS = ("F16", "F32")
"""Types of stored numbers."""

UNET: Mapping[str, object] = {
    "_class_name": "UNet2DModel",
    "act_fn": "silu",
    "add_attention": False,
    "attn_norm_num_groups": None,
    "center_input_sample": False,
    "class_embed_type": None,
    "downsample_padding": 1,
    "downsample_type": "conv",
    "dropout": 0.0,
    "flip_sin_to_cos": True,
    "freq_shift": 0,
    "mid_block_scale_factor": 1,
    "mid_block_type": "UNetMidBlock2D",
    "norm_eps": 1e-05,
    "norm_num_groups": 16,
    "num_class_embeds": None,
    "num_train_timesteps": None,
    "resnet_time_scale_shift": "default",
    "time_embedding_dim": None,
    "time_embedding_type": "positional",
    "upsample_type": "conv",
}
"""What the configuration of every such network says."""

ANNOTATOR_UNSHUFFLE = 2
"""Side in px of the squares that are one place of an annotator's network."""

ANNOTATED_MULTIPLE = 16
"""Pictures are padded to a multiple of so many px a side before an annotator reads them."""

_NEEDED = "a file inside the pack is needed"
_Width = Annotated[int, Field(ge=16, le=2048, multiple_of=16)]


class _Config(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    in_channels: int
    out_channels: int
    block_out_channels: Annotated[list[_Width], Field(min_length=1, max_length=6)]
    layers_per_block: Annotated[int, Field(ge=1, le=4)]
    down_block_types: list[str]
    up_block_types: list[str]


class Fillable(Protocol):
    """A `torch.nn.Module`; packs do without torch."""

    def load_state_dict(self, state_dict: Mapping[str, Any], /) -> Any:
        """Take over the tensors; RuntimeError where some are missing or of other shapes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFiles:
    """Channels of the network's levels, blocks per level, and the file of its weights."""

    widths: tuple[int, ...]
    layers: int
    weights: Path


def vector_size(card: PackCard) -> int:
    """Numbers of a generator's vector: one for each value of the variable, one for each style."""
    return len(card.variable.values) + len(card.styles)


def generator_files(pack: Pack) -> NetworkFiles:
    """The network of a pack's generator; PackError as `read_network`."""
    card = pack.card
    block = card.unshuffle**2
    return read_network(
        pack.folder,
        f"{GENERATOR}/unet",
        inputs=(3 + len(card.planes)) * block + vector_size(card),
        outputs=3 * block,
        side_multiple=card.multiple_px // (card.unshuffle // 2),
        attention=card.attention,
    )


def detail_planes(card: PackCard) -> int:
    """Planes that the stage of detail is given: those of the generator, and its picture."""
    return len(card.planes) + 3


def detail_files(pack: Pack) -> NetworkFiles:
    """The network of a pack's stage of detail; PackError as `read_network`."""
    card, block = pack.card, UNSHUFFLE["textures"] ** 2
    return read_network(
        pack.folder,
        f"{DETAIL}/unet",
        inputs=(3 + detail_planes(card)) * block + vector_size(card),
        outputs=3 * block,
        side_multiple=card.multiple_px,
    )


def annotator_files(pack: Pack) -> NetworkFiles:
    """The network of a pack's annotator; PackError as `read_network`."""
    block = ANNOTATOR_UNSHUFFLE**2
    outputs = (annotator_maps(pack.card) + len(pack.card.variable.values)) * block
    return read_network(pack.folder, ANNOTATOR, inputs=3 * block, outputs=outputs, side_multiple=ANNOTATED_MULTIPLE)


def annotator_maps(card: PackCard) -> int:
    """Maps that a pack's annotator predicts beside the domains.

    Of masks: foreground, contour, depth, and one a category where there are several. Of boxes: a map of centres for
    each category, and the logarithms of width and height.
    """
    number = len(card.categories)
    if card.labels == "boxes":
        return number + 2
    return 3 + (number if number > 1 else 0)


def check_networks(pack: Pack) -> None:
    """PackError where a network of the pack cannot be loaded: better known before a run than in it."""
    parts = [(GENERATOR, generator_files)]
    if pack.has_annotator:
        parts.append((ANNOTATOR, annotator_files))
    if pack.card.detail is not None:
        parts.append((DETAIL, detail_files))
    for part, files in parts:
        pack.part(part)
        files(pack)


def read_network(
    pack: Path, part: str, *, inputs: int, outputs: int, side_multiple: int, attention: bool = False
) -> NetworkFiles:
    """The network in the folder `part` of a pack, its configuration and its weights checked.

    It has `inputs` and `outputs` channels; sides of pictures are multiples of `side_multiple` px where 2 x 2 px are one
    place; with `attention` its lowest level attends to the whole picture. PackError, in one line, for whatever is
    missing, of another form, not finite or cut off.
    """
    path = inside(pack, f"{part}/{CONFIG}", str(pack), PackError, _NEEDED)
    found = read_object(path, PackError, "the configuration of a network", most=LARGEST_JSON)
    check_constants(path, found, UNET)
    try:
        config = _Config.model_validate(found)
    except ValidationError as error:
        raise spec_error(error, str(path), PackError) from None
    widths = config.block_out_channels
    for key, got, wanted in (
        ("in_channels", config.in_channels, inputs),
        ("out_channels", config.out_channels, outputs),
        ("down_block_types", config.down_block_types, list(down_blocks(len(widths), attention))),
        ("up_block_types", config.up_block_types, list(up_blocks(len(widths), attention))),
    ):
        if got != wanted:
            raise PackError(f"{path}: {key}", got, f"{wanted} is needed, as the pack's card says")
    if side_multiple % 2 ** len(widths):
        raise PackError(
            f"{path}: block_out_channels", widths, f"fewer levels: sides are multiples of {side_multiple} px"
        )
    weights = inside(pack, f"{part}/{WEIGHTS_FILE}", str(pack), PackError, _NEEDED)
    _check_weights(weights, (inputs, *widths))
    return NetworkFiles(widths=tuple(widths), layers=config.layers_per_block, weights=weights)


def down_blocks(levels: int, attention: bool) -> tuple[str, ...]:
    """The types of a network's levels on the way down, in diffusers' words."""
    return ("DownBlock2D",) * (levels - 1) + ("AttnDownBlock2D" if attention else "DownBlock2D",)


def up_blocks(levels: int, attention: bool) -> tuple[str, ...]:
    """The types of a network's levels on the way up."""
    return ("AttnUpBlock2D" if attention else "UpBlock2D",) + ("UpBlock2D",) * (levels - 1)


def check_constants(path: Path, found: Mapping[str, Any], wanted: Mapping[str, object]) -> None:
    """PackError where a configuration has one of the keys of `wanted` with another value."""
    for key, value in wanted.items():
        got = found.get(key, value)
        if got != value or isinstance(got, bool) != isinstance(value, bool):
            raise PackError(f"{path}: {key}", got, f"{value!r} is needed")


def put_weights(network: Fillable, files: NetworkFiles) -> None:
    """Fill a network with its stored weights; PackError where tensors are missing or of other shapes."""
    from safetensors.torch import load_file

    try:
        network.load_state_dict(load_file(files.weights))
    except RuntimeError as error:
        told = " ".join(str(error).split()).partition(": ")[2]
        raise PackError(str(files.weights), Unquoted(told[:200]), "the weights that config.json describes") from None


def _check_weights(path: Path, channels: Sequence[int]) -> None:
    """PackError where the file is broken, a number is not finite, or a level's first weights have another shape."""
    from safetensors import SafetensorError, safe_open

    check_plain(path, PackError, "the weights of a network are needed")
    if path.stat().st_size > LARGEST_WEIGHTS:
        raise PackError(str(path), Unquoted("too large a file"), f"at most {LARGEST_WEIGHTS} bytes are allowed")
    try:
        with safe_open(path, "np") as tensors:
            names = set(tensors.keys())
            _check_shapes(path, {name: tuple(tensors.get_slice(name).get_shape()) for name in names}, channels)
            for name in sorted(names):
                stored = tensors.get_slice(name).get_dtype()
                if stored not in STORED_AS:
                    raise PackError(f"{path}: {name}", stored, f"numbers as {' or '.join(STORED_AS)} are needed")
                if not np.isfinite(tensors.get_tensor(name)).all():
                    raise PackError(f"{path}: {name}", Unquoted("infinity or NaN"), "finite numbers are needed")
    except (SafetensorError, OSError) as error:
        got = Unquoted(" ".join(str(error).split()))
        raise PackError(str(path), got, "a whole file of safetensors is needed") from None


def _check_shapes(path: Path, shapes: Mapping[str, tuple[int, ...]], channels: Sequence[int]) -> None:
    """Widths that the file does not have would take the memory of a network that is not there."""
    inputs, first, *_ = channels
    wanted = {"conv_in.weight": (first, inputs, 3, 3)}
    for level, (before, width) in enumerate(zip((first, *channels[1:]), channels[1:], strict=False)):
        wanted[f"down_blocks.{level}.resnets.0.conv1.weight"] = (width, before, 3, 3)
    for name, shape in wanted.items():
        if shapes.get(name) != shape:
            got = list(shapes[name]) if name in shapes else Unquoted("nothing")
            raise PackError(f"{path}: {name}", got, f"a tensor of the shape {list(shape)} is needed")
