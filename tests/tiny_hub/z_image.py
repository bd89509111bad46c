# pyright: reportArgumentType=false, reportPrivateImportUsage=false
"""Z-Image with its Qwen3 text encoder, and its ControlNet."""

from __future__ import annotations

from pathlib import Path

from diffusers import ZImageControlNetModel, ZImagePipeline, ZImageTransformer2DModel
from transformers import Qwen3Config, Qwen3Model

from tests.tiny_hub.parts import TEXT_WIDTH, autoencoder, enliven, fixed_weights, flow_schedule
from tests.tiny_hub.vocabularies import ids_of, qwen_tokenizer

LATENTS = 16
HEADS, HEAD_WIDTH = 2, 16
WIDTH = HEADS * HEAD_WIDTH


def build_z_image(folder: Path) -> Path:
    """Z-Image: multiples of 16 px, else ValueError; guided wherever `guidance_scale` is above 0.

    The pipeline overwrites the list of prompts that it is handed with its chat template: pass a copy. Lists of
    generators work and alone equals in a batch. Inpainting wants picture and mask in exactly `height` x `width`.
    """
    with fixed_weights(71):
        tokenizer = qwen_tokenizer()
        transformer = ZImageTransformer2DModel(
            in_channels=LATENTS,
            dim=WIDTH,
            n_layers=2,
            n_refiner_layers=1,
            n_heads=HEADS,
            n_kv_heads=HEADS,
            cap_feat_dim=TEXT_WIDTH,
            axes_dims=[4, 6, 6],
            axes_lens=[1024, 64, 64],
        )
        text = Qwen3Config(
            vocab_size=len(tokenizer),
            hidden_size=TEXT_WIDTH,
            intermediate_size=TEXT_WIDTH,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=2,
            head_dim=16,
            bos_token_id=ids_of(tokenizer, "<|endoftext|>"),
            eos_token_id=ids_of(tokenizer, "<|im_end|>"),
        )
        ZImagePipeline(
            scheduler=flow_schedule(dynamic=False),
            vae=autoencoder(LATENTS, scaling_factor=0.3611, shift_factor=0.1159, quant=False),
            text_encoder=enliven(Qwen3Model(text)),
            tokenizer=tokenizer,
            transformer=enliven(transformer),
        ).save_pretrained(folder, safe_serialization=True)
    return folder


def build_z_image_controlnet(folder: Path) -> Path:
    """ControlNet for `z_image`: `control_image=` takes a list of pictures, one per prompt.

    It borrows the embedders of the transformer that it is put beside. The real one is published as one file, which
    `ZImageControlNetModel.from_single_file(file, config=folder, local_files_only=True)` reads offline, where `folder`
    (a str) holds its config.json; without `config` the hub is asked for that. The keys are the same, so the same file
    as `diffusion_pytorch_model.safetensors` beside config.json is a folder like this one.
    """
    with fixed_weights(72):
        net = ZImageControlNetModel(
            control_layers_places=[0, 1],
            control_in_dim=LATENTS,
            dim=WIDTH,
            n_refiner_layers=1,
            n_heads=HEADS,
            n_kv_heads=HEADS,
        )
        enliven(net).save_pretrained(folder, safe_serialization=True)
    return folder
