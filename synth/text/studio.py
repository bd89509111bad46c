"""Makes the texts of one data set: plan, write out and add noise, verify, encode."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path

from synth.core.errors import SpecError, SynthError, suggest
from synth.core.labels import NO_ATTRIBUTES, Span, Token
from synth.core.marked import Marked
from synth.core.outcome import Outcome, Rejection
from synth.core.seeds import Draws, draws_for, scene_seed, seed_for
from synth.folder.batch import Batch
from synth.kinds import Provenance
from synth.options import RunConfig
from synth.people import FIELDS, NOBODY
from synth.samples import probe_of
from synth.scene.given import Given
from synth.scene.template_plans import TemplatePlan, TemplatePlanner
from synth.scene.templated import LOCALE
from synth.scene.when import when_matches
from synth.text.encode.batch import encode_texts
from synth.text.grammar.form import Written
from synth.text.grammar.library import NO_FILTERS, load_library
from synth.text.grammar.noise import make_noise
from synth.text.options import RewriteOptions, TextConfig
from synth.text.people import people_of
from synth.text.records import TextDraft, VerifiedText
from synth.text.scene.rewrite import Rewrite
from synth.text.scene.schema import SpanBound, TextScene
from synth.text.verify.characters import verify_text

QUOTA = "quota"
"""The check that a rare case shows what its quota requires, and that no other sample does."""

Paraphraser = Callable[[TemplatePlan, Marked], tuple[Marked, Mapping[str, object]] | Rejection]
"""A text in other words and where they came from, or why there are none."""

CHUNK = 1000
"""Texts that are written, encoded and put on the disk together."""

PACKAGES = ("faker", "jinja2", "numpy", "pydantic")


class TextStudio:
    """The stages of a text. SpecError where the scene's templates are wrong."""

    batch = CHUNK
    task = CHUNK
    overlaps = False
    lanes = 1

    def __init__(self, config: RunConfig, scene: TextScene) -> None:
        self._config, self._scene, self._seed = config, scene, scene_seed(config.seed, config.scene)
        filters = config.filters if isinstance(config, TextConfig) else NO_FILTERS
        model = config.rewrite if isinstance(config, TextConfig) else RewriteOptions()
        with _no_garbage_collection():
            self._library = load_library(scene, config.scene_folder, person_fields=FIELDS, user_filters=filters)
        self._planner = TemplatePlanner(scene, config.count, self._seed, config.seed)
        self._noise = cache(partial(make_noise, scene.noise))
        self._dirty_labels = any(scene.label_noise.model_dump().values())
        self._labels, self._with_tokens = frozenset(scene.labels), scene.tokens == "words"
        self._clean = not (self._dirty_labels or scene.attributes or scene.quotas)
        self._model = model.named()
        self._plain = scene.rewrite is None and not any(scene.noise.model_dump(exclude={"share"}).values())
        self._paraphrase = _paraphraser(scene.rewrite, model, self._seed)
        self.forks = not filters and scene.rewrite is None  # filters and models of others may hold threads and sockets

    def plan(self, sample_id: int, given: Given | None = None) -> TemplatePlan:
        """Template, locale and factors of the sample's first attempt; `given`: what it agrees on with others.

        SpecError for a person or a variable that is given and that the scene does not have.
        """
        if given is not None:
            for part, names, known in (
                ("people", given.people, self._scene.people),
                ("facts", given.facts, self._scene.variables),
            ):
                for name in names:
                    if name not in known:
                        raise SpecError(f"{part}.{name}", name, suggest(name, known))
        return self._planner.plan(sample_id, given)

    def replan(self, plan: TemplatePlan, refused: Rejection) -> TemplatePlan | None:
        """The same factors, another template draw, for at most the scene's `max_tries` attempts."""
        return self._planner.retried(plan) if plan.attempt + 1 < self._scene.max_tries else None

    def draft(self, plans: Sequence[TemplatePlan]) -> list[TextDraft | Rejection]:
        """The text of each plan, with the search for cyclic garbage put off: it costs a fifth of a text each time."""
        with _no_garbage_collection():
            drawn = [draws_for(self._seed, plan.sample_id, f"text/{plan.attempt}") for plan in plans]
            contexts = [self._context(plan, draws) for plan, draws in zip(plans, drawn, strict=True)]
            formed = self._formed(plans, contexts)
            return [
                self._labelled(plan, *formed[at], (), {}, {}) if at in formed else self._draft(plan, context, draws)
                for at, (plan, context, draws) in enumerate(zip(plans, contexts, drawn, strict=True))
            ]

    def verify(self, plan: TemplatePlan, draft: TextDraft) -> VerifiedText | Rejection:
        """The text with its labels checked against its characters."""
        return verify_text(plan, draft, labels=self._labels, with_tokens=self._with_tokens)

    def encode(self, outcomes: Sequence[Outcome[VerifiedText]]) -> Batch:
        """Texts as lines of JSON."""
        return encode_texts(
            outcomes, self._config.seed, self._scene.labels, near=self._scene.duplicates.near is not None
        )

    def probe(self) -> Mapping[int, Outcome[VerifiedText]]:
        """The first text of the data set: a scene that cannot be met fails before anything is written."""
        return probe_of(self, [0], "text")

    def provenance(self) -> Provenance:
        """Scene, templates and words; the count only where shares are met over it."""
        config, scene, files = self._config, self._scene, dict(self._library.files)
        model = {"rewrite": dict(self._model)} if self._model else {}
        return Provenance(
            identity={
                "files": files,
                "shares_over": config.count if scene.quotas or scene.balance else 0,
                "labels": list(scene.labels),
                **model,
            },
            description=(
                f"{config.count} texts of the scene '{config.scene}', written from its templates with their labels"
            ),
            packages=PACKAGES,
            settings=model,
            hashes=files,
        )

    def _context(self, plan: TemplatePlan, draws: Draws) -> dict[str, object]:
        """What a text's template can name: variables, people and locale."""
        given = plan.given.people if plan.given else NOBODY
        people = people_of(self._scene, plan.locale, self._seed, draws, given)
        return {**plan.variables, **people, LOCALE: plan.locale}

    def _formed(self, plans: Sequence[TemplatePlan], contexts: Sequence[Mapping[str, object]]) -> dict[int, Written]:
        """The texts, by their place, of plans whose templates are forms."""
        places: dict[tuple[str, str], list[int]] = {}
        for at, plan in enumerate(plans if self._plain else ()):
            if plan.given is None:
                places.setdefault((plan.template, plan.locale), []).append(at)
        formed: dict[int, Written] = {}
        for (template, _), found in places.items():
            if form := self._library.form(template):
                texts = form.written([contexts[at] for at in found])
                formed |= {at: text for at, text in zip(found, texts, strict=True) if text}
        return formed

    def _draft(self, plan: TemplatePlan, context: Mapping[str, object], draws: Draws) -> TextDraft | Rejection:
        marked, notes = self._library.render(plan.template, context, draws)
        provenance: Mapping[str, object] = {}
        if self._paraphrase is not None:
            paraphrase = self._paraphrase(plan, marked)
            if isinstance(paraphrase, Rejection):
                return paraphrase
            marked, provenance = paraphrase
        marked = self._noise(plan.locale)(marked, draws)
        draft = self._labelled(plan, marked.text, *marked.spans(), notes, provenance)
        return draft._replace(entities=marked.entities()) if plan.given and isinstance(draft, TextDraft) else draft

    def _labelled(
        self,
        plan: TemplatePlan,
        text: str,
        spans: tuple[Span, ...],
        words: tuple[Token, ...],
        notes: Mapping[str, object],
        provenance: Mapping[str, object],
    ) -> TextDraft | Rejection:
        if self._clean:
            return TextDraft(text, spans, spans, words, NO_ATTRIBUTES, provenance)
        given = spans
        if self._dirty_labels:
            from synth.text.grammar.label_noise import label_noise

            draws = draws_for(self._seed, plan.sample_id, f"label noise/{plan.attempt}")
            given = label_noise(spans, text, self._scene.labels, self._scene.label_noise, draws)
        attributes = {
            name: notes[source] if source in notes else plan.variables.get(source, [])
            for name, source in self._scene.attributes.items()
        }
        draft = TextDraft(text, given, spans, words, attributes, provenance)
        return self._quota_broken(plan, spans) or draft

    def _quota_broken(self, plan: TemplatePlan, spans: Sequence[Span]) -> Rejection | None:
        """A member that lacks what its quota requires, or another sample that shows it."""
        for name, quota in self._scene.quotas.items():
            if not quota.require:
                continue
            member = name in plan.quotas
            if not member and not (
                quota.exclusive and when_matches(quota.when, {**plan.variables, LOCALE: plan.locale})
            ):
                continue
            shown = meets(quota.require, spans)
            if shown != member:
                return _refused(plan, QUOTA, float(shown), float(member), name)
        return None


def _paraphraser(spec: Rewrite | None, model: RewriteOptions, seed: int) -> Paraphraser | None:
    """Rewrites a text as the scene asks, by the run's language model; a rejection where it fails or loses a label. None
    where the scene does not ask.

    SynthError where only one of scene and options speaks of a model.
    """
    if spec is None:
        _refuse_unused(model)
        return None
    from synth.text.rewrite import Refusal, make_rewriter

    rewrite = make_rewriter(spec, model)

    def paraphrase(plan: TemplatePlan, marked: Marked) -> tuple[Marked, Mapping[str, object]] | Rejection:
        answer = rewrite(marked, seed_for(seed, plan.sample_id, f"rewrite/{plan.attempt}", 32))
        if isinstance(answer, Refusal):
            return _refused(plan, answer.check, answer.tries, spec.max_tries, answer.detail)
        return answer.marked, answer.provenance

    return paraphrase


def _refuse_unused(model: RewriteOptions) -> None:
    plain = asdict(RewriteOptions())
    for name, value in asdict(model).items():
        if value != plain[name]:
            allowed = "the scene asks for no paraphrase; scene.rewrite={} asks for one"
            raise SynthError(f"rewrite.{name}", str(value) if isinstance(value, Path) else value, allowed)


def meets(require: Mapping[str, SpanBound], spans: Sequence[Span]) -> bool:
    """Whether a text has as many spans of each label as a quota requires."""
    for label, bound in require.items():
        number = sum(span.label == label for span in spans)
        if number < bound.min or (bound.max is not None and number > bound.max):
            return False
    return True


def _refused(plan: TemplatePlan, check: str, measured: float, limit: float, detail: str) -> Rejection:
    return Rejection(
        sample_id=plan.sample_id, check=check, measured=measured, limit=limit, attempt=plan.attempt, detail=detail
    )


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
