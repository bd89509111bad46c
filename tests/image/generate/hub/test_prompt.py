"""Prompts are cut by whole phrases, at the limit of the encoder that reads most."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import SpecError
from synth.image.generate.hub.prompt import fitted_prompt, split, token_counter_of
from tests.image.generate.hub.models import loaded


def words(text: str) -> int:
    return len(text.split())


@given(st.lists(st.text("ab ", min_size=1).filter(str.strip), min_size=1, max_size=6), st.integers(1, 12))
def test_what_is_kept_fits_what_is_dropped_would_not_have_and_nothing_is_lost(parts: list[str], limit: int) -> None:
    if words(parts[0]) > limit:
        with pytest.raises(SpecError):
            fitted_prompt(parts, words, limit)
        return
    text, dropped = fitted_prompt(parts, words, limit)
    kept = parts[: len(parts) - len(dropped)]
    assert text == ", ".join(kept)
    assert tuple(parts[len(kept) :]) == dropped
    assert words(text) <= limit
    assert not dropped or words(", ".join([*kept, dropped[0]])) > limit


def test_a_prompt_that_fits_is_counted_once() -> None:
    counted = []
    fitted_prompt(["a car", "a dog"], lambda text: counted.append(text) or 4, 4)
    assert counted == ["a car, a dog"]


def test_a_first_phrase_that_is_too_long_is_an_error_with_its_number() -> None:
    with pytest.raises(SpecError, match=r"prompt: got 'a b c \(3 tokens\)'; a first phrase of at most 2 tokens"):
        fitted_prompt(["a b c", "d"], words, 2)


def test_nothing_fits_into_anything() -> None:
    assert fitted_prompt([], words, 2) == ("", ())


def test_a_text_in_one_piece_is_cut_at_its_commas() -> None:
    assert split("blurry, low quality") == ("blurry", "low quality")
    assert split("") == ()


def encoded(name: str, text: str) -> list[torch.Tensor]:
    """The prompt as the text encoders of a case's pipeline read it."""
    pipeline, shape = loaded(name).pipeline, loaded(name).shape
    every = {
        "prompt": [text],
        "prompt_2": None,
        "prompt_3": None,
        "device": torch.device("cpu"),
        "num_images_per_prompt": 1,
        "do_classifier_free_guidance": False,
        "max_sequence_length": shape.most_tokens,
    }
    takes = inspect.signature(pipeline.encode_prompt).parameters
    with torch.inference_mode():
        given = pipeline.encode_prompt(**{name: value for name, value in every.items() if name in takes})
    flat = [part for output in given for part in (output if isinstance(output, list) else [output])]
    return [part for part in flat if isinstance(part, torch.Tensor)]


def alike(first: list[torch.Tensor], second: list[torch.Tensor]) -> bool:
    return all(a.shape == b.shape and torch.equal(a, b) for a, b in zip(first, second, strict=True))


LIMITS = {"sd15": 77, "sdxl": 77, "sd3": 256, "flux": 512, "qwen image": 512, "z image": 512}


@pytest.mark.parametrize(("name", "limit"), LIMITS.items())
def test_the_limit_is_where_the_model_stops_reading(name: str, limit: int) -> None:
    reader = token_counter_of(loaded(name).pipeline, loaded(name).shape)
    assert reader.limit == limit
    room = limit - reader.count_tokens("car") + 1
    full, over = ["car"] * room, ["car"] * (room + 12)
    assert reader.count_tokens(" ".join(full)) == limit
    assert not alike(encoded(name, " ".join(full)), encoded(name, " ".join([*full[:-1], "dog"])))
    assert alike(encoded(name, " ".join(over)), encoded(name, " ".join([*over[:-1], "dog"])))


def test_an_encoder_that_was_left_out_reads_nothing() -> None:
    """SD3 without its T5, as it is loaded where memory is short."""
    whole, shape = loaded("sd3").pipeline, loaded("sd3").shape
    short = SimpleNamespace(
        tokenizer=whole.tokenizer, text_encoder=whole.text_encoder, tokenizer_3=whole.tokenizer_3, text_encoder_3=None
    )
    assert token_counter_of(short, shape).limit == 77
