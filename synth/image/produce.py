"""Make samples in one process: plans come from a process of their own, pictures here, verification in a thread
meanwhile.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from synth.core.errors import PlacementError
from synth.core.lifeline import live_with_parent
from synth.core.outcome import Rejection
from synth.core.seeds import seed_for
from synth.image.condition.make import Conditioner, make_conditioner
from synth.image.generate.protocol import Generator, Sampling
from synth.image.generate.table import make_generator
from synth.image.packs.pack import Pack, load_pack
from synth.image.plan.make import make_plan
from synth.image.plan.prior import FittedPrior
from synth.image.records import Draft, Drawn, Fault, Plan, Verified
from synth.image.scene.detector import ClipOptions, DetectorOptions
from synth.image.scene.generator import GeneratorOptions
from synth.image.scene.schema import Scene
from synth.image.verify.checks import Limits
from synth.image.verify.judge import Judge, make_judge
from synth.scene.quotas import SampleSlot

PLANS_AHEAD = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that a sample depends on besides its slot; plain values, so that it travels to other processes."""

    scene: Scene
    scene_name: str
    seed: int
    generator: GeneratorOptions
    pack: str | None
    sampling: Sampling
    limits: Limits
    detector: DetectorOptions
    clip: ClipOptions
    max_tries: int
    batch_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a sample: `verified`, or None when it was given up; and every refusal on the way."""

    sample_id: int
    verified: Verified | None
    rejections: tuple[Rejection, ...]


@dataclass(slots=True, kw_only=True)
class _Work:
    """A sample on its way: its plan and what has been refused so far."""

    plan: Plan
    rejections: list[Rejection] = field(default_factory=list)


def open_pack(recipe: Recipe) -> Pack | None:
    return load_pack(recipe.pack) if recipe.pack else None


def plan_sample(recipe: Recipe, prior: FittedPrior | None, slot: SampleSlot) -> Plan | Rejection:
    """The slot's plan, or why there is none."""
    try:
        return make_plan(recipe.scene, slot, recipe.seed, prior, recipe.scene_name)
    except PlacementError as error:
        redraws = recipe.scene.max_redraws
        return Rejection(
            sample_id=slot.sample_id, check="placement", measured=redraws, limit=redraws, detail=error.allowed
        )


def produce(recipe: Recipe, slots: Sequence[SampleSlot]) -> Iterator[Outcome]:
    """The outcome of every slot, in the order in which they are decided."""
    pack = open_pack(recipe)
    with ExitStack() as stack:
        plans = _plans(recipe, pack, slots, stack)
        condition = make_conditioner(recipe.scene, tuple(recipe.generator.controls))
        generate = make_generator(recipe.generator, recipe.scene, pack, recipe.sampling)
        judge = _judge(recipe, pack)
        bench = stack.enter_context(ThreadPoolExecutor(1))
        retries: deque[_Work] = deque()
        judging: deque[tuple[_Work, Future[Verified | Rejection]]] = deque()
        exhausted = False
        while not exhausted or retries or judging:
            batch = [retries.popleft() for _ in range(min(len(retries), recipe.batch_size))]
            while len(batch) < recipe.batch_size and not exhausted:
                planned = next(plans, None)
                exhausted = planned is None
                if isinstance(planned, Rejection):
                    yield Outcome(sample_id=planned.sample_id, verified=None, rejections=(planned,))
                elif planned is not None:
                    batch.append(_Work(plan=planned))
            drafts = _generate(recipe, condition, generate, batch)
            waiting = len(judging)
            judging.extend((w, bench.submit(_judged, judge, w.plan, d)) for w, d in drafts)
            for _ in range(waiting if drafts else len(judging)):
                yield from _decide(recipe, *judging.popleft(), retries)


def _judge(recipe: Recipe, pack: Pack | None) -> Judge:
    """Who judges: the pack's annotator what the pack drew, else the detector that was asked for, else the edges."""
    own = pack if recipe.generator.kind == "pack" else None
    return make_judge(own, recipe.limits, recipe.scene, recipe.detector, recipe.clip, recipe.sampling.device)


def _judged(judge: Judge, plan: Plan, draft: Draft | Rejection) -> Verified | Rejection:
    return draft if isinstance(draft, Rejection) else judge(plan, draft)


def _generate(
    recipe: Recipe, condition: Conditioner, generate: Generator, batch: Sequence[_Work]
) -> list[tuple[_Work, Draft | Rejection]]:
    """A draft for each sample of a batch, each with the pixel seed of its own next attempt."""
    if not batch:
        return []
    attempts = [len(work.rejections) for work in batch]
    plans = [work.plan for work in batch]
    seeds = [seed_for(recipe.seed, p.sample_id, f"pixels/{a}", bits=56) for p, a in zip(plans, attempts, strict=True)]
    conditions = [condition(plan, attempt) for plan, attempt in zip(plans, attempts, strict=True)]
    drawn = generate(plans, conditions, seeds)
    return [
        (work, _draft(recipe, work, picture, seed)) for work, picture, seed in zip(batch, drawn, seeds, strict=True)
    ]


def _draft(recipe: Recipe, work: _Work, drawn: Drawn | Fault, seed: int) -> Draft | Rejection:
    attempt = len(work.rejections)
    if isinstance(drawn, Fault):
        return Rejection(sample_id=work.plan.sample_id, attempt=attempt, **drawn._asdict())
    kind = str(recipe.generator.kind)
    return Draft(image=drawn.image, generator=kind, pixel_seed=seed, attempt=attempt, notes=drawn.notes)


def _decide(
    recipe: Recipe, work: _Work, judged: Future[Verified | Rejection], retries: deque[_Work]
) -> Iterator[Outcome]:
    """Accept a judged draft, try it again, or give the sample up."""
    verdict = judged.result()
    sample_id = work.plan.sample_id
    if isinstance(verdict, Verified):
        yield Outcome(sample_id=sample_id, verified=verdict, rejections=tuple(work.rejections))
        return
    work.rejections.append(verdict)
    if len(work.rejections) < recipe.max_tries and not verdict.final:
        retries.append(work)
    else:
        yield Outcome(sample_id=sample_id, verified=None, rejections=tuple(work.rejections))


def _plans(
    recipe: Recipe, pack: Pack | None, slots: Sequence[SampleSlot], stack: ExitStack
) -> Iterator[Plan | Rejection]:
    """Plans in slot order; a few ahead in another process where a model keeps this one busy. A handful is planned here:
    that process takes longer to start.
    """
    if recipe.generator.kind == "sketch" or len(slots) <= PLANS_AHEAD:
        prior = FittedPrior(pack.prior) if pack else None
        return map(partial(plan_sample, recipe, prior), slots)
    context = multiprocessing.get_context("spawn")
    planner = stack.enter_context(ProcessPoolExecutor(1, context, initializer=_begin_planning, initargs=(recipe,)))
    stack.callback(planner.shutdown, wait=False, cancel_futures=True)
    return _ahead(planner, slots)


def _ahead(planner: ProcessPoolExecutor, slots: Sequence[SampleSlot]) -> Iterator[Plan | Rejection]:
    pending: deque[Future[Plan | Rejection]] = deque()
    for slot in slots:
        pending.append(planner.submit(_plan_here, slot))
        if len(pending) > PLANS_AHEAD:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


_planning: list[partial[Plan | Rejection]] = []
"""The planning process' own recipe with its prior, set once when that process starts."""


def _begin_planning(recipe: Recipe) -> None:
    live_with_parent()
    pack = open_pack(recipe)
    _planning.append(partial(plan_sample, recipe, FittedPrior(pack.prior) if pack else None))


def _plan_here(slot: SampleSlot) -> Plan | Rejection:
    return _planning[-1](slot)
