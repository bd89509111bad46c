"""English plurals, genitives and articles: right values, laws, and another program's plurals of common nouns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.inflection import article, plural, possessive_ending

PLURALS = """
dog dogs|box boxes|city cities|day days|child children|Person People|knife knives|bus buses|branch branches
series series|fish fish|bookshelf bookshelves|policewoman policewomen|housewife housewives|grandchild grandchildren
human humans|German Germans|walkman walkmans|mongoose mongooses|blouse blouses|aircraft aircraft|handicraft handicrafts
nucleus nuclei|cilium cilia|mitosis mitoses|iris irises|lens lenses|gas gases|atlas atlases|cameras cameras|pens pens
cells cells|Hughes Hugheses|James Jameses|scissors scissors|Scissors Scissors|stomach stomachs|quiz quizzes|echo echoes
photo photos|thief thieves|chef chefs|roof roofs|soliloquy soliloquies|software software|café cafés|1990 1990s|747 747s
KABUS KABUSES|BOX BOXES|CITY CITIES|CHILD CHILDREN|MAN MEN|CAR CARS|STRASSE STRASSES|TV TVs|USB USBs|MRI MRIs|LED LEDs
SIM SIMs|SMS SMSes|iPhone iPhones|mRNA mRNAs|B-52 B-52s|X-ray X-rays|mother-in-law mothers-in-law|runner-up runners-up
man-of-war men-of-war|passer-by passers-by|check-in check-ins|add-on add-ons|traffic_light traffic lights
cup_of_tea cups of tea|coming-of-age_story coming-of-age stories|passer_by passers by|chest_of_drawers chests of drawers
person_in_a_coat people in a coat|box_office box offices
"""
AN = """
apple egg hour honest honorary heir umbrella uninstall unidentified unimportant unironic unillustrated unissued unusual
urban urn utter usher upon ugly onion only omen MRI FBI X-ray x-ray n-gram e-mail LED SUV MP3 F-16 HTML5 MRIs RAF mRNA
iPhone eBay éclair “apple” $8 8 11 18 80 800 8th 11th 18,000 18000 11.5 8-bit 18-year-old yttrium Euler R&D
"""
A = """
dog university university's user use usual usurper utensil utility uterus utopia urinary uranium ureter European euro
eulogy one one-way once oneself ewe unit union united unicorn unimodal unidirectional unanimous unary uvula ubiquitous
ukulele Ulysses Uganda Utah UV UN USA UNESCO UNHCR UFO UFOs u-turn t-shirt hotel yellow 1 10 100 110 1100 1800 180 7 BMW
SIM NATO LAN FAX BOX NEW pH uTorrent TV PCs ouija
"""
NOUNS = [
    "aeroplane", "apple", "backpack", "banana", "bank", "bear", "bed", "bench", "bicycle", "bird", "boat", "book",
    "bottle", "bowl", "box", "brush", "bus", "cake", "camera", "car", "carrot", "cat", "chair", "church", "class",
    "clock", "cloud", "couch", "country", "cow", "crash", "cup", "cuticle", "desk", "dish", "dog", "donkey", "dress",
    "elephant", "eye", "family", "fork", "fox", "frisbee", "fridge", "giraffe", "glass", "glove", "grape", "hair",
    "handbag", "hat", "hobby", "horse", "hydrant", "key", "keyboard", "kite", "knife", "lady", "laptop", "leaf",
    "library", "life", "light", "loaf", "lorry", "man", "match", "meter", "microwave", "monkey", "motorcycle", "mouse",
    "mug", "nurse", "orange", "oven", "party", "pizza", "plant", "plate", "potato", "remote", "sandwich", "scarf",
    "sheep", "shelf", "shirt", "shoe", "sink", "skateboard", "ski", "sky", "snowboard", "sofa", "spoon", "story",
    "suitcase", "surfboard", "table", "tax", "toaster", "tomato", "tooth", "toothbrush", "toy", "train", "tray", "tree",
    "truck", "umbrella", "valley", "vase", "wall", "watch", "wife", "wish", "wolf", "woman", "worry", "zebra", "zoo",
]  # fmt: skip


@pytest.mark.parametrize("pair", PLURALS.strip().replace("\n", "|").split("|"))
def test_plurals(pair: str) -> None:
    one, _, many = pair.partition(" ")
    assert plural(one.replace("_", " ")) == many


def test_articles_follow_the_sound() -> None:
    assert [word for word in AN.split() if article(word) != "an"] == []
    assert [word for word in A.split() if article(word) != "a"] == []


def test_genitives() -> None:
    assert [possessive_ending(name) for name in ("Anna", "James", "KABUS", "ANNA", "Max")] == [
        "'s",
        "'",
        "'",
        "'s",
        "'s",
    ]


@pytest.mark.parametrize("noun", NOUNS)
def test_common_nouns_are_those_of_another_program(noun: str) -> None:
    inflect = pytest.importorskip("inflect", reason="inflect is not installed")
    assert plural(noun) == inflect.engine().plural_noun(noun)


@given(st.sampled_from([noun for noun in NOUNS if len(noun) > 3]), st.sampled_from(["old", "KABUS", "x-ray", "8"]))
def test_a_plural_is_written_as_its_singular_and_is_the_last_words(noun: str, before: str) -> None:
    assert plural(noun.upper()) == plural(noun).upper()
    assert plural(noun.capitalize()) == plural(noun).capitalize()
    assert plural(f"{before} {noun}") == f"{before} {plural(noun)}"
    assert plural(f"{noun} of {before}") == f"{plural(noun)} of {before}"


@given(st.text(max_size=12))
def test_any_text_has_an_article_and_a_plural(text: str) -> None:
    assert article(text) in ("a", "an")
    assert article(f"({text})") == article(text)
    assert len(plural(text)) >= len(text) - 2
