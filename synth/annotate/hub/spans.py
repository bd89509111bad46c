"""Spans of texts by a network that classifies their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.annotate.hub.stated import stated_model
from synth.annotate.texts.found import FoundSpan, TextAnnotator, TextReading
from synth.core.errors import SynthError
from synth.hub.models import LoadedModel, load_model
from synth.hub.named import HubModel
from synth.hub.threads import hub_threads

if TYPE_CHECKING:
    from jaxtyping import Float64

FORM = "1"
"""Raised when the same probabilities give other spans or scores."""

OUTSIDE = "O"

MOST_TOKENS = 512
"""Tokens that are read at once, or as many as the model has places for; longer texts are read in overlapping parts."""

OVERLAP = 0.25
"""Of a part, with the next one."""


MOST_SHOWN = 60
"""Characters of a span that its reason repeats."""

LEAST = 1e-12
"""Probability that is as good as none: its logarithm is finite."""


class Word(NamedTuple):
    """A word of a text: code points [start, end), and the probability of each of the model's tags at its first token.

    `edge`: tokens between it and the nearest end of the part of the text that it was read in.
    """

    start: int
    end: int
    odds: Float64[np.ndarray, " tags"]
    edge: int


def span_annotator(where: str, model: HubModel) -> TextAnnotator:
    """A model for token classification with a fast tokenizer. SynthError where it is none or does not load.

    Tags `B-X`, `I-X` and plain `X` are labels `X`; a word has the tag of its first token.
    """
    from transformers.models.auto.modeling_auto import MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING_NAMES as KINDS

    loaded = load_model(where, str(model.folder), None, KINDS, "AutoModelForTokenClassification", "auto")
    if not getattr(loaded.processor, "is_fast", False):
        raise SynthError(where, model.name, "a model with a fast tokenizer (tokenizer.json): others lose places")
    tags = [str(loaded.model.config.id2label[at]) for at in range(loaded.model.config.num_labels)]
    labels = tuple(dict.fromkeys(_label(tag) for tag in tags if tag != OUTSIDE))

    def read(texts: Sequence[str]) -> list[TextReading]:
        return [TextReading(spans_of(text, words_of(loaded, text), tags)) for text in texts]

    return TextAnnotator(model=stated_model([model], (), FORM), labels=labels, read=read)


def words_of(loaded: LoadedModel, text: str) -> list[Word]:
    """The words of a text in order; of one that two parts hold, as the part reads it that has more around it."""
    import torch

    tokenizer, config = loaded.processor, loaded.model.config
    most = min(MOST_TOKENS, int(getattr(config, "max_position_embeddings", MOST_TOKENS)), tokenizer.model_max_length)
    parts = tokenizer(
        text, truncation=True, max_length=most, stride=int(OVERLAP * most), return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )  # fmt: skip
    words = dict[tuple[int, int], Word]()
    for number in range(len(parts["input_ids"])):
        part = parts[number]
        ids = torch.tensor([part.ids], device=loaded.model.device)
        with torch.no_grad(), hub_threads():
            odds = loaded.model(input_ids=ids).logits[0].double().softmax(-1).cpu().numpy()
        for start, end, first in _words_in(part):
            edge = min(first, len(part.ids) - 1 - first)
            if (start, end) not in words or words[start, end].edge < edge:
                words[start, end] = Word(start, end, odds[first], edge)
    return sorted(words.values(), key=lambda one: one.start)


def _words_in(part: object) -> list[tuple[int, int, int]]:
    """Start, end and the number of the first token of each word of an encoded part."""
    found = dict[int, tuple[int, int, int]]()
    for at, (word, (start, end)) in enumerate(zip(part.word_ids, part.offsets, strict=True)):  # pyright: ignore[reportAttributeAccessIssue] # tokenizers.Encoding
        if word is None or start == end:
            continue
        known = found.get(word)
        found[word] = (known[0], end, known[2]) if known else (start, end, at)
    return list(found.values())


def spans_of(text: str, words: Sequence[Word], tags: Sequence[str]) -> list[FoundSpan]:
    """Runs of words of one label; a tag `B-` begins another one. White space at the ends of a span is left out."""
    runs = list[tuple[str, list[Word]]]()
    open_label = ""
    for word in words:
        tag = tags[int(word.odds.argmax())]
        label = "" if tag == OUTSIDE else _label(tag)
        if label and label == open_label and not tag.startswith("B-"):
            runs[-1][1].append(word)
        elif label:
            runs.append((label, [word]))
        open_label = label
    return [_span(text, label, run, tags) for label, run in runs if text[run[0].start : run[-1].end].strip()]


def _span(text: str, label: str, run: Sequence[Word], tags: Sequence[str]) -> FoundSpan:
    """Its score is the geometric mean over its words of the label's probability, whatever the prefix."""
    start, end = run[0].start, run[-1].end
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    names = [OUTSIDE if tag == OUTSIDE else _label(tag) for tag in tags]
    by_name = {
        name: float(np.exp(np.mean([np.log(max(_sum(word, names, name), LEAST)) for word in run])))
        for name in dict.fromkeys(names)
    }
    second = max((name for name in by_name if name != label), key=lambda name: by_name[name], default="")
    other = "no label" if second == OUTSIDE else second
    reason = f"the words {text[start:end][:MOST_SHOWN]!r}" + (f"; else {other} {by_name[second]:.2f}" if second else "")
    return FoundSpan(start, end, label, by_name[label], reason)


def _sum(word: Word, names: Sequence[str], name: str) -> float:
    return float(sum(odds for odds, other in zip(word.odds, names, strict=True) if other == name))


def _label(tag: str) -> str:
    return tag[2:] if tag[:2] in ("B-", "I-", "E-", "S-", "L-", "U-") else tag
