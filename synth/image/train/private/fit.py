"""Fit a pack that promises privacy: a prior of released moments, and a generator by private descent from sketches, or
from the networks of a shipped pack, whose training data are public (De et al. 2022, arXiv:2204.13650).

Nothing else that depends on single pictures is written: no annotator, no scores, no reference, no hash of the labels.
What the training keeps for itself is removed when it is done.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from synth.core.errors import DataError, PackError, SpecError, Unquoted
from synth.core.progress import Progress
from synth.core.strict_json import read_object
from synth.image.packs.card import PackCard, PrivacyCard
from synth.image.packs.pack import CARD, Pack, shipped_packs
from synth.image.train.corpus import TrainingPicture
from synth.image.train.export import export_card, export_generator, export_prior
from synth.image.train.fit import PROGRESS, TRAINING, time_line
from synth.image.train.fitted_card import recorded
from synth.image.train.options import PARTS_BY_DEFAULT, TrainConfig
from synth.image.train.page import DONE, TrainingPage
from synth.image.train.private.accounting import Spending, spending_for
from synth.image.train.private.prior import fit_private_prior
from synth.image.train.real import Corpus, read_corpus, scattered
from synth.image.train.scene_file import write_scene
from synth.image.train.schedule import TrainingTime
from synth.image.train.start_pack import AUTO, NONE, start_line, start_of, start_record
from synth.image.train.team import team_of
from synth.image.train.watch import watch_of

PARTS = ("prior", "generator")
LEAST_UNITS = 50
"""Units of which a mean is more than the noise that hides one of them."""

STEPS, BATCH = 1000, 64
"""Steps of the generator, and units that are in one of them on average."""

STATE, LARGEST_JSON = "privacy.json", 1 << 16
"""What a stopped training must go on with, and its bytes at most."""

COVERED = (
    "prior.json: statistics of layouts, outlines and styles",
    "scene.yaml: shares of the values of the variable",
    "generator: its weights",
)
PUBLIC = (
    "number, sizes and depth of the pictures, names of category and values, which values are grey: taken as public",
    "options that were chosen after a look at results, and other trainings on the same pictures: their epsilons add up",
    "whoever watches the training: its lines, losses and checkpoints",
)
STARTED = "pictures that the networks it began with learnt from ({}, public): where they are among the data too"
PICTURES_APART = "what several pictures have in common, such as a patient: split.by names a key to protect all of them"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """A private training: its units in a fixed order, each with its pictures, and what it may spend."""

    config: TrainConfig
    corpus: Corpus
    units: tuple[tuple[TrainingPicture, ...], ...]
    epsilon: float
    spending: Spending
    start: Pack | None

    @property
    def work(self) -> Path:
        return self.config.out / TRAINING


def fit_private(config: TrainConfig, progress: Progress, say: Callable[[str], None], time: TrainingTime) -> Path:
    """Fit prior and generator within `config.privacy`, and write them into `config.out`; returns that folder.

    As `synth.image.train.fit.fit_pack`, also PackError where `out` holds a finished pack: to train again spends again.
    """
    _check_options(config)
    corpus = read_corpus(config)
    job = _job(config, corpus)
    for line in (*corpus.lines, *_lines(job), time_line(config, PARTS, time)):
        say(line)
    _begin(job)
    page = TrainingPage(job.work / PROGRESS, corpus.card.name, corpus.lines)
    page.write("training")
    say(f"watch     {page.path}")
    state = "stopped"
    try:
        from synth.image.train.private.generator import fit_private_generator

        watcher = partial(watch_of, progress, page)
        network, steps = fit_private_generator(
            config, corpus.card, corpus.choice.moves, job.units, job.spending, watcher, time, job.start
        )
        export_generator(network, config.out)
        export_card(private_card(config, job.corpus, job.spending, steps, job.start), config.out)
        state = DONE
    finally:
        page.write(state)
    shutil.rmtree(job.work)
    return config.out


def _check_options(config: TrainConfig) -> None:
    """SpecError for options that private training does not take; PackError for several processes."""
    taken = {"regime": (None, "textures"), "labels": (None, "masks"), "frame_px": (None,)}
    for name, allowed in taken.items():
        if getattr(config, name) not in allowed:
            raise SpecError(name, getattr(config, name), "with privacy.epsilon: masks of one category as textures")
    if config.start not in (AUTO, NONE, *shipped_packs()):
        allowed = (
            f"with privacy.epsilon: none, or a shipped pack, as its pictures are public: {', '.join(shipped_packs())}"
        )
        raise SpecError("start", config.start, allowed)
    if config.parts not in (PARTS_BY_DEFAULT, PARTS):
        raise SpecError("parts", list(config.parts), f"with privacy.epsilon: {', '.join(PARTS)}, fitted together")
    if (processes := team_of(config.device).num_processes) > 1:
        raise PackError("accelerate launch", processes, "one process with privacy.epsilon")


def _job(config: TrainConfig, corpus: Corpus) -> _Job:
    """DataError for pictures of which no promise can be made; SpecError for one that says nothing."""
    where, wanted = str(config.data), config.privacy
    assert wanted.epsilon is not None
    if not scattered(corpus.card) or corpus.tally.dropped.get("rare"):
        got = Unquoted(f"{corpus.card.labels} of {', '.join(corpus.card.categories)}")
        raise DataError(where, got, "with privacy.epsilon: masks of one category (synth convert leaves others out)")
    if corpus.tally.changed:
        allowed = "with privacy.epsilon: 8-bit pictures as they are shown; others are read by what all have in common"
        raise DataError(where, Unquoted(corpus.tally.changed[0]), allowed)
    names = sorted(set(corpus.units))
    if len(names) < LEAST_UNITS:
        what = f"values of {corpus.split_by}" if corpus.split_by else "pictures"
        raise DataError(where, f"{len(names)} {what} to train on", f"with privacy.epsilon at least {LEAST_UNITS}")
    if wanted.delta >= 1 / len(names):
        raise SpecError("privacy.delta", wanted.delta, f"less than 1 / {len(names)}, the number that is trained on")
    rate = min((config.batch_size or BATCH) / len(names), 1.0)
    owned = {name: [p for p, unit in zip(corpus.train, corpus.units, strict=True) if unit == name] for name in names}
    return _Job(
        config=config,
        corpus=corpus,
        units=tuple(tuple(owned[name]) for name in names),
        epsilon=wanted.epsilon,
        spending=spending_for(wanted.epsilon, wanted.delta, rate, config.steps or STEPS),
        start=None if config.start == AUTO else start_of(config.start, corpus.card),
    )


def _lines(job: _Job) -> list[str]:
    """What it will cost, and what is left out."""
    spending, number = job.spending, len(job.units)
    steps = f"{spending.steps} steps of about {spending.sample_rate * number:.0f} of {number} each"
    promise = f"epsilon {job.epsilon:g}, delta {spending.delta:g} for each {job.corpus.split_by or 'picture'}"
    noise = f"noise multiplier {spending.prior_noise:.3g} of the prior, {spending.noise_multiplier:.3g} of {steps}"
    return [
        *([start_line(job.start)] if job.start else []),
        f"privacy   {promise} (Renyi accountant): {noise}",
        "left out  annotator, scores, reference and sheets of samples: they would tell of single pictures",
    ]


def _begin(job: _Job) -> None:
    """Release the prior, or go on with that of a training that was stopped. PackError for a pack that is done, and for
    a stopped training of other data or with another budget.
    """
    config, out, state = job.config, job.config.out, job.work / STATE
    begun = {"labels": job.corpus.card.source.sha256, "start": start_record(job.start), **asdict(job.spending)}
    mine: dict[str, Any] = json.loads(json.dumps(begun))
    if config.resume and state.exists():
        found = read_object(state, PackError, "the state of a private training", most=LARGEST_JSON)
        if found != mine:
            wrong = next(key for key in mine if found.get(key) != mine[key])
            allowed = f"{mine[wrong]} as asked for; resume=false begins anew"
            raise PackError(f"{state}: {wrong}", found.get(wrong), allowed)
        return
    if (out / CARD).exists() and not state.exists():
        raise PackError(str(out), Unquoted("a pack"), "choose another out=: with privacy.epsilon a pack is fitted once")
    shutil.rmtree(job.work, ignore_errors=True)
    job.work.mkdir(parents=True)
    card = private_card(config, job.corpus, job.spending, 0, job.start)
    prior, shares = fit_private_prior(
        job.corpus.train, job.corpus.units, card.variable.name, card.variable.values, job.spending.prior_noise
    )
    export_prior(prior, out)
    export_card(card, out)
    write_scene(card, job.corpus.categories, shares, out)
    state.write_text(json.dumps(mine), encoding="utf-8")


def private_card(
    config: TrainConfig, corpus: Corpus, spending: Spending, steps: int, start: Pack | None = None
) -> PackCard:
    """The card after so many private steps, from the networks of `start`."""
    not_covered = [*PUBLIC, *([] if corpus.split_by else [PICTURES_APART])]
    if start is not None:
        not_covered.append(STARTED.format(start.card.source.name))
    privacy = PrivacyCard(
        epsilon=math.ceil(1e4 * spending.epsilon(steps)) / 1e4,
        delta=spending.delta,
        accountant="rdp",
        unit=corpus.split_by or "picture",
        prior_noise=spending.prior_noise,
        noise_multiplier=spending.noise_multiplier,
        max_grad_norm=config.privacy.max_grad_norm,
        sample_rate=spending.sample_rate,
        steps=steps,
        covered=COVERED,
        not_covered=tuple(not_covered),
    )
    source = corpus.card.source.model_copy(update={"instances": None, "sha256": None})
    training = recorded(config, PARTS)
    if start is not None:
        training["generator"] = training["generator"] | {"start": start_record(start)}
    return corpus.card.model_copy(update={"privacy": privacy, "source": source, "training": training})
