"""Readings of English forms with their frequencies: WordNet's lemmas, lemminflect's forms."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from inflections import Table, forms_of
from wordnet import WordNet
from words_apart import CLOSED, OPEN_TOO

NOUN_CLASSES = {
    "04": "act", "05": "animal", "06": "artifact", "07": "attribute", "08": "body", "09": "cognition",
    "10": "communication", "11": "event", "12": "feeling", "13": "food", "14": "group", "15": "location",
    "17": "object", "18": "person", "19": "event", "20": "plant", "21": "possession", "22": "event", "23": "quantity",
    "24": "attribute", "26": "state", "27": "substance", "28": "time",
}  # fmt: skip
"""WordNet's lexicographer file -> word list of nouns."""
KINDS = {
    "device": {("device", "06"), ("equipment", "06"), ("tool", "06"), ("appliance", "06"), ("machine", "06")},
    "building": {("structure", "06"), ("room", "06"), ("area", "06")},
    "clothing": {("clothing", "06"), ("footwear", "06"), ("jewelry", "06")},
    "vehicle": {("vehicle", "06"), ("craft", "06")},
    "writing": {("writing", "10"), ("document", "10"), ("publication", "06"), ("message", "10"), ("publication", "10")},
    "show": {("show", "10"), ("music", "10"), ("movie", "10"), ("auditory_communication", "10")},
    "game": {("game", "04"), ("sport", "04")},
}
"""Word list of nouns -> what its nouns hang below, a word and its lexicographer file; later ones take precedence."""


class Reading(NamedTuple):
    """One reading of a form: the lemma, n v a or r, which of its forms, how often in SemCor."""

    lemma: str
    pos: str
    form: int
    met: float


class Lexicon:
    """Frequencies a million tokens of every form of every lemma, and what WordNet says of them."""

    def __init__(self, net: WordNet, table: Table, per_million: Mapping[str, float], refused: set[str]) -> None:
        self.net, self.table, self.per_million, self.refused = net, table, per_million, refused
        found = readings(net, table)
        self.rates: defaultdict[tuple[str, str, int], float] = defaultdict(float)
        for form, entries in found.items():
            if form not in refused and form not in CLOSED - OPEN_TOO:
                total = sum(reading.met for reading in entries)
                for reading in entries:
                    self.rates[reading[:3]] += per_million.get(form, 0) * reading.met / total
        self.main = {form: max(entries, key=lambda reading: reading.met) for form, entries in found.items()}
        """Form -> its most frequent reading."""
        self.companions = self._companions()

    def lemmas(self, pos: str) -> list[str]:
        """The lemmas of a part of speech, without those that are offensive, names or of closed classes."""
        found = {lemma for lemma, kind, _ in self.rates if kind == pos and lemma not in self.refused}
        return sorted(lemma for lemma in found if lemma not in CLOSED - OPEN_TOO and not self.is_name(lemma))

    def is_name(self, word: str) -> bool:
        """Whether a word is mostly written with a capital."""
        return self.per_million.get(word.capitalize(), 0) > 2 * self.per_million.get(word.lower(), 0)

    def noun_class(self, lemma: str) -> str:
        """The word list of a noun: that of its most frequent senses; empty where there is none."""
        files: defaultdict[str, float] = defaultdict(float)
        for sense in self.net.senses[lemma, "n"]:
            files[self.net.kinds.get(sense.target) or NOUN_CLASSES.get(sense.lexfile, "")] += sense.met
        return max(files, key=lambda name: files[name])

    def _companions(self) -> dict[tuple[str, str], Counter[str]]:
        """(adjective or verb, its part of speech) -> classes of the nouns behind it in WordNet's glosses."""
        found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for gloss in self.net.glosses:
            words = re.findall("[a-z]+|[^a-z ]", gloss.lower())
            verb = ""
            for word, following in zip(words, [*words[1:], "."], strict=True):
                reading, behind = self.main.get(word), self.main.get(following)
                noun = self.noun_class(behind.lemma) if behind and behind.pos == "n" and following not in CLOSED else ""
                if reading and reading.pos == "v" and word not in CLOSED:
                    verb = reading.lemma
                elif reading and reading.pos == "a" and noun:
                    found[reading.lemma, "a"][noun] += 1
                elif not (reading and reading.pos == "a") and word not in ("a", "an", "the", "his", "her", "your"):
                    verb = ""
                if verb and noun:
                    found[verb, "v"][noun] += 1
                    verb = ""
        return found


def readings(net: WordNet, table: Table) -> dict[str, list[Reading]]:
    """Form -> its readings."""
    found: dict[str, list[Reading]] = defaultdict(list)
    for (lemma, pos), senses in net.senses.items():
        if re.fullmatch("[a-z]{2,}", lemma):
            met = sum(sense.met for sense in senses)
            for number, form in enumerate(forms_of(lemma, pos, table)):
                if re.fullmatch("[a-z]+", form):
                    found[form].append(Reading(lemma, pos, number, met))
    return found
