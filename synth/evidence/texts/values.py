"""Values of people and things that stand in synthetic texts and in real ones."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import numpy as np

from synth.data.split.texts import IDENTITY
from synth.data.split.traits import is_telling, plain
from synth.evidence.figures import Cell, Table, Verdict
from synth.evidence.intervals import difference, share
from synth.evidence.texts.sets import TextSets
from synth.text.formats.labelled import LabelledText
from synth.text.grammar.duplicates import key_of

MORE = 0.01
"""Share of the values of a kind beyond that of held-out real texts that real texts may have."""

_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DATE = re.compile(
    r"(?<!\d)(?:(?:1[89]|20)\d\d([-./])[01]?\d\1[0-3]?\d|[0-3]?\d([-./])[0-3]?\d\2(?:1[89]|20)\d\d)(?!\d)"
)
"""A calendar day, which is many people's; its digits are no number of one."""
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:(?:[^\S\n]|[().\-/]){0,2}\d){6,}(?!\w)")
"""Of seven digits, within a line: below each other stand the cells of a table."""
_UNIQUE = IDENTITY - {"PERSON", "PATIENT", "ADDRESS", "USERNAME", "PASSWORD", "CUSTOMER_ID", "EMPLOYEE_ID"}
_LONGEST_SHOWN = 40
_UNLABELLED = ("e-mail address", "long number")
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
        """Kind of value -> the values that occur in both."""
        self.number = {kind: ours.number(kind) for kind in ours.kinds}
        """Kind of value -> different ones in the synthetic texts."""
        self.usual = {
            kind: {name: share(len(part.common(kind, real)), part.number(kind)) for name, part in both}
            for kind in ours.kinds
            if not _is_unique(kind) and held.number(kind)
            for both in [(("synthetic", ours), ("held", held))]
        }
        """Kind of name -> share of the different ones that real texts have."""

    @property
    def leaked(self) -> list[tuple[str, str]]:
        """Kind and value of each."""
        found: dict[str, tuple[str, str]] = {}
        unique = filter(_is_unique, self.common)
        for kind in sorted(unique, key=lambda kind: (kind in _UNLABELLED, kind)):
            for value in self.common[kind]:
                same = "".join(filter(str.isalnum, value))  # the same value with a label and without
                found.setdefault(same, (kind, value))
        return list(found.values())

    def verdict(self) -> Verdict:
        """Values that only one person or thing has must not occur at all; names may, as often as in others."""
        leaked = self.leaked
        looked = sum(number for kind, number in self.number.items() if _is_unique(kind))
        if leaked:
            first = ", ".join(f"{masked(value)} ({kind})" for kind, value in leaked[:3])
            words = (
                f"{len(leaked)} value{'s' * (len(leaked) != 1)} of real people or things "
                f"occur{'s' * (len(leaked) == 1)} in the synthetic texts: {first}."
            )
            return Verdict(check="values", state="bad", words=words)
        for kind, found in self.usual.items():
            more = difference(found["synthetic"], found["held"])
            if kind.upper() in _NAMES and more.low > MORE:
                words = (
                    f"{found['synthetic'].text} of the synthetic values of {kind} occur in real "
                    f"texts, of those of held-out real texts {found['held'].text}."
                )
                return Verdict(check="values", state="bad", words=words)
        if not looked:
            return Verdict(
                check="values",
                state="open",
                words=(
                    "The synthetic texts have no e-mail addresses, long numbers or labelled values "
                    "of people to compare."
                ),
            )
        most = share(0, looked).high
        words = (
            f"None of {looked} e-mail addresses, numbers and identifiers in the synthetic texts "
            f"occurs in real ones (at most {100 * most:.2f} % may)."
        )
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
    values |= {(_UNLABELLED[1], re.sub(r"\D", "", one)) for one in _NUMBER.findall(_DATE.sub("|", text.text))}
    for span in text.spans:
        value = plain(text.text[span.start : span.end])
        words = 2 if span.label.upper() in _NAMES else 1
        if is_telling(value, words, 3):
            values.add((span.label, value))
    return values


def _named(hashes: Mapping[str, Collection[int]], texts: Iterable[LabelledText]) -> dict[str, list[str]]:
    """Kind -> the values with these hashes, in order."""
    found: dict[str, set[str]] = {kind: set() for kind in hashes}
    if any(hashes.values()):
        for text in texts:
            for kind, value in _values_of(text):
                if key_of(value) in hashes[kind]:
                    found[kind].add(value)
    return {kind: sorted(values) for kind, values in found.items()}


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST_SHOWN else f"{value[: _LONGEST_SHOWN - 1]}…"


def masked(value: str) -> str:
    """A value by which its owner still knows it, and nobody else."""
    shown = value[:2] + "•" * max(len(value) - 4, 1) + value[-2:]
    return shown if len(shown) <= _LONGEST_SHOWN else shown[:20] + "…" + shown[-6:]
