"""Independent judges of pictures: an open-vocabulary detector and CLIP, as options of a file of `conf/verify/`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from synth.core.errors import SpecError
from synth.image.scene.generator import CLOSED, Float, Int, ModelName, Revision

_Share = Annotated[Float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class DetectorOptions:
    """An open-vocabulary detector that reads boxes back; none where `model` is None."""

    model: ModelName | None = None
    """Hub id or folder of an OWLv2 or Grounding DINO model."""
    revision: Revision | None = None
    """Commit of the hub model; None: the newest, as the manifest then records."""
    min_score: _Share = 0.3
    """Detections below this score do not count."""
    min_iou: _Share = 0.5
    """Least IoU of a planned box with a read one of its category for it to count as found."""
    max_missed_share: _Share = 0.0
    """Largest share of the planned objects that need not be found."""
    min_side_px: Annotated[Int, Field(ge=0)] = 16
    """Planned objects with a shorter side are not asked for: detectors do not see them in real pictures either."""
    policy: Literal["reject", "retry", "relabel"] = "retry"
    """What becomes of a draft whose boxes differ: given up, drawn again with a new pixel seed (`verify.max_tries`), or
    kept with the measured box in place of the planned one where an object is found elsewhere."""
    relabel_iou: _Share = 0.1
    """`relabel`: least IoU with the planned box at which a read box still is the same object."""
    drop_image_if_extra: Annotated[bool, Field(strict=True)] = False
    """Whether an unplanned object of a known category refuses the draft."""
    extra_score: _Share = 0.5
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


def refuse_unheard(detector: DetectorOptions, clip: ClipOptions, kind: str | None) -> None:
    """SpecError for an option of a judge that nobody named, and for a detector beside a pack's own annotator."""
    for where, options in (("verify.detector", detector), ("verify.clip", clip)):
        plain = asdict(type(options)())
        for name, value in asdict(options).items():
            if options.model is None and value != plain[name]:
                raise SpecError(f"{where}.{name}", value, f"only beside {where}.model")
    if kind == "pack" and detector.model is not None:
        raise SpecError("verify.detector.model", detector.model, "none with a pack: its own annotator judges")
