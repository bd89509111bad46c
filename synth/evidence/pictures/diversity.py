"""Diversity of pictures: how much of the real variety is there, and whether synthetic ones repeat themselves."""

from __future__ import annotations

from collections.abc import Sequence

from synth.evidence.figures import BESIDE_HELD, Dots, Figure, Section, State, Table, Verdict
from synth.evidence.intervals import difference, share
from synth.evidence.pictures.copies import NearestReal
from synth.evidence.pictures.manifold import NEIGHBOURS, coverage, recall
from synth.evidence.pictures.privacy import NEAR
from synth.evidence.pictures.sets import Picture, PictureSets
from synth.evidence.pictures.statistics import standardised, statistics_of
from synth.evidence.repeats import repeats_verdict

MOST_PICTURES = 400
LESS = 0.1


def diversity(sets: PictureSets, side_px: float) -> Section:
    """Of equally many synthetic and held-out real pictures."""
    number = min(len(sets.synthetic.pictures), len(sets.held.pictures), MOST_PICTURES)
    real, held, ours = (part.pictures[:MOST_PICTURES] for part in (sets.real, sets.held, sets.synthetic))
    theirs, others, mine = standardised(*map(statistics_of, (real, held[:number], ours[:number])))
    figures: dict[str, dict[str, Figure]] = {
        "covered": {"synthetic": coverage(theirs, mine), "held": coverage(theirs, others)},
        "recall": {"synthetic": recall(theirs, mine), "held": recall(theirs, others)},
        "precision": {"synthetic": recall(mine, theirs), "held": recall(others, theirs)},
        "repeats": {"synthetic": _repeats(ours[:number], side_px), "held": _repeats(held[:number], side_px)},
    }
    named = {
        "covered": "real pictures with one nearer than their fifth real neighbour (coverage)",
        "recall": "real pictures within reach of one (recall)",
        "precision": "pictures within reach of a real one (precision)",
        "repeats": "pictures nearly equal to another one of their set",
    }
    table = Table(
        key="diversity",
        in_card=True,
        title="Variety",
        columns={"what": "Share", **BESIDE_HELD},
        rows=[{"what": named[key], **values} for key, values in figures.items()],
        note=(
            f"{number} pictures of each set against {len(real)} real ones, in the space of plain "
            f"statistics; {NEIGHBOURS} neighbours."
        ),
    )
    plot = Dots(
        title="Variety",
        rows=[
            (key, {"held": "held-out real"}.get(group, group), figure)
            for key, values in figures.items()
            for group, figure in values.items()
        ],
    )
    return Section(
        key="diversity",
        title="Diversity",
        lead="Are all sorts of real pictures among the synthetic ones, or a few over and over?",
        verdicts=[
            _covered(figures["covered"]),
            repeats_verdict("pictures", figures["repeats"]["synthetic"], figures["repeats"]["held"]),
        ],
        plots=[plot],
        tables=[table],
    )


def _covered(found: dict[str, Figure]) -> Verdict:
    less = difference(found["synthetic"], found["held"])
    state: State = "good" if less.low >= -LESS else "bad" if less.high < -LESS else "open"
    said = {
        "good": "cover the real ones about as well as other real pictures do",
        "bad": "leave out sorts of real pictures",
        "open": "may leave out sorts of real pictures",
    }[state]
    words = (
        f"The synthetic pictures {said}: {found['synthetic'].text} of the real ones are covered, by "
        f"as many held-out real pictures {found['held'].text}."
    )
    return Verdict(check="covered", state=state, words=words)


def _repeats(pictures: Sequence[Picture], side_px: float) -> Figure:
    """Near-duplicates: pictures at a distance that only copies have."""
    index = NearestReal(pictures, side_px * 8)
    return share(sum(index.of(one.pixels, without=at).first <= NEAR for at, one in enumerate(pictures)), len(pictures))
