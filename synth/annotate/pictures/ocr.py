"""The words of pages, as Tesseract reads them: a program that is on the machine or not, never a dependency."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256

from synth.annotate.model import Model
from synth.annotate.pictures.found import PictureAnnotator, PictureReading
from synth.core.errors import SynthError, Unquoted, listed
from synth.core.geometry import Box
from synth.core.png import encode_png
from synth.image.formats.data_set import AnnotatedImage
from synth.image.verify.found import FoundObject

PROGRAM, WORD = "tesseract", "word"
"""The program, and the class of what it reads."""

PAGE_S = 300
"""Seconds that a page may take."""

_WORDS_LEVEL = "5"
"""In the program's tables: page 1, block 2, paragraph 3, line 4, word 5."""


def ocr_annotator(language: str) -> PictureAnnotator:
    """Reads pages in a language of Tesseract's (`eng`, `deu` ...). SynthError where either is not installed."""
    where = f"with=ocr:{language}"
    if shutil.which(PROGRAM) is None:
        raise SynthError(
            where, Unquoted("no Tesseract on this machine"), "install it, such as `apt install tesseract-ocr`"
        )
    known = _run(["--list-langs"], b"", where).decode().split()[1:]
    languages = [one for one in known if "/" not in one and not one.endswith(":")]
    if language not in languages:
        raise SynthError(where, language, f"a language that is installed: {listed(language, sorted(languages))}")
    release = _run(["--version"], b"", where).decode().splitlines()[0]
    version = sha256(f"{release} {language}".encode()).hexdigest()
    model = Model(f"{release}:{language}", version, calibrated=False)

    def read(picture: AnnotatedImage) -> PictureReading:
        page = encode_png(picture.load())
        table = _run(["stdin", "stdout", "-l", language, "tsv"], page, str(picture.path))
        return PictureReading(list(_words(table.decode("utf-8", "replace"))))

    return PictureAnnotator(model=model, categories=(WORD,), within=True, read=read)


def _words(table: str) -> Iterator[FoundObject]:
    """Each word with its box in px; its text is an attribute."""
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row["level"] != _WORDS_LEVEL or not text:
            continue
        x, y, width, height = (int(row[key]) for key in ("left", "top", "width", "height"))
        box = Box(x, y, x + width, y + height)
        if box.area:
            score = min(max(float(row["conf"]) / 100, 0.0), 1.0)
            yield FoundObject(WORD, box, None, score, f"read as {text!r}", {"text": text})


def _run(words: list[str], given: bytes, where: str) -> bytes:
    try:
        done = subprocess.run(
            [PROGRAM, *words], input=given, capture_output=True, timeout=PAGE_S, check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads wait for each other busily: slower than one
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise SynthError(where, Unquoted(f"no answer within {PAGE_S} s"), "a page that Tesseract can read") from None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise SynthError(where, Unquoted(said[:200]), "a page that Tesseract can read")
    return done.stdout
