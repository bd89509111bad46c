"""The pos_tagged scene: each token has its part of speech, verbs agree with subjects, articles with the next word."""

from __future__ import annotations

import functools
from itertools import pairwise

import yaml

from synth.core.paths import SCENES
from synth.text.grammar.filters import UNIVERSAL_POS
from synth.text.records import VerifiedText
from synth.text.scene.load import load_text_scene

from .rendered import verified

COUNT = 400


@functools.cache
def sentences() -> tuple[VerifiedText, ...]:
    return verified("pos_tagged", COUNT, 5)


def tagged(made: VerifiedText) -> list[tuple[str, str]]:
    return [(made.draft.text[token.start : token.end], token.pos) for token in made.tokens]


def lexicon(name: str) -> dict[str, list[dict[str, str]]]:
    return yaml.safe_load((SCENES / "pos_tagged" / name).read_text(encoding="utf-8"))


def test_every_text_is_made_and_few_are_alike() -> None:
    assert len(sentences()) == COUNT
    assert len({made.draft.text for made in sentences()}) > 0.95 * COUNT


def test_every_token_has_a_universal_part_of_speech() -> None:
    told = {pos for made in sentences() for _, pos in tagged(made)}
    assert told <= set(UNIVERSAL_POS), "a word is not tagged"
    assert told == set(UNIVERSAL_POS) - {"X"}


def test_every_label_of_the_scene_is_used() -> None:
    used = {span.label for made in sentences() for span in made.draft.spans}
    assert used == set(load_text_scene(SCENES / "pos_tagged.yaml").labels)


def test_marks_are_punctuation_and_punctuation_is_marks() -> None:
    for made in sentences():
        for word, pos in tagged(made):
            assert (pos == "PUNCT") == (word in ".,?!“”"), (word, pos)


def test_names_are_proper_nouns_wherever_a_person_is_labelled() -> None:
    for made in sentences():
        inside = [token for token in made.tokens if token.tag.endswith("-PERSON")]
        assert {token.pos for token in inside} <= {"PROPN"}


def test_a_pronoun_and_the_verb_after_it_agree() -> None:
    verbs = [verb for forms in lexicon("verbs.yaml").values() for verb in forms]
    modal = {"can", "will", "must", "should", "might"}
    singular = {verb["s"] for verb in verbs} | {"is", "does", "has"} | modal
    plural = {verb["base"] for verb in verbs} | {"are", "do", "have"} | modal
    wanted: dict[str, set[str]] = {"he": singular, "she": singular, "it": singular, "who": singular}
    wanted |= {"they": plural, "we": plural, "i": plural - {"are"} | {"am"}}
    checked = 0
    for made in sentences():
        if made.plan.variables["tense"] == "present" and made.plan.variables["kind"] == "statement":
            for (word, _), (verb, pos) in pairwise(tagged(made)):
                if word.lower() in wanted and pos in ("VERB", "AUX"):
                    checked += 1
                    assert verb in wanted[word.lower()], (word, verb, made.draft.text)
    assert checked > 30


def test_an_article_fits_the_word_after_it() -> None:
    silent = {"honest"}  # an h that nobody says
    articles = 0
    for made in sentences():
        for (article, pos), (word, _) in pairwise(tagged(made)):
            if pos == "DET" and article.lower() in ("a", "an"):
                articles += 1
                assert (article.lower() == "an") == (word[0].lower() in "aeiou" or word in silent), word
    assert articles > 50


def test_sentences_begin_with_a_capital_and_end_with_a_mark() -> None:
    for made in sentences():
        assert made.draft.text.lstrip("“")[0].isupper()
        assert made.draft.text[-1] in ".?!”"
