"""Detectors, CLIP, SAM, BLIP, a classifier of tokens, recognisers of speech: random weights, each with its processor.

Without torchvision `AutoProcessor` picks the `...ImageProcessorPil` classes, whatever a folder's JSON names. Detectors
load through `AutoModelForZeroShotObjectDetection`, CLIP through `AutoModel`, the others by their own classes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from transformers import (
    BertConfig,
    BertForTokenClassification,
    BlipConfig,
    BlipForConditionalGeneration,
    BlipImageProcessorPil,
    BlipProcessor,
    CLIPConfig,
    CLIPImageProcessorPil,
    CLIPModel,
    CLIPProcessor,
    GroundingDinoConfig,
    GroundingDinoForObjectDetection,
    GroundingDinoImageProcessorPil,
    GroundingDinoProcessor,
    Owlv2Config,
    Owlv2ForObjectDetection,
    Owlv2ImageProcessorPil,
    Owlv2Processor,
    SamConfig,
    SamImageProcessorPil,
    SamMaskDecoderConfig,
    SamModel,
    SamProcessor,
    SamPromptEncoderConfig,
    SamVisionConfig,
    Wav2Vec2Config,
    Wav2Vec2CTCTokenizer,
    Wav2Vec2FeatureExtractor,
    Wav2Vec2ForCTC,
    Wav2Vec2Processor,
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
    WhisperProcessor,
    WhisperTokenizer,
)

from tests.tiny_hub.parts import enliven, fixed_weights
from tests.tiny_hub.vocabularies import SCENE_WORDS, SPACE, bert_tokenizer, clip_tokenizer, ids_of

WIDTH = 32
SIDE = 64
"""Pictures are read at 64 px."""
PATCH = 16
OWL_MAX_TOKENS = 16
DINO_SIDE = 128
"""Grounding DINO's coarsest level must hold more than one cell."""
QUERIES = 20


def build_owlv2(folder: Path) -> Path:
    """OWLv2: phrases by picture, one score per patch and phrase.

    `inputs = processor(text=[["a car", "a bus"], ...], images=[...], return_tensors="pt")`, one list of phrases per
    picture and no `padding=`. Then `processor.post_process_grounded_object_detection(outputs=model(**inputs),
    threshold=0.1, target_sizes=[(h, w), ...])`: per picture `scores` (n,), `labels` (n,), the phrase's index, and
    `boxes` (n, 4), xyxy in px, not cut at the picture's edges. Phrases have at most 16 tokens with begin and end;
    longer ones fail inside the model. Lists shorter than the longest are filled up with blanks that can win: an index
    past the picture's own list is no detection, and `text_labels=` raises IndexError on it. Alone equals in a batch.
    """
    with fixed_weights(81):
        tokenizer = clip_tokenizer()
        tokenizer.model_max_length = OWL_MAX_TOKENS
        shape = Owlv2Config(
            text_config={**text_shape(len(tokenizer)), "max_position_embeddings": OWL_MAX_TOKENS},
            vision_config=vision_shape(),
            projection_dim=WIDTH,
        )
        enliven(Owlv2ForObjectDetection(shape)).save_pretrained(folder, safe_serialization=True)
    images = Owlv2ImageProcessorPil(size={"height": SIDE, "width": SIDE})
    Owlv2Processor(image_processor=images, tokenizer=tokenizer).save_pretrained(folder)
    return folder


def build_grounding_dino(folder: Path) -> Path:
    """Grounding DINO: phrases joined to one text, one score per query and token.

    `inputs = processor(text=[["a car", "a bus"], ...], images=[...], padding=True, return_tensors="pt")`; without
    padding, texts of different length fail. Then `processor.post_process_grounded_object_detection(model(**inputs),
    inputs.input_ids, threshold=0.25, text_threshold=0.25, target_sizes=[(h, w), ...])`: per picture `scores` (n,),
    `boxes` (n, 4), xyxy in px, and `text_labels`, the decoded tokens above the text threshold, which may be parts of
    several phrases. A phrase is known by `outputs.logits.sigmoid()` (pictures, queries, 256) at its tokens: in
    `input_ids` the first phrase begins after [CLS] and each ends at a `.`. A phrase that holds a `.` itself is not
    joined. Alone equals in a batch only where its pictures have one size: the backbone sees how others are padded.
    """
    with fixed_weights(82):
        tokenizer = bert_tokenizer()
        shape = GroundingDinoConfig(
            backbone_config={
                "model_type": "swin",
                "image_size": DINO_SIDE,
                "embed_dim": 8,
                "depths": [1, 1, 1, 1],
                "num_heads": [1, 1, 1, 1],
                "window_size": 4,
                "out_features": ["stage2", "stage3", "stage4"],
            },
            text_config={
                "model_type": "bert",
                "vocab_size": len(tokenizer),
                "hidden_size": WIDTH,
                "intermediate_size": WIDTH,
                "num_hidden_layers": 1,
                "num_attention_heads": 2,
            },
            d_model=WIDTH,
            num_queries=QUERIES,
            encoder_layers=1,
            encoder_ffn_dim=WIDTH,
            encoder_attention_heads=2,
            decoder_layers=2,
            decoder_ffn_dim=WIDTH,
            decoder_attention_heads=2,
            disable_custom_kernels=True,
        )
        enliven(GroundingDinoForObjectDetection(shape)).save_pretrained(folder, safe_serialization=True)
    images = GroundingDinoImageProcessorPil(size={"shortest_edge": DINO_SIDE, "longest_edge": 2 * DINO_SIDE})
    GroundingDinoProcessor(image_processor=images, tokenizer=tokenizer).save_pretrained(folder)
    return folder


def build_clip(folder: Path) -> Path:
    """CLIP: how well a text fits a picture.

    `outputs = model(**processor(text=[...], images=[...], padding=True, truncation=True, return_tensors="pt"))`:
    `image_embeds` and `text_embeds` (n, width) have length one, so `(image_embeds * text_embeds).sum(-1)` is the cosine
    of each pair; `logits_per_image` (pictures, texts) is that times the learned temperature.
    """
    with fixed_weights(83):
        tokenizer = clip_tokenizer()
        shape = CLIPConfig(text_config=text_shape(len(tokenizer)), vision_config=vision_shape(), projection_dim=WIDTH)
        enliven(CLIPModel(shape)).save_pretrained(folder, safe_serialization=True)
    images = CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    CLIPProcessor(image_processor=images, tokenizer=tokenizer).save_pretrained(folder)
    return folder


def text_shape(vocab_size: int) -> dict[str, int]:
    """The shape of a text tower of one layer over the CLIP tokenizer."""
    begin, end = (ids_of(clip_tokenizer(), token) for token in ("<|startoftext|>", "<|endoftext|>"))
    return {
        "vocab_size": vocab_size,
        "hidden_size": WIDTH,
        "intermediate_size": WIDTH,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "bos_token_id": begin,
        "eos_token_id": end,
        "pad_token_id": end,
    }


def vision_shape() -> dict[str, int]:
    """The shape of a picture tower of one layer: 4 x 4 patches."""
    return {
        "hidden_size": WIDTH,
        "intermediate_size": WIDTH,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "image_size": SIDE,
        "patch_size": PATCH,
    }


def build_sam(folder: Path) -> Path:
    """SAM: a mask in each box.

    `inputs = processor(image, input_boxes=[[[x0, y0, x1, y1], ...]], return_tensors="pt")`, then
    `model(**inputs, multimask_output=False)`: `pred_masks` (1, boxes, 1, h, w) and `iou_scores` (1, boxes, 1).
    """
    with fixed_weights(84):
        shape = SamConfig(
            vision_config=SamVisionConfig(
                hidden_size=WIDTH, output_channels=WIDTH, num_hidden_layers=1, num_attention_heads=2, image_size=SIDE,
                patch_size=PATCH, window_size=2, global_attn_indexes=[0], mlp_dim=WIDTH, num_pos_feats=WIDTH // 2,
            ),
            prompt_encoder_config=SamPromptEncoderConfig(
                hidden_size=WIDTH, image_size=SIDE, patch_size=PATCH, mask_input_channels=4
            ),
            mask_decoder_config=SamMaskDecoderConfig(
                hidden_size=WIDTH, mlp_dim=WIDTH, num_hidden_layers=1, num_attention_heads=2, iou_head_hidden_dim=WIDTH
            ),
        )  # fmt: skip
        enliven(SamModel(shape)).save_pretrained(folder, safe_serialization=True)
    images = SamImageProcessorPil(size={"longest_edge": SIDE}, pad_size={"height": SIDE, "width": SIDE})
    SamProcessor(image_processor=images).save_pretrained(folder)
    return folder


def build_blip(folder: Path) -> Path:
    """BLIP: a sentence on a picture, by `model.generate(pixel_values=...)`."""
    with fixed_weights(85):
        tokenizer = bert_tokenizer()
        text = {name: value for name, value in text_shape(len(tokenizer)).items() if not name.endswith("_token_id")}
        ids = {"bos_token_id": tokenizer.cls_token_id, "sep_token_id": tokenizer.sep_token_id,
               "eos_token_id": tokenizer.sep_token_id, "pad_token_id": tokenizer.pad_token_id}  # fmt: skip
        shape = BlipConfig(
            text_config={**text, **ids, "encoder_hidden_size": WIDTH}, vision_config=vision_shape(),
            projection_dim=WIDTH, image_text_hidden_size=WIDTH,
        )  # fmt: skip
        enliven(BlipForConditionalGeneration(shape)).save_pretrained(folder, safe_serialization=True)
    images = BlipImageProcessorPil(size={"height": SIDE, "width": SIDE})
    BlipProcessor(image_processor=images, tokenizer=tokenizer).save_pretrained(folder)
    return folder


TAGS = ("O", "B-THING", "I-THING", "B-COLOUR", "I-COLOUR")


def build_token_classifier(folder: Path) -> Path:
    """BERT that gives each token one of `TAGS`; it reads 24 tokens at once."""
    with fixed_weights(86):
        tokenizer = bert_tokenizer()
        shape = BertConfig(
            vocab_size=len(tokenizer), hidden_size=WIDTH, intermediate_size=WIDTH, num_hidden_layers=1,
            num_attention_heads=2, max_position_embeddings=24, id2label=dict(enumerate(TAGS)),
            label2id={tag: at for at, tag in enumerate(TAGS)},
        )  # fmt: skip
        enliven(BertForTokenClassification(shape)).save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)
    return folder


LETTERS = "ETAOINSH"


def build_wav2vec2(folder: Path) -> Path:
    """wav2vec2 that gives each frame of 20 ms a letter, a blank or the end of a word; it does not know silence."""
    with fixed_weights(87):
        shape = Wav2Vec2Config(
            vocab_size=len(LETTERS) + 3, hidden_size=WIDTH, intermediate_size=WIDTH, num_hidden_layers=1,
            num_attention_heads=2, conv_dim=(16,) * 7, num_conv_pos_embeddings=4, num_conv_pos_embedding_groups=2,
            pad_token_id=0, bos_token_id=1, eos_token_id=1,
        )  # fmt: skip
        enliven(Wav2Vec2ForCTC(shape)).save_pretrained(folder, safe_serialization=True)
    words = {token: at for at, token in enumerate(("<pad>", "<unk>", "|", *LETTERS))}
    (folder / "vocab.json").write_text(json.dumps(words), encoding="utf-8")
    tokenizer = Wav2Vec2CTCTokenizer(str(folder / "vocab.json"))
    Wav2Vec2Processor(feature_extractor=Wav2Vec2FeatureExtractor(), tokenizer=tokenizer).save_pretrained(folder)
    return folder


HEARD_S = 2
"""Of sound, by the tiny Whisper; the real one hears 30 s."""
CODES = ("<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|de|>", "<|transcribe|>", "<|translate|>",
         "<|notimestamps|>")  # fmt: skip


def build_whisper(folder: Path) -> Path:
    """Whisper of two languages, by `model.generate(input_features, ...)`; it says words of `SCENE_WORDS`."""
    pieces = {word: at for at, word in enumerate([f"{SPACE}{word}" for word in SCENE_WORDS])}
    tokenizer = WhisperTokenizer(vocab=pieces, merges=[])
    tokenizer.add_tokens(list(CODES), special_tokens=True)
    end, start, english, german, write, translate, plain = (ids_of(tokenizer, code) for code in CODES)
    with fixed_weights(88):
        shape = WhisperConfig(
            vocab_size=len(tokenizer), d_model=WIDTH, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
            decoder_attention_heads=2, encoder_ffn_dim=WIDTH, decoder_ffn_dim=WIDTH, num_mel_bins=16,
            max_source_positions=50 * HEARD_S, max_target_positions=448, decoder_start_token_id=start,
            pad_token_id=end, bos_token_id=end, eos_token_id=end,
        )  # fmt: skip
        model = enliven(WhisperForConditionalGeneration(shape))
    told: Any = model.generation_config  # what follows is Whisper's own
    told.lang_to_id = {"<|en|>": english, "<|de|>": german}
    told.task_to_id = {"transcribe": write, "translate": translate}
    told.is_multilingual, told.no_timestamps_token_id, told.max_length = True, plain, 448
    told.suppress_tokens, told.begin_suppress_tokens = [], [end]
    model.save_pretrained(folder, safe_serialization=True)
    features = WhisperFeatureExtractor(feature_size=16, chunk_length=HEARD_S)
    WhisperProcessor(feature_extractor=features, tokenizer=tokenizer).save_pretrained(folder)
    return folder
