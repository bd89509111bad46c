"""When a picture's labels count as shown by its pixels, and who judges: the options of a file of `conf/verify/`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from synth.core.errors import SpecError
from synth.image.options.generator import ModelName, Revision
from synth.options import CLOSED, Flag, Float, Int, LocalPath, Share


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class Limits:
    """What a draft's labels must meet in the annotator's reading of it, for the checks of `verify/checks.py`."""

    min_iou: Share = 0.5
    """Least IoU of a planned instance with the read one for it to count as found."""
    max_missed_share: Share | None = None
    """Largest share of planned instances that may fall short of min_iou, as long as something is there; None: what the
    annotator misses on real pictures, from the pack's card."""
    min_cover: Share = 0.1
    """Least mean foreground probability over each planned instance: below it nothing is there."""
    max_extra_px: Annotated[Int, Field(ge=0)] = 40
    """Largest unplanned instance, in px of area."""
    max_offset_px: Annotated[Float, Field(gt=0)] | None = None
    """Largest displacement of the labels as a whole, in px; None: 2, or what the annotator shows on real pictures where
    that is more, from the pack's card."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class DetectorOptions:
    """An open-vocabulary detector that reads boxes back; none where `model` is None."""

    model: ModelName | None = None
    """Hub id or folder of an OWLv2 or Grounding DINO model."""
    revision: Revision | None = None
    """Commit of the hub model; None: the newest, as the manifest then records."""
    min_score: Share = 0.3
    """Detections below this score do not count."""
    min_iou: Share = 0.5
    """Least IoU of a planned box with a read one of its category for it to count as found."""
    max_missed_share: Share = 0.0
    """Largest share of the planned objects that need not be found."""
    min_side_px: Annotated[Int, Field(ge=0)] = 16
    """Planned objects with a shorter side are not asked for: detectors do not see them in real pictures either."""
    policy: Literal["reject", "retry", "relabel"] = "retry"
    """What becomes of a draft whose boxes differ: its layout is given up (`verify.max_layouts`), it is drawn again with
    a new pixel seed (`verify.max_tries`), or it is kept with the measured box in place of the planned one where an
    object is found elsewhere."""
    relabel_iou: Share = 0.1
    """`relabel`: least IoU with the planned box at which a read box still is the same object."""
    drop_image_if_extra: Flag = False
    """Whether an unplanned object of a known category refuses the draft."""
    extra_score: Share = 0.5
    """Score from which an unplanned detection counts as an object."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class ClipOptions:
    """CLIP's opinion of picture and prompt; none where `model` is None."""

    model: ModelName | None = None
    """Hub id or folder of a CLIP model."""
    revision: Revision | None = None
    """Commit of the hub model; None: the newest, as the manifest then records."""
    min_score: Annotated[Float, Field(ge=-100, le=100)] = 20.0
    """Least 100 x cosine similarity of picture and prompt (Hessel et al. 2021 without their factor 2.5)."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class VerifyOptions(Limits):
    """When a draft's labels count as shown by its pixels: the limits, and who judges beside the annotator."""

    max_tries: Annotated[Int, Field(ge=1, le=100)] | None = None
    """Drafts of one layout before the sample is planned anew, each with its own pixel seed; None: what the pack's card
    says, else 3."""
    max_layouts: Annotated[Int, Field(ge=1, le=100)] = 10
    """Layouts of one sample before it is given up; its place in the quotas stays."""
    detector: DetectorOptions = Field(default_factory=DetectorOptions)
    """An independent judge of pictures from hub models: an open-vocabulary detector that reads boxes back."""
    clip: ClipOptions = Field(default_factory=ClipOptions)
    """CLIP's opinion of picture and prompt."""
    real: LocalPath | None = None
    """COCO folder of real pictures with the scene's categories: what the detector reaches on them is the oracle of the
    report's fidelity."""


def refuse_without_model(detector: DetectorOptions, clip: ClipOptions, kind: str | None) -> None:
    """SpecError for an option of a judge that nobody named, and for a detector beside a pack's own annotator."""
    for where, options in (("verify.detector", detector), ("verify.clip", clip)):
        plain = asdict(type(options)())
        for name, value in asdict(options).items():
            if options.model is None and value != plain[name]:
                raise SpecError(f"{where}.{name}", value, f"only beside {where}.model")
    if kind == "pack" and detector.model is not None:
        raise SpecError("verify.detector.model", detector.model, "none with a pack: its own annotator judges")
