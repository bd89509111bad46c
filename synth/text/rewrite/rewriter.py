"""Paraphrases marked texts: hides the values, asks the model, checks the answer, retries a bounded number of times."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import NamedTuple

from synth.core.marked import Marked
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


def make_rewriter(spec: Rewrite, *, sleep: Callable[[float], None] = time.sleep) -> Rewriter:
    """Loads or connects to the model once. SynthError where the model cannot be used at all."""
    ask = local_model(spec) if spec.folder is not None else endpoint_model(spec)
    instructions = spec.prompt.replace("{example}", EXAMPLE)

    def rewrite(marked: Marked, seed: int) -> Rewritten | Refusal:
        hidden = hide(marked)
        if isinstance(hidden, RewriteFault):
            return Refusal(hidden.check, 0, hidden.detail)
        return _tried(spec, ask, hidden, instructions, seed, sleep)

    return rewrite


def _tried(
    spec: Rewrite, ask: Ask, hidden: Hidden, instructions: str, seed: int, sleep: Callable[[float], None]
) -> Rewritten | Refusal:
    for tries in range(1, spec.max_tries + 1):
        answer = ask(instructions, hidden.shown, (seed + tries - 1) % (1 << SEED_BITS))
        if isinstance(answer, str):
            restored = _checked(answer, hidden, instructions)
            if isinstance(restored, Marked):
                return Rewritten(restored, _provenance(spec, instructions, answer, tries))
            answer = Failure(restored.check, restored.detail)
        if answer.final or tries == spec.max_tries:
            return Refusal(answer.check, tries, answer.detail)
        if answer.wait_s > 0:
            sleep(min(answer.wait_s, spec.timeout_s))
    raise AssertionError("max_tries is at least 1")


def _checked(answer: str, hidden: Hidden, instructions: str) -> Marked | RewriteFault:
    if instructions in answer:
        return RewriteFault("rewrite_answer", "the answer repeats the instructions")
    return restore(answer, hidden)


def _provenance(spec: Rewrite, instructions: str, answer: str, tries: int) -> dict[str, str | int]:
    return {
        "model": spec.model or (spec.folder or "").rstrip("/").rsplit("/", 1)[-1],
        "prompt": instructions,
        "prompt_sha256": sha256(instructions.encode()).hexdigest(),
        "answer_sha256": sha256(answer.encode()).hexdigest(),
        "tries": tries,
    }
