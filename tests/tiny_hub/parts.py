# pyright: reportArgumentType=false, reportPrivateImportUsage=false
"""What the families share: text encoders, the picture autoencoder, repeatable random weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler
from torch import nn
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)

from tests.tiny_hub.vocabularies import CLIP_MAX_TOKENS, ids_of

TEXT_WIDTH = 32
GAIN = 1.5
"""Spread of a redrawn weight times the root of its inputs: what goes in shows in what comes out."""

Net = TypeVar("Net", bound=nn.Module)


@contextmanager
def fixed_weights(seed: int) -> Iterator[None]:
    """Draws weights inside from one seed and leaves torch's global state as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


def enliven(net: Net) -> Net:
    """Redraws every matrix and everything that starts as zeros (closed gates), in place, and switches training off.

    The libraries' own first weights are made to learn from: in them a prompt, a control picture or a box changes
    nothing that one could see after two steps.
    """
    with torch.no_grad():
        for name, weight in net.named_parameters():
            if weight.ndim > 1:
                weight.normal_(0.0, GAIN * (weight.numel() / len(weight)) ** -0.5)
            elif not name.endswith("bias") and not weight.any():
                weight.normal_()
    return net.eval()


def text_config(tokenizer: CLIPTokenizer) -> CLIPTextConfig:
    """A CLIP text encoder of two layers that knows the tokenizer's begin and end."""
    return CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=TEXT_WIDTH,
        intermediate_size=TEXT_WIDTH,
        projection_dim=TEXT_WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=CLIP_MAX_TOKENS,
        bos_token_id=ids_of(tokenizer, "<|startoftext|>"),
        eos_token_id=ids_of(tokenizer, "<|endoftext|>"),
        pad_token_id=ids_of(tokenizer, "<|endoftext|>"),
    )


def clip_text(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """Text encoder without projection: SD 1.5, first of SDXL, FLUX."""
    return enliven(CLIPTextModel(text_config(tokenizer)))


def clip_text_projected(tokenizer: CLIPTokenizer) -> CLIPTextModelWithProjection:
    """Text encoder with projection: second of SDXL, first two of SD3."""
    return enliven(CLIPTextModelWithProjection(text_config(tokenizer)))


def t5_text(tokenizer: T5Tokenizer, *, width: int) -> T5EncoderModel:
    """T5 encoder of one layer: third of SD3, second of FLUX."""
    shape = T5Config(
        vocab_size=len(tokenizer),
        d_model=width,
        d_ff=TEXT_WIDTH,
        d_kv=8,
        num_heads=4,
        num_layers=1,
        dropout_rate=0.0,
    )
    return enliven(T5EncoderModel(shape))


def autoencoder(
    latent_channels: int, *, scaling_factor: float, shift_factor: float | None = None, quant: bool = True
) -> AutoencoderKL:
    """A picture autoencoder that shrinks by 8, as the real ones do."""
    net = AutoencoderKL(
        block_out_channels=(4, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=latent_channels,
        norm_num_groups=2,
        sample_size=64,
        scaling_factor=scaling_factor,
        shift_factor=shift_factor,
        use_quant_conv=quant,
        use_post_quant_conv=quant,
    )
    return enliven(net)


def flow_schedule(*, dynamic: bool) -> FlowMatchEulerDiscreteScheduler:
    """The schedule of rectified flows; `dynamic` shifts it with the picture's size (FLUX, Qwen-Image)."""
    return FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=dynamic)
