"""Where the layouts of a run come from: the options of a file of `conf/layout/`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from synth.core.errors import SpecError
from synth.image.scene.schema import Scene
from synth.options import CLOSED, Float, LocalPath


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class LayoutOptions:
    """Who places the objects that a scene leaves to its pack (place kind `fitted`)."""

    kind: Literal["fitted", "replay"] = "fitted"
    """`fitted`: as the pack's prior draws them; `replay`: as they lie in pictures of `data`, a little moved."""
    data: LocalPath | None = None
    """`replay`: annotated pictures of any format that `synth convert` reads; of COCO the labels alone are enough."""
    jitter: Annotated[Float, Field(ge=0, le=2)] = 1.0
    """`replay`: how far a layout is shifted (4 % of the canvas at 1), zoomed (8 %) and turned (8 degrees; boxes are
    not); 0: as it stands, not mirrored either."""


def check_layout(options: LayoutOptions, scene: Scene) -> None:
    """SpecError for `replay` without data or objects to place, and for options that only `replay` takes."""
    if options.kind == "replay" and options.data is None:
        raise SpecError("layout.data", None, "layout=replay needs annotated pictures: layout.data=FOLDER")
    if options.kind == "replay" and not any(spec.place.kind == "fitted" for spec in scene.objects.values()):
        raise SpecError("layout.kind", options.kind, "a scene with objects of place.kind=fitted is needed")
    if options.kind == "fitted" and options.data is not None:
        raise SpecError("layout.data", str(options.data), "layouts that are fitted take none: layout=replay does")
    if options.kind == "fitted" and options.jitter != 1.0:
        raise SpecError("layout.jitter", options.jitter, "layouts that are fitted take none: layout=replay does")
