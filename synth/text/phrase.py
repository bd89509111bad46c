"""Samples of text in one process: plan, write out, dirty, verify; another try for what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from synth.core.labels import Span
from synth.core.marked import Marked
from synth.core.outcome import Rejection
from synth.core.seeds import draws_for, seed_for
from synth.people import FIELDS, personas_for
from synth.scene.template_plans import TextPlan, TextPlanner, matches
from synth.scene.templated import LOCALE
from synth.text.encode.lines import TextOutcome
from synth.text.grammar.label_noise import label_noise
from synth.text.grammar.library import load_library
from synth.text.grammar.noise import make_noise
from synth.text.records import TextDraft, VerifiedText
from synth.text.rewrite import Refusal, make_rewriter
from synth.text.scene.schema import SpanBound, TextScene
from synth.text.verify.characters import verify_text

QUOTA = "quota"
"""The check that a rare case shows what its quota requires, and that no other sample does."""

TextFilter = Callable[[str], str]
"""A filter of the caller's own; it is given each stretch between two borders of labels by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRecipe:
    """All that a text depends on besides its id; plain values, so that it travels to other processes."""

    scene: TextScene
    scene_folder: Path
    seed: int
    count: int
    filters: Mapping[str, TextFilter] = field(default_factory=dict)
    """The caller's own template filters by name."""


class Phraser:
    """Writes the samples of one data set. SpecError where the scene's templates are wrong."""

    def __init__(self, recipe: TextRecipe) -> None:
        self._scene, self._seed = recipe.scene, recipe.seed
        self._library = load_library(
            recipe.scene, recipe.scene_folder, person_fields=FIELDS, user_filters=recipe.filters
        )
        self._planner = TextPlanner(recipe.scene, recipe.count, recipe.seed)
        self._noise = cache(partial(make_noise, recipe.scene.noise))
        self._dirty_labels = any(recipe.scene.label_noise.model_dump().values())
        rewrite = recipe.scene.rewrite
        self._rewrite = make_rewriter(rewrite) if rewrite else None
        self._most_asked = rewrite.max_tries if rewrite else 0

    @property
    def files(self) -> Mapping[str, str]:
        """Name -> sha256 of every file that the texts come from."""
        return self._library.files

    def sample(self, sample_id: int, refused: Sequence[Rejection] = ()) -> TextOutcome:
        """The outcome of a sample of which the `refused` texts were tried before."""
        rejections = list(refused)
        plan = self._planner.plan(sample_id)
        for _ in rejections:
            plan = self._planner.retried(plan)
        while len(rejections) < self._scene.max_tries:
            verdict = self.attempt(plan)
            if isinstance(verdict, VerifiedText):
                return TextOutcome(sample_id, verdict, tuple(rejections))
            rejections.append(verdict)
            plan = self._planner.retried(plan)
        return TextOutcome(sample_id, None, tuple(rejections))

    def attempt(self, plan: TextPlan) -> VerifiedText | Rejection:
        """One text of a plan, verified, or why it was refused."""
        draws = draws_for(self._seed, plan.sample_id, f"text/{plan.attempt}")
        people = personas_for(self._scene.people, plan.locale, self._seed, draws)
        context = {**plan.variables, **people, LOCALE: plan.locale}
        marked, notes = self._library.render(plan.template, context, draws)
        provenance: Mapping[str, object] = {}
        if self._rewrite is not None:
            told = self._rewrite(marked, seed_for(self._seed, plan.sample_id, f"rewrite/{plan.attempt}", 32))
            if isinstance(told, Refusal):
                return _refused(plan, told.check, told.tries, self._most_asked, told.detail)
            marked, provenance = told.marked, told.provenance
        marked = self._noise(plan.locale)(marked, draws)
        draft = self._draft(plan, marked, notes, provenance)
        broken = self._quota_broken(plan, draft.truth)
        return broken or verify_text(plan, draft, labels=self._scene.labels, with_tokens=self._scene.tokens == "words")

    def _draft(
        self, plan: TextPlan, marked: Marked, notes: Mapping[str, object], provenance: Mapping[str, object]
    ) -> TextDraft:
        spans, words = marked.spans()
        given = spans
        if self._dirty_labels:
            draws = draws_for(self._seed, plan.sample_id, f"label noise/{plan.attempt}")
            given = label_noise(spans, marked.text, self._scene.labels, self._scene.label_noise, draws)
        attributes = {
            name: notes[source] if source in notes else plan.variables.get(source, [])
            for name, source in self._scene.attributes.items()
        }
        return TextDraft(
            text=marked.text, spans=given, truth=spans, words=words, attributes=attributes, provenance=provenance
        )

    def _quota_broken(self, plan: TextPlan, spans: Sequence[Span]) -> Rejection | None:
        """A member that lacks what its quota requires, or another sample that shows it."""
        for name, quota in self._scene.quotas.items():
            if not quota.require:
                continue
            member = name in plan.quotas
            if not member and not (quota.exclusive and matches(quota.when, {**plan.variables, LOCALE: plan.locale})):
                continue
            shown = meets(quota.require, spans)
            if shown != member:
                return _refused(plan, QUOTA, float(shown), float(member), name)
        return None


def meets(require: Mapping[str, SpanBound], spans: Sequence[Span]) -> bool:
    """Whether a text has as many spans of each label as a quota requires."""
    for label, bound in require.items():
        number = sum(span.label == label for span in spans)
        if number < bound.min or (bound.max is not None and number > bound.max):
            return False
    return True


def _refused(plan: TextPlan, check: str, measured: float, limit: float, detail: str) -> Rejection:
    return Rejection(
        sample_id=plan.sample_id, check=check, measured=measured, limit=limit, attempt=plan.attempt, detail=detail
    )
