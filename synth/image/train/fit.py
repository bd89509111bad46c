"""Fit a pack to a COCO folder: prior, annotator and generator, each on the training pictures alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from synth.core.errors import PackError
from synth.core.progress import Progress
from synth.image.packs.card import PLANES, PackCard, Variable
from synth.image.packs.pack import CARD, PRIOR, load_pack
from synth.image.train.corpus import StyleScale, style_scale
from synth.image.train.crops import CropSampler
from synth.image.train.export import export_annotator, export_card, export_generator, export_prior
from synth.image.train.loop import Fitting, Watch
from synth.image.train.options import TrainConfig
from synth.image.train.prior import fit_prior, read_style_scale
from synth.image.train.real import Corpus, read_corpus
from synth.image.train.schedule import Stage
from synth.image.train.style import STYLES

TRAINING = ".training"
PARTS = ("prior", "annotator", "generator")


def fit_pack(config: TrainConfig, progress: Progress, say: Callable[[str], None]) -> Path:
    """Fit the parts that `config` names and write them into `config.out`; returns that folder.

    `say` is given a line for whatever was left out of the data or changed in it, before the work begins. A stopped
    training continues from its checkpoint. DataError for data to which a pack cannot be fitted. PackError for an `out`
    folder of another pack, or for missing parts.
    """
    unknown = [part for part in config.parts if part not in PARTS]
    if unknown:
        raise PackError("parts", unknown[0], f"known: {', '.join(PARTS)}")
    corpus = read_corpus(config)
    for line in corpus.tally.lines():
        say(line)
    work = config.out / TRAINING
    if not config.resume:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    card = _card(config, corpus)
    scale = style_scale(corpus.train, len(corpus.values))
    if "prior" in config.parts:
        export_prior(fit_prior(corpus.train, scale, corpus.variable, corpus.values), config.out)
    elif not (config.out / PRIOR).exists():
        raise PackError(str(config.out / PRIOR), "nothing", "fit the part 'prior' first: parts=[prior,...]")
    export_card(card, config.out)
    scale = read_style_scale(load_pack(str(config.out)).prior)
    if "annotator" in config.parts:
        _fit_annotator(config, corpus, scale, work, progress)
    if "generator" in config.parts:
        _fit_generator(config, corpus, scale, work, progress)
    return config.out


def _card(config: TrainConfig, corpus: Corpus) -> PackCard:
    """The card; description, sampling and scores of an earlier card are kept. PackError where that has other data."""
    card = PackCard(
        name=config.out.resolve().name,
        description=f"{corpus.category} pictures fitted to {corpus.source.name}",
        licence=corpus.source.licence,
        categories=(corpus.category,),
        planes=PLANES,
        styles=STYLES,
        source=corpus.source,
        variable=Variable(name=corpus.variable, values=corpus.values, grey=corpus.grey),
        training=_recorded(config),
    )
    if not (config.out / CARD).exists():
        return card
    earlier = load_pack(str(config.out)).card
    if earlier.source.sha256 != corpus.source.sha256:
        raise PackError(
            str(config.out / CARD), earlier.source.sha256, f"{card.source.sha256} (the data); choose another out="
        )
    kept = {name: getattr(earlier, name) for name in ("description", "sampler", "decoding", "missed_on_real", "scores")}
    return card.model_copy(update={**kept, "training": {**earlier.training, **card.training}})


def _recorded(config: TrainConfig) -> dict[str, Any]:
    """The configuration for the card, one entry per part, without folders and devices."""
    left_out = ("data", "out", "strict", "parts", "device", "resume", "sample_every", "save_every", "source", "licence")
    kept = {k: v for k, v in asdict(config).items() if k not in left_out}
    return dict.fromkeys(config.parts, kept)


def _fit_annotator(config: TrainConfig, corpus: Corpus, scale: StyleScale, work: Path, progress: Progress) -> None:
    from synth.image.train.annotator import SegmentRecipe, train_annotator
    from synth.image.train.held_out import missed_on_real
    from synth.image.verify.segment import Decoding

    crop_px, batch = config.crop_px or 128, config.batch_size or 8
    fitting = _fitting(config, (Stage(until=1.0, crop_px=crop_px, batch=batch),), 1.5e-3)
    sampler = _sampler(config, corpus, scale)
    watch = _watch(progress, "annotator", config)
    network = train_annotator(sampler, len(corpus.values), SegmentRecipe(), fitting, work, watch)
    card = load_pack(str(config.out)).card
    how = Decoding(**card.decoding.model_dump())
    missed = missed_on_real(network, corpus.held_out, corpus.values, how)
    export_card(card.model_copy(update={"missed_on_real": missed}), config.out)
    export_annotator(network, config.out)


def _fit_generator(config: TrainConfig, corpus: Corpus, scale: StyleScale, work: Path, progress: Progress) -> None:
    from synth.image.train.generator import FlowRecipe, train_generator
    from synth.image.train.snapshots import Snapshots

    crop_px, batch = config.crop_px or 64, config.batch_size or 16
    stages = (
        Stage(until=0.7, crop_px=crop_px, batch=batch),
        Stage(until=1.0, crop_px=2 * crop_px, batch=max(1, 3 * batch // 8)),
    )
    fitting = _fitting(config, stages, 6e-4)
    snapshots = Snapshots(corpus.held_out, scale, len(corpus.values), work)
    vector_size = len(corpus.values) + len(STYLES)
    watch = _watch(progress, "generator", config, snapshots)
    network = train_generator(
        _sampler(config, corpus, scale),
        len(corpus.values),
        vector_size,
        len(PLANES),
        FlowRecipe(),
        fitting,
        work,
        watch,
    )
    export_generator(network, config.out)


def _fitting(config: TrainConfig, stages: tuple[Stage, ...], rate: float) -> Fitting:
    return Fitting(
        steps=config.steps,
        minutes=config.minutes,
        stages=stages,
        peak_rate=config.learning_rate or rate,
        seed=config.seed,
        save_every=config.save_every,
        device=config.device,
    )


def _sampler(config: TrainConfig, corpus: Corpus, scale: StyleScale) -> CropSampler:
    """A sampler that gives every domain the same share of crops, regardless of its number of pictures."""
    return CropSampler(corpus.train, scale, [1 / len(corpus.values)] * len(corpus.values))


def _watch(progress: Progress, part: str, config: TrainConfig, snapshots: Any = None) -> Watch:
    """A callback that reports the spent budget in per cent, and draws snapshots every `sample_every` steps."""
    progress.begin(total=100, unit=f"% of {part}")
    shown = 0

    def watch(step: int, share: float, loss: float, average: Any) -> None:
        nonlocal shown
        now = int(share * 100)
        if now > shown:
            progress.advance(now - shown, note=f"step {step}, loss {loss:.4f}")
            shown = now
        if snapshots and config.sample_every and step % config.sample_every == 0:
            snapshots.draw(average, step)

    return watch
