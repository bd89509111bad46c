"""Visibility is what the picture shows of a word; legibility falls with all that makes it hard to read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from synth.document.degrade import Degraded, degrade, judged
from synth.document.labels import DocumentLabels, Line, PageSize, moved
from synth.document.plan.degradation import draw_degradation
from synth.document.records import Degradation
from synth.document.scene.degrade import Degrade
from tests.document.degrade.pages import DPI, SIZE, printed_page, rng_maker

_PAGE, _WORDS = printed_page()
_LABELS = DocumentLabels(
    pages=_WORDS.pages,
    words=_WORDS.words,
    lines=tuple(Line((number,), word.outline) for number, word in enumerate(_WORDS.words)),
)

_HARD_TO_READ = (
    "blur", "defocus", "motion", "low_light", "noise", "fading", "glare", "shadow", "distance", "jpeg",
    "thermal", "binarise", "cut_off", "fingers", "exposure",
)  # fmt: skip


def _judged(page: Degraded) -> DocumentLabels:
    height, width = page.image.shape[:2]
    return judged(moved(_LABELS, [page.page_map], [PageSize(width, height)]), [page])


def _mean(severity: dict[str, float], seed: int) -> float:
    page = degrade(_PAGE, Degradation("photo", severity), rng_maker(seed), dpi=DPI)
    return float(np.mean([word.legibility for word in _judged(page).words]))


def _covered(hidden: NDArray[np.uint8]) -> Degraded:
    return Degraded(_PAGE, lambda points: points, cv2.cvtColor(_PAGE, cv2.COLOR_RGB2GRAY), hidden)


def test_a_clean_page_is_seen_and_read() -> None:
    words = _judged(degrade(_PAGE, Degradation("clean", {}), rng_maker(0), dpi=DPI)).words
    assert {word.visibility for word in words} == {1.0}
    assert min(word.legibility for word in words) > 0.95


@pytest.mark.parametrize("name", _HARD_TO_READ)
def test_legibility_falls_with_severity(name: str) -> None:
    means = [np.mean([_mean({name: severity}, seed) for seed in range(2)]) for severity in (0.05, 0.45, 1.0)]
    assert means[1] <= means[0] + 0.003
    assert means[2] <= means[1] + 0.003
    assert means[0] - means[2] > 0.002


def test_photographs_are_harder_to_read_the_more_severe_they_are() -> None:
    means = []
    for severity in (0.05, 0.5, 1.0):
        spec = Degrade.model_validate({"profile": "photo", "severity": severity})
        plans = [draw_degradation(spec, np.random.default_rng(seed)) for seed in range(5)]
        means.append(np.mean([_mean(dict(plan.severity), seed) for seed, plan in enumerate(plans)]))
    assert means[0] > 0.8
    assert means[2] < 0.6
    assert means == sorted(means, reverse=True)


def test_what_covers_a_word_takes_its_visibility_and_no_others() -> None:
    hidden = np.zeros(SIZE[::-1], np.uint8)
    (x0, y0), (x1, y1) = (
        _LABELS.words[5].outline.quad.min(0).astype(int),
        _LABELS.words[5].outline.quad.max(0).astype(int),
    )
    hidden[y0:y1, x0 : (x0 + x1) // 2] = 255
    hidden[_rows(13), :] = 255
    words = _judged(_covered(hidden)).words
    assert words[5].visibility == pytest.approx(0.5, abs=0.02)
    assert words[5].legibility <= words[5].visibility
    assert (words[13].visibility, words[13].legibility) == (0.0, 0.0)
    far = [word for word in words if word.outline.quad[:, 1].min() > max(y1, _rows(13).stop)]
    assert {word.visibility for word in far} == {1.0}


def _rows(number: int) -> slice:
    quad = _LABELS.words[number].outline.quad
    return slice(int(quad[:, 1].min()), int(quad[:, 1].max()) + 1)


def test_a_word_that_the_frame_cuts_has_what_is_left() -> None:
    page = degrade(_PAGE, Degradation("clean", {}), rng_maker(0), dpi=DPI)
    width = SIZE[0] - 150
    cut = page._replace(image=np.ascontiguousarray(page.image[:, :width]), printed=page.printed[:, :width].copy())
    words = judged(moved(_LABELS, [cut.page_map], [PageSize(width, SIZE[1])]), [cut]).words
    assert any(0 < word.visibility < 1 for word in words)
    for word in words:
        assert word.visibility == pytest.approx(1 - word.truncation, abs=0.03)


def test_print_that_is_paler_or_smaller_is_read_worse() -> None:
    whole = _judged(_covered(np.zeros(SIZE[::-1], np.uint8))).words[0].legibility
    pale = np.where(_PAGE < 250, 249, 255).astype(np.uint8)
    page = Degraded(pale, lambda points: points, cv2.cvtColor(_PAGE, cv2.COLOR_RGB2GRAY), None)
    assert _judged(page).words[0].legibility < 0.3 * whole
    small = cv2.resize(_PAGE, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
    page = Degraded(small, lambda points: points * np.float32(0.3), cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), None)
    assert _judged(page).words[0].legibility < 0.3 * whole
