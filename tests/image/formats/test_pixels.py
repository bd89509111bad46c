"""Pictures as the world stores them: every depth, mode and turn as RGB of 8 bits, or one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

from synth.core.errors import DataError
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.levels import Levels, ValueRange, levels_of
from synth.image.formats.pixels import read_rgb, read_stored, turned
from synth.image.formats.survey import survey

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (9, 14), np.uint8)
RGB = RNG.integers(0, 256, (9, 14, 3), np.uint8)
GREY[0, 0] = RGB[0, 0, 0] = 255
GREY[0, 1] = RGB[0, 1, 1] = 0


def picture(path: Path, width: int = 14, height: int = 9, number: int = 0) -> AnnotatedImage:
    return AnnotatedImage(
        id=number, file_name=path.name, name=path.name, path=path, width=width, height=height, annotations=(), extra={}
    )


def loaded(path: Path, width: int = 14, height: int = 9) -> np.ndarray:
    return survey([picture(path, width, height)]).pictures[0].load()


def as_rgb(pixels: np.ndarray) -> np.ndarray:
    return pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)


DEEP = {
    "12 bits in 16": lambda v: v.astype(np.uint16) * 16,
    "16 bits, as 257 times 8": lambda v: v.astype(np.uint16) * 257,
    "16 bits, shifted": lambda v: v.astype(np.uint16) << 8,
    "8 bits in 16": lambda v: v.astype(np.uint16),
    "10 bits in 32": lambda v: v.astype(np.uint32) * 4,
    "signed": lambda v: v.astype(np.int16) * 10 - 1000,
    "signed, 32 bits": lambda v: v.astype(np.int32) * 1000 - 7,
    "0 to 1": lambda v: v.astype(np.float32) / 255,
    "0 to 1, 64 bits": lambda v: v / 255,
    "0 to 1, 16 bits": lambda v: (v / 255).astype(np.float16),
    "0 to 255": lambda v: v.astype(np.float32),
    "centred": lambda v: v.astype(np.float32) / 127.5 - 1,
}


@pytest.mark.parametrize("pixels", [GREY, RGB], ids=["grey", "rgb"])
@pytest.mark.parametrize("kind", DEEP)
def test_a_deep_tiff_keeps_its_contrast(tmp_path: Path, kind: str, pixels: np.ndarray) -> None:
    path = tmp_path / "p.tif"
    photometric = "rgb" if pixels.ndim == 3 else "minisblack"
    for compression in (None, "zlib"):
        tifffile.imwrite(path, DEEP[kind](pixels), photometric=photometric, compression=compression)
        difference = np.abs(loaded(path).astype(int) - as_rgb(pixels))
        assert difference.max() <= (1 if kind in {"centred", "0 to 1, 16 bits"} else 0)
        assert "scaled 1 picture to 8 bits" in survey([picture(path)]).changed[0]


@pytest.mark.parametrize("suffix", ["png", "pgm", "tif"])
def test_16_bits_of_other_writers_keep_their_contrast(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"p.{suffix}"
    cv2.imwrite(str(path), GREY.astype(np.uint16) * 16)
    assert np.array_equal(loaded(path), as_rgb(GREY))
    path = tmp_path / f"c.{suffix.replace('pgm', 'ppm')}"
    cv2.imwrite(str(path), RGB[..., ::-1].astype(np.uint16) * 16)
    assert np.array_equal(loaded(path), RGB)


def test_alpha_of_16_bits_is_left_out_aloud(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    alpha = np.full((9, 14, 1), 65535, np.uint16)
    cv2.imwrite(str(path), np.concatenate([RGB[..., ::-1].astype(np.uint16) * 257, alpha], axis=2))
    assert np.array_equal(loaded(path), RGB)
    assert survey([picture(path)]).changed[1] == "left out the alpha channel of 1 picture"


def test_planes_white_zero_and_endianness_make_no_difference(tmp_path: Path) -> None:
    path = tmp_path / "p.tif"
    deep = RGB.astype(np.uint16) * 257
    tifffile.imwrite(path, np.moveaxis(deep, 2, 0), photometric="rgb", planarconfig="separate")
    assert np.array_equal(loaded(path), RGB)
    tifffile.imwrite(path, deep, photometric="rgb", byteorder=">")
    assert np.array_equal(loaded(path), RGB)
    tifffile.imwrite(path, 65535 - GREY.astype(np.uint16) * 257, photometric="miniswhite")
    assert np.array_equal(loaded(path), as_rgb(GREY))


def test_one_rule_scales_all_pictures_of_a_folder(tmp_path: Path) -> None:
    """A dim picture stays dim beside a bright one."""
    pictures = []
    for number, top in enumerate((4095, 1000)):
        values = np.full((9, 14), top // 2, np.uint16)
        values[0, 0] = top
        tifffile.imwrite(tmp_path / f"{number}.tif", values)
        pictures.append(picture(tmp_path / f"{number}.tif", number=number))
    found = survey(pictures)
    assert found.changed == ("scaled 2 pictures to 8 bits: values of 0 up to 4096 became 0 to 255",)
    assert [int(one.load()[0, 0, 0]) for one in found.pictures] == [255, 62]


def test_the_rule_of_levels() -> None:
    assert levels_of([ValueRange(low=9, high=4080, unsigned=True)]) == Levels(low=0, span=4096)
    assert levels_of([ValueRange(low=0, high=90, unsigned=True)]) == Levels(low=0, span=256)
    assert levels_of([ValueRange(low=0, high=1, unsigned=False)]) == Levels(low=0, span=1)
    assert levels_of([ValueRange(low=-3, high=7, unsigned=False)]) == Levels(low=-3, span=10)
    assert levels_of([ValueRange(low=7, high=7, unsigned=False)]) == Levels(low=7, span=1)


SUFFIXES = {
    "png": {"1", "L", "P", "RGB", "RGBA", "LA"},
    "tif": {"1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr"},
    "jpg": {"L", "RGB", "CMYK", "YCbCr"},
    "webp": {"RGB", "RGBA"},
    "bmp": {"1", "L", "P", "RGB"},
    "gif": {"L", "P"},
}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_mode_of_8_bits_is_what_pillow_makes_of_it(tmp_path: Path, suffix: str) -> None:
    for mode in sorted(SUFFIXES[suffix]):
        path = tmp_path / f"{mode}.{suffix}"
        options: dict[str, Any] = {"progressive": True} if suffix == "jpg" else {}
        Image.fromarray(RGB).convert(mode).save(path, **options)
        with Image.open(path) as image:
            expected = np.asarray(image.convert("RGB"))
        assert np.array_equal(loaded(path), expected)
        assert expected.std() > 10


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turn_is_pillows_turn(orientation: int) -> None:
    image = Image.fromarray(RGB)
    image.getexif()[274] = orientation
    assert np.array_equal(turned(RGB, orientation), np.asarray(ImageOps.exif_transpose(image)))


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp", "deep.tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pixels_are_turned_where_the_labels_say_so(tmp_path: Path, suffix: str, orientation: int) -> None:
    path = tmp_path / f"p.{suffix}"
    write_turned(path, RGB, orientation)
    stored = read_rgb(path, read_stored(path), upright=False, levels=None)
    assert np.abs(stored.astype(int) - RGB).mean() < (60 if suffix in {"jpg", "webp"} else 1e-9)
    width, height = (9, 14) if orientation > 4 else (14, 9)
    assert np.array_equal(loaded(path, width, height), turned(stored, orientation))
    if orientation > 4:
        assert np.array_equal(loaded(path), stored)
        assert survey([picture(path)]).changed[-1].startswith("did not turn 1 picture")
    if orientation > 1:
        assert survey([picture(path, width, height)]).changed[-1].startswith("turned 1 picture as EXIF says")


def write_turned(path: Path, pixels: np.ndarray, orientation: int) -> None:
    if path.name.endswith("deep.tif"):
        deep = pixels.astype(np.uint16) * 257
        tifffile.imwrite(path, deep, photometric="rgb", extratags=[(274, "H", 1, orientation, True)])
    elif path.suffix == ".tif":
        tifffile.imwrite(path, pixels, photometric="rgb", extratags=[(274, "H", 1, orientation, True)])
    else:
        exif = Image.Exif()
        exif[274] = orientation
        Image.fromarray(pixels).save(path, exif=exif)


def test_squares_follow_the_pictures_that_tell(tmp_path: Path) -> None:
    square = RNG.integers(0, 256, (9, 9, 3), np.uint8)
    write_turned(tmp_path / "square.png", square, 6)
    write_turned(tmp_path / "wide.png", RGB, 6)
    alone = picture(tmp_path / "square.png", 9, 9)
    wide = picture(tmp_path / "wide.png", number=1)
    shown = replace(wide, width=9, height=14)
    assert np.array_equal(survey([alone]).pictures[0].load(), turned(square, 6))
    assert np.array_equal(survey([alone, shown]).pictures[0].load(), turned(square, 6))
    assert np.array_equal(survey([alone, wide]).pictures[0].load(), square)
    assert np.array_equal(survey([alone, wide, replace(shown, id=2)]).pictures[0].load(), turned(square, 6))


def refused(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        loaded(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_stack_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "p.tif"
    for pixels in (GREY, GREY.astype(np.uint16) * 16):
        tifffile.imwrite(path, np.stack([pixels] * 5), photometric="minisblack")
        assert "got '5 pages'; one picture a file: write each page as a file of its own" in refused(path)
    tifffile.imwrite(path, np.stack([GREY] * 4), photometric="minisblack", volumetric=True, tile=(1, 16, 16))
    assert "got '4 pages'" in refused(path)
    frames = [Image.fromarray(GREY), Image.fromarray(255 - GREY)]
    for suffix in ("gif", "png", "webp"):
        path = tmp_path / f"p.{suffix}"
        frames[0].convert("RGB").save(path, save_all=True, append_images=[frames[1].convert("RGB")])
        assert "got '2 frames'; one picture a file" in refused(path)


def test_a_thumbnail_or_a_preview_is_no_second_picture(tmp_path: Path) -> None:
    path = tmp_path / "p.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(GREY, photometric="minisblack")
        writer.write(GREY[::2, ::2], photometric="minisblack", subfiletype=1)
    assert np.array_equal(loaded(path), as_rgb(GREY))
    Image.fromarray(RGB).save(tmp_path / "p.mpo", save_all=True, append_images=[Image.fromarray(RGB[::2, ::2])])
    assert loaded(tmp_path / "p.mpo").shape == (9, 14, 3)


def test_values_that_are_no_numbers_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "p.tif"
    for value in (np.nan, np.inf):
        values = GREY.astype(np.float32)
        values[3, 3] = value
        tifffile.imwrite(path, values)
        assert "got 'values that are NaN or infinite'; finite values in every pixel" in refused(path)
    many = RNG.integers(0, 999, (9, 14, 7)).astype(np.uint16)
    tifffile.imwrite(path, many, photometric="minisblack", planarconfig="contig")
    assert "got '7 channels'; grey or RGB, with or without alpha" in refused(path)


@pytest.mark.parametrize("name", ["g.png", "c16.png", "g16.tif", "f.tif", "p.jpg", "p.webp"])
def test_any_damage_is_one_line_or_a_picture(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    if name == "c16.png":
        cv2.imwrite(str(path), RGB.astype(np.uint16) * 16)
    elif name.endswith("tif"):
        tifffile.imwrite(path, GREY.astype(np.uint16 if "16" in name else np.float32))
    else:
        Image.fromarray(RGB).save(path)
    whole = path.read_bytes()
    rng = np.random.default_rng(1)
    for _ in range(60):
        damaged = bytearray(whole[: int(rng.integers(0, len(whole) + 1))] if rng.random() < 0.5 else whole)
        for _ in range(int(rng.integers(0, 4))):
            if damaged:
                damaged[int(rng.integers(len(damaged)))] = int(rng.integers(256))
        path.write_bytes(damaged)
        message = ""
        try:
            assert loaded(path).shape == (9, 14, 3)
        except DataError as error:
            message = str(error)
        assert "\n" not in message
    assert capfd.readouterr().err == ""


def test_a_picture_that_starts_a_program_is_not_opened(tmp_path: Path) -> None:
    Image.fromarray(RGB).save(tmp_path / "p.eps")
    assert "a picture in a common format" in refused(tmp_path / "p.eps")


def test_what_is_no_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        read_stored(tmp_path)
    with pytest.raises(DataError, match="no such file"):
        read_stored(tmp_path / "nothing.png")
