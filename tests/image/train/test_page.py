"""The page of a training: it refreshes itself as long as something comes, and holds all that it shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from synth.image.train.page import MOST_POINTS, Note, TrainingPage


def note(step: int, loss: float) -> Note:
    return Note(step=step, share=step / 1000, loss=loss, rate=2.5, left_s=90)


def test_it_shows_losses_samples_and_time_and_refreshes_itself(tmp_path: Path) -> None:
    now = 0.0
    page = TrainingPage(tmp_path / "progress", "a <b> pack", ["found     6 pictures"], clock=lambda: now)
    page.write("training")
    assert "No step has been made yet" in page.path.read_text(encoding="utf-8")
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(tmp_path / "progress/000100.png")
    for step in range(1, 5):
        now += 2.0
        page.add("annotator", note(step * 100, 1 / step))
    text = page.path.read_text(encoding="utf-8")
    assert '<meta http-equiv="refresh" content="10">' in text
    assert "a &lt;b&gt; pack" in text
    assert "1 min 30 s" in text
    assert "Samples at step 100" in text
    assert text.count("src=") == text.count('src="data:image/png;base64,') == 1
    assert "http:" not in text
    page.add("generator", note(500, 0.01))
    assert page.path.read_text(encoding="utf-8") == text  # not so soon
    page.write("done")
    text = page.path.read_text(encoding="utf-8")
    assert "refresh" not in text
    assert text.count("<svg") == 2
    assert 'style="width:100%"' in text


def test_a_long_training_keeps_few_points(tmp_path: Path) -> None:
    page = TrainingPage(tmp_path, "pack", [], clock=lambda: 0.0)
    for step in range(1, 5 * MOST_POINTS):
        page.add("generator", note(step, 1.0 + 1 / step))
    page.write("stopped")
    line = page.path.read_text(encoding="utf-8").split('class="reference" d="')[1].split('"')[0]
    assert MOST_POINTS / 2 <= line.count("L") <= MOST_POINTS
    assert "NaN" not in line
