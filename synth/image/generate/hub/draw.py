"""Pictures from a loaded pipeline: one call for a batch, and what can go wrong with it as notes, faults and errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from synth.core.errors import SpecError, SynthError
from synth.core.outcome import Note
from synth.image.generate.hub.call import (
    CallShape,
    Control,
    control_arguments,
    phrase_arguments,
    picture_arguments,
    prompt_arguments,
    sampling_arguments,
)
from synth.image.generate.hub.load import Loaded
from synth.image.generate.hub.prompt import SEPARATOR, Reader, fitted_prompt, reader_of, split
from synth.image.generate.protocol import Sampling
from synth.image.options.generator import GeneratorOptions
from synth.image.records import Fault, Picture

LEAST_STD = 2.0
"""Standard deviation in grey levels: a picture of which no channel spreads more shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One picture that is to be drawn, `width` x `height` px.

    `parts` is the prompt, the most important first; `controls` are control maps (h, w, 3) in the order of the options;
    `image` (h, w, 3) is painted over, where a `mask` (h, w) is given only inside of it. `phrases` say what is to stand
    in `boxes_xyxy` (shares of the canvas, 0-1).
    """

    parts: tuple[str, ...]
    negative_prompt: str
    seed: int
    width: int
    height: int
    controls: tuple[NDArray[np.uint8], ...] = ()
    image: NDArray[np.uint8] | None = None
    mask: NDArray[np.bool_] | None = None
    phrases: tuple[str, ...] = ()
    boxes_xyxy: tuple[tuple[float, ...], ...] = ()


Painter = Callable[[Sequence[Request]], list[Picture | Fault]]
"""A picture for each request, which depends on that request alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A request that was found possible: its prompt as the model reads it, and what was noted on the way."""

    request: Request
    prompt: str
    negative_prompt: str
    notes: tuple[Note, ...]
    phrases: tuple[str, ...] = ()


Call = Callable[[Sequence[Order]], list[Picture | Fault]]


def make_painter(loaded: Loaded, options: GeneratorOptions, sampling: Sampling) -> Painter:
    """What draws with a loaded pipeline; a batch that does not fit into memory is drawn in halves."""
    reader = reader_of(loaded.pipeline, loaded.shape)
    room = Room(call=_caller(loaded, options, sampling))

    def paint(requests: Sequence[Request]) -> list[Picture | Fault]:
        orders = [_order(request, loaded, options, sampling, reader) for request in requests]
        drawn: list[Picture | Fault] = []
        for _, group in groupby(orders, _likeness):
            alike = list(group)
            for batch in ([order] for order in alike) if loaded.shape.alone else [alike]:
                drawn += room.draw(batch)
        return drawn

    return paint


@dataclass(slots=True, kw_only=True)
class Room:
    """Memory for pictures: how many a call may draw is learnt when it runs out."""

    call: Call
    most: int | None = None

    def draw(self, orders: Sequence[Order]) -> list[Picture | Fault]:
        """Draw a batch; where memory runs out, in halves, which is noted. SynthError where one picture is too much."""
        while (drawn := self._attempt(orders)) is None:
            size = min(len(orders), self.most or len(orders))
            if size == 1:
                raise _too_large(orders[0].request)
            self.most = (size + 1) // 2
        if self.most is None or self.most >= len(orders):
            return drawn
        note = Note("out_of_memory", f"a batch of {len(orders)} did not fit; drawn {self.most} at a time")
        return [p._replace(notes=(*p.notes, note)) if isinstance(p, Picture) else p for p in drawn]

    def _attempt(self, orders: Sequence[Order]) -> list[Picture | Fault] | None:
        """The pictures of a batch, as many at a time as fit; None where that was too much."""
        drawn: list[Picture | Fault] = []
        size = self.most or len(orders)
        try:
            for start in range(0, len(orders), size):
                drawn += self.call(orders[start : start + size])
        except torch.OutOfMemoryError:
            drawn = []
        if drawn:
            return drawn
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        return None


def _too_large(request: Request) -> SynthError:
    got = f"out of memory for one picture of {request.width} x {request.height} px"
    smaller = "generator.offload=model or sequential, generator.dtype=bfloat16, generator.vae_tiling=true"
    return SynthError("generator", got, f"{smaller}, or a smaller canvas")


def _likeness(order: Order) -> tuple[int, int, bool]:
    """What has to be the same for all pictures of one call."""
    return order.request.width, order.request.height, bool(order.negative_prompt)


def _order(request: Request, loaded: Loaded, options: GeneratorOptions, sampling: Sampling, reader: Reader) -> Order:
    """A request with its texts cut to what the model reads; SpecError for a canvas that it cannot draw."""
    for name, side in (("width", request.width), ("height", request.height)):
        if side % loaded.multiple_px:
            allowed = f"{loaded.shape.pipeline} draws multiples of {loaded.multiple_px} px"
            raise SpecError(f"canvas.{name}", side, allowed)
    unused = _unused_negative(request, loaded.shape, _guidance(options, sampling))
    negative_parts = () if unused else split(request.negative_prompt)
    prompt, dropped = fitted_prompt(request.parts, *reader)
    negative, unheard = fitted_prompt(negative_parts, *reader)
    named = [fitted_prompt(split(phrase), *reader) for phrase in request.phrases]
    unnamed = tuple(part for _, parts in named for part in parts)
    notes = [*unused]
    for what, left_out in (("prompt", dropped), ("negative_prompt", unheard), ("phrase", unnamed)):
        if left_out and options.long_prompt == "error":
            allowed = f"at most {reader.limit} tokens, or generator.long_prompt=cut"
            raise SpecError(what, f"too long by: {SEPARATOR.join(left_out)}", allowed)
        if left_out:
            notes.append(Note(f"{what}_cut", f"left out: {SEPARATOR.join(left_out)}"))
    phrases = tuple(phrase for phrase, _ in named)
    return Order(request=request, prompt=prompt, negative_prompt=negative, notes=tuple(notes), phrases=phrases)


def _unused_negative(request: Request, shape: CallShape, guidance: float | None) -> tuple[Note, ...]:
    """A note where the model does not look at the negative prompt."""
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


def _caller(loaded: Loaded, options: GeneratorOptions, sampling: Sampling) -> Call:
    """One call of the pipeline for a whole batch of orders that are alike."""
    controls = [Control(scale=control.scale, mode=control.mode) for control in options.controls.values()]
    steps = options.steps if sampling.steps is None else sampling.steps
    shape = loaded.shape

    def call(orders: Sequence[Order]) -> list[Picture | Fault]:
        requests = [order.request for order in orders]
        size = requests[0].width, requests[0].height
        arguments = {
            **prompt_arguments(shape, [o.prompt for o in orders], [o.negative_prompt for o in orders]),
            **sampling_arguments(shape, steps, _guidance(options, sampling), options.strength, size),
            **control_arguments(shape, controls, [*zip(*(r.controls for r in requests), strict=True)]),
            **picture_arguments(
                shape,
                [r.image for r in requests if r.image is not None],
                [r.mask for r in requests if r.mask is not None],
            ),
            **phrase_arguments(shape, orders[0].phrases, requests[0].boxes_xyxy),
        }
        seeds = [torch.Generator("cpu").manual_seed(request.seed % 2**63) for request in requests]
        with torch.inference_mode():
            output = loaded.pipeline(**arguments, generator=seeds, output_type="np")
        return list(map(_picture, orders, output.images, _flags(output, len(orders))))

    return call


def _flags(output: Any, number: int) -> Sequence[bool]:
    """Which pictures a safety checker blacked out."""
    return getattr(output, "nsfw_content_detected", None) or [False] * number


def _picture(order: Order, shares: NDArray[np.float32], flagged: bool) -> Picture | Fault:
    """A drawn array (h, w, 3) of 0-1 as a picture, or what is wrong with it."""
    if flagged:
        return Fault("safety_checker", 1.0, 0.0, "the repository's safety checker blacked it out")
    if not np.isfinite(shares.sum()):
        detail = "pixels that are no numbers: generator.dtype=bfloat16 or float32 helps"
        return Fault("not_finite", float(1.0 - np.isfinite(shares).mean()), 0.0, detail)
    image = (shares * 255).round().astype(np.uint8)
    spread = float(cv2.meanStdDev(image)[1].max())
    if spread < LEAST_STD:
        return Fault("blank", spread, LEAST_STD, "a picture of one colour")
    return Picture(image, order.notes)
