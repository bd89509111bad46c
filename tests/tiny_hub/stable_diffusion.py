# pyright: reportArgumentType=false, reportPrivateImportUsage=false
"""Stable Diffusion 1.5, SDXL and GLIGEN with U-Nets of two levels, and their ControlNets."""

from __future__ import annotations

from pathlib import Path

from diffusers import (
    ControlNetModel,
    ControlNetUnionModel,
    EulerDiscreteScheduler,
    PNDMScheduler,
    StableDiffusionGLIGENPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from transformers import CLIPConfig, CLIPImageProcessorPil

from tests.tiny_hub.parts import TEXT_WIDTH, autoencoder, clip_text, clip_text_projected, enliven, fixed_weights
from tests.tiny_hub.vocabularies import clip_tokenizer

WIDTHS = (8, 16)
HEADS = 2
XL_LEVELS = ("DownBlock2D", "CrossAttnDownBlock2D")
TIME_IDS = 6
TIME_WIDTH = 8
UNION_MODES = 8
PICTURE = {"height": 32, "width": 32}
"""What a safety checker looks at, in px."""
CONTROL_WIDTHS = (4, 4, 8, 8)
"""Three of the steps between them halve the picture: control pictures arrive at the latents' size."""


def unet(*, in_channels: int = 4, attention_type: str = "default") -> UNet2DConditionModel:
    """A U-Net over latents with cross attention to one text encoder (SD 1.5, GLIGEN with `gated` attention)."""
    net = UNet2DConditionModel(
        sample_size=8,
        in_channels=in_channels,
        block_out_channels=WIDTHS,
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        attention_head_dim=HEADS,
        cross_attention_dim=TEXT_WIDTH,
        norm_num_groups=4,
        attention_type=attention_type,
    )
    return enliven(net)


def unet_xl() -> UNet2DConditionModel:
    """A U-Net with SDXL's second conditioning: pooled text and six numbers of size and crop."""
    net = UNet2DConditionModel(
        sample_size=8,
        block_out_channels=WIDTHS,
        layers_per_block=1,
        down_block_types=XL_LEVELS,
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=(1, 2),
        attention_head_dim=(HEADS, HEADS),
        use_linear_projection=True,
        cross_attention_dim=2 * TEXT_WIDTH,
        norm_num_groups=4,
        addition_embed_type="text_time",
        addition_time_embed_dim=TIME_WIDTH,
        projection_class_embeddings_input_dim=TIME_IDS * TIME_WIDTH + TEXT_WIDTH,
    )
    return enliven(net)


def pndm() -> PNDMScheduler:
    """The schedule of SD 1.5's own download."""
    return PNDMScheduler(
        beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, skip_prk_steps=True, steps_offset=1
    )


def build_sd15(folder: Path) -> Path:
    """Stable Diffusion 1.5 without its safety checker.

    Loads for text, inpainting (`image=`, `mask_image=`) and refining (`image=`) through the AutoPipelines; lists of
    prompts, pictures and generators work, and a picture alone equals its twin in a batch up to float noise (1e-5).
    Sizes are multiples of 8 px, else ValueError. Its schedule calls the U-Net three times in two steps.
    """
    return write_sd(folder, StableDiffusionPipeline, seed=15)


def build_sd15_inpaint(folder: Path) -> Path:
    """Stable Diffusion 1.5 trained to inpaint: its U-Net reads 9 channels (latents, mask, masked latents)."""
    return write_sd(folder, StableDiffusionInpaintPipeline, seed=16, in_channels=9)


def build_sd15_flagged(folder: Path) -> Path:
    """Stable Diffusion 1.5 with a safety checker that finds fault with every picture: all come back black.

    The pipeline only logs it; its output's `nsfw_content_detected` is a list of True.
    """
    return write_sd(folder, StableDiffusionPipeline, seed=15, flagged=True)


def build_gligen(folder: Path) -> Path:
    """GLIGEN: Stable Diffusion whose attention is gated by boxes with phrases.

    `gligen_boxes` are xyxy in 0 .. 1. One set of boxes and phrases serves the whole batch, so plans that differ need
    calls of their own; above 30 boxes the rest is dropped with a FutureWarning; no phrase at all is an IndexError and
    one above 77 tokens a ValueError. Boxes count in the first int(gligen_scheduled_sampling_beta * steps) steps: of two
    steps none at the default 0.3. No AutoPipeline knows the class; `DiffusionPipeline` does and logs a deprecation.
    """
    return write_sd(folder, StableDiffusionGLIGENPipeline, seed=17, attention_type="gated")


def write_sd(
    folder: Path,
    pipeline: type[StableDiffusionPipeline | StableDiffusionInpaintPipeline | StableDiffusionGLIGENPipeline],
    *,
    seed: int,
    in_channels: int = 4,
    attention_type: str = "default",
    flagged: bool = False,
) -> Path:
    """Writes one of the pipelines with SD 1.5's parts."""
    with fixed_weights(seed):
        tokenizer = clip_tokenizer()
        pipeline(
            vae=autoencoder(4, scaling_factor=0.18215),
            text_encoder=clip_text(tokenizer),
            tokenizer=tokenizer,
            unet=unet(in_channels=in_channels, attention_type=attention_type),
            scheduler=pndm(),
            safety_checker=strict_checker() if flagged else None,
            feature_extractor=CLIPImageProcessorPil(size=PICTURE, crop_size=PICTURE) if flagged else None,
            requires_safety_checker=flagged,
        ).save_pretrained(folder, safe_serialization=True)
    return folder


def strict_checker() -> StableDiffusionSafetyChecker:
    """A safety checker whose every threshold is below any cosine."""
    side = PICTURE["height"]
    eyes = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    shape = CLIPConfig(vision_config={**eyes, "image_size": side, "patch_size": side // 2}, projection_dim=16)
    checker = StableDiffusionSafetyChecker(shape)
    checker.concept_embeds_weights.fill_(-2.0)
    return checker.eval()


def build_sdxl(folder: Path) -> Path:
    """SDXL: two text encoders, size and crop as conditioning. Called as `sd15` is."""
    with fixed_weights(18):
        tokenizer = clip_tokenizer()
        StableDiffusionXLPipeline(
            vae=autoencoder(4, scaling_factor=0.13025),
            text_encoder=clip_text(tokenizer),
            text_encoder_2=clip_text_projected(tokenizer),
            tokenizer=tokenizer,
            tokenizer_2=tokenizer,
            unet=unet_xl(),
            scheduler=EulerDiscreteScheduler(beta_schedule="scaled_linear", steps_offset=1, timestep_spacing="leading"),
        ).save_pretrained(folder, safe_serialization=True)
    return folder


def build_sd15_controlnet(folder: Path) -> Path:
    """ControlNet for `sd15`: `image=` takes a list of pictures, one per prompt.

    Other than without it, a size that is no multiple of 8 px is rounded down and nothing said.
    Beside other nets, of SD 1.5 or SDXL, each takes one tensor (n, 3, h, w) in 0 .. 1: `image=[of net a, of net b]`.
    Lists in lists mean one list per sample for SD 1.5, and SDXL refuses them.
    """
    with fixed_weights(19):
        net = ControlNetModel.from_unet(unet(), conditioning_embedding_out_channels=CONTROL_WIDTHS)
        enliven(net).save_pretrained(folder, safe_serialization=True)
    return folder


def build_sdxl_controlnet(folder: Path) -> Path:
    """ControlNet for `sdxl`: `image=` as for `sd15`."""
    with fixed_weights(20):
        net = ControlNetModel.from_unet(unet_xl(), conditioning_embedding_out_channels=CONTROL_WIDTHS)
        enliven(net).save_pretrained(folder, safe_serialization=True)
    return folder


def build_sdxl_union(folder: Path) -> Path:
    """ControlNet Union for `sdxl`: `control_image=` takes a list of pictures per mode, `control_mode=` their numbers.

    Its attention runs over the batch (`nn.MultiheadAttention` without `batch_first`), so a picture depends on its
    neighbours (by 0.02 of 0 .. 1 here): only batches of one repeat.
    """
    with fixed_weights(21):
        net = ControlNetUnionModel(
            block_out_channels=WIDTHS,
            layers_per_block=1,
            down_block_types=XL_LEVELS,
            transformer_layers_per_block=(1, 2),
            attention_head_dim=(HEADS, HEADS),
            use_linear_projection=True,
            cross_attention_dim=2 * TEXT_WIDTH,
            norm_num_groups=4,
            addition_embed_type="text_time",
            addition_time_embed_dim=TIME_WIDTH,
            projection_class_embeddings_input_dim=TIME_IDS * TIME_WIDTH + TEXT_WIDTH,
            conditioning_embedding_out_channels=CONTROL_WIDTHS,
            num_control_type=UNION_MODES,
            num_trans_channel=WIDTHS[0],
            num_trans_head=HEADS,
            num_proj_channel=WIDTHS[0],
        )
        enliven(net).save_pretrained(folder, safe_serialization=True)
    return folder
