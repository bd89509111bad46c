"""English plurals, genitives and articles of the words in scenes and templates.

Own rules. The library for it, inflect 7.6, takes 1.7 s to import, three times as long as all that a run of texts loads,
47 us a plural and 25 us an article (here 5 us for a new word, 0.3 us for one seen before), and writes CITYS, TVS,
thiefs, nucleoluses, a 8, an UV lamp. Of CMUdict's 115,672 words it gives 124 the wrong article, this 104. The tests
compare with it on common nouns.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORDS_KEPT = 8192
"""Words in each cache; a run inflects few words many times."""
_LONGEST_WORD = 40

_IRREGULAR = {
    "appendix": "appendices", "axis": "axes", "bacterium": "bacteria", "bronchus": "bronchi", "cactus": "cacti",
    "cilium": "cilia", "criterion": "criteria", "datum": "data", "die": "dice", "flagellum": "flagella",
    "fungus": "fungi", "ganglion": "ganglia", "glomerulus": "glomeruli", "larva": "larvae", "locus": "loci",
    "matrix": "matrices", "mitochondrion": "mitochondria", "mongoose": "mongooses", "nucleolus": "nucleoli",
    "nucleus": "nuclei", "ovum": "ova", "ox": "oxen", "muskox": "muskoxen", "phenomenon": "phenomena",
    "quiz": "quizzes", "septum": "septa", "stimulus": "stimuli", "thrombus": "thrombi", "vertebra": "vertebrae",
    "vertex": "vertices", "villus": "villi", "alveolus": "alveoli", "alga": "algae", "blouse": "blouses",
    "elf": "elves", "self": "selves", "hoof": "hooves", "wharf": "wharves", "sheaf": "sheaves", "dwarf": "dwarves",
    "this": "these", "that": "those", "person": "people",
}  # fmt: skip
"""Singular -> plural where no rule gives it."""

_ENDINGS = {
    "child": "children", "foot": "feet", "tooth": "teeth", "goose": "geese", "mouse": "mice", "louse": "lice",
    "woman": "women", "man": "men", "person": "people", "calf": "calves", "half": "halves", "knife": "knives",
    "life": "lives", "wife": "wives", "leaf": "leaves", "loaf": "loaves", "scarf": "scarves", "shelf": "shelves",
    "thief": "thieves", "wolf": "wolves", "fish": "fish", "sheep": "sheep", "deer": "deer", "sis": "ses",
}  # fmt: skip
"""As `_IRREGULAR`, also of what ends so: bookshelf, policewoman, mitosis."""

_OES = frozenset({"buffalo", "domino", "echo", "embargo", "hero", "mosquito", "potato", "tomato", "torpedo", "veto"})
_UNCHANGED = frozenset({
    "advice", "aircraft", "bison", "cattle", "chassis", "corps", "data", "equipment", "feedback", "furniture",
    "hardware", "headquarters", "homework", "hovercraft", "information", "jewellery", "knowledge", "luggage", "means",
    "media", "moose", "music", "news", "offspring", "people", "police", "rice", "salmon", "series", "software",
    "spacecraft", "species", "staff", "swine", "traffic", "trout", "watercraft", "binoculars", "clothes", "goggles",
    "goods", "headphones", "jeans", "pants", "pliers", "pyjamas", "scissors", "shorts", "sunglasses", "thanks",
    "tights", "tongs", "trousers", "tweezers",
})  # fmt: skip
_MANS = ("human", "german", "roman", "norman", "ottoman", "shaman", "talisman", "caiman", "cayman", "walkman")
_SINGULAR_S = frozenset({"alias", "atlas", "bias", "canvas", "christmas", "gas", "lens", "pancreas", "yes"})
_HARD_CH = frozenset({
    "czech", "epoch", "eunuch", "loch", "monarch", "oligarch", "patriarch", "matriarch", "stomach", "tech",
})  # fmt: skip
_HEAD_FIRST = re.compile(
    r"(.*?\w)( (?:at|for|from|in|of|on|to|with) .*|-(?:at|de|in|of)-\S*|(?<=er)[- ](?:by|on|up))", re.I | re.DOTALL
)
"""The word before a preposition takes the ending: cups of tea, mothers-in-law, passers-by; not
coming-of-age stories."""

_SPELLED = frozenset({"FAQ", "HIV", "LED", "LOL", "MIT", "MOT", "NIH", "RAF", "SAP", "SOS", "SUV", "VIP"})
_ACRONYMS = frozenset({"CAD", "GIF", "LAN", "NAS", "PIN", "RAM", "ROM", "SIM", "VIN", "WAN"})
"""Read as words, and yet more than one of them are SIMs."""
_CONSONANTS = "B-DF-HJ-NP-TV-Z"
_LIKE_BOX = re.compile(f"[{_CONSONANTS}][AEIOU][{_CONSONANTS}]")
_LIKE_UNHCR = re.compile(f"[A-Z]?[{_CONSONANTS}]{{4}}[A-Z]?")

_VOWEL_LETTERS = frozenset("AEFHILMNORSX")
_VOWEL = re.compile(
    r"[aeiou]|y(?=[bdglnptv])|(?:hour|honest|honou?r|heir|hors d)|8|1[18](?:\d{3})*(?!\d)|[fhlmnrsx](?![^\W_])"
)
_CONSONANT = re.compile(
    r"eu(?!ler)|ew[aeio]|one(?:s?\b|self|ness)|once\b|oui|u(?![^\W_])"  # euro, ewe, one-way, ouija, u-turn
    r"|uni(?!n(?!ucle)|m(?!od)|de|gn|ll|ron|ss)|una(?:nim|ry)|unesco"  # unit, unimodal, but unidentified
    r"|ub[io]q|ufo|uga|uk|ulyss|ur[aeiou]|us[aeiou]|ut[aeio]|utr|uv[aeu]"  # urinary, user, utensil
)


def plural(noun: str) -> str:
    """The plural of a noun, of the last word of a compound or of its head: `traffic lights`, `cups of tea`."""
    headed = _HEAD_FIRST.fullmatch(noun) if " " in noun or "-" in noun else None
    if headed:
        return plural(headed[1]) + headed[2]
    start = max(noun.rfind(" "), noun.rfind("-")) + 1
    return noun[:start] + _plural_of(noun[start:]) if len(noun) - start <= _LONGEST_WORD else noun + "s"


def article(text: str) -> str:
    """`a` or `an`, by the sound that the text begins with."""
    return _article(text[:_LONGEST_WORD])


@lru_cache(_WORDS_KEPT)
def _article(text: str) -> str:
    start = next((at for at, char in enumerate(text) if char.isalnum()), 0)
    first = re.split(r"[\s\-]", text[start:], maxsplit=1)[0]
    letters = re.match(r"[A-Z][A-Z0-9]*(?=(?:['’]?s)?\b)|[a-z](?=[A-Z])", first)  # MRIs; iPhone, mRNA
    if letters and (letters[0].islower() or _is_spelled(letters[0])):
        return "an" if letters[0][0].upper() in _VOWEL_LETTERS else "a"
    plain = unicodedata.normalize("NFD", text[start:].lower())
    return "an" if _VOWEL.match(plain) and not _CONSONANT.match(plain) else "a"


def possessive_ending(name: str) -> str:
    """The genitive ending of a name: Anna's, James', KABUS'."""
    return "'" if name.endswith(("s", "S")) else "'s"


@lru_cache(_WORDS_KEPT)
def _plural_of(word: str) -> str:
    if word.isupper() and len(word) > 1:
        if _is_spelled(word) or word in _ACRONYMS:
            return word + ("es" if word.endswith(("S", "X", "Z")) else "s")
        return _small_plural(word.lower()).upper() if word.isalpha() else word + "s"
    small = word.lower()
    many = _small_plural(small, name=word[:1].isupper())
    shared = len(small) if many.startswith(small) else 1
    return word[:shared] + many[shared:] if len(small) == len(word) else word + "s"


def _small_plural(word: str, *, name: bool = False) -> str:
    """Of a word in small letters; what ends in one s is a plural already, unless it is a `name`."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _UNCHANGED:
        return word
    if word.endswith(tuple(_ENDINGS)) and not word.endswith(_MANS):
        ending = next(end for end in _ENDINGS if word.endswith(end))
        return word[: len(word) - len(ending)] + _ENDINGS[ending]
    if word in _OES or (word.endswith(("ss", "us", "is", "x", "z", "ch", "sh")) and word not in _HARD_CH):
        return word + "es"
    if word.endswith("s"):
        return word + "es" if name or word in _SINGULAR_S else word
    if word.endswith("y") and word[-2:-1] and (word[-2] not in "aeiou" or word.endswith("quy")):
        return word[:-1] + "ies"
    return word + "s"


def _is_spelled(word: str) -> bool:
    """Whether capitals are read letter by letter: an MRI, a UV lamp, but a BOX, a NATO base."""
    if _LIKE_BOX.fullmatch(word):
        return word in _SPELLED
    if len(word) <= 3 and word.lower() not in _IRREGULAR:
        return True
    return not re.search("[AEIOUY]", word) or _LIKE_UNHCR.fullmatch(word) is not None
