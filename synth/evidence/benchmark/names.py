"""Which names of classes are the same class: those of all sets mapped onto those of the first old set that has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synth.data.vocabulary.compare import Named, SameName, same_names
from synth.evidence.benchmark.sets import NEW, OLD, ReadSet
from synth.evidence.figures import Cell, State, Table, Verdict

SPANS = "span"
"""The kind of labels that spans of texts have; all others are classes of objects or of whole texts."""

SHOWN = 8
"""Names in a sentence."""


@dataclass(frozen=True, slots=True)
class NameMap:
    """`merged`: (kind of label, name) -> the name that stands for it, where that is another one; `asked`: what only a
    person can say, by kind of label; nothing is merged for it.
    """

    merged: Mapping[tuple[str, str], str]
    asked: Sequence[tuple[str, SameName]]

    def of(self, kind: str, name: str) -> str:
        """The name that stands for a name."""
        return self.merged.get((kind, name), name)


def map_names(sets: Sequence[ReadSet[Any]]) -> NameMap:
    """Join what is surely one; the name is that of the first old set that has one, or else of the new set."""
    merged, asked = dict[tuple[str, str], str](), list[tuple[str, SameName]]()
    order = sorted(sets, key=lambda one: one.role == NEW)
    for kind in sorted({kind for one in sets for kind in one.labels}):
        named = [
            Named(one.name, name, number, kind == SPANS)
            for one in order
            for name, number in one.labels.get(kind, {}).items()
        ]
        groups = {one.name: {one.name} for one in named}
        for same in same_names(named):
            if not same.is_sure:
                asked.append((kind, same))
            elif groups[same.named.name] is not groups[same.best]:
                whole = groups[same.named.name] | groups[same.best]
                groups.update(dict.fromkeys(whole, whole))
        first = list(dict.fromkeys(one.name for one in named))  # names of old sets come first
        for name, group in groups.items():
            best = min(group, key=first.index)
            if best != name:
                merged[kind, name] = best
    return NameMap(merged, asked)


def names_verdict(names: NameMap, new: ReadSet[Any], old: ReadSet[Any]) -> Verdict:
    """Of the classes of a new set, which an old one has."""
    found = list(_rows(names, new, old))
    kinds = {how: [row for row in found if row["how"] == how] for how in dict.fromkeys(row["how"] for row in found)}
    same = len(kinds.get("the same", [])) + len(kinds.get("sure", []))
    state: State = "good" if same == len(found) else "open" if not kinds.get("new") and not kinds.get("old") else "bad"
    words = f"{same} of {len(found)} classes of {new.name} and {old.name} are in both"
    if sure := kinds.get("sure"):
        words += "; by another name " + _listed(f"{one['new']} = {one['old']}" for one in sure)
    if questions := kinds.get("asked"):
        words += "; may be one: " + _listed(f"{one['new']} and {one['old']}" for one in questions)
    for role, one in ((NEW, new), (OLD, old)):
        if alone := kinds.get(role):
            words += f"; only in {one.name}: {_listed(str(row[role]) for row in alone)}"
    return Verdict(check="names", state=state, words=f"{words}.")


def names_table(
    names: NameMap, new: ReadSet[Any], old: ReadSet[Any], said: Mapping[tuple[str, str, str], str], key: str
) -> Table:
    """All names of both sets. `said`: (set, kind of label, name) -> what the other set's model mostly calls it."""
    rows: list[dict[str, Cell]] = []
    for row in _rows(names, new, old):
        kind = str(row["kind"])
        calls = [
            said.get((one.name, kind, names.of(kind, str(row[role])))) if row[role] else None
            for role, one in ((NEW, new), (OLD, old))
        ]
        how = {NEW: f"only in {new.name}", OLD: f"only in {old.name}"}.get(str(row["how"]), row["how"])
        rows.append({**row, "how": how, "old_says": calls[0], "new_says": calls[1]})
    return Table(
        key=key,
        title=f"Names of classes: {new.name} and {old.name}",
        columns={
            "kind": "Labels of",
            "new": new.name,
            "old": old.name,
            "how": "One class",
            "new_labels": "Labels, new",
            "old_labels": "Labels, old",
            "old_says": f"Mostly called by {old.name}'s model",
            "new_says": f"Mostly called by {new.name}'s model",
            "why": "Why",
        },
        rows=rows,
        note="Names that are surely one are one class in all that follows; what is asked stays apart.",
    )


def _rows(names: NameMap, new: ReadSet[Any], old: ReadSet[Any]) -> Iterator[dict[str, Cell]]:
    """A row for each class: `how` is `the same`, `sure`, `asked`, or the role of the only set that has it."""
    for kind in sorted({*new.labels, *old.labels}):
        mine, theirs = new.labels.get(kind, {}), old.labels.get(kind, {})
        partners = {names.of(kind, name): name for name in reversed(list(theirs))}
        questions = dict(_questions(names, kind, mine, theirs))
        met = set[str]()
        for name, number in sorted(mine.items(), key=lambda one: (-one[1], one[0])):
            partner, why = partners.get(names.of(kind, name)), ""
            how = "the same" if name in theirs else "sure"
            partner = name if name in theirs else partner
            if partner is None:
                partner, why = questions.get(name, (None, ""))
                how = "asked" if partner else NEW
            met |= {partner or ""}
            yield {
                "kind": kind, "new": name, "old": partner, "how": how, "new_labels": number,
                "old_labels": theirs.get(partner or "", 0), "why": why,
            }  # fmt: skip
        merged = {names.of(kind, name) for name in mine}
        for name, number in sorted(theirs.items(), key=lambda one: (-one[1], one[0])):
            if name not in met and names.of(kind, name) not in merged:
                yield {
                    "kind": kind,
                    "new": None,
                    "old": name,
                    "how": OLD,
                    "new_labels": 0,
                    "old_labels": number,
                    "why": "",
                }


def _questions(
    names: NameMap, kind: str, mine: Mapping[str, int], theirs: Mapping[str, int]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Name of the new set -> (the one of the old set that it may be, why)."""
    for of, same in reversed(names.asked):
        for one, other in ((same.named.name, same.best), (same.best, same.named.name)):
            if of == kind and one in mine and other in theirs:
                yield one, (other, same.evidence)


def _listed(names: Iterator[str]) -> str:
    known = list(names)
    return ", ".join(known[:SHOWN]) + (f" and {len(known) - SHOWN} more" if len(known) > SHOWN else "")
