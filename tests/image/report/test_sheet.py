"""The contact sheet as a PNG."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synth.core.errors import DataError
from synth.image.report.sheet import contact_sheet
from synth.report.colours import PALETTE

from .data_set import Recipe, make_data_set


def rgba(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        assert picture.mode == "RGBA"
        return np.asarray(picture)


def test_cells_gaps_and_outlines(dots: Path, tmp_path: Path) -> None:
    plain = rgba(contact_sheet(dots, tmp_path / "plain.png", 2, 3, overlay=False, stretch=False))
    drawn = rgba(contact_sheet(dots, tmp_path / "drawn.png", 2, 3, stretch=False))
    assert plain.shape == (2 * 256 + 6, 3 * 256 + 12, 4)
    assert (plain[256:262, :, 3] == 0).all()
    assert (plain[:256, :256, 3] == 255).all()
    assert (drawn[..., 3] == plain[..., 3]).all()
    cyan = np.array([int(PALETTE[0][i : i + 2], 16) for i in (1, 3, 5)])
    near = np.abs(drawn[..., :3].astype(int) - cyan).sum(axis=2) < 20
    assert near.sum() > 500
    assert not (np.abs(plain[..., :3].astype(int) - cyan).sum(axis=2) < 20).any()


def test_stretch_brightens_dark_pictures_only(dots: Path, tmp_path: Path) -> None:
    dull = rgba(contact_sheet(dots, tmp_path / "dull.png", 1, 2, overlay=False, stretch=False))
    clear = rgba(contact_sheet(dots, tmp_path / "clear.png", 1, 2, overlay=False))
    assert (clear[:, :256] == dull[:, :256]).all()


def test_equal_bytes_twice(dots: Path, tmp_path: Path) -> None:
    one, other = (contact_sheet(dots, tmp_path / name, 2, 4).read_bytes() for name in ("a.png", "b.png"))
    assert one == other


def test_fewer_pictures_than_cells(tmp_path: Path) -> None:
    folder = make_data_set(tmp_path / "few", Recipe(count=2))
    assert rgba(contact_sheet(folder, tmp_path / "few.png", 3, 2)).shape[0] == 256


def test_no_pictures_are_refused(tmp_path: Path) -> None:
    folder = make_data_set(tmp_path / "none", Recipe(count=0))
    with pytest.raises(DataError, match="got 'no pictures'; a data set with pictures"):
        contact_sheet(folder, tmp_path / "none.png", 2, 2)
