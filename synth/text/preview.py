"""The first texts of a data set, with their labels in brackets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from synth.options import RunConfig
from synth.samples import make_outcomes
from synth.text.records import TextDraft
from synth.text.scene.schema import TextScene
from synth.text.studio import TextStudio

PREVIEWED = 1000
"""Size of the data set that a preview opens, at least: shares of rare cases need one."""


def preview_texts(config: RunConfig, scene: TextScene, ids: Sequence[int] | None = None) -> Iterator[str]:
    """The first `count` texts of a data set of at least a thousand, or those of the samples `ids` of a data set of
    `count`. A labelled stretch is shown as `[text|LABEL]`.
    """
    size = max(config.count, PREVIEWED) if ids is None else config.count
    studio = TextStudio(replace(config, count=size), scene)
    for outcome in make_outcomes(studio, range(config.count) if ids is None else ids):
        if outcome.verified is None:
            yield f"--- {outcome.sample_id}  given up: {outcome.rejections[-1].told}"
        else:
            plan, draft = outcome.verified.plan, outcome.verified.draft
            yield f"--- {plan.sample_id}  {plan.template}, {plan.locale}\n{_bracketed(draft)}"


def _bracketed(draft: TextDraft) -> str:
    opens, closes = Counter(span.start for span in draft.spans), defaultdict(list)
    for span in draft.spans:
        closes[span.end].insert(0, span.label)
    pieces = []
    for place in range(len(draft.text) + 1):
        pieces += [f"|{label}]" for label in closes.get(place, ())]
        pieces += ["[" * opens[place], draft.text[place : place + 1]]
    return "".join(pieces)
