"""Options of judges that would be told in vain."""

from __future__ import annotations

import pytest

from synth.core.errors import SpecError
from synth.image.options.judges import ClipOptions, DetectorOptions, refuse_without_model


@pytest.mark.parametrize(
    ("detector", "clip", "kind", "message"),
    [
        (DetectorOptions(policy="relabel"), ClipOptions(), "inpaint", "verify.detector.policy: got 'relabel'; only"),
        (DetectorOptions(), ClipOptions(min_score=30.0), "sketch", "verify.clip.min_score: got 30.0; only beside"),
        (DetectorOptions(model="x"), ClipOptions(), "pack", "verify.detector.model: got 'x'; none with a pack"),
    ],
)
def test_what_nobody_would_listen_to_is_refused(
    detector: DetectorOptions, clip: ClipOptions, kind: str, message: str
) -> None:
    with pytest.raises(SpecError) as refused:
        refuse_without_model(detector, clip, kind)
    assert message in str(refused.value)


def test_what_a_judge_is_told_is_heard() -> None:
    detector, clip = DetectorOptions(model="x", policy="reject"), ClipOptions(model="y", min_score=1.0)
    for kind in ("refine", "sketch"):
        refuse_without_model(detector, clip, kind)
    for kind in ("refine", "pack"):
        refuse_without_model(DetectorOptions(), clip, kind)
