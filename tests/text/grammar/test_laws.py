"""Laws of labelled texts: whatever is done to a text, its labels stay on their characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.marked import POS, Edit, Marked, concat
from synth.core.seeds import draws_for
from synth.text.grammar.label_noise import label_noise
from synth.text.grammar.noise import make_noise
from synth.text.grammar.tokens import outermost, tokens_of
from synth.text.scene.noise import LabelNoise, Noise, NoiseRates
from synth.text.verify.characters import alignment, nesting

LABELS = ("PERSON", "ADDRESS", "CITY", f"{POS}NOUN")
SPAN_LABELS = LABELS[:3]

PIECES = (
    *(
        "a",
        "B",
        "ß",
        "İ",
        "ŉ",
        "ﬁ",
        "rn",
        "O0l1",
        "Zoë",
        "e\u0301",
        "n\u0303o",
        "it's",
        "St. John",
        "12.50",
        "DE89 3704",
    ),
    *(" ", "  ", "\n", "\t", "\u00a0", ".", "!", ", ", "(", "’s", "-", "_"),
    *("👩\u200d💻", "👍\U0001f3fd", "🇩🇪", "❤\ufe0f", "😊", "1\ufe0f\u20e3", "\u200d", "\u0301"),
    *("שלום", "مرحبًا", "\u200f", "हिन्दी", "क्ष", "東京。", "カﾞ", "한국", "\u1112\u1161\u11ab", "คำ", "Ελλάς", "Привет"),
)
plain = st.lists(st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=4)
rates = st.sampled_from([0.0, 0.05, 0.5, 1.0])
noises = st.builds(
    Noise,
    span=st.none() | st.builds(NoiseRates, typo=rates, casing=rates, ocr=rates),
    **dict.fromkeys(NoiseRates.model_fields, rates),
)
seeds = st.integers(0, 10**6)


def _labelled(parts: tuple[list[Marked], str, int]) -> Marked:
    pieces, label, entity = parts
    return concat(pieces).labelled(label, str(entity))


leaves = plain.map(lambda pieces: Marked("".join(pieces)))
nested = st.recursive(
    leaves,
    lambda inner: st.tuples(st.lists(inner, max_size=3), st.sampled_from(LABELS), st.integers(0, 3)).map(_labelled),
    max_leaves=8,
)
texts = st.lists(nested, min_size=1, max_size=4).map(concat)

Step = Callable[[Marked], Marked]


@st.composite
def edits_of(draw: st.DrawFn) -> Step:
    """Edits anywhere, over borders of marks and inside of characters."""
    cuts = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(("", *PIECES))), max_size=4))

    def edit(text: Marked) -> Marked:
        edits, at = [], 0
        for gap, length, instead in cuts:
            start = at + gap
            if start > len(text):
                break
            at = min(start + length, len(text))
            edits.append(Edit(start, at, instead))
        return text.edited(edits)

    return edit


def _noised(noise: Noise, seed: int, locale: str) -> Step:
    return lambda text: make_noise(noise, locale)(text, draws_for(seed, 0, "noise"))


def _sliced(start: int, length: int) -> Step:
    return lambda text: text.sliced(min(start, len(text)), min(start + length, len(text)))


changes: tuple[Callable[[str], str], ...] = (
    *(str.upper, str.lower, str.title, str.casefold, str.strip),
    *(
        lambda s: unicodedata.normalize("NFD", s),
        lambda s: s + s,
        lambda s: s[::-1],
        lambda s: s[1:],
        lambda s: f"<{s}>",
    ),
)
steps = st.lists(
    st.one_of(
        st.sampled_from(changes).map(lambda change: lambda text: text.mapped(change)),
        edits_of(),
        st.builds(_sliced, st.integers(0, 10), st.integers(0, 60)),
        st.builds(_noised, noises, seeds, st.sampled_from(["en_US", "de_DE", "fr_FR", "ja_JP"])),
        st.just(Marked.stripped),
    ),
    max_size=4,
)


@settings(max_examples=250, deadline=None)
@given(texts, steps)
def test_labels_never_drift_from_their_characters(text: Marked, path: list[Step]) -> None:
    for step in path:
        text = step(text)
        spans, words = text.spans()
        assert nesting(text.text, spans, SPAN_LABELS) is None
        assert all(0 <= word.start < word.end <= len(text) and word.pos == "NOUN" for word in words)


@settings(max_examples=250, deadline=None)
@given(texts, noises, seeds)
def test_noise_loses_no_mark_and_tears_none(text: Marked, noise: Noise, seed: int) -> None:
    noisy = _noised(noise, seed, "en_US")(text)
    assert [mark[2:] for mark in noisy.marks] == [mark[2:] for mark in text.marks]


@settings(max_examples=250, deadline=None)
@given(texts, noises, seeds)
def test_tokens_cover_every_span_from_border_to_border(text: Marked, noise: Noise, seed: int) -> None:
    text = _noised(noise, seed, "en_US")(text)
    spans, words = text.spans()
    tokens = tokens_of(text.text, spans, words)
    assert alignment(text.text, spans, tokens) is None
    for span in outermost(spans):
        inside = [token for token in tokens if span.start <= token.start < span.end]
        assert all(token.tag[2:] == span.label and token.end <= span.end for token in inside)
        assert "".join(text.text[t.start : t.end] for t in inside) == "".join(span.value.split())


@settings(max_examples=250, deadline=None)
@given(texts, st.builds(LabelNoise, swap=rates, shift=rates, drop=rates, add=rates), seeds)
def test_label_noise_leaves_spans_of_the_text(text: Marked, noise: LabelNoise, seed: int) -> None:
    spans, words = text.spans()
    noisy = label_noise(spans, text.text, SPAN_LABELS, noise, draws_for(seed, 0, "labels"))
    assert nesting(text.text, noisy, SPAN_LABELS) is None
    assert alignment(text.text, noisy, tokens_of(text.text, noisy, words)) is None
