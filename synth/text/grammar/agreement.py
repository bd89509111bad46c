"""How words agree with one another: plurals, articles and genitives of a few languages."""

from __future__ import annotations

import re

from synth.text.grammar.budget import RefusedError

_IRREGULAR = {
    "child": "children",
    "person": "people",
    "man": "men",
    "woman": "women",
    "foot": "feet",
    "tooth": "teeth",
    "mouse": "mice",
    "life": "lives",
    "knife": "knives",
    "wife": "wives",
    "leaf": "leaves",
    "half": "halves",
    "shelf": "shelves",
    "loaf": "loaves",
    "potato": "potatoes",
    "tomato": "tomatoes",
    "hero": "heroes",
    "analysis": "analyses",
    "diagnosis": "diagnoses",
    "series": "series",
    "species": "species",
    "fish": "fish",
    "sheep": "sheep",
    "aircraft": "aircraft",
    "staff": "staff",
    "feedback": "feedback",
    "advice": "advice",
    "information": "information",
    "luggage": "luggage",
    "equipment": "equipment",
}
_AN = re.compile(r"[aeiou]|(?:hour|honest|honou?r|heir)|(?:8|11(?!\d)|18(?!\d))", re.IGNORECASE)
_A = re.compile(r"(?:uni(?!n|m)|use|usu|util|euro|eu|ubi|one\b|once\b|ufo)", re.IGNORECASE)
_AN_LETTERS = "AEFHILMNORSX"
_ACRONYMS = ("RAM", "ROM", "SIM")


def language(locale: str) -> str:
    """The language of a locale: `en` of `en_US`."""
    return locale[:2]


def is_one(count: float, locale: str) -> bool:
    """Whether a count takes the singular: 1; in French anything below 2."""
    return abs(count) < 2 if language(locale) == "fr" else count == 1


def plural(text: str, locale: str) -> str:
    """The plural of a noun (of the last word in English). Raises RefusedError for a language without rules here."""
    spoken = language(locale)
    if spoken == "ja" or not text:
        return text
    if spoken not in _PLURALS:
        raise RefusedError(f"plural in {locale}", f"languages with rules for it: {', '.join(sorted(_PLURALS))}")
    start = max(text.rfind(" "), text.rfind("-")) + 1 if spoken == "en" else 0
    return text[:start] + _PLURALS[spoken](text[start:])


def _english(word: str) -> str:
    small = word.lower()
    if small in _IRREGULAR:
        return word[0] + _IRREGULAR[small][1:]
    if small.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if small.endswith("y") and small[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _french(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return word[:-1] + "ux"
    return word + ("x" if word.endswith(("au", "eu")) else "s")


def _spanish(word: str) -> str:
    if word[-1] in "aeiouáéó":
        return word + "s"
    if word.endswith("z"):
        return word[:-1] + "ces"
    if word.endswith("ión"):
        return word[:-2] + "ones"
    return word + "es"


_PLURALS = {"en": _english, "fr": _french, "es": _spanish}


def possessive_ending(name: str, locale: str) -> str:
    """What makes a name a genitive. Raises RefusedError for a language that has none."""
    spoken = language(locale)
    if spoken == "en":
        return "'" if name.endswith("s") else "'s"
    if spoken == "de":
        return "’" if name.endswith(("s", "ß", "x", "z")) else "s"
    if spoken == "ja":
        return "の"
    raise RefusedError(f"possessive in {locale}", "languages with rules for it: de, en, ja; write `de Anna` in full")


def article(text: str, locale: str) -> str:
    """`a` or `an`, by the sound that the text begins with. Raises RefusedError for another language than English."""
    if language(locale) != "en":
        raise RefusedError(f"article in {locale}", "languages with rules for it: en; agree() chooses between two forms")
    first = re.split(r"[\s\-]", text, maxsplit=1)[0]
    spelled = (len(first) <= 3 and first not in _ACRONYMS) or not re.search("[AEIOU]", first)
    if first.isupper() and spelled:  # an MRI, a UV lamp
        return "an" if first[0] in _AN_LETTERS else "a"
    return "an" if _AN.match(text) and not _A.match(text) else "a"
