"""Paraphrases marked texts: hides the values, asks the model, checks the answer, retries a bounded number of times."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from synth.core.errors import SynthError
from synth.core.marked import Marked
from synth.scene.read import Unquoted
from synth.text.options import KEY_VARIABLE, RewriteOptions
from synth.text.rewrite.ask import Ask, Failure
from synth.text.rewrite.endpoint import endpoint_model
from synth.text.rewrite.local import local_model
from synth.text.rewrite.placeholders import EXAMPLE, Hidden, RewriteFault, hide, restore
from synth.text.scene.rewrite import Rewrite

SEED_BITS = 31
"""Servers take seeds of 32 bits at least, some of them signed."""


class Rewritten(NamedTuple):
    """A paraphrase with the labels of the original text, and its provenance."""

    marked: Marked
    provenance: Mapping[str, str | int]


class Refusal(NamedTuple):
    """No answer was usable: the check that refused the last answer, and the number of tries."""

    check: str
    tries: int
    detail: str


Rewriter = Callable[[Marked, int], Rewritten | Refusal]
"""(text, seed) -> its paraphrase. Retries ask with another seed."""


def make_rewriter(spec: Rewrite, options: RewriteOptions, *, sleep: Callable[[float], None] = time.sleep) -> Rewriter:
    """What the scene's `spec` asks for, done by the model of `options`, which is loaded once. SynthError where there is
    none, or none that can be used.
    """
    ask = _model(spec, options)
    instructions = spec.prompt.replace("{example}", EXAMPLE)

    def rewrite(marked: Marked, seed: int) -> Rewritten | Refusal:
        hidden = hide(marked)
        if isinstance(hidden, RewriteFault):
            return Refusal(hidden.check, 0, hidden.detail)
        return _tried(spec, options, ask, hidden, instructions, seed, sleep)

    return rewrite


def _model(spec: Rewrite, options: RewriteOptions) -> Ask:
    if options.endpoint is not None:
        return endpoint_model(options, options.endpoint, spec.temperature)
    if options.folder is not None:
        return local_model(options, options.folder, spec.temperature)
    allowed = (
        "the scene asks for a paraphrase: rewrite.endpoint=URL rewrite.model=NAME on the command line (a key in "
        f"{KEY_VARIABLE}), or rewrite.folder=FOLDER; scene.rewrite=null goes without"
    )
    raise SynthError("rewrite", Unquoted("no language model"), allowed)


def _tried(
    spec: Rewrite,
    options: RewriteOptions,
    ask: Ask,
    hidden: Hidden,
    instructions: str,
    seed: int,
    sleep: Callable[[float], None],
) -> Rewritten | Refusal:
    """Every try and every wait ends within `options.timeout_s`; a wait that does not fit in ends the tries."""
    deadline = time.monotonic() + options.timeout_s
    for tries in range(1, spec.max_tries + 1):
        seconds = deadline - time.monotonic()
        answer = ask(instructions, hidden.shown, (seed + tries - 1) % (1 << SEED_BITS), seconds)
        if isinstance(answer, str):
            restored = _checked(answer, hidden, instructions)
            if isinstance(restored, Marked):
                return Rewritten(restored, _provenance(options, instructions, answer, tries))
            answer = Failure(restored.check, restored.detail)
        late = time.monotonic() + answer.wait_s >= deadline
        if answer.final or late or tries == spec.max_tries:
            return Refusal(answer.check, tries, answer.detail)
        if answer.wait_s > 0:
            sleep(answer.wait_s)
    raise AssertionError("max_tries is at least 1")


def _checked(answer: str, hidden: Hidden, instructions: str) -> Marked | RewriteFault:
    if instructions in answer:
        return RewriteFault("rewrite_answer", "the answer repeats the instructions")
    return restore(answer, hidden)


def _provenance(options: RewriteOptions, instructions: str, answer: str, tries: int) -> dict[str, str | int]:
    return {
        "model": options.model or (options.folder or Path()).name,
        "prompt": instructions,
        "prompt_sha256": sha256(instructions.encode()).hexdigest(),
        "answer_sha256": sha256(answer.encode()).hexdigest(),
        "tries": tries,
    }
