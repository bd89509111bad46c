"""Membership inference: whether one can tell the real records that a generator learnt from (Shokri et al. 2017,
arXiv:1610.05820), by how near, how likely or how easy to reconstruct they are beside records that it never saw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from synth.evidence.figures import Dots, Figure, State, Table, Verdict

TELLS = 0.55
"""Area under the curve of an attack from which members are told; 0.5 is chance."""

NO_HOLDOUT = "membership inference: it needs holdout=, real data that the generator surely did not see"


class Membership(NamedTuple):
    """What attacks come to, or why none was made."""

    verdicts: Sequence[Verdict] = ()
    plots: Sequence[Dots] = ()
    tables: Sequence[Table] = ()
    left_out: Sequence[str] = ()


def membership(noun: str, attacks: Mapping[str, Figure], members: int, others: int) -> Membership:
    """`attacks`: by what members are told -> area under the curve; `noun` names the records."""
    worst = max(attacks.values(), key=lambda one: one.low)
    state: State = (
        "bad" if worst.low > TELLS else "good" if all(one.high <= TELLS for one in attacks.values()) else "open"
    )
    said = {
        "bad": f"One can tell which real {noun} the generator learnt from",
        "good": f"One can hardly tell which real {noun} the generator learnt from",
        "open": f"One may be able to tell which real {noun} the generator learnt from",
    }[state]
    found = "; ".join(f"by {name} {figure.text}" for name, figure in attacks.items())
    words = f"{said}: area under the curve of the attack {found} (0.5: not at all, 1: always)."
    table = Table(
        key="membership",
        in_card=True,
        title="Membership inference",
        columns={"attack": "Members are told by", "area": "Area under the curve"},
        rows=[{"attack": name, "area": figure} for name, figure in attacks.items()],
        note=f"{members} real {noun} as members, {others} of holdout= as the others; DeLong's interval.",
    )
    plot = Dots(
        title="Membership inference: area under the curve",
        rows=[(name, "attack", figure) for name, figure in attacks.items()],
        note="0.5 is chance",
    )
    return Membership([Verdict(check="membership", state=state, words=words)], [plot], [table])
