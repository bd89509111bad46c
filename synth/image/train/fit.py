"""Fit a pack to a folder of annotated pictures: prior, annotator and generator, each on the training pictures alone."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from synth.core.errors import PackError
from synth.core.progress import Progress, duration_text
from synth.image.packs.card import DetailCard
from synth.image.packs.guidelines import write_pack_guidelines
from synth.image.packs.pack import ANNOTATOR, DETAIL, PRIOR, Pack, load_pack
from synth.image.train.composed import fit_composed
from synth.image.train.corpus import StyleScale, style_scale
from synth.image.train.crops import CropSampler, texture_cropper
from synth.image.train.detail_size import detail_of
from synth.image.train.export import export_annotator, export_card, export_generator, export_prior
from synth.image.train.fitted_card import fitted_card
from synth.image.train.grain import fit_grain
from synth.image.train.guidance import choose_guidance, guidance_line
from synth.image.train.loop import Fitted, Fitting, Watch
from synth.image.train.options import TrainConfig
from synth.image.train.page import DONE, TrainingPage
from synth.image.train.prior import fit_prior, read_style_scale
from synth.image.train.real import Corpus, read_corpus, scattered
from synth.image.train.scene_file import shares_of, write_scene
from synth.image.train.schedule import Stage, TrainingTime
from synth.image.train.start_pack import start_line, start_of
from synth.image.train.team import team_of
from synth.image.train.watch import watch_of
from synth.image.train.whole import MULTIPLE_PX, padded_shape, whole_cropper
from synth.options import seconds_of

TRAINING, PROGRESS = ".training", "progress"
NETWORKS = ("annotator", "generator", "detail")
PARTS = ("prior", *NETWORKS)

Watcher = Callable[..., Watch]
"""Part, configuration and what draws sheets of samples -> what watches its training."""


def fit_pack(config: TrainConfig, progress: Progress, say: Callable[[str], None], since: float | None = None) -> Path:
    """Fit the parts that `config` names and write them into `config.out`; returns that folder.

    `say` is given lines on what was found, what was left out of it or changed, and how it is trained, before the work
    begins; `since` is when the command began, on the clock of `time.monotonic`. A stopped training continues from its
    checkpoint. Of several processes of `accelerate launch` the main one says and writes everything.

    DataError for data to which a pack cannot be fitted. PackError for an `out` folder of another pack, or for missing
    parts.
    """
    unknown = [part for part in config.parts if part not in PARTS]
    if unknown:
        raise PackError("parts", unknown[0], f"known: {', '.join(PARTS)}")
    time = TrainingTime(None if config.budget is None else seconds_of(config.budget), since)
    if config.privacy.epsilon is not None:
        from synth.image.train.private.fit import fit_private

        return fit_private(config, progress, say, time)
    corpus, team = read_corpus(config), team_of(config.device)
    start = start_of(config.start, corpus.card) if {"annotator", "generator"} & {*config.parts} else None
    if team.is_main_process:
        for line in (*corpus.lines, *([start_line(start)] if start else []), time_line(config, config.parts, time)):
            say(line)
        _begin(config, corpus, start)
    team.wait_for_everyone()
    if {*NETWORKS} & {*config.parts}:
        _fit_networks(config, corpus, start, progress, say, time)
    return config.out


def _fit_networks(
    config: TrainConfig,
    corpus: Corpus,
    start: Pack | None,
    progress: Progress,
    say: Callable[[str], None],
    time: TrainingTime,
) -> None:
    detail = detail_of(corpus.card) if "detail" in config.parts else None
    if detail is None and config.parts == ("detail",):
        raise PackError("parts", "detail", "pictures that are drawn whole, and smaller than they are, have this part")
    scale, work = read_style_scale(load_pack(str(config.out)).prior), config.out / TRAINING
    team = team_of(config.device)
    page = TrainingPage(work / PROGRESS, corpus.card.name, corpus.lines)
    if team.is_main_process:
        page.write("training")
        say(f"watch     {page.path}")
    watcher = partial(watch_of, progress, page)
    spent, state, fitted = 0.0, "stopped", None
    trial = "generator" in config.parts and ("annotator" in config.parts or (config.out / ANNOTATOR).exists())
    try:
        if "annotator" in config.parts:
            spent = _fit_annotator(config, corpus, scale, work, watcher, time, start, say)
        if "generator" in config.parts:
            minutes = time.generator_minutes(spent, detail=detail is not None, trial=trial)
            fitted = _fit_generator(config, corpus, scale, work, watcher, minutes, start)
            spent += fitted.earlier_minutes
        if detail:
            minutes = time.detail_minutes(spent, trial=trial)
            spent += _fit_detail(config, corpus, scale, work, watcher, minutes, detail)
        if trial and fitted and team.is_main_process:
            say(guidance_line(choose_guidance(config.out, fitted.steps, time.trial_seconds(spent), config.device)))
        team.wait_for_everyone()
        state = DONE
    finally:
        if team.is_main_process:
            page.write(state)


def _begin(config: TrainConfig, corpus: Corpus, start: Pack | None) -> None:
    """Write what needs no network. PackError as `fit_pack`."""
    work = config.out / TRAINING
    if not config.resume:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    card = fitted_card(config, corpus, start)
    if "prior" in config.parts:
        export_prior(_prior(corpus, style_scale(corpus.train, len(corpus.values))), config.out)
    elif not (config.out / PRIOR).exists():
        raise PackError(str(config.out / PRIOR), "nothing", "fit the part 'prior' first: parts=[prior,...]")
    export_card(card, config.out)
    write_pack_guidelines(card, config.out)
    write_scene(card, corpus.categories, shares_of(corpus.train, len(corpus.values)), config.out)


def time_line(config: TrainConfig, parts: Sequence[str], time: TrainingTime) -> str:
    """How long the command will take."""
    networks = [part for part in NETWORKS if part in parts]
    limits = [f"{config.steps} steps for each network"] if config.steps else []
    if time.minutes is not None:
        limits.append(f"{duration_text(time.minutes * 60)} in all")
    if not networks:
        return "time      a few seconds: no network is trained"
    return f"time      {' or '.join(limits) or 'no limit'}: {' and '.join(networks)}; Ctrl-C keeps what is there"


def _prior(corpus: Corpus, scale: StyleScale) -> dict[str, Any]:
    card = corpus.card
    if scattered(card):
        prior = fit_prior(corpus.train, scale, card.variable.name, card.variable.values, card.scale)
    else:
        prior = fit_composed(corpus.train, scale, card)
    for domain, value in enumerate(card.variable.values):
        group = [p for p in corpus.train if p.domain == domain]
        styles = np.stack([scale.standardise(p.style, domain) for p in group]).astype(np.float64)
        grain = fit_grain([p.grain for p in group], styles)
        prior["domains"][value] |= {"grain": grain} if grain else {}
    return prior


def _fit_annotator(
    config: TrainConfig,
    corpus: Corpus,
    scale: StyleScale,
    work: Path,
    watcher: Watcher,
    time: TrainingTime,
    start: Pack | None,
    say: Callable[[str], None],
) -> float:
    """Train, judge and write the annotator; the minutes that its training took before this run."""
    from synth.image.train.annotator import SegmentRecipe, train_annotator

    crop_px, batch = config.crop_px or 128, config.batch_size or 8
    sampler, stage = sampler_of(corpus, scale), Stage(until=1.0, crop_px=crop_px, batch=batch)
    alone = "generator" not in config.parts
    fitting = fitting_of(config, (stage,), 1.5e-3, time.annotator_minutes(alone))
    fitting = replace(fitting, after=_judging_steps(corpus, stage) if alone else 0.0)
    watch = watcher("annotator", config)
    trained = train_annotator(sampler, corpus.card, SegmentRecipe(), fitting, work, watch, start)
    team = team_of(config.device)
    if team.is_main_process:
        say(_export_judged(config, corpus, trained.network))
    team.wait_for_everyone()
    return trained.earlier_minutes


def _export_judged(config: TrainConfig, corpus: Corpus, network: Any) -> str:
    """Write an annotator, and into the card what it reaches on held-out pictures; that in a line."""
    from synth.image.train.calibration import calibrate
    from synth.image.train.held_out import judge_annotator, oracle_line

    card = load_pack(str(config.out)).card
    oracle = judge_annotator(network, corpus.held_out, card)
    calibration = calibrate(oracle.readings, card.categories)
    scores = {**card.scores, "annotator_on_real": oracle.scores}
    update: dict[str, Any] = {"missed_on_real": oracle.missed, "offset_on_real": oracle.offset, "scores": scores}
    update["calibration"] = None
    if calibration is not None:
        update["calibration"], scores["annotator_calibration"] = calibration
    if oracle.box_score is not None:
        update["box_score"] = oracle.box_score
    export_card(card.model_copy(update=update), config.out)
    export_annotator(network, config.out)
    return oracle_line(oracle.scores)


def _judging_steps(corpus: Corpus, stage: Stage) -> float:
    """The time that reading the held-out pictures takes, in training steps: a half of what learning from them would."""
    whole = corpus.card.regime == "compositions"
    of_crop = float(np.mean([p.labels.size for p in corpus.train])) if whole else stage.crop_px**2
    return sum(p.labels.size for p in corpus.held_out) / (2 * stage.batch * of_crop)


def _fit_generator(
    config: TrainConfig,
    corpus: Corpus,
    scale: StyleScale,
    work: Path,
    watcher: Watcher,
    minutes: float | None,
    start: Pack | None,
) -> Fitted:
    """Train and write the generator."""
    from synth.image.train.generator import FlowRecipe, train_generator
    from synth.image.train.snapshots import Snapshots

    whole = corpus.card.regime == "compositions"
    crop_px, batch = config.crop_px or 64, config.batch_size or (24 if whole else 16)
    stages = (
        Stage(until=0.7, crop_px=crop_px, batch=batch),
        Stage(until=1.0, crop_px=2 * crop_px, batch=max(1, 3 * batch // 8)),
    )
    sampler, snapshots = sampler_of(corpus, scale), Snapshots(corpus.held_out, scale, corpus.card, work)
    fitting = fitting_of(
        config, (replace(stages[0], until=1.0),) if whole else stages, 8e-4 if whole else 6e-4, minutes
    )
    watch = watcher("generator", config, snapshots)
    trained = train_generator(sampler, corpus.card, FlowRecipe(), fitting, work, watch, start)
    if team_of(config.device).is_main_process:
        export_generator(trained.network, config.out)
    return trained


def _fit_detail(
    config: TrainConfig,
    corpus: Corpus,
    scale: StyleScale,
    work: Path,
    watcher: Watcher,
    minutes: float | None,
    detail: DetailCard,
) -> float:
    """Train and write the stage of detail; the minutes that its training took before this run."""
    from synth.image.train.detail import DetailSheets, detail_cropper, train_detail

    side = math.lcm(MULTIPLE_PX, detail.factor)
    shortest = min(min(p.fine.shape[:2]) for p in corpus.train if p.fine is not None)
    crop_px = max(min(config.crop_px or 64, shortest) // side, 1) * side
    fitting = fitting_of(config, (Stage(until=1.0, crop_px=crop_px, batch=config.batch_size or 16),), 6e-4, minutes)
    cropper = detail_cropper(scale, detail.factor, corpus.choice.moves.mirror)
    sheets = DetailSheets(corpus.held_out, cropper, corpus.card, detail, work)
    watch = watcher("detail", config, sheets)
    trained = train_detail(corpus.train, cropper, corpus.card, detail, fitting, work, watch)
    if team_of(config.device).is_main_process:
        export_generator(trained.network, config.out, DETAIL)
        export_card(load_pack(str(config.out)).card.model_copy(update={"detail": detail}), config.out)
    return trained.earlier_minutes


def fitting_of(
    config: TrainConfig, stages: tuple[Stage, ...], rate: float, minutes: float | None, steps: int | None = None
) -> Fitting:
    """What the options say of a training; `steps` in place of theirs."""
    return Fitting(
        steps=steps or config.steps,
        minutes=minutes,
        stages=stages,
        peak_rate=config.learning_rate or rate,
        seed=config.seed,
        save_every=config.save_every,
        device=config.device,
    )


def sampler_of(corpus: Corpus, scale: StyleScale) -> CropSampler:
    """Crops of textures, or whole pictures in groups of one shape."""
    moves = corpus.choice.moves
    if corpus.card.regime == "compositions":
        return CropSampler(corpus.train, whole_cropper(scale, moves), [padded_shape(p) for p in corpus.train])
    return CropSampler(corpus.train, texture_cropper(scale, moves), [(0, 0)] * len(corpus.train))
