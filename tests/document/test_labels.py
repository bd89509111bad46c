"""Outlines: around words, through maps, in and out of the picture; texts out of broken words."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from synth.document.labels import DocumentLabels, Line, PageOutline, PageSize, Region, Word, around, moved

SIZE = PageSize(200, 100)


def box(x0: float, y0: float, x1: float, y1: float, page: int = 0) -> PageOutline:
    return PageOutline(page, np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32))


def labels_of(*outlines: PageOutline) -> DocumentLabels:
    words = tuple(Word(f"w{number}", outline) for number, outline in enumerate(outlines))
    lines = tuple(Line((number,), outline) for number, outline in enumerate(outlines))
    return DocumentLabels(pages=(SIZE, SIZE), words=words, lines=lines)


def turned(points: np.ndarray, degrees: float) -> np.ndarray:
    a = np.radians(degrees)
    return (points - 50) @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) + 50


def test_a_broken_word_is_whole_in_the_text() -> None:
    spot = box(0, 0, 1, 1)
    words = (Word("inter-", spot, hyphen=True), Word("national", spot), Word(",", spot, glued=True), Word("x", spot))
    assert DocumentLabels(pages=(SIZE,), words=words).text_of(range(4)) == "international, x"


@pytest.mark.parametrize("degrees", [0, 12, -75, 180])
def test_the_outline_around_turned_words_is_turned_with_them(degrees: float) -> None:
    left, right = box(10, 10, 30, 18), box(36, 12, 60, 18)
    both = around([PageOutline(0, turned(p.polygon, degrees).astype(np.float32)) for p in (left, right)])
    assert turned(both.quad, -degrees) == pytest.approx(box(10, 10, 60, 18).quad, abs=1e-3)


def test_right_to_left_words_have_the_outline_of_left_to_right_ones() -> None:
    left, right = box(10, 10, 30, 18), box(36, 12, 60, 18)
    assert around([right, left]).quad == pytest.approx(around([left, right]).quad)


def test_each_page_goes_through_its_own_map() -> None:
    labels = labels_of(box(10, 10, 20, 20), box(10, 10, 20, 20, page=1))
    shifted = moved(labels, [lambda p: p + 5, lambda p: p * 2], [SIZE, PageSize(400, 200)])
    assert shifted.words[0].outline.quad == pytest.approx(box(15, 15, 25, 25).quad)
    assert shifted.words[1].outline.quad == pytest.approx(box(20, 20, 40, 40).quad)
    assert shifted.pages[1] == PageSize(400, 200)


def test_an_edge_that_bends_gets_points_and_keeps_its_corners() -> None:
    def bent(points: np.ndarray) -> np.ndarray:
        return points + np.stack([np.zeros(len(points)), 8 * np.sin(points[:, 0] / 60)], axis=1)

    labels = moved(labels_of(box(0, 40, 190, 60), box(10, 10, 14, 14)), [bent, bent], [SIZE, SIZE])
    wide, small = (word.outline for word in labels.words)
    assert len(small.polygon) == 4
    assert len(wide.polygon) > 4
    assert len(wide.polygon) % 4 == 0
    assert wide.quad == pytest.approx(bent(box(0, 40, 190, 60).polygon), abs=1e-4)
    canvas = np.zeros((200, 300), np.uint8)
    cv2.fillPoly(canvas, [np.round(wide.polygon).astype(np.int32) + 50], 1)
    middle = bent(np.array([[95.0, 50.0]]))[0] + 50
    assert canvas[round(middle[1]), round(middle[0])]


def test_words_learn_how_much_of_them_is_cut_off() -> None:
    labels = moved(labels_of(box(-10, 10, 10, 20), box(190, 95, 210, 105)), [lambda p: p, lambda p: p], [SIZE, SIZE])
    assert [word.truncation for word in labels.words] == pytest.approx([0.5, 0.75])


def test_a_fields_outlines_are_one_for_each_line() -> None:
    outlines = (box(10, 10, 30, 18), box(36, 10, 60, 18), box(10, 30, 30, 38))
    words = tuple(Word(str(number), outline) for number, outline in enumerate(outlines))
    lines = (Line((0, 1), around(outlines[:2])), Line((2,), outlines[2]))
    labels = DocumentLabels(
        pages=(SIZE,), words=words, lines=lines, regions=(Region("Text", (0, 1, 2), outlines[0], 0),)
    )
    first, second = labels.outlines_of((0, 1, 2))
    assert first.quad == pytest.approx(box(10, 10, 60, 18).quad)
    assert second.quad == pytest.approx(outlines[2].quad)
