"""Values of people and things that stand in synthetic texts and in real ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from synth.data.split.texts import IDENTITY
from synth.data.split.traits import is_telling, plain
from synth.evidence.figures import Cell, Figure, Table, Verdict
from synth.evidence.intervals import difference, share
from synth.evidence.texts.sets import TextSets
from synth.text.formats.labelled import LabelledText

MORE = 0.01
"""Share of the values of a kind beyond that of held-out real texts that real texts may have."""

_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DATE = re.compile(
    r"(?<!\d)(?:(?:1[89]|20)\d\d([-./])[01]?\d\1[0-3]?\d|[0-3]?\d([-./])[0-3]?\d\2(?:1[89]|20)\d\d)(?!\d)"
)
"""A calendar day, which is many people's; its digits are no number of one."""
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[\s().\-/]{0,2}\d){6,}(?!\w)")
_UNIQUE = IDENTITY - {"PERSON", "PATIENT", "ADDRESS", "USERNAME", "PASSWORD", "CUSTOMER_ID", "EMPLOYEE_ID"}
_UNLABELLED = ("e-mail address", "long number")
_NAMES = frozenset({"PERSON", "PATIENT", "PER", "NAME", "ADDRESS", "USERNAME"})


class Values:
    """Values of people and things in the synthetic texts that occur in the real ones: labelled, or e-mail addresses and
    long numbers wherever they stand.
    """

    def __init__(self, sets: TextSets) -> None:
        real, ours, held = (_found(part) for part in (sets.all_real, sets.synthetic.texts, sets.held.texts))
        self.unique = {kind: _common(ours[kind], real[kind]) for kind in ours if _is_unique(kind)}
        known = _found(sets.real.texts)
        self.kinds = {kind: (real[kind], ours[kind], held[kind]) for kind in ours}
        self.known = {kind: known[kind] for kind in ours if not _is_unique(kind)}

    @property
    def leaked(self) -> list[tuple[str, str]]:
        """Kind and value of each."""
        found: dict[str, tuple[str, str]] = {}
        for kind in sorted(self.unique, key=lambda kind: (kind in _UNLABELLED, kind)):
            for value in self.unique[kind]:
                same = "".join(filter(str.isalnum, value))  # the same value with a label and without
                found.setdefault(same, (kind, value))
        return list(found.values())

    def verdict(self) -> Verdict:
        """Values that only one person or thing has must not occur at all; names may, as often as in others."""
        leaked = self.leaked
        looked = sum(len(self.kinds[kind][1]) for kind in self.unique)
        if leaked:
            first = ", ".join(f"{masked(value)} ({kind})" for kind, value in leaked[:3])
            words = (
                f"{len(leaked)} value{'s' * (len(leaked) != 1)} of real people or things "
                f"occur{'s' * (len(leaked) == 1)} in the synthetic texts: {first}."
            )
            return Verdict(check="values", state="bad", words=words)
        for kind, found in self._names():
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

    def _names(self) -> Iterator[tuple[str, dict[str, Figure]]]:
        for kind, (_, ours, held) in self.kinds.items():
            if kind in self.known and ours and held:
                known = self.known[kind]
                yield kind, {"synthetic": _share_in(ours, known), "held": _share_in(held, known)}

    def table(self) -> Table:
        """Each kind of value: how many different ones, and how many of them real texts have."""
        rows = list[dict[str, Cell]]()
        usual = dict(self._names())
        for kind, (real, ours, _) in sorted(self.kinds.items()):
            common = _common(ours, real)
            if not common and not _is_unique(kind):
                continue
            rows.append(
                {
                    "kind": kind,
                    "values": len(ours),
                    "common": len(common),
                    "share": share(len(common), len(ours)) if ours else None,
                    "held": usual[kind]["held"] if kind in usual else None,
                    "some": ", ".join(map(masked, common[:5])) if _is_unique(kind) else ", ".join(common[:5]),
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


def _found(texts: Iterable[LabelledText]) -> defaultdict[str, Counter[str]]:
    """Kind of value -> value -> how many texts have it."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        values = {(_UNLABELLED[0], one.casefold()) for one in _E_MAIL.findall(text.text)}
        values |= {(_UNLABELLED[1], re.sub(r"\D", "", one)) for one in _NUMBER.findall(_DATE.sub("|", text.text))}
        for span in text.spans:
            value = plain(text.text[span.start : span.end])
            words = 2 if span.label.upper() in _NAMES else 1
            if is_telling(value, words, 3):
                values.add((span.label, value))
        for kind, value in values:
            found[kind][value] += 1
    return found


def _common(ours: Mapping[str, int], real: Mapping[str, int]) -> list[str]:
    return sorted(ours.keys() & real.keys())


def _share_in(values: Mapping[str, int], known: Mapping[str, int]) -> Figure:
    return share(sum(value in known for value in values), len(values))


def masked(value: str) -> str:
    """A value by which its owner still knows it, and nobody else."""
    shown = value[:2] + "•" * max(len(value) - 4, 1) + value[-2:]
    return shown if len(shown) <= 40 else shown[:20] + "…" + shown[-6:]
