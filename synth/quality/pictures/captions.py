"""Captions that name more objects than are labelled, or deny some that are: `three cars`, `no trees`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from synth.core.inflection import plural
from synth.core.json_stream import iter_entries
from synth.quality.finding import Finding
from synth.quality.pictures.answers import of_picture
from synth.quality.pictures.view import View

_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS: Mapping[str, int] = (
    {word: number for number, word in enumerate(_SMALL)}
    | {word: 20 + 10 * at for at, word in enumerate(_TENS)}
    | {f"{tens}-{_SMALL[one]}": 20 + 10 * at + one for at, tens in enumerate(_TENS) for one in range(1, 10)}
)


class _Claim(NamedTuple):
    name: str
    number: int
    caption: str


class Captions:
    """What the captions beside label files, `captions.json` or COCO's `captions_*.json`, claim of each picture."""

    def __init__(self, files: Collection[Path], names: Mapping[tuple[int, int | str], str]) -> None:
        self._claims = defaultdict[tuple[int, int | str], list[_Claim]](list)
        for number, file in enumerate(files):
            beside = file.with_name(file.name.replace("instances", "captions"))
            beside = file.with_name("captions.json") if beside == file else beside
            spoken = {form: name for (at, _), name in names.items() if at == number for form in _forms(name)}
            if spoken and beside.is_file():
                self._read(number, beside, spoken)

    def claims(self, view: View) -> Iterator[Finding]:
        """What the captions of a picture claim and its labels contradict."""
        image = view.entry.get("id")
        there = Counter(one.category for one in view.objects)
        crowds = {one.category for one in view.objects if one.iscrowd}
        for name, number, caption in self._claims.get((view.entry.file, image), ()) if image is not None else ():
            labelled = there[name]
            if name not in crowds and (labelled < number or (number == 0 and labelled)):
                evidence = f"a caption says: {caption!r}"
                yield of_picture(view, "caption_count", f"{labelled} labelled as {name}", None, evidence)

    def _read(self, number: int, file: Path, spoken: Mapping[str, str]) -> None:
        words = "|".join(map(re.escape, sorted(spoken, key=len, reverse=True)))
        numbers = "|".join(sorted(NUMBERS, key=len, reverse=True))
        pattern = re.compile(rf"\b({numbers}|\d{{1,3}}) ({words})\b", re.IGNORECASE)
        for key, _, one in iter_entries(file):
            caption = one.get("caption") if key == "annotations" and isinstance(one, dict) else None
            if not isinstance(caption, str) or not isinstance(one.get("image_id"), int | str):
                continue
            for match in pattern.finditer(caption):
                count = match[1].lower()
                claimed = int(count) if count.isdecimal() else NUMBERS[count]
                self._claims[number, one["image_id"]].append(_Claim(spoken[match[2].lower()], claimed, caption))


def _forms(name: str) -> set[str]:
    """How a caption writes a class."""
    spoken = re.sub(r"[_\-]+", " ", name).lower()
    return {spoken, plural(spoken)}
