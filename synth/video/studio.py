"""Makes the videos of one data set: plan, draw and encode the file, verify what it shows, write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from synth.core.digital_source import DigitalSource
from synth.core.errors import PackError, PlacementError
from synth.core.lanes import once
from synth.core.outcome import Outcome, Rejection
from synth.core.seeds import seed_for
from synth.folder.batch import Batch
from synth.folder.coco import category_table
from synth.image.condition.make import Conditioner, make_conditioner
from synth.image.generate.protocol import Generator, Sampling
from synth.image.generate.table import make_generator
from synth.image.options.layout import LayoutOptions
from synth.image.packs.pack import find_pack, read_pack
from synth.image.plan.load_prior import prior_of
from synth.image.plan.objects import Prior
from synth.image.provenance import drawing_settings, generator_models
from synth.image.recipe import check_categories, check_styles, generator_of
from synth.kinds import Provenance, Share
from synth.scene.quotas import Slots
from synth.video.draw.frames import make_frame_sketch
from synth.video.draw.generated import FaultyFrameError, make_frame_generator
from synth.video.draw.titles import title_card
from synth.video.draw.transitions import with_transitions
from synth.video.encode.batch import encode_videos
from synth.video.file.mp4 import CODEC, library, write_mp4
from synth.video.options import VideoConfig
from synth.video.plan.make import make_video_plan
from synth.video.records import VerifiedVideo, VideoDraft, VideoPlan
from synth.video.scene.load import still_scene
from synth.video.scene.schema import VideoScene
from synth.video.verify.verify import verify_video

if TYPE_CHECKING:
    from jaxtyping import UInt8


class VideoStudio:
    """The stages of a video. SynthError where the library that writes videos is missing, or an option does not fit."""

    batch, task, overlaps, lanes = 1, 2, False, 1

    def __init__(self, config: VideoConfig, scene: VideoScene, share: Share) -> None:
        self._config, self._scene = config, scene
        self._still = still_scene(scene)
        self._slots = Slots(scene, config.count, config.seed)
        self._categories = category_table(scene.categories, (), scene.category_ids)
        self._generator = generator_of(config.generator, self._still)
        self._sampling = Sampling(steps=config.sampler.steps, guidance=config.sampler.guidance, device=config.device)
        self._pack = read_pack(find_pack(scene.pack, config.scene_folder)) if scene.pack else None
        check_styles(self._still, self._pack)
        check_categories(self._still, self._pack)
        if "pack" in (self._generator.kind, self._generator.base) and self._pack is None:
            raise PackError("generator", "pack", "a scene with `pack:`")
        drawn = self._generator.kind == "sketch"
        self._source = DigitalSource.ALGORITHMIC if drawn else DigitalSource.TRAINED

    @once
    def _prior(self) -> Prior | None:
        return prior_of(self._pack, LayoutOptions(), self._still)

    @once
    def _generate(self) -> Generator:
        return make_generator(self._generator, self._still, self._pack, self._sampling)

    @once
    def _condition(self) -> Conditioner:
        return make_conditioner(self._still, tuple(self._generator.controls))

    def plan(self, sample_id: int) -> VideoPlan | Rejection:
        """The sample's plan, or why there is none."""
        return self._planned(sample_id, 0)

    def replan(self, plan: VideoPlan, refused: Rejection) -> VideoPlan | None:
        """Another plan; None after the scene's `max_tries`, or where it cannot be laid out."""
        if refused.final or plan.attempt + 1 >= self._scene.max_tries:
            return None
        planned = self._planned(plan.sample_id, plan.attempt + 1)
        return None if isinstance(planned, Rejection) else planned

    def draft(self, plans: Sequence[VideoPlan]) -> list[VideoDraft | Rejection]:
        """The file of each plan."""
        return [self._draft(plan) for plan in plans]

    def verify(self, plan: VideoPlan, draft: VideoDraft) -> VerifiedVideo | Rejection:
        """The video with its labels checked against the frames of its file."""
        return verify_video(plan, draft)

    def encode(self, outcomes: Sequence[Outcome[VerifiedVideo]]) -> Batch:
        """Files, and their lines of COCO and JSON."""
        return encode_videos(outcomes, self._config.seed, self._categories)

    def probe(self) -> Mapping[int, Outcome[VerifiedVideo]]:
        """Plan the first sample: a scene that cannot be met fails before anything is written."""
        library()
        planned = self.plan(self._config.ids.start)
        if isinstance(planned, Rejection):
            where = f"sample {planned.sample_id}"
            raise PlacementError(where, f"no layout after {planned.limit:g} redraws", planned.detail)
        return {}

    def provenance(self) -> Provenance:
        """The scene, who draws it, and the codec with its version: other versions give other bytes. Hub models that are
        not here yet are fetched.
        """
        count, scene, generator = self._config.count, self._scene, self._generator.kind
        codec, models = f"{CODEC}, av {library().__version__}", generator_models(self._generator)
        drawing = {} if generator == "sketch" else drawing_settings(self._generator, self._sampling)
        drawing |= {"models": models} if models else {}
        hashes = {f"pack/{self._pack.card.name}": self._pack.sha256} if self._pack else {}
        libraries = ("torch", "diffusers") if generator != "sketch" else ()
        return Provenance(
            description=f"{count} videos of the scene '{self._config.scene}', made by the generator '{generator}'",
            identity={
                "generator": generator,
                "pack": self._pack.sha256 if self._pack else "",
                "codec": codec,
                "provenance": self._config.provenance,
                "shares_over": count if scene.quotas else 0,
                **drawing,
            },
            settings={"generator": generator, "codec": codec, **drawing},
            packages=("av", "numpy", "opencv-python-headless", "pillow", *libraries),
            hashes=hashes | {f"model/{name}": fingerprint for name, fingerprint in models.items()},
        )

    def _planned(self, sample_id: int, attempt: int) -> VideoPlan | Rejection:
        slot, config = self._slots[sample_id], self._config
        try:
            return make_video_plan(self._scene, self._still, slot, config.seed, self._prior, config.scene, attempt)
        except PlacementError as error:
            redraws = self._scene.max_redraws
            return Rejection(
                sample_id=sample_id, check="placement", measured=redraws, limit=redraws, detail=error.allowed
            )

    def drawn(self, plan: VideoPlan) -> Iterator[UInt8[np.ndarray, "h w 3"]]:
        """The frames of a plan, RGB, before they are encoded. FaultyFrameError where a generator gives none."""
        if self._generator.kind == "sketch":
            draw = make_frame_sketch(plan, self._still, self._pixel_seed(plan))
        else:
            draw = make_frame_generator(plan, self._generate, self._condition, self._pixel_seed(plan))
        lines = {number: one.lines for one in plan.segments if one.shot is None for number in range(one.start, one.end)}
        cards = cache(lambda shown: title_card(shown, plan.width, plan.height))
        return with_transitions(plan, lambda number: cards(lines[number]) if number in lines else draw(number))

    def _pixel_seed(self, plan: VideoPlan) -> int:
        return seed_for(self._config.seed, plan.sample_id, f"pixels/{plan.attempt}", bits=56)

    def _draft(self, plan: VideoPlan) -> VideoDraft | Rejection:
        try:
            return self._encoded(plan)
        except FaultyFrameError as error:
            return Rejection(sample_id=plan.sample_id, attempt=plan.attempt, **error.fault._asdict())

    def _encoded(self, plan: VideoPlan) -> VideoDraft:
        comment = self._source.address if self._config.provenance else ""
        mp4 = write_mp4(self.drawn(plan), plan.fps, self._scene.quality, comment)
        return VideoDraft(
            mp4=mp4, generator=str(self._generator.kind), pixel_seed=self._pixel_seed(plan), attempt=plan.attempt
        )
