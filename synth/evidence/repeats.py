"""Whether synthetic records repeat themselves more than real ones do."""

from __future__ import annotations

from synth.evidence.figures import Figure, Verdict
from synth.evidence.intervals import at_most, difference

MORE_REPEATS = 0.01
"""So many more near-duplicates than among real records are allowed, as a share."""


def repeats_verdict(noun: str, ours: Figure, usual: Figure) -> Verdict:
    """Of the shares of synthetic and of real records that nearly equal another one of their set."""
    state = at_most(difference(ours, usual), MORE_REPEATS)
    said = {
        "good": "repeat themselves no more than real ones",
        "bad": "repeat themselves more than real ones",
        "open": "may repeat themselves more than real ones",
    }[state]
    words = f"The synthetic {noun} {said}: {ours.text} are nearly equal to another one, of real {noun} {usual.text}."
    return Verdict(check="repeats", state=state, words=words)
