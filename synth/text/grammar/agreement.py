"""Plurals, articles and genitives of a few languages."""

from __future__ import annotations

import re

from synth.core import inflection
from synth.text.grammar.budget import RefusedError

_FRENCH_AUX = frozenset({"bail", "corail", "émail", "soupirail", "travail", "vantail", "vitrail"})
_FRENCH_ALS = frozenset({"bal", "carnaval", "cérémonial", "chacal", "festival", "récital", "régal"})
_FRENCH_OUX = frozenset({"bijou", "caillou", "chou", "genou", "hibou", "joujou", "pou"})
_FRENCH_EUS = frozenset({"bleu", "émeu", "landau", "pneu", "sarrau"})
_FRENCH_IRREGULAR = {"madame": "mesdames", "mademoiselle": "mesdemoiselles", "monsieur": "messieurs", "œil": "yeux"}

_SPANISH_IRREGULAR = {
    "carácter": "caracteres", "champú": "champús", "crimen": "crímenes", "examen": "exámenes", "imagen": "imágenes",
    "joven": "jóvenes", "margen": "márgenes", "menú": "menús", "orden": "órdenes", "origen": "orígenes",
    "régimen": "regímenes", "resumen": "resúmenes", "virgen": "vírgenes", "volumen": "volúmenes",
}  # fmt: skip
_HEAD_FIRST = {
    "fr": re.compile(r"(.+?)((?: (?:à|au|aux|avec|contre|d['’]|dans|de|des|du|en|par|pour|sans|sous|sur)\b|[ -]d['’]"
                     r"|-(?:à|au|aux|de|des|du|en)-).*)", re.IGNORECASE | re.DOTALL),
    "es": re.compile(r"(.+?)( (?:a|al|con|contra|de|del|en|para|por|sin|sobre)\b.*)", re.IGNORECASE | re.DOTALL),
}  # fmt: skip
"""What stands before a preposition takes the endings: pommes de terre, arcs-en-ciel, fines de semana."""

_FRENCH_FIRST = re.compile(
    r"(?:abat|après|arrière|auto|avant|brise|casse|chauffe|contre|coupe|cure|demi|e|essuie|ex|garde|grand(?=-mère)|gratte"
    r"|haut(?=-parleur)|lance|lave|micro|mi|mini|monte|non|ouvre|pare|passe|perce|porte|pré|presse|prêt-à|protège|rez"
    r"|sans|semi|sèche|sous|super|taille|télé|tire|tourne|vice|week)-.*", re.IGNORECASE
)  # fmt: skip
"""Compounds of which only the last word takes an ending: sous-sols, tire-bouchons."""
_FRENCH_UNCHANGED = re.compile(
    r".*-(?:midi|tout|chaussée|neige|temps|boue|feu|monnaie|ciel|partout|vous|soleil|bagages|vaisselle|linge)",
    re.IGNORECASE,
)

_BARE = str.maketrans("áéíóú", "aeiou")


def language(locale: str) -> str:
    """The language of a locale: `en` of `en_US`."""
    return locale[:2]


def is_one(count: float, locale: str) -> bool:
    """Whether a count takes the singular: 1; in French anything below 2."""
    return abs(count) < 2 if language(locale) == "fr" else count == 1


def plural_in(text: str, locale: str) -> str:
    """The plural of a noun. Raises RefusedError for a language without rules here."""
    spoken = language(locale)
    if spoken == "ja" or not text:
        return text
    if spoken not in _PLURALS:
        raise RefusedError(f"plural in {locale}", f"languages with rules for it: {', '.join(sorted(_PLURALS))}")
    if spoken != "en" and text.isupper():  # BATEAU; a PME or ONG does not change
        return _PLURALS[spoken](text.lower()).upper() if len(text) > 3 else text
    return _PLURALS[spoken](text)


def _french(noun: str) -> str:
    """Of every word before a preposition: cartes bancaires, grands-parents."""
    headed = _HEAD_FIRST["fr"].fullmatch(noun)
    if headed:
        return _french(headed[1]) + headed[2]
    if _FRENCH_UNCHANGED.fullmatch(noun):
        return noun
    if _FRENCH_FIRST.fullmatch(noun):
        first, last = noun.rsplit("-", 1)
        return f"{first}-{_french_word(last)}"
    return re.sub(r"[^\s-]+", lambda word: _french_word(word[0]), noun)


def _spanish(noun: str) -> str:
    """Of every word before a preposition: cuentas bancarias, fines de semana."""
    headed = _HEAD_FIRST["es"].fullmatch(noun)
    if headed:
        return _spanish(headed[1]) + headed[2]
    return re.sub(r"\S+", lambda word: _spanish_word(word[0]), noun)


def _french_word(word: str) -> str:
    if word in _FRENCH_IRREGULAR:
        return _FRENCH_IRREGULAR[word]
    if word.endswith(("s", "x", "z")):
        return word
    if word in _FRENCH_AUX or (word.endswith("al") and word not in _FRENCH_ALS):
        return word[: -2 if word in _FRENCH_AUX else -1] + "ux"
    takes_x = word in _FRENCH_OUX or (word.endswith(("au", "eu")) and word not in _FRENCH_EUS)
    return word + ("x" if takes_x else "s")


def _spanish_word(word: str) -> str:
    if word in _SPANISH_IRREGULAR:
        return _SPANISH_IRREGULAR[word]
    if word[-1] in "aeiouáéó":
        return word + "s"
    if word.endswith("z"):
        return word[:-1] + "ces"
    if re.search("(?:[áéó]|(?<![aeo])[íú])[ns]$", word):  # alemán, autobús, canción, but país
        return word[:-2] + word[-2:].translate(_BARE) + "es"
    if word.endswith(("s", "x")) and len(re.findall("[aeiouáéíóú]+", word)) > 1 and word[-2:-1] not in "áéíóú":
        return word  # lunes, tórax
    return word + "es"


_PLURALS = {"en": inflection.plural, "fr": _french, "es": _spanish}


def possessive_ending_in(name: str, locale: str) -> str:
    """The genitive ending of a name. Raises RefusedError for a language without rules here."""
    spoken = language(locale)
    if spoken == "en":
        return inflection.possessive_ending(name)
    if spoken == "de":
        return "’" if name.lower().endswith(("s", "ß", "x", "z", "ce")) else "s"
    if spoken == "ja":
        return "の"
    raise RefusedError(f"possessive in {locale}", "languages with rules for it: de, en, ja; write `de Anna` in full")


def article_in(text: str, locale: str) -> str:
    """`a` or `an`, by the sound that the text begins with. Raises RefusedError for another language than English."""
    if language(locale) != "en":
        raise RefusedError(f"article in {locale}", "languages with rules for it: en; agree() chooses between two forms")
    return inflection.article(text)
