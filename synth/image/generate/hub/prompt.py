"""Fit prompts to a model: count the tokens that a pipeline reads, and drop pieces of a prompt that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from synth.core.errors import SpecError
from synth.image.generate.hub.call import CallShape

SEPARATOR = ", "

CountTokens = Callable[[str], int]


class TokenCounter(NamedTuple):
    """How the text encoder with the largest limit counts tokens, and that limit."""

    count_tokens: CountTokens
    limit: int


def token_counter_of(pipeline: Any, shape: CallShape) -> TokenCounter:
    """The token counter of the pipeline's text encoder with the largest limit.

    The limit of a CLIP is its number of positions, that of any other encoder the call's `max_sequence_length`. A chat
    template around the prompt counts too, unless the pipeline drops it. SpecError for a pipeline without a tokenizer.
    """
    numbers = [n for n in ("", "_2", "_3") if getattr(pipeline, f"text_encoder{n}", None) is not None]
    tokenizers = [getattr(pipeline, f"tokenizer{n}") for n in numbers]
    if not tokenizers:
        raise SpecError("generator.model", shape.pipeline, "a pipeline with a tokenizer")
    encoders = [getattr(pipeline, f"text_encoder{n}") for n in numbers]
    limits = [_limit(*pair, shape) for pair in zip(tokenizers, encoders, strict=True)]
    limit = max(limits)
    tokenizer = tokenizers[limits.index(limit)]
    drops_template = hasattr(pipeline, "prompt_template_encode_start_idx")
    template = 0 if drops_template else _template_tokens(tokenizer)
    return TokenCounter(lambda text: template + len(tokenizer(text, verbose=False).input_ids), limit)


def fitted_prompt(parts: Sequence[str], count_tokens: CountTokens, limit: int) -> tuple[str, tuple[str, ...]]:
    """The first parts that fit into `limit` tokens, joined; and the parts that were dropped.

    SpecError where not even the first part fits.
    """
    for kept in range(len(parts), 0, -1):
        text = SEPARATOR.join(parts[:kept])
        if count_tokens(text) <= limit:
            return text, tuple(parts[kept:])
    if not parts:
        return "", ()
    raise SpecError(
        "prompt", f"{parts[0]} ({count_tokens(parts[0])} tokens)", f"a first phrase of at most {limit} tokens"
    )


def split(text: str) -> tuple[str, ...]:
    """Split a text into its comma-separated phrases."""
    return tuple(part for part in text.split(SEPARATOR) if part)


def _limit(tokenizer: Any, encoder: Any, shape: CallShape) -> int:
    if "CLIP" not in type(tokenizer).__name__ and shape.most_tokens is not None:
        return shape.most_tokens
    own = int(tokenizer.model_max_length)
    config = getattr(encoder, "config", None)
    return min(own, int(getattr(config, "max_position_embeddings", own)))


def _template_tokens(tokenizer: Any) -> int:
    """Tokens of a chat template around an empty prompt."""
    if getattr(tokenizer, "chat_template", None) is None:
        return 0
    messages = [{"role": "user", "content": ""}]
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True, enable_thinking=True)
    return len(tokenizer(text, verbose=False).input_ids)
