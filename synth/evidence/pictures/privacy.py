"""Privacy of pictures: how near synthetic pictures come to real ones, beside how near held-out real pictures come."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np

from synth.evidence.figures import (
    BESIDE_HELD,
    Cell,
    Distribution,
    Figure,
    Pair,
    Section,
    State,
    Table,
    Verdict,
    closest,
)
from synth.evidence.intervals import bootstrap, difference, share
from synth.evidence.membership import Membership
from synth.evidence.pictures.copies import Nearest, NearestReal, query_of, same_as_real, turned
from synth.evidence.pictures.manifold import distances
from synth.evidence.pictures.sets import Picture, PictureSets
from synth.evidence.pictures.statistics import standardised, statistics_of

NEAR, RATIO = 0.15, 0.3
"""A copy: at most this far from a real picture, and this much nearer to it than to any other one."""

MORE = 0.03
"""Share of the synthetic pictures beyond that of held-out real ones that may be copies."""

MOST_PICTURES, SHOWN = 500, 10
SHOWN_PX = 160


def privacy(sets: PictureSets, side_px: float, members: Membership) -> Section:
    """Copies of the pixels and of the statistics, whatever flip, turn, shift and tone lies between them; `members`:
    whether those that the generator learnt from can be told.
    """
    ours, held = sets.synthetic.pictures[:MOST_PICTURES], sets.held.pictures[:MOST_PICTURES]
    index = NearestReal(sets.real.pictures, side_px)
    near = {
        "synthetic": [index.of(query_of(one, side_px)) for one in ours],
        "held": [index.of(query_of(one, side_px)) for one in held],
    }
    both = same_as_real(sets.real.pictures, [*ours, *held])
    same = {"synthetic": both, "held": {at - len(ours) for at in both}}
    copies = {
        name: share(sum(is_copy(one) or at in same[name] for at, one in enumerate(found)), len(found))
        for name, found in near.items()
    }
    also = 0 if sets.given else _copies_of_held(sets.held.pictures, ours, side_px)
    first = {name: np.array([one.first for one in found]) for name, found in near.items()}
    ratio = {name: np.array([one.ratio for one in found]) for name, found in near.items()}
    features = _ratios_of_statistics(sets.real.pictures, ours, held)
    rows: list[dict[str, Cell]] = [
        {"what": f"copies: distance up to {NEAR}, ratio up to {RATIO}, or the same when registered", **copies},
        {"what": "distance to the nearest real picture, 5 % have at most", **_fifths(first)},
        {"what": "ratio of the two nearest distances (NNDR), 5 % have at most", **_fifths(ratio)},
        {"what": "NNDR of plain statistics, 5 % have at most", **_fifths(features)},
    ]
    order = np.argsort([one.first for one in near["synthetic"]])[:SHOWN]
    return Section(
        key="privacy",
        title="Privacy",
        lead=(
            "Does a synthetic picture lie nearer to one real picture than real pictures lie to each "
            "other? All eight flips and quarter turns, shifts of up to an eighth of the side, "
            "brightness and contrast are seen through; the pairs are shown as they lie over each other."
        ),
        verdicts=[_verdict(copies, also, ratio), *members.verdicts],
        plots=[
            *members.plots,
            Distribution(
                title="Distance to the nearest real picture",
                ours=first["synthetic"].tolist(),
                theirs=first["held"].tolist(),
                theirs_name="held-out real",
            ),
            Distribution(
                title="Ratio of the two nearest distances (NNDR)",
                ours=ratio["synthetic"].tolist(),
                theirs=ratio["held"].tolist(),
                theirs_name="held-out real",
                distance="copies lie near 0",
            ),
        ],
        tables=[
            Table(
                key="nearest",
                in_card=True,
                title="Distances to real pictures",
                columns={"what": "What", **BESIDE_HELD},
                rows=rows,
                note=(
                    f"{len(ours)} synthetic and {len(held)} held-out pictures against "
                    f"{len(sets.real.pictures)} real ones. Distance: 1 less the normalised "
                    "correlation. Registered: mirrored, at any size, or without a tenth of a side."
                ),
            ),
            *members.tables,
        ],
        left_out=members.left_out,
        pairs=closest([_pair(ours[at], near["synthetic"][at], sets.real.pictures, side_px) for at in order]),
    )


def is_copy(nearest: Nearest) -> bool:
    """Whether a picture is near to one real picture and to no other."""
    return nearest.first <= NEAR and nearest.ratio <= RATIO


def _copies_of_held(held: Sequence[Picture], ours: Sequence[Picture], side_px: float) -> int:
    """Copies of pictures that were held out here and not from the generator."""
    index = NearestReal(held, side_px)
    same = same_as_real(held, ours)
    return sum(at in same or is_copy(index.of(query_of(one, side_px))) for at, one in enumerate(ours))


def _verdict(copies: dict[str, Figure], also: int, ratio: dict[str, np.ndarray]) -> Verdict:
    ours, usual = copies["synthetic"], copies["held"]
    more = difference(ours, usual)
    number = round(ours.value * ours.n) + also
    said = f"{ours.text} of the synthetic pictures are copies of a real one, of held-out real pictures {usual.text}"
    said += f"; {also} more of a held-out one" if also else ""
    state: State
    if more.low > 0 or (number and not usual.value):
        state = "bad"
    elif more.high <= MORE:
        state = "good"
    else:
        state = "open"
    fifth = {name: float(np.quantile(values, 0.05)) for name, values in ratio.items()}
    words = (
        f"{said}. The ratio of the two nearest distances (NNDR, 5th percentile) is "
        f"{fifth['synthetic']:.2f}, of held-out real pictures {fifth['held']:.2f}."
    )
    return Verdict(check="copies", state=state, words=words)


def _fifths(values: dict[str, np.ndarray]) -> dict[str, Figure]:
    """The 5th percentile of each, with its interval."""
    return {
        name: bootstrap(lambda found: float(np.quantile(found, 0.05)), one, least=0.0) for name, one in values.items()
    }


def _ratios_of_statistics(
    real: Sequence[Picture], ours: Sequence[Picture], held: Sequence[Picture]
) -> dict[str, np.ndarray]:
    """NNDR in the space of plain statistics."""
    theirs, *others = standardised(*map(statistics_of, (real, ours, held)))
    found = dict[str, np.ndarray]()
    for name, part in zip(("synthetic", "held"), others, strict=True):
        nearest = np.partition(distances(part, theirs), 1, axis=1)[:, :2]
        found[name] = nearest[:, 0] / np.maximum(nearest[:, 1], 1e-9)
    return found


def _pair(one: Picture, nearest: Nearest, real: Sequence[Picture], side_px: float) -> Pair:
    said = f"distance {nearest.first:.2f}, NNDR {nearest.ratio:.2f}: {one.name} and {real[nearest.place].name}"
    ours = list(turned(query_of(one, side_px)))[nearest.way]
    return Pair(ours=shown(ours), theirs=shown(nearest.view), said=said)


def shown(pixels: np.ndarray) -> bytes:
    """A small JPEG for the page; contrast of a dark picture is stretched."""
    from PIL import Image

    from synth.report.embed import stretched

    image = Image.fromarray(stretched(np.ascontiguousarray(pixels)))
    scale = SHOWN_PX / max(image.size)
    data = io.BytesIO()
    image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale)))).save(
        data, "JPEG", quality=85
    )
    return data.getvalue()
