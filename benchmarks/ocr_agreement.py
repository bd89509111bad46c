"""An independent reader: Tesseract's words against ours, `python benchmarks/ocr_agreement.py [--pages 2] [--show N]`.

Character error rate (edit distance / characters of the truth) of each shipped kind of document in English, for each
case: a profile and a severity, such as `photo:0.7`. Tesseract's words go to the line of ours whose outline holds their
middle; what it does not read counts as deleted, what it reads elsewhere (such as on a keyboard beside the page) is
given apart. Left out, on both sides: handwriting, turned words, the words of stamps and logos. `--show` prints the
lines that disagree most, to see who is right; `--legibility` the share of our words that were read, by the legibility
in their labels. Needs Tesseract (Debian: tesseract-ocr).
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
CASES = ("clean:0", "scan:0.4", "photo:0.15", "photo:0.4", "photo:0.8")
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


def words_read(labels: DocumentLabels, page: int, read: Sequence[Read]) -> Iterator[tuple[float, bool]]:
    """The legibility of each word of at least two characters, and whether Tesseract read it as it stands there."""
    drawn = {word for graphic in labels.graphics for word in graphic.words}
    for number, word in enumerate(labels.words):
        truth = squeezed(word.text)
        if (
            word.outline.page != page
            or word.handwritten
            or number in drawn
            or len(truth) < 2
            or turned(word.outline.quad)
        ):
            continue
        outline = word.outline.polygon.astype(np.float32)
        inside = [one for one in read if cv2.pointPolygonTest(outline, (one.x, one.y), True) >= -SLACK_PX]
        joined = squeezed("".join(one.text for one in sorted(inside, key=lambda one: one.left)))
        yield word.legibility, joined == truth or any(truth in squeezed(one.text) for one in inside)


def pages_of(
    kind: str, profile: str, severity: float, pages: int, dpi: int
) -> Iterator[tuple[NDArray[np.uint8], DocumentLabels]]:
    """First pages of documents of one kind."""
    studio = DocumentStudio(
        config_of(kind, Path("unused"), count=200), scene_of(kind, dpi=dpi, profile=profile, severity=severity)
    )
    made, sample_id = 0, 0
    while made < pages:
        verified = make_sample(studio, sample_id).verified
        sample_id += 1
        if verified is not None:
            made += 1
            yield verified.draft.images[0], verified.draft.labels


def print_legibility(words: Sequence[tuple[float, bool]]) -> None:
    """The share of words that were read, by their legibility."""
    print("legibility   words   read")
    for low in np.arange(0, 1, 0.1):
        hits = [was_read for legibility, was_read in words if low <= legibility < low + 0.1 + 1e-9 * (low > 0.85)]
        if hits:
            print(f"{low:.1f} to {low + 0.1:.1f} {len(hits):7d} {np.mean(hits):6.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2, help="pages of each kind and case")
    parser.add_argument("--dpi", type=int, default=300, help="Tesseract's models want 300")
    parser.add_argument("--cases", nargs="*", default=list(CASES), metavar="PROFILE:SEVERITY")
    parser.add_argument("--kinds", nargs="*", default=list(SCENES))
    parser.add_argument("--legibility", action="store_true", help="words that were read, by their legibility")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the N worst lines of each case")
    options = parser.parse_args()
    if shutil.which("tesseract") is None:
        parser.error("no tesseract on this machine (Debian: apt-get install tesseract-ocr)")
    words: list[tuple[float, bool]] = []
    for kind in options.kinds:
        for case in options.cases:
            profile, severity = case.split(":")
            lines: list[Compared] = []
            for image, labels in pages_of(kind, profile, float(severity), options.pages, options.dpi):
                read = tesseract(image, options.dpi)
                lines += compare(labels, 0, read)
                words += words_read(labels, 0, read)
            characters = sum(len(squeezed(line.truth)) for line in lines)
            errors = sum(line.errors for line in lines if line.truth)
            elsewhere = sum(line.errors for line in lines if not line.truth)
            numbers = f"CER {errors / characters:6.1%} of {characters}, read elsewhere {elsewhere / characters:6.1%}"
            print(f"{kind:15s} {case:11s} {numbers}", flush=True)
            for line in sorted(lines, key=lambda line: -line.errors)[: options.show]:
                print(f"    {line.errors:3d}  ours {line.truth!r}  read {line.read!r}")
    if options.legibility:
        print_legibility(words)


if __name__ == "__main__":
    main()
