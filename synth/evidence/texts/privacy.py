"""Privacy of texts: copies, long passages, values of real people and planted canaries in the synthetic texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from synth.data.split.texts import IDENTITY
from synth.data.split.traits import is_telling, plain
from synth.evidence.figures import Cell, Distribution, Figure, Pair, Section, Table, Verdict
from synth.evidence.intervals import at_most, difference, share
from synth.evidence.texts.sets import TextSets
from synth.text.formats.labelled import LabelledText
from synth.text.grammar.tokens import words_of

LONG_RUN = 8
"""Words that a synthetic and a real text have in common in one run, from which it is a passage."""

COPIED = 0.8
"""Share of a text's words that stand in one run of a real text, from which it is a copy."""

MOST_PAIRS = 10
LONG_COPY = 12
"""Words of a real text from which one copy of it is no chance, if the text stands once in the real data."""

MORE = 0.01
"""Share of synthetic texts beyond that of held-out real ones that may be copies or have passages."""

_SEED_WORDS, _MOST_SAID = 4, 100
_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[\s().\-/]{0,2}\d){6,}(?!\w)")
_UNIQUE = IDENTITY - {"PERSON", "PATIENT", "ADDRESS", "USERNAME", "PASSWORD", "CUSTOMER_ID", "EMPLOYEE_ID"}
_UNLABELLED = ("e-mail address", "long number")
_NAMES = frozenset({"PERSON", "PATIENT", "PER", "NAME", "ADDRESS", "USERNAME"})


class Run(NamedTuple):
    """The longest run of words that a text has in common with real texts, and the place of one of them."""

    words: int
    said: str
    real: int


def privacy(sets: TextSets, canaries: Sequence[str] = ()) -> Section:
    """What of the real texts is to be found in the synthetic ones, beside what is of it in held-out real texts."""
    real, held, ours = sets.real.texts, sets.held.texts, sets.synthetic.texts
    index = _Runs(real)
    runs = {"synthetic": [index.longest(one.text) for one in ours], "held": [index.longest(one.text) for one in held]}
    copies = {
        "synthetic": _nearly_whole(ours, runs["synthetic"]),
        "held": _nearly_whole(held, runs["held"]),
    }
    long = {name: share(sum(run.words >= LONG_RUN for run in found), len(found)) for name, found in runs.items()}
    lengths = {name: np.array([run.words for run in found], np.float64) for name, found in runs.items()}
    rows: list[dict[str, Cell]] = [
        {"what": f"texts that share {COPIED:.0%} of their words with a real text in one run", **copies},
        {"what": f"texts with {LONG_RUN} words or more in a run of a real text", **long},
        *(
            {
                "what": f"longest common run of words, {name}",
                **{of: _quantile(values, at) for of, values in lengths.items()},
            }
            for name, at in (("median", 0.5), ("95 % of texts have at most", 0.95), ("the longest", 1.0))
        ),
    ]
    values = _Values(sets)
    return Section(
        key="privacy",
        title="Privacy",
        lead=(
            "Is anything of the real texts to be found in the synthetic ones that is not found in "
            "real texts at large? Held-out real texts say what chance and common phrases do."
        ),
        verdicts=[
            _copied(sets, copies),
            _verdict("phrases", f"share {LONG_RUN} words or more in a run with a real one", long, MORE),
            values.verdict(),
            *_canary_verdict(canaries, ours),
        ],
        plots=[
            Distribution(
                title="Words in the longest run in common with a real text",
                synthetic=lengths["synthetic"].tolist(),
                real=lengths["held"].tolist(),
                real_name="held-out real",
            )
        ],
        tables=[
            Table(
                key="copies",
                title="Copies and passages",
                columns={"what": "What", "synthetic": "Synthetic", "held": "Held-out real, for comparison"},
                rows=rows,
                note=f"{len(ours)} synthetic and {len(held)} held-out texts against {len(real)} real ones.",
            ),
            values.table(),
        ],
        pairs=[
            Pair(
                synthetic=ours[at].text, real=real[run.real].text, said=f"{run.words} words in a run: {_cut(run.said)}"
            )
            for at, run in _closest(runs["synthetic"])
        ],
    )


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SAID else f"{text[:_MOST_SAID]}…"


def _quantile(values: np.ndarray, at: float) -> int:
    return int(np.quantile(values, at, method="lower"))


def _closest(runs: Sequence[Run]) -> list[tuple[int, Run]]:
    order = sorted(range(len(runs)), key=lambda at: (-runs[at].words, at))
    return [(at, runs[at]) for at in order[:MOST_PAIRS] if runs[at].words >= _SEED_WORDS]


def _nearly_whole(texts: Sequence[LabelledText], runs: Sequence[Run]) -> Figure:
    copied = [run.words >= COPIED * len(words_of(one.text)) for one, run in zip(texts, runs, strict=True) if run.words]
    return share(sum(copied), len(texts))


def _copied(sets: TextSets, copies: Mapping[str, Figure]) -> Verdict:
    """One copy of a long text that stands once in the real data is enough; of short ones chance makes some."""
    real = Counter(plain(one.text) for one in sets.all_real)
    texts = [plain(one.text) for one in sets.synthetic.texts]
    whole = [one for one in texts if real[one] == 1 and len(words_of(one)) >= LONG_COPY]
    if not whole:
        return _verdict("copies", "are copies of real ones", copies, MORE)
    number = f"{len(whole)} synthetic text{'s are' if len(whole) > 1 else ' is'}"
    words = f"{number} word for word a real one of {LONG_COPY} words or more: see the closest pairs."
    return Verdict(check="copies", state="bad", words=words)


def _verdict(check: str, said: str, found: Mapping[str, Figure], limit: float) -> Verdict:
    """Whether the synthetic texts do it more often than held-out real ones."""
    ours, usual = found["synthetic"], found["held"]
    more = difference(ours, usual)
    state = at_most(more, limit)
    against = {"bad": "more than", "good": "no more than", "open": "perhaps more than"}[state]
    words = f"{ours.text} of the synthetic texts {said}, {against} of held-out real texts: {usual.text}."
    return Verdict(check=check, state=state, words=words)


class _Runs:
    """Finds the longest run of words that a text has in common with any of the texts."""

    def __init__(self, texts: Sequence[LabelledText]) -> None:
        self._words = [words_of(one.text.lower()) for one in texts]
        self._places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, words in enumerate(self._words):
            for at in range(len(words) - _SEED_WORDS + 1):
                self._places[hash(tuple(words[at : at + _SEED_WORDS]))].append((number, at))

    def longest(self, text: str) -> Run:
        """Runs of fewer than four words count as none; of a run that is very common a hundred places are looked at."""
        words = words_of(text.lower())
        best, at = Run(0, "", 0), 0
        while at <= len(words) - max(_SEED_WORDS, best.words):
            key = hash(tuple(words[at : at + _SEED_WORDS]))
            for number, place in self._places.get(key, ())[:100]:
                length = self._length(words, at, self._words[number], place)
                if length > best.words:
                    best = Run(length, " ".join(words[at : at + length]), number)
            at += 1
        return best

    @staticmethod
    def _length(one: Sequence[str], at: int, other: Sequence[str], place: int) -> int:
        length = 0
        while at + length < len(one) and place + length < len(other) and one[at + length] == other[place + length]:
            length += 1
        return length if length >= _SEED_WORDS else 0


class _Values:
    """Values of people and things in the synthetic texts that occur in the real ones: labelled, or e-mail addresses and
    long numbers wherever they stand.
    """

    def __init__(self, sets: TextSets) -> None:
        self._sets = sets
        real, ours, held = (_found(part) for part in (sets.all_real, sets.synthetic.texts, sets.held.texts))
        self.unique = {kind: _common(ours[kind], real[kind]) for kind in ours if _is_unique(kind)}
        names = [kind for kind in ours if not _is_unique(kind)]
        self.kinds = {kind: (real[kind], ours[kind], held[kind]) for kind in ours}
        self.known = {kind: _found(sets.real.texts)[kind] for kind in names}

    @property
    def leaked(self) -> list[tuple[str, str, int, int]]:
        """Kind, value, how often synthetic and real texts have it."""
        found: dict[str, tuple[str, str, int, int]] = {}
        for kind in sorted(self.unique, key=lambda kind: (kind in _UNLABELLED, kind)):
            for value in self.unique[kind]:
                same = "".join(filter(str.isalnum, value))  # the same value with a label and without
                found.setdefault(same, (kind, value, self.kinds[kind][1][value], self.kinds[kind][0][value]))
        return list(found.values())

    def verdict(self) -> Verdict:
        """Values that only one person or thing has must not occur at all; names may, as often as in others."""
        leaked = self.leaked
        looked = sum(len(self.kinds[kind][1]) for kind in self.unique)
        if leaked:
            first = ", ".join(f"{_masked(value)} ({kind})" for kind, value, *_ in leaked[:3])
            words = (
                f"{len(leaked)} value{'s' * (len(leaked) != 1)} of real people or things "
                f"occur{'s' * (len(leaked) == 1)} in the synthetic texts: {first}."
            )
            return Verdict(check="values", state="bad", words=words)
        for kind, found in self._names():
            more = difference(found["synthetic"], found["held"])
            if more.low > MORE:
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
                    "some": ", ".join(map(_masked, common[:5])) if _is_unique(kind) else ", ".join(common[:5]),
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
        values |= {(_UNLABELLED[1], re.sub(r"\D", "", one)) for one in _NUMBER.findall(text.text)}
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


def _masked(value: str) -> str:
    """A value by which its owner still knows it, and nobody else."""
    shown = value[:2] + "•" * max(len(value) - 4, 1) + value[-2:]
    return shown if len(shown) <= 40 else shown[:20] + "…" + shown[-6:]


def _canary_verdict(canaries: Sequence[str], ours: Sequence[LabelledText]) -> Iterator[Verdict]:
    """Whether a planted text is in a synthetic one, whatever its case and white space."""
    if not canaries:
        return
    texts = [plain(one.text) for one in ours]
    out = [one for one in canaries if any(plain(one) in text for text in texts)]
    if out:
        words = f"{len(out)} of {len(canaries)} planted canaries come out again: {', '.join(map(_masked, out[:3]))}."
        yield Verdict(check="canaries", state="bad", words=words)
    else:
        words = f"None of {len(canaries)} planted canaries comes out in {len(ours)} synthetic texts."
        yield Verdict(check="canaries", state="good", words=words)
