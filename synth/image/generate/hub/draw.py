"""Draw pictures with a loaded pipeline, one call per batch. Problems become notes, faults or errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from synth.core.errors import SpecError, SynthError
from synth.core.outcome import Note
from synth.hub.threads import hub_threads
from synth.image.generate.hub.call import (
    CallShape,
    Control,
    control_arguments,
    phrase_arguments,
    picture_arguments,
    prompt_arguments,
    sampling_arguments,
)
from synth.image.generate.hub.load import LoadedPipeline
from synth.image.generate.hub.prompt import SEPARATOR, TokenCounter, fitted_prompt, split, token_counter_of
from synth.image.generate.protocol import Sampling
from synth.image.options.generator import GeneratorOptions
from synth.image.records import Drawn, Fault

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8

LEAST_STD = 2.0
"""Standard deviation in grey levels (0-255). A picture is blank when no channel has a larger one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRequest:
    """A request for one picture of `width` x `height` px.

    `parts` are the pieces of the prompt, the most important first. `controls` are control maps in the order of the
    options. `image` is painted over; with a `mask`, only inside it. `phrases` describe the objects in `boxes_xyxy`
    (shares of the canvas, 0-1).
    """

    parts: tuple[str, ...]
    negative_prompt: str
    seed: int
    width: int
    height: int
    controls: tuple[UInt8[np.ndarray, "height width 3"], ...] = ()
    image: UInt8[np.ndarray, "height width 3"] | None = None
    mask: Bool[np.ndarray, "height width"] | None = None
    phrases: tuple[str, ...] = ()
    boxes_xyxy: tuple[tuple[float, ...], ...] = ()


Painter = Callable[[Sequence[DrawRequest]], list[Drawn | Fault]]
"""Requests -> one picture (or fault) each, which depends on its own request alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRequest:
    """A checked request, with its texts cut to the length that the model reads, and notes about what was cut."""

    request: DrawRequest
    prompt: str
    negative_prompt: str
    notes: tuple[Note, ...]
    phrases: tuple[str, ...] = ()


Call = Callable[[Sequence[PreparedRequest]], list[Drawn | Fault]]


def make_painter(loaded: LoadedPipeline, options: GeneratorOptions, sampling: Sampling) -> Painter:
    """A painter that draws with a loaded pipeline. A batch that does not fit into memory is drawn in halves."""
    counter = token_counter_of(loaded.pipeline, loaded.shape)
    runner = BatchRunner(call=_caller(loaded, options, sampling))

    def paint(requests: Sequence[DrawRequest]) -> list[Drawn | Fault]:
        prepared = [_prepare(request, loaded, options, sampling, counter) for request in requests]
        drawn: list[Drawn | Fault] = []
        for _, group in groupby(prepared, _batch_key):
            alike = list(group)
            for batch in ([one] for one in alike) if loaded.shape.alone else [alike]:
                drawn += runner.draw(batch)
        return drawn

    return paint


@dataclass(slots=True, kw_only=True)
class BatchRunner:
    """Runs batches; `most` is the largest batch that fits into memory, learnt when memory runs out (None: unknown)."""

    call: Call
    most: int | None = None

    def draw(self, batch: Sequence[PreparedRequest]) -> list[Drawn | Fault]:
        """Draw a batch, in halves where memory runs out (with a note). SynthError where one picture does not fit."""
        while (drawn := self._attempt(batch)) is None:
            size = min(len(batch), self.most or len(batch))
            if size == 1:
                raise _too_large(batch[0].request)
            self.most = (size + 1) // 2
        if self.most is None or self.most >= len(batch):
            return drawn
        note = Note("out_of_memory", f"a batch of {len(batch)} did not fit; drawn {self.most} at a time")
        return [p._replace(notes=(*p.notes, note)) if isinstance(p, Drawn) else p for p in drawn]

    def _attempt(self, batch: Sequence[PreparedRequest]) -> list[Drawn | Fault] | None:
        """The pictures of a batch, at most `most` per call; None where memory ran out."""
        drawn: list[Drawn | Fault] = []
        size = self.most or len(batch)
        try:
            for start in range(0, len(batch), size):
                drawn += self.call(batch[start : start + size])
        except torch.OutOfMemoryError:
            drawn = []
        if drawn:
            return drawn
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        return None


def _too_large(request: DrawRequest) -> SynthError:
    got = f"out of memory for one picture of {request.width} x {request.height} px"
    smaller = "generator.offload=model or sequential, generator.dtype=bfloat16, generator.vae_tiling=true"
    return SynthError("generator", got, f"{smaller}, or a smaller canvas")


def _batch_key(prepared: PreparedRequest) -> tuple[int, int, bool]:
    """The properties that all pictures of one call share: width, height and whether there is a negative prompt."""
    return prepared.request.width, prepared.request.height, bool(prepared.negative_prompt)


def _prepare(
    request: DrawRequest, loaded: LoadedPipeline, options: GeneratorOptions, sampling: Sampling, counter: TokenCounter
) -> PreparedRequest:
    """The request with its texts cut to the length that the model reads.

    SpecError for a canvas that the model cannot draw, or where `long_prompt` is `error` and a text is too long.
    """
    for name, side in (("width", request.width), ("height", request.height)):
        if side % loaded.multiple_px:
            allowed = f"{loaded.shape.pipeline} draws multiples of {loaded.multiple_px} px"
            raise SpecError(f"canvas.{name}", side, allowed)
    unused = _unused_negative(request, loaded.shape, _guidance(options, sampling))
    negative_parts = () if unused else split(request.negative_prompt)
    prompt, dropped = fitted_prompt(request.parts, *counter)
    negative, negative_dropped = fitted_prompt(negative_parts, *counter)
    named = [fitted_prompt(split(phrase), *counter) for phrase in request.phrases]
    unnamed = tuple(part for _, parts in named for part in parts)
    notes = [*unused]
    for what, left_out in (("prompt", dropped), ("negative_prompt", negative_dropped), ("phrase", unnamed)):
        if left_out and options.long_prompt == "error":
            allowed = f"at most {counter.limit} tokens, or generator.long_prompt=cut"
            raise SpecError(what, f"too long by: {SEPARATOR.join(left_out)}", allowed)
        if left_out:
            notes.append(Note(f"{what}_cut", f"left out: {SEPARATOR.join(left_out)}"))
    phrases = tuple(phrase for phrase, _ in named)
    return PreparedRequest(
        request=request, prompt=prompt, negative_prompt=negative, notes=tuple(notes), phrases=phrases
    )


def _unused_negative(request: DrawRequest, shape: CallShape, guidance: float | None) -> tuple[Note, ...]:
    """A note where the model ignores the negative prompt."""
    if not request.negative_prompt:
        return ()
    if not shape.negative_prompt:
        return (Note("negative_prompt_unused", f"{shape.pipeline} takes none"),)
    weight = shape.default_guidance if guidance is None else guidance
    if weight is not None and weight <= shape.unguided:
        return (Note("negative_prompt_unused", f"{shape.pipeline} weighs none with a guidance of {weight:g}"),)
    return ()


def _guidance(options: GeneratorOptions, sampling: Sampling) -> float | None:
    return options.guidance if sampling.guidance is None else sampling.guidance


def _caller(loaded: LoadedPipeline, options: GeneratorOptions, sampling: Sampling) -> Call:
    """A function that makes one call of the pipeline for a batch with equal `_batch_key`."""
    controls = [Control(scale=control.scale, mode=control.mode) for control in options.controls.values()]
    steps = options.steps if sampling.steps is None else sampling.steps
    shape = loaded.shape

    def call(batch: Sequence[PreparedRequest]) -> list[Drawn | Fault]:
        requests = [prepared.request for prepared in batch]
        size = requests[0].width, requests[0].height
        arguments = {
            **prompt_arguments(shape, [o.prompt for o in batch], [o.negative_prompt for o in batch]),
            **sampling_arguments(shape, steps, _guidance(options, sampling), options.strength, size),
            **control_arguments(shape, controls, [*zip(*(r.controls for r in requests), strict=True)]),
            **picture_arguments(
                shape,
                [r.image for r in requests if r.image is not None],
                [r.mask for r in requests if r.mask is not None],
            ),
            **phrase_arguments(shape, batch[0].phrases, requests[0].boxes_xyxy),
        }
        seeds = [torch.Generator("cpu").manual_seed(request.seed % 2**63) for request in requests]
        with torch.inference_mode(), hub_threads():
            output = loaded.pipeline(**arguments, generator=seeds, output_type="np")
        return list(map(_picture, batch, output.images, _flags(output, len(batch))))

    return call


def _flags(output: Any, number: int) -> Sequence[bool]:
    """For each picture, whether a safety checker blacked it out."""
    return getattr(output, "nsfw_content_detected", None) or [False] * number


def _picture(prepared: PreparedRequest, shares: NDArray[np.float32], flagged: bool) -> Drawn | Fault:
    """A drawn array (h, w, 3) of 0-1 as a picture, or its fault."""
    if flagged:
        return Fault("safety_checker", 1.0, 0.0, "the repository's safety checker blacked it out")
    if not np.isfinite(shares.sum()):
        detail = "pixels that are no numbers: generator.dtype=bfloat16 or float32 helps"
        return Fault("not_finite", float(1.0 - np.isfinite(shares).mean()), 0.0, detail)
    image = (shares * 255).round().astype(np.uint8)
    spread = float(cv2.meanStdDev(image)[1].max())
    if spread < LEAST_STD:
        return Fault("blank", spread, LEAST_STD, "a picture of one colour")
    return Drawn(image, prepared.notes)
