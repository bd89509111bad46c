"""Sentences that are true of the labels of a picture: how many of what, and what lies where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256

from synth.annotate.model import Model
from synth.annotate.pictures.found import FoundCaption, PictureAnnotator, PictureReading
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.plan.english import counted, listed, plural, sentence, words

FORM = "1"
"""Raised when the sentences change."""

_MOST_SIDES = 2


def caption_annotator() -> PictureAnnotator:
    """What says in words what the labels say; a sentence is as sure as the least sure label of its picture."""
    model = Model("caption", sha256(f"captions {FORM}".encode()).hexdigest(), calibrated=False)
    return PictureAnnotator(model=model, categories=(), threshold=0.0, read=_read)


def _read(picture: AnnotatedImage) -> PictureReading:
    objects = [one for one in picture.annotations if not one.iscrowd]
    score = min((one.score for one in objects if one.score is not None), default=1.0)
    texts = (sentence(text) for text in _sentences(objects, picture.width))
    return PictureReading(captions=[FoundCaption(text, score, "counted and measured on the labels") for text in texts])


def _sentences(objects: Sequence[Annotation], width: int) -> Iterator[str]:
    """Without capital letter and full stop."""
    counts = Counter(one.category for one in objects)
    if not counts:
        return
    yield f"the picture shows {listed([counted(number, name) for name, number in counts.items()])}"
    yield from _sides(objects, counts)
    yield from _more(counts)
    yield from _half(objects, counts, width)


def _sides(objects: Sequence[Annotation], counts: Counter[str]) -> Iterator[str]:
    """Objects that are the only ones of their class, and that lie beside or above each other."""
    alone = sorted((one for one in objects if counts[one.category] == 1), key=lambda one: one.box.x0)
    told = 0
    for place, one in enumerate(alone):
        for other in alone[place + 1 :]:
            if told == _MOST_SIDES:
                return
            first, second = f"the {words(one.category)}", f"the {words(other.category)}"
            if one.box.x1 <= other.box.x0:
                yield f"{first} is to the left of {second}"
            elif one.box.y1 <= other.box.y0:
                yield f"{first} is above {second}"
            elif other.box.y1 <= one.box.y0:
                yield f"{first} is below {second}"
            else:
                continue
            told += 1


def _more(counts: Counter[str]) -> Iterator[str]:
    common = counts.most_common(2)
    if len(common) == 2:
        (one, many), (other, fewer) = common
        how = f"more {plural(one)} than" if many > fewer else f"as many {plural(one)} as"
        if many > 1:
            yield f"there are {how} {plural(other)}"


def _half(objects: Sequence[Annotation], counts: Counter[str], width: int) -> Iterator[str]:
    if len(objects) < 3:
        return
    left = sum(one.box.x1 <= width / 2 for one in objects)
    right = sum(one.box.x0 >= width / 2 for one in objects)
    number, side = max((left, "left"), (right, "right"))
    if 2 * number > len(objects):
        noun = plural(objects[0].category) if len(counts) == 1 else "objects"
        yield f"{'all' if number == len(objects) else 'most'} of the {noun} are in the {side} half of the picture"
