# pyright: reportArgumentType=false, reportPrivateImportUsage=false
"""Qwen-Image with its vision-language text encoder and video autoencoder, and its ControlNet."""

from __future__ import annotations

from pathlib import Path

from diffusers import AutoencoderKLQwenImage, QwenImageControlNetModel, QwenImagePipeline, QwenImageTransformer2DModel
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, Qwen2Tokenizer

from tests.tiny_hub.parts import TEXT_WIDTH, enliven, fixed_weights, flow_schedule
from tests.tiny_hub.vocabularies import ids_of, qwen_tokenizer

LATENTS = 4
PACKED = 4 * LATENTS
HEADS, HEAD_WIDTH = 2, 16
ROPE = (4, 6, 6)


def build_qwen_image(folder: Path) -> Path:
    """Qwen-Image: `negative_prompt` counts only with `true_cfg_scale` above 1, `guidance_scale` is ignored.

    Lists of prompts and generators work and alone equals in a batch (to 5e-5). Sizes as for FLUX: multiples of 16 px,
    others are rounded down. Inpainting and refining load through the AutoPipelines. The first call takes a second more.
    """
    with fixed_weights(61):
        tokenizer = qwen_tokenizer()
        transformer = QwenImageTransformer2DModel(
            in_channels=PACKED,
            out_channels=LATENTS,
            num_layers=2,
            attention_head_dim=HEAD_WIDTH,
            num_attention_heads=HEADS,
            joint_attention_dim=TEXT_WIDTH,
            axes_dims_rope=ROPE,
        )
        vae = AutoencoderKLQwenImage(
            base_dim=4,
            z_dim=LATENTS,
            dim_mult=[1, 1, 2, 2],
            num_res_blocks=1,
            latents_mean=[0.0] * LATENTS,
            latents_std=[1.0] * LATENTS,
        )
        QwenImagePipeline(
            scheduler=flow_schedule(dynamic=True),
            vae=enliven(vae),
            text_encoder=qwen_text(tokenizer),
            tokenizer=tokenizer,
            transformer=enliven(transformer),
        ).save_pretrained(folder, safe_serialization=True)
    return folder


def qwen_text(tokenizer: Qwen2Tokenizer) -> Qwen2_5_VLForConditionalGeneration:
    """Qwen2.5-VL, of which only the language model is used; its eyes are as small as they go."""
    shape = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": TEXT_WIDTH,
            "intermediate_size": TEXT_WIDTH,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_key_value_heads": 2,
            "rope_parameters": {"rope_type": "default", "mrope_section": [2, 3, 3], "rope_theta": 1e6},
            "bos_token_id": None,
            "eos_token_id": ids_of(tokenizer, "<|im_end|>"),
        },
        vision_config={
            "depth": 1,
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_heads": 2,
            "out_hidden_size": TEXT_WIDTH,
            "fullatt_block_indexes": [0],
        },
        image_token_id=ids_of(tokenizer, "<|image_pad|>"),
        video_token_id=ids_of(tokenizer, "<|image_pad|>"),
        vision_start_token_id=ids_of(tokenizer, "<|vision_start|>"),
        vision_end_token_id=ids_of(tokenizer, "<|vision_end|>"),
    )
    return enliven(Qwen2_5_VLForConditionalGeneration(shape))


def build_qwen_image_controlnet(folder: Path) -> Path:
    """ControlNet for `qwen_image`: `control_image=` takes a list of pictures, one per prompt."""
    with fixed_weights(62):
        net = QwenImageControlNetModel(
            in_channels=PACKED,
            out_channels=LATENTS,
            num_layers=1,
            attention_head_dim=HEAD_WIDTH,
            num_attention_heads=HEADS,
            joint_attention_dim=TEXT_WIDTH,
            axes_dims_rope=ROPE,
        )
        enliven(net).save_pretrained(folder, safe_serialization=True)
    return folder
