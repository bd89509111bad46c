# pyright: reportArgumentType=false, reportPrivateImportUsage=false
"""Stable Diffusion 3 with its three text encoders, and its ControlNet."""

from __future__ import annotations

from pathlib import Path

from diffusers import SD3ControlNetModel, SD3Transformer2DModel, StableDiffusion3Pipeline

from tests.tiny_hub.parts import (
    TEXT_WIDTH,
    autoencoder,
    clip_text_projected,
    enliven,
    fixed_weights,
    flow_schedule,
    t5_text,
)
from tests.tiny_hub.vocabularies import clip_tokenizer, t5_tokenizer

LATENTS = 16
HEADS, HEAD_WIDTH = 2, 8
MAX_PATCHES = 64
"""Pictures of at most 64 patches of 16 px a side."""


def build_sd3(folder: Path) -> Path:
    """SD3: two CLIP encoders, joined and padded to the width of T5. Called as `sd15` is.

    Sizes are multiples of 16 px, else ValueError. Refining makes its own default size unless `height` and `width` are
    passed, and starts from pure noise where int(steps * (1 - strength)) is 0; both hold for FLUX and Qwen-Image too.
    """
    with fixed_weights(31):
        clip, t5 = clip_tokenizer(), t5_tokenizer()
        transformer = SD3Transformer2DModel(
            sample_size=8,
            in_channels=LATENTS,
            out_channels=LATENTS,
            num_layers=2,
            attention_head_dim=HEAD_WIDTH,
            num_attention_heads=HEADS,
            joint_attention_dim=2 * TEXT_WIDTH,
            caption_projection_dim=HEADS * HEAD_WIDTH,
            pooled_projection_dim=2 * TEXT_WIDTH,
            pos_embed_max_size=MAX_PATCHES,
        )
        StableDiffusion3Pipeline(
            transformer=enliven(transformer),
            scheduler=flow_schedule(dynamic=False),
            vae=autoencoder(LATENTS, scaling_factor=1.5305, shift_factor=0.0609, quant=False),
            text_encoder=clip_text_projected(clip),
            tokenizer=clip,
            text_encoder_2=clip_text_projected(clip),
            tokenizer_2=clip,
            text_encoder_3=t5_text(t5, width=2 * TEXT_WIDTH),
            tokenizer_3=t5,
        ).save_pretrained(folder, safe_serialization=True)
    return folder


def build_sd3_controlnet(folder: Path) -> Path:
    """ControlNet for `sd3`: `control_image=` takes a list of pictures, one per prompt.

    The pipeline encodes them by drawing from torch's global random state, not from the generators it is handed: a
    picture neither repeats nor equals its twin in a batch unless that state is set.
    """
    with fixed_weights(32):
        net = SD3ControlNetModel(
            sample_size=8,
            in_channels=LATENTS,
            num_layers=1,
            attention_head_dim=HEAD_WIDTH,
            num_attention_heads=HEADS,
            joint_attention_dim=2 * TEXT_WIDTH,
            caption_projection_dim=HEADS * HEAD_WIDTH,
            pooled_projection_dim=2 * TEXT_WIDTH,
            out_channels=LATENTS,
            pos_embed_max_size=MAX_PATCHES,
        )
        enliven(net).save_pretrained(folder, safe_serialization=True)
    return folder
