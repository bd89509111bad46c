"""Privacy of texts: copies, long passages, values of real people and planted canaries in the synthetic texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from synth.data.split.traits import plain
from synth.evidence.figures import BESIDE_HELD, Cell, Distribution, Figure, Pair, Section, Table, Verdict, closest
from synth.evidence.intervals import at_most, difference, share
from synth.evidence.texts.membership import text_membership
from synth.evidence.texts.runs import SEED_WORDS, Run, longest_runs
from synth.evidence.texts.sets import TextSets
from synth.evidence.texts.values import Values, masked
from synth.text.formats.labelled import LabelledText
from synth.text.grammar.duplicates import key_of
from synth.text.grammar.tokens import words_of

LONG_RUN = 8
"""Words that a synthetic and a real text have in common in one run, from which it is a passage."""

COPIED = 0.8
"""Share of a text's words that stand in one run of a real text, from which it is a copy."""

MOST_PAIRS = 10
LONG_COPY = 12
"""Words of a real text from which one copy of it is no chance, if the text stands once in the real data."""

MORE = 0.01
"""Share of synthetic texts beyond that of held-out real ones that may be copies or have passages."""

_MOST_SAID, _BEFORE = 100, 80
"""Characters of a passage that are named, and of a text that are shown before it."""


def privacy(sets: TextSets, canaries: Sequence[str] = ()) -> Section:
    """What of the real texts is to be found in the synthetic ones, beside what is of it in held-out real texts."""
    real, held, ours = sets.real.texts, sets.held.texts, sets.synthetic.texts
    both = longest_runs(real, ours + held)
    runs = {"synthetic": both[: len(ours)], "held": both[len(ours) :]}
    copies = {
        name: share(sum(run.words > 0 and run.words >= COPIED * run.whole for run in found), len(found))
        for name, found in runs.items()
    }
    long = {name: share(sum(run.words >= LONG_RUN for run in found), len(found)) for name, found in runs.items()}
    lengths = {name: np.array([run.words for run in found], np.float64) for name, found in runs.items()}
    rows: list[dict[str, Cell]] = [
        {"what": f"texts that share {COPIED:.0%} of their words with a real text in one run", **copies},
        {"what": f"texts with {LONG_RUN} words or more in a run of a real text", **long},
        *(
            {
                "what": f"longest common run of words, {name}",
                **{of: _quantile(values, at) for of, values in lengths.items()},
            }
            for name, at in (("median", 0.5), ("95 % of texts have at most", 0.95), ("the longest", 1.0))
        ),
    ]
    values, members = Values(sets), text_membership(sets)
    return Section(
        key="privacy",
        title="Privacy",
        lead=(
            "Is anything of the real texts to be found in the synthetic ones that is not found in "
            "real texts at large? Held-out real texts say what chance and common phrases do."
        ),
        verdicts=[
            _copied(sets, copies),
            _verdict("phrases", f"share {LONG_RUN} words or more in a run with a real one", long, MORE),
            values.verdict(),
            *_canary_verdict(canaries, ours),
            *members.verdicts,
        ],
        plots=[
            *members.plots,
            Distribution(
                title="Words in the longest run in common with a real text",
                ours=lengths["synthetic"].tolist(),
                theirs=lengths["held"].tolist(),
                theirs_name="held-out real",
            ),
        ],
        tables=[
            Table(
                key="copies",
                in_card=True,
                title="Copies and passages",
                columns={"what": "What", **BESIDE_HELD},
                rows=rows,
                note=f"{len(ours)} synthetic and {len(held)} held-out texts against {len(real)} real ones.",
            ),
            values.table(),
            *members.tables,
        ],
        pairs=closest(
            [
                Pair(
                    ours=_around(ours[at].text, said),
                    theirs=_around(real[run.real].text, said),
                    said=f"{run.words} words in a run: {_cut(' '.join(said))}",
                )
                for at, run in _closest(runs["synthetic"])
                for said in [words_of(ours[at].text.lower())[run.at : run.at + run.words]]
            ]
        ),
        left_out=members.left_out,
    )


def _around(text: str, said: Sequence[str]) -> str:
    """A text from a little before words in it, which may be in upper case and have white space between them."""
    found = re.search(r"\s*".join(map(re.escape, said)), text, re.IGNORECASE)
    start = max(found.start() - _BEFORE, 0) if found else 0
    return f"{'…' * (start > 0)}{text[start:]}"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SAID else f"{text[:_MOST_SAID]}…"


def _quantile(values: np.ndarray, at: float) -> int:
    return int(np.quantile(values, at, method="lower"))


def _closest(runs: Sequence[Run]) -> list[tuple[int, Run]]:
    order = sorted(range(len(runs)), key=lambda at: (-runs[at].words, at))
    return [(at, runs[at]) for at in order[:MOST_PAIRS] if runs[at].words >= SEED_WORDS]


def _copied(sets: TextSets, copies: Mapping[str, Figure]) -> Verdict:
    """One copy of a long text that stands once in the real data is enough; of short ones chance makes some."""
    real = Counter(key_of(plain(one.text)) for one in sets.all_real)
    texts = (plain(one.text) for one in sets.synthetic.texts)
    whole = sum(real[key_of(one)] == 1 and len(words_of(one)) >= LONG_COPY for one in texts)
    if not whole:
        return _verdict("copies", "are copies of real ones", copies, MORE)
    number = f"{whole} synthetic text{'s are' if whole > 1 else ' is'}"
    words = f"{number} word for word a real one of {LONG_COPY} words or more: see the closest pairs."
    return Verdict(check="copies", state="bad", words=words)


def _verdict(check: str, said: str, found: Mapping[str, Figure], limit: float) -> Verdict:
    """Whether the synthetic texts do it more often than held-out real ones."""
    ours, usual = found["synthetic"], found["held"]
    more = difference(ours, usual)
    state = at_most(more, limit)
    against = {"bad": "more than", "good": "no more than", "open": "perhaps more than"}[state]
    words = f"{ours.text} of the synthetic texts {said}, {against} of held-out real texts: {usual.text}."
    return Verdict(check=check, state=state, words=words)


def _canary_verdict(canaries: Sequence[str], ours: Sequence[LabelledText]) -> Iterator[Verdict]:
    """Whether a planted text is in a synthetic one, whatever its case and white space."""
    if not canaries:
        return
    sought, found = {one: plain(one) for one in canaries}, set[str]()
    for one in ours:
        text = plain(one.text)
        found |= {canary for canary, words in sought.items() if words in text}
    out = [one for one in canaries if one in found]
    if out:
        words = f"{len(out)} of {len(canaries)} planted canaries come out again: {', '.join(map(masked, out[:3]))}."
        yield Verdict(check="canaries", state="bad", words=words)
    else:
        words = f"None of {len(canaries)} planted canaries comes out in {len(ours)} synthetic texts."
        yield Verdict(check="canaries", state="good", words=words)
