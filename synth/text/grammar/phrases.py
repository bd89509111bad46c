"""Phrase rules and word lists: their YAML files, and drawing from them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import SpecError, suggest
from synth.core.seeds import Draws
from synth.scene.read import read_yaml
from synth.scene.typed import quote_it
from synth.scene.when import when_misfits
from synth.text.grammar.budget import RefusedError
from synth.text.grammar.choices import Choice, Pieces, Reference, pieces_of, split_choices
from synth.text.grammar.files import phrase_line
from synth.text.scene.schema import TextScene

_QUOTE_TRUTH = "a text is needed; quote it: 'true', 'false'"


class Alternative(NamedTuple):
    """One alternative of a phrase rule: `template` names its Jinja2 template, `pieces` are its parts without one."""

    text: str
    template: str
    weight: float = 1
    when: Mapping[str, tuple[object, ...]] = {}
    pieces: Pieces = Pieces()


class Rule:
    """The alternatives of a phrase rule.

    `written`: the rule and the number of its alternative in which the file has them, where they are a choice `<a|b>`.
    """

    def __init__(self, name: str, alternatives: Sequence[Alternative], written: tuple[str, int] | None = None) -> None:
        self.name, self.alternatives, self.written = name, alternatives, written
        self._variables = tuple(sorted({name for alternative in alternatives for name in alternative.when}))
        self._matching: dict[tuple[object, ...], tuple[list[Alternative], list[float]]] = {}

    def draw(self, draws: Draws, variables: Mapping[str, object]) -> Alternative:
        """A random alternative among those whose `when` matches, by weight. Raises RefusedError where none matches."""
        key = tuple([variables.get(name) for name in self._variables])
        if key not in self._matching:
            here = dict(zip(self._variables, key, strict=True))
            left = [a for a in self.alternatives if all(here[name] in wanted for name, wanted in a.when.items())]
            self._matching[key] = left, list(itertools.accumulate(a.weight for a in left))
        left, totals = self._matching[key]
        if not left:
            values = ", ".join(f"{name} {value}" for name, value in zip(self._variables, key, strict=True))
            raise RefusedError(
                f"the phrase {self.name!r} with {values}", "an alternative whose `when` matches is needed"
            )
        return left[draws.weighted(totals)]


class WordRecord:
    """An entry of a word list that has named fields."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    def field(self, name: str) -> object:
        """A field by its name. Raises RefusedError for an unknown one."""
        try:
            return self._fields[name]
        except KeyError:
            raise RefusedError(name, suggest(name, self._fields)) from None


class NamedWordRecord(str):
    """A record that has a field `name`; a slot prints that name."""

    _fields: Mapping[str, object]

    def __new__(cls, fields: Mapping[str, object]) -> NamedWordRecord:
        entry = super().__new__(cls, fields["name"])
        entry._fields = fields
        return entry

    field = WordRecord.field


class WordList:
    """Entries with weights."""

    def __init__(self, entries: Sequence[object], weights: Sequence[float]) -> None:
        self._entries, self._weights = entries, weights
        self._totals = list(itertools.accumulate(weights))

    def draw(self, draws: Draws) -> object:
        """One entry, by weight."""
        return self._entries[draws.weighted(self._totals)]

    def draw_many(self, draws: Draws, number: int) -> list[object]:
        """Different entries, by weight. Raises RefusedError where there are too few."""
        if number > len(self._entries):
            raise RefusedError(f"{number} entries", f"the list has {len(self._entries)}")
        left = list(zip(self._entries, self._weights, strict=True))
        drawn = []
        for _ in range(number):
            index = draws.weighted(list(itertools.accumulate(weight for _, weight in left)))
            drawn.append(left.pop(index)[0])
        return drawn


def read_rules(path: Path, name: str, scene: TextScene) -> Iterator[Rule]:
    """The rules of a phrase file, and those that its choices with slots make; templates are named `file#rule#index`.

    Raises SpecError.
    """
    for rule, content in read_yaml(path).items():
        entries = content if isinstance(content, list) else [content]
        if not entries:
            raise SpecError(_at(path, rule, -1), content, f"{rule}: a list of alternatives is needed")
        found: list[Alternative] = []
        for at, entry in enumerate(entries):
            text, weight, when = _entry(path, rule, at, entry, scene)
            try:
                made, choices = _written_out(text, f"{name}#{rule}#{at}", (str(rule), at))
            except ValueError as error:
                raise SpecError(_at(path, rule, at), str(error), f"{rule}: a choice <this|that> ends with >") from None
            found.append(made._replace(weight=weight, when=when))
            yield from choices
        yield Rule(str(rule), found)


def _written_out(text: str, name: str, written: tuple[str, int]) -> tuple[Alternative, list[Rule]]:
    """A phrase without its short syntax, and the rules, named `<file#rule#index.number>`, of its choices.

    Only beside Jinja's braces do choices become rules.
    """
    if "{" not in text:
        pieces = pieces_of(text)
        return Alternative(text, "", pieces=pieces if any(type(piece) is not str for piece in pieces) else Pieces()), []
    template, rules = "", []
    for number, part in enumerate(split_choices(text)):
        called = part.rule if isinstance(part, Reference) else f"<{name}.{number}>"
        if isinstance(part, Choice):
            options = [_written_out(option, f"{name}.{number}.{at}", written) for at, option in enumerate(part.options)]
            rules += [Rule(called, [option for option, _ in options], written)]
            rules += [rule for _, more in options for rule in more]
        template += part if isinstance(part, str) else f'{{{{ say("{called}") }}}}'
    return Alternative(template, name), rules


def _entry(path: Path, rule: str, at: int, entry: Any, scene: TextScene) -> tuple[str, float, dict[str, Any]]:
    parts = entry if isinstance(entry, dict) else {"say": entry}
    for key in parts:
        if key not in ("say", "weight", "when"):
            raise SpecError(_at(path, rule, at), key, suggest(str(key), ("say", "weight", "when")))
    text, weight, when = parts.get("say"), parts.get("weight", 1), parts.get("when", {})
    _refuse_lossy(path, rule, at, text)
    if isinstance(text, int | float) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str):
        raise SpecError(_at(path, rule, at), text, f"{rule}: a text is needed (`say`)")
    if not _is_weight(weight):
        raise SpecError(_at(path, rule, at), weight, f"{rule}: a weight above 0 is needed")
    if not isinstance(when, dict):
        raise SpecError(_at(path, rule, at), when, f"{rule}: `when` takes variable: value pairs")
    wanted = {key: tuple(value) if isinstance(value, list) else (value,) for key, value in when.items()}
    for _, got, allowed in when_misfits(wanted, scene.ranges(), scene.gone):
        raise SpecError(_at(path, rule, at), got, allowed)
    return text, weight, wanted


def read_words(path: Path) -> Iterator[tuple[str, WordList]]:
    """The lists of a words file by name. Raises SpecError."""
    for name, content in read_yaml(path).items():
        if isinstance(content, dict) and content and all(map(_is_weight, content.values())):
            for text in content:
                _refuse_lossy(path, name, -1, text)
                if isinstance(text, bool):
                    raise SpecError(_at(path, name, -1), text, f"{name}: {_QUOTE_TRUTH}")
            yield str(name), WordList([str(text) for text in content], list(content.values()))
        elif isinstance(content, list) and content:
            pairs = [_word(path, str(name), at, entry) for at, entry in enumerate(content)]
            yield str(name), WordList([entry for entry, _ in pairs], [weight for _, weight in pairs])
        else:
            raise SpecError(
                _at(path, name, -1), content, f"{name}: a list of entries, or text: weight pairs, is needed"
            )


def _word(path: Path, name: str, at: int, entry: Any) -> tuple[object, float]:
    if not isinstance(entry, dict):
        _refuse_lossy(path, name, at, entry)
        if isinstance(entry, bool):
            raise SpecError(_at(path, name, at), entry, f"{name}: {_QUOTE_TRUTH}")
        if not isinstance(entry, str | int | float):
            raise SpecError(_at(path, name, at), entry, f"{name}: a text, a number or a record is needed")
        return entry, 1
    fields = {str(key): value for key, value in entry.items() if key != "weight"}
    weight = entry.get("weight", 1)
    if not _is_weight(weight):
        raise SpecError(_at(path, name, at), weight, f"{name}: a weight above 0 is needed")
    for value in fields.values():
        parts = value if isinstance(value, list) else [value]
        for part in parts:
            _refuse_lossy(path, name, at, part)
        if not all(isinstance(part, str | int | float) for part in parts):
            raise SpecError(_at(path, name, at), value, f"{name}: fields are texts, numbers or lists of these")
    named = "name" in fields and not isinstance(fields["name"], list)
    return NamedWordRecord(fields) if named else WordRecord(fields), weight


def _refuse_lossy(path: Path, name: object, at: int, value: object) -> None:
    """A value that would not be printed as it stands in the file: a number written in its own way, nothing."""
    if advice := quote_it(value):
        raise SpecError(_at(path, name, at), value, f"{name}: {advice}")


def _is_weight(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e9


def _at(path: Path, name: object, index: int) -> str:
    return f"{path}:{phrase_line(str(path), str(name), index)}"
