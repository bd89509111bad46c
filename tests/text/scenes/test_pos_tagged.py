"""The pos_tagged scene: each token has its part of speech, verbs agree with subjects, articles with the next word."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from itertools import pairwise

from synth.core.paths import SCENES
from synth.text.grammar.filters import UNIVERSAL_POS
from synth.text.records import VerifiedText
from synth.text.scene.load import load_text_scene

from .rendered import verified

COUNT = 1200
FOLDER = SCENES / "pos_tagged"


@functools.cache
def sentences() -> tuple[VerifiedText, ...]:
    return verified("pos_tagged", COUNT, 5)


def tagged(made: VerifiedText) -> list[tuple[str, str]]:
    return [(made.draft.text[token.start : token.end], token.pos) for token in made.tokens]


def table(name: str) -> list[dict[str, str]]:
    head, *rows = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [dict(zip(head.split("\t"), row.split("\t"), strict=True)) for row in rows]


def test_every_text_is_made_and_few_words_come_again_in_a_row() -> None:
    assert len(sentences()) == COUNT
    runs: Counter[tuple[str, ...]] = Counter()
    pairs: Counter[tuple[str, ...]] = Counter()
    for made in sentences():
        words = [word.lower() for word, _ in tagged(made)]
        runs.update(zip(*(words[at:] for at in range(5)), strict=False))
        pairs.update(pairwise(words))
    assert sum(number for number in runs.values() if number > 1) < 0.03 * runs.total()
    assert len(pairs) > 0.6 * pairs.total()


def test_every_token_has_a_universal_part_of_speech() -> None:
    told = {pos for made in sentences() for _, pos in tagged(made)}
    assert told == set(UNIVERSAL_POS)


def test_every_label_of_the_scene_is_used() -> None:
    used = {span.label for made in sentences() for span in made.draft.spans}
    assert used == set(load_text_scene(SCENES / "pos_tagged.yaml").labels)


def test_marks_are_punctuation_or_symbols_and_words_are_neither() -> None:
    others = {("&", "CCONJ"), ("+", "CCONJ"), ("'", "PART")}
    for made in sentences():
        for word, pos in tagged(made):
            mark = not any(char.isalnum() for char in word)
            assert mark == (pos in ("PUNCT", "SYM")) or (word, pos) in others, (word, pos)


def test_words_are_cut_as_in_universal_dependencies() -> None:
    endings = ("n't", "'s", "'re", "'ve", "'ll", "'m", "'d")
    for made in sentences():
        for word, _ in tagged(made):
            assert not any(char.isspace() for char in word)
            assert word.lower() in endings or not word.lower().endswith(endings), word


def test_homographs_have_all_their_tags() -> None:
    tags = defaultdict(set)
    for made in sentences():
        for word, pos in tagged(made):
            tags[word.lower()].add(pos)
    wanted = {"have": "AUX VERB", "do": "AUX VERB", "like": "ADP VERB", "no": "DET INTJ", "for": "ADP SCONJ"}
    wanted |= {"that": "DET PRON SCONJ", "to": "ADP PART", "'s": "AUX PART", "n't": "PART", "work": "NOUN VERB"}
    for word, told in wanted.items():
        assert set(told.split()) <= tags[word], word


def test_names_are_proper_nouns_wherever_a_person_is_labelled() -> None:
    for made in sentences():
        inside = [token for token in made.tokens if token.tag.endswith("-PERSON")]
        assert {token.pos for token in inside} <= {"PROPN"}


def test_a_pronoun_and_the_verb_after_it_agree() -> None:
    bases = {row["name"] for row in table("verbs.tsv")}
    third = {row["s"] for row in table("verbs.tsv")} - bases
    checked = 0
    for made in sentences():
        words = [(word.lower(), pos) for word, pos in tagged(made)]
        for (before, _), (pronoun, _), (verb, pos) in zip(words, words[1:], words[2:], strict=False):
            if pos in ("VERB", "AUX") and before in (".", ",", "and", "but", "that", "because"):
                checked += pronoun in ("he", "she", "it", "they", "we", "i", "you")
                assert pronoun not in ("they", "we", "you", "i") or verb not in {*third, "is", "has", "does"}, (
                    made.draft.text
                )
                assert pronoun not in ("he", "she") or verb not in {"are", "have", "do", "were", "am"}, made.draft.text
    assert checked > 30


def test_an_article_fits_the_word_after_it() -> None:
    articles = 0
    for made in sentences():
        for (article, pos), (word, _) in pairwise(tagged(made)):
            if pos == "DET" and article.lower() == "a":
                articles += 1
                assert word[0].lower() not in "aei" or word.lower().startswith(("eu", "ew")), word
            elif pos == "DET" and article.lower() == "an":
                assert word[0].lower() in "aeiouhfmlnrsx8" or word[0] in "AEFHILMNORSX", word
    assert articles > 100


def test_most_sentences_begin_with_a_capital_and_end_with_a_mark() -> None:
    texts = [made.draft.text for made in sentences() if made.plan.variables["kind"] == "statement"]
    ends = sum(not text[-1].isalnum() for text in texts)
    begins = sum(text.lstrip("“\"'")[0].isupper() for text in texts)
    assert 0.8 < ends / len(texts) < 0.99
    assert 0.8 < begins / len(texts) < 0.99


def test_the_lexicon_is_large_sorted_and_zipfian() -> None:
    names = ("nouns.tsv", "verbs.tsv", "adjectives.tsv", "adverbs.tsv")
    rows = {name: table(name) for name in names}
    lemmas = {(name, row["name"]) for name in names for row in rows[name] if not row["list"].endswith("_many")}
    assert len(lemmas) > 20_000
    for name in names:
        lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()[1:]
        assert lines == sorted(set(lines)), name
    rates = sorted((float(row["weight"]) for row in rows["nouns.tsv"] if row["list"] == "person"), reverse=True)
    assert sum(rates[:100]) > 0.5 * sum(rates)
