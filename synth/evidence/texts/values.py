"""Values of people and things that stand in synthetic texts and in real ones."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

import numpy as np

from synth.data.split.texts import IDENTITY
from synth.data.split.traits import is_telling, plain
from synth.evidence.figures import Cell, Table, Verdict
from synth.evidence.intervals import difference, share
from synth.evidence.texts.sets import TextSets
from synth.people.money import TEST_CARDS
from synth.people.phones import is_nobodys
from synth.text.formats.labelled import LabelledText
from synth.text.grammar.duplicates import key_of

MORE = 0.01
"""Share of the values of a kind beyond that of held-out real texts that real texts may have."""

_SIGN = "(?:(?![\u3040-\u30ff\u3400-\u9fff])[\\w-])"  # Japanese and Chinese words go on without a blank
_E_MAIL = re.compile(rf"(?:{_SIGN}|[.+])+@{_SIGN}+(?:\.{_SIGN}+)+")
_DATE = re.compile(
    r"(?<!\d)(?:(?:1[89]|20)\d\d([-./])[01]?\d\1[0-3]?\d|[0-3]?\d([-./])[0-3]?\d\2(?:1[89]|20)\d\d)(?!\d)"
)
"""A calendar day, which is many people's; its digits are no number of one."""
_NUMBER = re.compile(r"(?<![\dA-Za-z_])\+?\d(?:(?:[^\S\n]|[().\-/]){0,3}\d){6,}(?![\dA-Za-z_])")
"""Of seven digits, within a line: below each other stand the cells of a table."""
_OF_MANY = frozenset({
    "ZIP", "ZIP_CODE", "ZIPCODE", "POSTCODE", "POSTAL_CODE", "DATE", "DATE_OF_BIRTH", "TIME", "DATE_TIME", "AMOUNT",
    "MONEY", "PRICE", "PERCENT", "QUANTITY",
})  # fmt: skip
"""Labels whose digits, however many, are no number of one person or thing."""
_UNIQUE = IDENTITY - {"PERSON", "PATIENT", "ADDRESS", "USERNAME", "PASSWORD", "CUSTOMER_ID", "EMPLOYEE_ID"}
_LONGEST_SHOWN = 40
_UNLABELLED = ("e-mail address", "long number")
_E_MAILS = frozenset({"EMAIL", _UNLABELLED[0].upper()})
_PUBLIC = frozenset({"PHONE", "CREDIT_CARD", _UNLABELLED[1].upper()})
SHORT = 8
"""Letters and digits of an identifier below which chance may repeat it."""
COMMON, LEAST_COMMON = 0.01, 10
"""Share of the real texts, and texts at least, from which a value is that of many, such as a hotline."""
_NAMES = frozenset({"PERSON", "PATIENT", "PER", "NAME", "ADDRESS", "USERNAME"})


class Values:
    """Values of people and things in the synthetic texts that occur in the real ones: labelled, or e-mail addresses and
    long numbers wherever they stand.
    """

    def __init__(self, sets: TextSets) -> None:
        real, held = (_Hashed(part) for part in (sets.real.texts, sets.held.texts))
        ours = _Hashed(sets.synthetic.texts)
        parts = (real,) if sets.given else (real, held)
        common = {kind: {one for part in parts for one in part.common(kind, ours)} for kind in ours.kinds}
        self.common = _named(common, sets.synthetic.texts)
        """Kind of value -> the values that occur in both, but for numbers that are nobody's."""
        self.number = {kind: ours.number(kind) for kind in ours.kinds}
        """Kind of value -> different ones in the synthetic texts."""
        self.usual = {
            kind: {name: share(len(part.common(kind, real)), part.number(kind)) for name, part in both}
            for kind in ours.kinds
            if not _is_unique(kind) and held.number(kind)
            for both in [(("synthetic", ours), ("held", held))]
        }
        """Kind of name -> share of the different ones that real texts have."""
        identifiers = [kind for kind in ours.kinds if _is_unique(kind) and kind.upper() not in _E_MAILS]
        alone = {kind: {*held.common(kind, ours)} - {*real.common(kind, ours)} for kind in identifiers if sets.given}
        self._unseen = _named(alone, sets.synthetic.texts)
        """Kind of identifier -> those that only held-out texts have, which no generator saw, and the synthetic ones."""
        self._lengths = {kind: {*map(_length, values)} for kind, values in self._unseen.items()}
        self.leaked = self._leaks(sets)
        """Kind and value of each that only one person or thing has, and that chance does not explain."""
        self.chance = {
            kind: (
                share(sum(self._may(kind, one) for one in self.common[kind]), real.number(kind)),
                share(len(self._unseen[kind]), number),
            )
            for kind in alone
            if real.number(kind) and (number := held.number(kind) - len(held.common(kind, real)))
        }
        """Kind of identifier -> shares of the real ones, and of those only in held-out texts, that occur again."""

    def _may(self, kind: str, value: str) -> bool:
        """Whether chance may be why a value is in both: where it is short, and where the synthetic texts have values of
        its kind and length that only held-out texts have. Never of an e-mail address.
        """
        length = _length(value)
        return kind.upper() not in _E_MAILS and (length < SHORT or length in self._lengths.get(kind, ()))

    def _leaks(self, sets: TextSets) -> list[tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        unique = filter(_is_unique, self.common)
        for kind in sorted(unique, key=lambda kind: (kind in _UNLABELLED, kind)):
            for value in self.common[kind]:
                if not self._may(kind, value):
                    same = "".join(filter(str.isalnum, value))  # the same value with a label and without
                    found.setdefault(same, (kind, value))
        if not found:
            return []
        number = Counter(one for text in sets.all_real for one in _values_of(text))
        many = max(COMMON * len(sets.all_real), LEAST_COMMON)
        return [one for one in found.values() if number[one] < many]

    def verdict(self) -> Verdict:
        """Values that only one person or thing has must not occur at all; names, and identifiers that chance repeats,
        may, as often as in others.
        """
        if self.leaked:
            number, first = len(self.leaked), ", ".join(f"{masked(value)} ({kind})" for kind, value in self.leaked[:3])
            said = f"{number} value{'s' * (number != 1)} of real people or things occur{'s' * (number == 1)}"
            return Verdict(check="values", state="bad", words=f"{said} in the synthetic texts: {first}.")
        for kind, found in self.usual.items():
            more = difference(found["synthetic"], found["held"])
            if kind.upper() in _NAMES and more.low > MORE:
                words = (
                    f"{found['synthetic'].text} of the synthetic values of {kind} occur in real "
                    f"texts, of those of held-out real texts {found['held'].text}."
                )
                return Verdict(check="values", state="bad", words=words)
        return self._identifiers()

    def _identifiers(self) -> Verdict:
        """What is left where nothing is a leak by itself: whether identifiers are repeated oftener than by chance."""
        for kind, (learnt, unseen) in self.chance.items():
            if difference(learnt, unseen).low > 0:
                words = (
                    f"{learnt.text} of the real values of {kind} occur, of those only in held-out texts {unseen.text}."
                )
                return Verdict(check="values", state="bad", words=words)
        looked = sum(number for kind, number in self.number.items() if _is_unique(kind))
        if not looked:
            words = (
                "The synthetic texts have no e-mail addresses, long numbers or labelled values of people to compare."
            )
            return Verdict(check="values", state="open", words=words)
        by_chance = {kind: values for kind, values in self.common.items() if _is_unique(kind) and values}
        number = sum(map(len, by_chance.values()))
        said = f"{number} short identifiers or values of many occur in real texts, too"
        for kind in by_chance:
            learnt, unseen = self.chance.get(kind, (None, None))
            if kind.upper() not in _E_MAILS and (not learnt or not unseen or difference(learnt, unseen).high > MORE):
                beside = (
                    f": of {kind} {learnt.text}, of those only in held-out texts {unseen.text}"
                    if learnt and unseen
                    else ""
                )
                words = (
                    f"{said}{beside or ', as chance would have it or not: holdout= has a part that no generator saw'}."
                )
                return Verdict(check="values", state="open", words=words)
        words = (
            f"None of {looked} e-mail addresses, numbers and identifiers in the synthetic texts "
            f"is one real person's or thing's (at most {100 * share(0, looked).high:.2f} % may be)."
        )
        if number:
            words += f" {number} that chance repeats, or that are those of many, occur in real texts, too."
        return Verdict(check="values", state="good", words=words)

    def table(self) -> Table:
        """Each kind of value: how many different ones, and how many of them real texts have."""
        rows = list[dict[str, Cell]]()
        for kind, number in self.number.items():
            common = self.common[kind]
            if not common and not _is_unique(kind):
                continue
            rows.append(
                {
                    "kind": kind,
                    "values": number,
                    "common": len(common),
                    "share": share(len(common), number),
                    "held": self.usual[kind]["held"] if kind in self.usual else None,
                    "some": ", ".join(map(masked if _is_unique(kind) else _cut, common[:5])),
                }
            )
        return Table(
            key="values",
            title="Values in real texts",
            columns={
                "kind": "Kind",
                "values": "Different values",
                "common": "of them in real texts",
                "share": "Share",
                "held": "Held-out real, for comparison",
                "some": "Some of them",
            },
            rows=rows,
            note=(
                "Unique ones (addresses, numbers, identifiers) must not occur; they are masked here. "
                "Telephone numbers that are kept for fiction and card numbers for tests are nobody's, and left out. "
                "Names of people, cities or firms are those of many: they are judged by how often "
                "held-out real texts have them."
            ),
        )


def _is_unique(kind: str) -> bool:
    return kind in _UNLABELLED or kind.upper() in _UNIQUE


class _Hashed:
    """Different values of each kind, as 64-bit hashes."""

    def __init__(self, texts: Iterable[LabelledText]) -> None:
        found: defaultdict[str, array[int]] = defaultdict(lambda: array("Q"))
        for text in texts:
            for kind, value in _values_of(text):
                found[kind].append(key_of(value))
        self._hashes = {kind: np.unique(np.array(values, np.uint64)) for kind, values in found.items()}

    @property
    def kinds(self) -> list[str]:
        return sorted(self._hashes)

    def number(self, kind: str) -> int:
        return len(self._hashes.get(kind, ()))

    def common(self, kind: str, other: _Hashed) -> list[int]:
        """Those that the other one has, too."""
        if kind not in self._hashes or kind not in other._hashes:
            return []
        return np.intersect1d(self._hashes[kind], other._hashes[kind], assume_unique=True).tolist()


def _values_of(text: LabelledText) -> set[tuple[str, str]]:
    """Kind and value of each."""
    values = {(_UNLABELLED[0], one.casefold()) for one in _E_MAIL.findall(text.text)}
    values |= {(_UNLABELLED[1], re.sub(r"\D", "", one)) for one in _NUMBER.findall(_DATE.sub("|", _unlabelled(text)))}
    for span in text.spans:
        value = plain(text.text[span.start : span.end])
        words = 2 if span.label.upper() in _NAMES else 1
        if is_telling(value, words, 3):
            values.add((span.label, value))
    return values


def _unlabelled(text: LabelledText) -> str:
    """A text without what its labels call no number of one person or thing."""
    said = text.text
    for span in text.spans:
        if span.label.upper() in _OF_MANY:
            said = f"{said[: span.start]}{'|' * (span.end - span.start)}{said[span.end :]}"
    return said


def _length(value: str) -> int:
    """Letters and digits."""
    return sum(map(str.isalnum, value))


def _named(hashes: Mapping[str, Collection[int]], texts: Iterable[LabelledText]) -> dict[str, list[str]]:
    """Kind -> the values with these hashes, in order."""
    found: dict[str, set[str]] = {kind: set() for kind in hashes}
    if any(hashes.values()):
        for text in texts:
            for kind, value in _values_of(text):
                if key_of(value) in hashes.get(kind, ()):
                    found[kind].add(value)
    return {kind: sorted(one for one in values if not _is_nobodys(kind, one)) for kind, values in found.items()}


def _is_nobodys(kind: str, value: str) -> bool:
    """Whether a number of a telephone or card is one that is given to nobody."""
    digits = re.sub(r"\D", "", value)
    return kind.upper() in _PUBLIC and (digits in TEST_CARDS or is_nobodys(digits))


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST_SHOWN else f"{value[: _LONGEST_SHOWN - 1]}…"


def masked(value: str) -> str:
    """A value by which its owner still knows it, and nobody else."""
    shown = value[:2] + "•" * max(len(value) - 4, 1) + value[-2:]
    return shown if len(shown) <= _LONGEST_SHOWN else shown[:20] + "…" + shown[-6:]
