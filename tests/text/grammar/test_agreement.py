"""Plurals, genitives and articles; numbers, amounts and days as locales write them."""

from __future__ import annotations

import datetime

import pytest

from synth.core.seeds import Draws
from synth.text.grammar import agreement, formats
from synth.text.grammar.budget import RefusedError

DRAWS = Draws("days")

PLURALS = {
    "en_US": "dog dogs|box boxes|city cities|Person People|credit card credit cards|KABUS KABUSES|dogs dogs",
    "fr_FR": "chat chats|journal journaux|bateau bateaux|prix prix|jeu jeux|pneu pneus|travail travaux"
    "|pomme de terre pommes de terre|arc-en-ciel arcs-en-ciel|carte bancaire cartes bancaires|sous-sol sous-sols"
    "|numéro de téléphone numéros de téléphone|coup d'œil coups d'œil|chou-fleur choux-fleurs|week-end week-ends"
    "|rendez-vous rendez-vous|POMME DE TERRE POMMES DE TERRE|salle à manger salles à manger"
    "|festival festivals|bijou bijoux|BATEAU BATEAUX|PME PME|monsieur messieurs|clou clous",
    "es_ES": "libro libros|ciudad ciudades|vez veces|canción canciones|café cafés|autobús autobuses"
    "|lunes lunes|alemán alemanes|país países|mes meses|examen exámenes"
    "|fin de semana fines de semana|tarjeta de crédito tarjetas de crédito|cuenta bancaria cuentas bancarias"
    "|tórax tórax|león leones|CANCIÓN CANCIONES|ONG ONG|rey reyes",
    "ja_JP": "犬 犬",
}


@pytest.mark.parametrize("locale", PLURALS)
def test_plurals(locale: str) -> None:
    for pair in PLURALS[locale].split("|"):
        words = pair.split(" ")
        one, many = " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])
        assert agreement.plural_in(one, locale) == many


def test_what_a_language_has_no_rules_for_is_refused() -> None:
    with pytest.raises(RefusedError, match="plural in de_DE: languages with rules for it: en, es, fr"):
        agreement.plural_in("Hund", "de_DE")
    with pytest.raises(RefusedError, match="possessive in fr_FR"):
        agreement.possessive_ending_in("Anne", "fr_FR")
    with pytest.raises(RefusedError, match="article in de_DE"):
        agreement.article_in("Hund", "de_DE")
    with pytest.raises(RefusedError, match="known: ar, de_DE, en_GB"):
        formats.number_in(1, "xx_XX")


def test_genitives() -> None:
    for locale, name, ending in (
        ("en_US", "Anna", "'s"),
        ("en_GB", "James", "'"),
        ("en_GB", "KABUS", "'"),
        ("de_DE", "Anna", "s"),
        ("de_DE", "Max", "’"),
        ("de_DE", "KABUS", "’"),
        ("de_DE", "Alice", "’"),
        ("ja_JP", "花子", "の"),
    ):
        assert agreement.possessive_ending_in(name, locale) == ending


def test_articles_are_english() -> None:
    assert [agreement.article_in(word, "en_GB") for word in ("apple", "unit")] == ["an", "a"]


def test_one_is_below_two_in_french() -> None:
    assert [agreement.is_one(n, "fr_FR") for n in (0, 1, 1.5, 2)] == [True, True, True, False]
    assert [agreement.is_one(n, "en_US") for n in (0, 1, 1.5, 2)] == [False, True, False, False]


FORMATS = {  # number of 1234.5, money of 1234.5, money of -3 EUR, short and long day
    "en_US": ("1,234.5", "$1,234.50", "-€3.00", "3/7/2026", "March 7, 2026"),
    "en_GB": ("1,234.5", "£1,234.50", "-€3.00", "07/03/2026", "7 March 2026"),
    "de_DE": ("1.234,5", "1.234,50\u00a0€", "-3,00\u00a0€", "07.03.2026", "7. März 2026"),
    "fr_FR": ("1\u202f234,5", "1\u202f234,50\u00a0€", "-3,00\u00a0€", "07/03/2026", "7 mars 2026"),
    "es_ES": ("1234,5", "1234,50\u00a0€", "-3,00\u00a0€", "7/3/2026", "7 de marzo de 2026"),
    "ar": ("1,234.5", "1,234.50\u00a0ر.س", "-3.00\u00a0€", "07/03/2026", "7 مارس 2026"),
    "hi_IN": ("1,234.5", "₹1,234.50", "-€3.00", "07/03/2026", "7 मार्च 2026"),
    "ja_JP": ("1,234.5", "¥1,234", "-€3.00", "2026/03/07", "2026年3月7日"),
}


@pytest.mark.parametrize("locale", FORMATS)
def test_formats(locale: str) -> None:
    day = datetime.date(2026, 3, 7)
    assert FORMATS[locale] == (
        formats.number_in(1234.5, locale),
        formats.money_in(1234.5, locale),
        formats.money_in(-3, locale, "EUR"),
        formats.date_in(day, locale, "short", DRAWS),
        formats.date_in(day, locale, "long", DRAWS),
    )
    assert formats.date_in(day, locale, "iso", DRAWS) == "2026-03-07"


def test_numbers_keep_their_digits() -> None:
    assert formats.number_in(1234567, "de_DE") == "1.234.567"
    assert formats.number_in(12345, "es_ES") == "12.345"
    assert formats.number_in(-1234567, "hi_IN") == "-12,34,567"
    assert formats.money_in(9, "en_US", "SAR") == "SAR\u00a09.00"
    assert formats.number_in(3.0, "en_US") == "3"
    assert formats.number_in(3, "en_US", 2) == "3.00"
    assert formats.money_in(9, "en_US", "CHF") == "CHF\u00a09.00"
    with pytest.raises(RefusedError, match="EURO: an ISO 4217 code such as EUR"):
        formats.money_in(1, "en_US", "EURO")
    with pytest.raises(RefusedError, match="numbers up to"):
        formats.number_in(float("nan"), "en_US")
    with pytest.raises(RefusedError, match="amounts up to"):
        formats.money_in(float("inf"), "en_US")


def test_the_first_of_a_month_in_french() -> None:
    assert formats.date_in(datetime.date(2026, 2, 1), "fr_FR", "long", DRAWS) == "1er février 2026"
    assert formats.date_in(datetime.date(2026, 2, 1), "fr_FR", "short", DRAWS) == "01/02/2026"
