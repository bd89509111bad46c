"""The result of a batch, whatever the pipeline does: pictures, notes, faults, or an error of one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from synth.core.errors import SpecError, SynthError
from synth.core.outcome import Note
from synth.image.generate.hub.call import CallShape
from synth.image.generate.hub.draw import DrawRequest, Painter, make_painter
from synth.image.generate.hub.load import LoadedPipeline
from synth.image.generate.protocol import Sampling
from synth.image.options.generator import GeneratorOptions
from synth.image.records import Drawn, Fault, Note
from tests.image.generate.hub.models import CPU

WORD_LIMIT = 6
SHAPE = CallShape(pipeline="FakePipeline", guidance="guidance_scale", negative_prompt=True, size=True)


class Words:
    """A tokenizer whose tokens are words."""

    model_max_length = WORD_LIMIT

    def __call__(self, text: str, verbose: bool) -> SimpleNamespace:
        return SimpleNamespace(input_ids=text.split())


@dataclass(kw_only=True)
class FakePipeline:
    """Noise from each sample's generator; runs out of memory above `room` pictures. `spoil` may change what was drawn
    and `flags` are a safety checker's.
    """

    room: int = 100
    spoil: Any = None
    flags: list[bool] | None = None
    calls: list[dict[str, Any]] = field(default_factory=list)
    text_encoder: object = "words"
    tokenizer: Words = field(default_factory=Words)

    def __call__(self, *, prompt: list[str], generator: list[torch.Generator], **others: Any) -> SimpleNamespace:
        self.calls.append({"prompt": prompt, "seeds": [g.initial_seed() for g in generator], **others})
        if len(prompt) > self.room:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.\nSee documentation")
        size = (others["height"], others["width"], 3)
        images = np.stack([torch.rand(size, generator=g).numpy() for g in generator])
        if self.spoil is not None:
            self.spoil(images)
        return SimpleNamespace(images=images, nsfw_content_detected=self.flags)

    @property
    def batches(self) -> list[int]:
        return [len(call["prompt"]) for call in self.calls]


def painter(pipeline: FakePipeline, shape: CallShape = SHAPE, sampling: Sampling = CPU, **options: Any) -> Painter:
    loaded = LoadedPipeline(pipeline=pipeline, device=torch.device("cpu"), multiple_px=8, shape=shape)
    return make_painter(loaded, GeneratorOptions(kind="controlnet", model="fake", **options), sampling)


def request(seed: int = 1, **changes: Any) -> DrawRequest:
    plain = DrawRequest(parts=("a street", f"car {seed}"), negative_prompt="", seed=seed, width=32, height=16)
    return replace(plain, **changes)


def images(drawn: Sequence[Drawn | Fault]) -> list[NDArray[np.uint8]]:
    assert all(isinstance(picture, Drawn) for picture in drawn)
    return [picture.image for picture in drawn if isinstance(picture, Drawn)]


def test_a_batch_is_one_call_and_each_picture_its_own_seeds() -> None:
    pipeline = FakePipeline()
    drawn = images(painter(pipeline)([request(1), request(2), request(2**63 + 5)]))
    (call,) = pipeline.calls
    assert call["prompt"] == ["a street, car 1", "a street, car 2", f"a street, car {2**63 + 5}"]
    assert call["seeds"] == [1, 2, 5]
    assert (call["width"], call["height"], call["output_type"]) == (32, 16, "np")
    for image, seed in zip(drawn, (1, 2, 5), strict=True):
        noise = torch.rand((16, 32, 3), generator=torch.Generator().manual_seed(seed)).numpy()
        assert image.dtype == np.uint8
        assert np.array_equal(image, np.round(noise * 255))


def test_the_samplers_options_win_over_the_generators() -> None:
    pipeline = FakePipeline()
    painter(pipeline, steps=9, guidance=2.5)([request()])
    painter(pipeline, sampling=Sampling(steps=4, guidance=0.0), steps=9, guidance=2.5)([request()])
    painter(pipeline)([request()])
    first, second, third = pipeline.calls
    assert (first["num_inference_steps"], first["guidance_scale"]) == (9, 2.5)
    assert (second["num_inference_steps"], second["guidance_scale"]) == (4, 0.0)
    assert not {"num_inference_steps", "guidance_scale"} & third.keys()


def test_what_cannot_share_a_call_does_not() -> None:
    """SDXL, for one, treats a batch without negative prompts differently from one of empty ones."""
    pipeline = FakePipeline()
    mixed = [request(1), request(2, width=64), request(3, width=64, negative_prompt="dark"), request(4, width=64)]
    drawn = painter(pipeline)(mixed)
    assert pipeline.batches == [1, 1, 1, 1]
    assert [image.shape for image in images(drawn)] == [(16, 32, 3), (16, 64, 3), (16, 64, 3), (16, 64, 3)]
    assert [call.get("negative_prompt") for call in pipeline.calls] == [None, None, ["dark"], None]


def test_a_net_that_mixes_a_batch_gets_one_picture_a_call() -> None:
    pipeline = FakePipeline()
    painter(pipeline, replace(SHAPE, alone=True))([request(1), request(2)])
    assert pipeline.batches == [1, 1]


def test_out_of_memory_halves_the_batch_notes_it_and_remembers() -> None:
    pipeline = FakePipeline(room=3)
    paint = painter(pipeline)
    drawn = paint([request(seed) for seed in range(8)])
    assert pipeline.batches == [8, 4, 2, 2, 2, 2]
    note = Note("out_of_memory", "a batch of 8 did not fit; drawn 2 at a time")
    assert all(isinstance(picture, Drawn) and picture.notes == (note,) for picture in drawn)
    ample = painter(FakePipeline())([request(seed) for seed in range(8)])
    assert all(map(np.array_equal, images(drawn), images(ample)))
    pipeline.calls.clear()
    paint([request(seed) for seed in range(3)])
    assert pipeline.batches == [2, 1], "what does not fit is not tried twice"
    (single,) = paint([request(9)])
    assert isinstance(single, Drawn)
    assert single.notes == (), "a batch that fits is none to be noted"


def test_one_picture_too_large_for_the_memory_is_one_line() -> None:
    with pytest.raises(SynthError) as caught:
        painter(FakePipeline(room=0))([request(seed) for seed in range(4)])
    assert str(caught.value) == (
        "generator: got 'out of memory for one picture of 32 x 16 px'; generator.offload=model or sequential, "
        "generator.dtype=bfloat16, generator.vae_tiling=true, or a smaller canvas"
    )


def test_pixels_that_are_no_numbers_are_a_fault_of_their_own_picture() -> None:
    def spoil(images: NDArray[np.float32]) -> None:
        images[1, 0, :, :] = np.nan

    good, bad = painter(FakePipeline(spoil=spoil))([request(1), request(2)])
    assert isinstance(good, Drawn)
    assert bad == Fault(
        "not_finite", 1 / 16, 0.0, "pixels that are no numbers: generator.dtype=bfloat16 or float32 helps"
    )


def test_a_picture_that_the_safety_checker_blacked_out_is_a_fault() -> None:
    def spoil(images: NDArray[np.float32]) -> None:
        images[0] = 0

    bad, good = painter(FakePipeline(spoil=spoil, flags=[True, False]))([request(1), request(2)])
    assert bad == Fault("safety_checker", 1.0, 0.0, "the repository's safety checker blacked it out")
    assert isinstance(good, Drawn)


@pytest.mark.parametrize("colour", [(0, 0, 0), (1, 1, 1), (1, 0, 0.5)])
def test_a_picture_of_one_colour_is_a_fault(colour: tuple[float, ...]) -> None:
    def spoil(images: NDArray[np.float32]) -> None:
        images[0] = np.clip(colour + 0.004 * (images[0] - 0.5), 0, 1)

    bad, good = painter(FakePipeline(spoil=spoil))([request(1), request(2)])
    assert isinstance(bad, Fault)
    assert (bad.check, bad.limit) == ("blank", 2.0)
    assert bad.measured < 2.0
    assert isinstance(good, Drawn)


LONG = ("one two three", "four five six", "seven eight")


def test_a_long_prompt_loses_whole_phrases_from_its_end_and_that_is_noted() -> None:
    pipeline = FakePipeline()
    (drawn,) = painter(pipeline)([request(parts=LONG)])
    assert pipeline.calls[0]["prompt"] == ["one two three, four five six"]
    assert isinstance(drawn, Drawn)
    assert drawn.notes == (Note("prompt_cut", "left out: seven eight"),)


def test_a_long_negative_prompt_is_cut_likewise() -> None:
    pipeline = FakePipeline()
    (drawn,) = painter(pipeline)([request(negative_prompt=", ".join(LONG))])
    assert pipeline.calls[0]["negative_prompt"] == ["one two three, four five six"]
    assert isinstance(drawn, Drawn)
    assert drawn.notes == (Note("negative_prompt_cut", "left out: seven eight"),)


@pytest.mark.parametrize(
    ("where", "texts"), [("prompt", {"parts": LONG}), ("negative_prompt", {"negative_prompt": ", ".join(LONG)})]
)
def test_or_the_run_is_refused(where: str, texts: dict[str, Any]) -> None:
    message = rf"{where}: got 'too long by: seven eight'; at most 6 tokens, or generator.long_prompt=cut"
    pipeline = FakePipeline()
    with pytest.raises(SpecError, match=message):
        painter(pipeline, long_prompt="error")([request(), request(**texts)])
    assert pipeline.calls == []


@pytest.mark.parametrize(
    ("shape", "guidance", "text"),
    [
        (replace(SHAPE, negative_prompt=False), None, "FakePipeline takes none"),
        (SHAPE, 1.0, "FakePipeline weighs none with a guidance of 1"),
        (replace(SHAPE, default_guidance=0.5), None, "FakePipeline weighs none with a guidance of 0.5"),
        (replace(SHAPE, unguided=0.0), 0.0, "FakePipeline weighs none with a guidance of 0"),
    ],
)
def test_a_negative_prompt_that_nobody_reads_is_noted_and_not_handed_over(
    shape: CallShape, guidance: float | None, text: str
) -> None:
    pipeline = FakePipeline()
    unread = request(negative_prompt=", ".join(LONG))
    drawn, silent = painter(pipeline, shape, guidance=guidance, long_prompt="error")([unread, request(2)])
    assert isinstance(drawn, Drawn)
    assert drawn.notes == (Note("negative_prompt_unused", text),)
    assert isinstance(silent, Drawn)
    assert silent.notes == ()
    assert all("negative_prompt" not in call for call in pipeline.calls)


def test_a_negative_prompt_that_is_read_is_not_noted() -> None:
    (drawn,) = painter(FakePipeline(), replace(SHAPE, unguided=0.0), guidance=1.0)([request(negative_prompt="dark")])
    assert isinstance(drawn, Drawn)
    assert drawn.notes == ()


@pytest.mark.parametrize(("side", "got"), [("width", 36), ("height", 20)])
def test_a_canvas_that_the_model_cannot_draw_is_refused(side: str, got: int) -> None:
    pipeline = FakePipeline()
    with pytest.raises(SpecError, match=rf"canvas.{side}: got {got}; FakePipeline draws multiples of 8 px"):
        painter(pipeline)([request(), request(**{side: got})])
    assert pipeline.calls == []


def test_nothing_asked_for_is_no_call() -> None:
    pipeline = FakePipeline()
    assert painter(pipeline)([]) == []
    assert pipeline.calls == []
