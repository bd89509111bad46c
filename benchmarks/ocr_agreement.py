"""An independent reader: Tesseract's words against ours, `python benchmarks/ocr_agreement.py [--pages 50] [--show N]`.

Character error rate (edit distance / characters of the truth) over pages of the shipped document scenes in English, for
each profile. Tesseract's words go to the line of ours whose outline holds their middle; what it reads elsewhere counts
as inserted, what it does not read as deleted. Left out, on both sides: handwriting, turned words, the words of stamps
and logos. `--show` prints the lines that disagree most, to see who is right. Needs Tesseract (Debian: tesseract-ocr).
"""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from documents import config_of, scene_of
from numpy.typing import NDArray

from synth.document.labels import DocumentLabels
from synth.document.studio import DocumentStudio
from synth.samples import make_sample

SCENES = ("invoice", "receipt", "bank_statement", "medical_report", "form", "letter", "payslip", "report")
PROFILES = ("clean", "scan", "fax", "photo")
TURNED_DEG = 20.0
SLACK_PX = 3.0


class Read(NamedTuple):
    """A word that Tesseract read: its middle and its left edge in px."""

    text: str
    x: float
    y: float
    left: float


class Compared(NamedTuple):
    """A line of ours and what was read there."""

    truth: str
    read: str
    errors: int


def tesseract(image: NDArray[np.uint8], dpi: int) -> list[Read]:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "page.png"
        cv2.imwrite(str(path), cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        table = subprocess.run(
            ["tesseract", str(path), "-", "--dpi", str(dpi), "--psm", "11", "-l", "eng", "tsv"],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    found = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "5" and row["text"].strip():
            left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
            found.append(Read(row["text"].strip(), left + width / 2, top + height / 2, left))
    return found


def compare(labels: DocumentLabels, page: int, read: Sequence[Read]) -> Iterator[Compared]:
    """Our lines of a page beside what was read in them, then everything read in none."""
    drawn = {word for graphic in labels.graphics for word in graphic.words}
    left = list(read)
    for line in labels.lines:
        if line.outline.page != page:
            continue
        outline = line.outline.polygon.astype(np.float32)
        inside = [one for one in left if cv2.pointPolygonTest(outline, (one.x, one.y), True) >= -SLACK_PX]
        left = [one for one in left if one not in inside]
        if any(word in drawn or labels.words[word].handwritten for word in line.words) or turned(line.outline.quad):
            continue
        truth = labels.text_of(line.words)
        text = " ".join(one.text for one in sorted(inside, key=lambda one: one.left))
        yield Compared(truth, text, distance(squeezed(truth), squeezed(text)))
    boxes = [graphic.outline.polygon.astype(np.float32) for graphic in labels.graphics if graphic.outline.page == page]
    for one in left:
        if not any(cv2.pointPolygonTest(box, (one.x, one.y), True) >= -SLACK_PX for box in boxes):
            yield Compared("", one.text, len(squeezed(one.text)))


def turned(quad: NDArray[np.float32]) -> bool:
    edge = quad[1] - quad[0]
    return bool(abs(np.degrees(np.arctan2(edge[1], edge[0]))) > TURNED_DEG)


def squeezed(text: str) -> str:
    """Without blanks, and with the typographic signs that Tesseract's English model writes plainly."""
    return "".join(text.split()).translate(str.maketrans("‘’“”–—·•", "''\"\"--..", ""))


def distance(one: str, other: str) -> int:
    """Levenshtein's edit distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def pages_of(profile: str, pages: int, dpi: int, severity: float) -> Iterator[tuple[NDArray[np.uint8], DocumentLabels]]:
    """First pages of documents of all scenes in turn."""
    studios = []
    for name in SCENES:
        scene = scene_of(name, dpi=dpi, profile=profile, severity=severity)
        studios.append(DocumentStudio(config_of(name, Path("unused"), count=200), scene))
    made, sample_id = 0, 0
    while made < pages:
        for studio in studios:
            verified = make_sample(studio, sample_id).verified
            if verified is not None and made < pages:
                yield verified.draft.images[0], verified.draft.labels
                made += 1
        sample_id += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--dpi", type=int, default=300, help="Tesseract's models want 300")
    parser.add_argument("--severity", type=float, default=0.4)
    parser.add_argument("--profiles", nargs="*", default=list(PROFILES))
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the N worst lines of each profile")
    options = parser.parse_args()
    if shutil.which("tesseract") is None:
        parser.error("no tesseract on this machine (Debian: apt-get install tesseract-ocr)")
    for profile in options.profiles:
        lines: list[Compared] = []
        for image, labels in pages_of(profile, options.pages, options.dpi, options.severity):
            lines += compare(labels, 0, tesseract(image, options.dpi))
        characters = sum(len(squeezed(line.truth)) for line in lines)
        errors = sum(line.errors for line in lines)
        inserted = sum(line.errors for line in lines if not line.truth)
        unread = sum(line.errors for line in lines if line.truth and not line.read)
        print(
            f"{profile:6s} CER {errors / characters:.2%} of {characters} characters on {options.pages} pages "
            f"(read elsewhere {inserted / characters:.2%}, not read at all {unread / characters:.2%})",
            flush=True,
        )
        for line in sorted(lines, key=lambda line: -line.errors)[: options.show]:
            print(f"    {line.errors:3d}  ours {line.truth!r}  read {line.read!r}")


if __name__ == "__main__":
    main()
