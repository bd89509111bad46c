"""A data set of texts, start to end: claim the folder, write what is missing of it, finish it."""

from __future__ import annotations

import gc
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from platform import python_version

from synth import __version__
from synth.core.errors import SynthError
from synth.core.progress import Progress
from synth.core.summary import RunSummary
from synth.folder.facts import RunFacts
from synth.options import RunConfig
from synth.scene.load import scene_mapping
from synth.text.encode.folder import open_text_folder
from synth.text.encode.lines import TextOutcome
from synth.text.grammar.duplicates import Duplicates
from synth.text.grammar.library import NO_FILTERS
from synth.text.phrase import Phraser, TextFilter, TextRecipe
from synth.text.records import TextDraft
from synth.text.report.page import write_text_report
from synth.text.scene.schema import TextScene
from synth.workers import in_order

CHUNK = 1000
"""Samples that become durable together."""

PREVIEWED = 1000
"""Size of the data set that a preview opens."""

PACKAGES = ("faker", "jinja2", "numpy", "pydantic")


def run_text(
    config: RunConfig, scene: TextScene, progress: Progress, filters: Mapping[str, TextFilter] = NO_FILTERS
) -> RunSummary:
    """Make the data set that `config` asks for, or what is missing of it; `filters` are the caller's own.

    Raises SynthError before anything is written where the scene, its templates or the folder do not fit.
    """
    start = time.monotonic()
    recipe = TextRecipe(
        scene=scene, scene_folder=config.scene_folder, seed=config.seed, count=config.count, filters=filters
    )
    phraser = Phraser(recipe)
    _probe(phraser)
    with open_text_folder(
        config.out,
        identity=_identity(config, phraser, scene),
        seed=config.seed,
        count=config.count,
        labels=scene.labels,
    ) as folder:
        progress.begin(total=config.count, done=folder.done)
        duplicates = Duplicates(config.count, scene.duplicates.near)
        for sample_id, text in folder.texts():
            duplicates.seen(sample_id, text)
        for outcomes in outcomes_with(config.workers, phraser, recipe, folder.done):
            kept = [_unlike(phraser, duplicates, outcome) for outcome in outcomes]
            folder.write_chunk(kept)
            progress.advance(
                len(kept),
                refused=sum(len(outcome.rejections) for outcome in kept),
                given_up=sum(outcome.verified is None for outcome in kept),
            )
        totals = folder.finish(_facts(config, scene, phraser, time.monotonic() - start))
    report = write_text_report(config.out)
    return RunSummary(
        out=config.out,
        count=config.count,
        written=totals.written,
        rejected=totals.given_up,
        instances=sum(totals.spans.values()),
        unit="spans",
        drafts=totals.drafts,
        refused=totals.rejected,
        seconds=time.monotonic() - start,
        report=report,
    )


def outcomes_with(workers: int, phraser: Phraser, recipe: TextRecipe, first: int) -> Iterator[list[TextOutcome]]:
    """The outcomes of samples `first` to the last in chunks, in order, whoever makes them."""
    chunks = (range(at, min(at + CHUNK, recipe.count)) for at in range(first, recipe.count, CHUNK))
    if workers == 1 or recipe.count - first <= CHUNK:
        return (_written(phraser, ids) for ids in chunks)
    return in_order(workers, Phraser, _written, recipe, chunks)


def _written(phraser: Phraser, ids: Sequence[int]) -> list[TextOutcome]:
    """A chunk, with the search for cyclic garbage put off to its end: it costs a fifth of a text each time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return [phraser.sample(sample_id) for sample_id in ids]
    finally:
        if was_on:
            gc.enable()


def _unlike(phraser: Phraser, duplicates: Duplicates, outcome: TextOutcome) -> TextOutcome:
    """The outcome, written anew while its text is too much like an earlier one's."""
    while outcome.verified is not None:
        verified = outcome.verified
        alike = duplicates.seen(outcome.sample_id, verified.draft.text, verified.plan.attempt)
        if alike is None:
            return outcome
        outcome = phraser.sample(outcome.sample_id, (*outcome.rejections, alike))
    return outcome


def preview_texts(config: RunConfig, scene: TextScene) -> Iterator[str]:
    """The first `count` texts of a data set of at least a thousand (shares of rare cases need a size).

    A labelled stretch is shown as `[text|LABEL]`.
    """
    count = max(config.count, PREVIEWED)
    phraser = Phraser(TextRecipe(scene=scene, scene_folder=config.scene_folder, seed=config.seed, count=count))
    for sample_id in range(config.count):
        verified = phraser.sample(sample_id).verified
        if verified is not None:
            yield f"--- {sample_id}  {verified.plan.template}, {verified.plan.locale}\n{_bracketed(verified.draft)}"


def _bracketed(draft: TextDraft) -> str:
    opens, closes = Counter(span.start for span in draft.spans), defaultdict(list)
    for span in draft.spans:
        closes[span.end].insert(0, span.label)
    pieces = []
    for place in range(len(draft.text) + 1):
        pieces += [f"|{label}]" for label in closes.get(place, ())]
        pieces += ["[" * opens[place], draft.text[place : place + 1]]
    return "".join(pieces)


def _probe(phraser: Phraser) -> None:
    """Write the first sample of the data set: a scene that cannot be met fails before anything is written."""
    outcome = phraser.sample(0)
    if outcome.verified is None:
        last = outcome.rejections[-1]
        allowed = f"{last.check}: measured {last.measured:g}, limit {last.limit:g} {last.detail}".rstrip()
        raise SynthError("sample 0", f"no text after {len(outcome.rejections)} tries", allowed)


def _identity(config: RunConfig, phraser: Phraser, scene: TextScene) -> dict[str, object]:
    """What the bytes of a data set depend on; the count only where shares are met over it."""
    return {
        "scene": scene_mapping(scene),
        "name": config.scene,
        "files": dict(phraser.files),
        "shares_over": config.count if scene.quotas or scene.balance else 0,
    }


def _facts(config: RunConfig, scene: TextScene, phraser: Phraser, seconds: float) -> RunFacts:
    return RunFacts(
        name=config.scene,
        description=f"{config.count} texts of the scene '{config.scene}', written from its templates with their labels",
        spec=scene_mapping(scene),
        config={"count": config.count, "workers": config.workers},
        versions={"synth": __version__, "python": python_version(), **{name: version(name) for name in PACKAGES}},
        hashes=phraser.files,
        wall_time_s=round(seconds, 2),
    )
