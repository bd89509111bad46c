"""What every scene of requests must hold: texts without traces of the grammar, seldom in the same words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.core.paths import SCENES
from synth.text.scene.load import load_text_scene

from .rendered import Rendered

BROKEN = r"  |\n\n\n| [.,?!]|\.\.|[.?!],|\b(the|a|an|to|my|in|on|for|of|is|I) \1\b"


def assert_sound(name: str, requests: Sequence[Rendered]) -> None:
    """Spans that cover their values, labels of the scene, no blank too many, no name of a rule."""
    labels = set(load_text_scene(SCENES / f"{name}.yaml").labels)
    for request in requests:
        said = request.text
        for span in request.spans:
            assert span.label in labels
            assert request.text[span.start : span.end] == span.value == span.value.strip()
            said = said.replace(span.value, "")
        assert not re.search(BROKEN, request.text), request.text
        assert not re.search(r"[<>{}|_]", said), request.text


def again(requests: Sequence[Rendered]) -> float:
    """The share of five-word runs that stood in a text before."""
    words = [re.findall(r"[\w']+", request.text.lower()) for request in requests]
    runs = [tuple(one[at : at + 5]) for one in words for at in range(len(one) - 4)]
    return 1 - len(set(runs)) / len(runs)
