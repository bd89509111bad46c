"""Diversity of texts: different runs of words, texts with one skeleton, near-duplicates; in equally many real texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from synth.core.labels import Span
from synth.evidence.figures import Cell, Dots, Figure, Section, State, Table, Verdict
from synth.evidence.intervals import mean, share
from synth.evidence.repeats import repeats_verdict
from synth.evidence.texts.sets import TextSets, equal_numbers
from synth.text.formats.labelled import LabelledText
from synth.text.grammar.duplicates import Duplicates
from synth.text.grammar.tokens import words_of
from synth.text.skeleton import skeleton

MOST_TEXTS = 4_000
"""Of each set: what repeats itself grows with the number of texts."""

BLOCKS = 8
"""Parts of equally many words whose numbers make a mean and its interval."""

NEAR = 0.8
"""Jaccard similarity of runs of three words from which two texts are near-duplicates."""

VARIED = 0.8


def diversity(sets: TextSets) -> Section:
    """How varied the synthetic texts are, and as many real ones."""
    number = equal_numbers(MOST_TEXTS, sets.synthetic.texts, sets.every_real)
    parts = {"synthetic": sets.synthetic.first(number), "real": sets.every_real[:number]}
    distinct = _distinct({name: [one.text for one in texts] for name, texts in parts.items()})
    repeated = {name: _near_duplicates(texts) for name, texts in parts.items()}
    skeletons = {name: _skeletons(texts) for name, texts in parts.items()}
    rows: list[dict[str, Cell]] = [
        {
            "what": f"different runs of {n} word{'s' * (n > 1)}, of all",
            **{name: values[n] for name, values in distinct.items()},
        }
        for n in (1, 2, 3)
    ]
    rows += [
        {"what": "texts nearly equal to another one", **repeated},
        {"what": "texts whose skeleton another one has", **{name: _shared(one) for name, one in skeletons.items()}},
        {"what": "texts of the most frequent skeleton", **{name: _commonest(one) for name, one in skeletons.items()}},
    ]
    table = Table(
        key="diversity",
        in_card=True,
        title="What repeats itself",
        columns={"what": "Share", "synthetic": "Synthetic", "real": "Real"},
        rows=rows,
        note=(
            f"{number} texts of each set; runs of words in {BLOCKS} blocks of equally many words. "
            f"Near-duplicates share {NEAR:.0%} of their runs of three words; a skeleton is a text "
            "with labels in place of its values."
        ),
    )
    plot = Dots(
        title="Different runs of words, of all",
        rows=[(f"{n} word{'s' * (n > 1)}", name, values[n]) for n in (1, 2, 3) for name, values in distinct.items()],
        note="more is more varied",
    )
    return Section(
        key="diversity",
        title="Diversity",
        lead="Are the synthetic texts as varied as real ones, or a few texts over and over?",
        verdicts=[_varied(distinct), repeats_verdict("texts", repeated["synthetic"], repeated["real"])],
        plots=[plot],
        tables=[table],
    )


def _varied(distinct: dict[str, dict[int, Figure]]) -> Verdict:
    ours, real = distinct["synthetic"][2], distinct["real"][2]
    state: State = "good" if ours.low >= VARIED * real.high else "bad" if ours.high < VARIED * real.low else "open"
    said = {
        "good": "are about as varied as the real ones",
        "bad": "are less varied than the real ones",
        "open": "may be less varied than the real ones",
    }[state]
    words = (
        f"The synthetic texts {said}: {ours.text} of their pairs of words are different ones, of real "
        f"texts {real.text}."
    )
    return Verdict(check="variety", state=state, words=words)


def _distinct(parts: dict[str, list[str]]) -> dict[str, dict[int, Figure]]:
    """Set -> n -> share of different n-grams in blocks of equally many words (Li et al. 2016, arXiv:1510.03055)."""
    words = {name: [words_of(text.lower()) for text in texts] for name, texts in parts.items()}
    size = max(1, min(sum(map(len, texts)) for texts in words.values()) // BLOCKS)
    return {
        name: {n: _share_figure([_different(block, n) for block in _blocks(texts, size)]) for n in (1, 2, 3)}
        for name, texts in words.items()
    }


def _share_figure(values: Sequence[float]) -> Figure:
    figure = mean(values)
    return Figure(value=figure.value, low=max(0.0, figure.low), high=min(1.0, figure.high), n=figure.n, share=True)


def _blocks(texts: Sequence[list[str]], size: int) -> list[list[list[str]]]:
    """Texts cut into blocks of `size` words each; what is left over at the end is no block."""
    blocks, block, left = list[list[list[str]]](), list[list[str]](), size
    for text in texts:
        rest = text
        while len(rest) >= left and len(blocks) < BLOCKS:
            blocks.append([*block, rest[:left]])
            rest, block, left = rest[left:], [], size
        block.append(rest)
        left -= len(rest)
    return blocks


def _different(block: Sequence[Sequence[str]], n: int) -> float:
    runs = [tuple(text[at : at + n]) for text in block for at in range(len(text) - n + 1)]
    return len(set(runs)) / max(len(runs), 1)


def _near_duplicates(texts: Sequence[LabelledText]) -> Figure:
    seen = Duplicates(len(texts), NEAR)
    return share(sum(seen.seen(number, one.text) is not None for number, one in enumerate(texts)), len(texts))


def _skeletons(texts: Sequence[LabelledText]) -> Counter[str]:
    """Texts with labels in place of their values, and how many have each."""
    return Counter(skeleton(one.text, [Span(*span, "", 0) for span in one.spans]).casefold() for one in texts)


def _shared(skeletons: Counter[str]) -> Figure:
    return share(sum(number for number in skeletons.values() if number > 1), skeletons.total())


def _commonest(skeletons: Counter[str]) -> Figure:
    return share(max(skeletons.values()), skeletons.total())
