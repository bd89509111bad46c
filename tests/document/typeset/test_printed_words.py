"""Printed words by locale (`synth.document.typeset.printed_words`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.core.errors import SpecError
from synth.document.typeset.printed_words import printed_words


def words_of(folder: Path, text: str, *locales: str) -> dict:
    (folder / "w.yaml").write_text(text, encoding="utf-8")
    return printed_words(folder, "w.yaml", locales)


def test_a_scene_without_a_words_file_has_none() -> None:
    assert printed_words(Path("nowhere"), None, ["en_GB"]) == {}


def test_a_locales_words_stand_before_its_languages_and_other_locales_do_not_see_them(tmp_path: Path) -> None:
    text = "en: {total: Total, tax: Tax, due: Due}\nen_GB: {tax: VAT}\nen_AU: {tax: GST}\n"
    found = words_of(tmp_path, text, "en_GB", "en_US", "en_AU")
    assert {locale: words["tax"] for locale, words in found.items()} == {"en_GB": "VAT", "en_US": "Tax", "en_AU": "GST"}
    assert all(words["total"] == "Total" and words["due"] == "Due" for words in found.values())


def test_only_the_locales_asked_for_are_told(tmp_path: Path) -> None:
    assert words_of(tmp_path, "en: {a: A}\nde: {a: B}\n", "de_AT") == {"de_AT": {"a": "B"}}
    assert words_of(tmp_path, "en_GB: {a: A}\n", "en_GB") == {"en_GB": {"a": "A"}}
    assert words_of(tmp_path, "ar: {a: A}\n", "ar") == {"ar": {"a": "A"}}
    assert words_of(tmp_path, "en: {a: A}\n") == {}


@pytest.mark.parametrize("file", ["/etc/words.yaml", "../words.yaml", "a/../../words.yaml"])
def test_a_words_file_outside_of_the_scenes_folder_is_refused_unread(tmp_path: Path, file: str) -> None:
    with pytest.raises(SpecError) as refused:
        printed_words(tmp_path, file, ["en_GB"])
    assert str(refused.value) == f"words: got {file!r}; a file inside the scene's folder is needed"


@pytest.mark.parametrize(
    ("text", "locale", "message"),
    [
        ("en: {a: A}\nfr: {a: B}\n", "de_DE", "w.yaml: got ['en', 'fr']; words for 'de' or 'de_DE' are needed"),
        ("en_US: {a: A}\n", "en_GB", "w.yaml: got ['en_US']; words for 'en' or 'en_GB' are needed"),
        ("en: Total\n", "en_GB", "w.yaml: en: got 'Total'; words by name: `name: text`"),
        ("en: {a: A}\nde: [a]\n", "en_GB", "w.yaml: de: got ['a']; words by name: `name: text`"),
    ],
)
def test_words_that_are_missing_or_no_words_are_told_in_one_line(
    tmp_path: Path, text: str, locale: str, message: str
) -> None:
    with pytest.raises(SpecError) as refused:
        words_of(tmp_path, text, locale)
    assert str(refused.value) == message
