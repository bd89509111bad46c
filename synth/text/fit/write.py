"""The files of a fitted scene: YAML and word lists that a person reads, prunes and edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from synth.text.fit.corpus import FIRST, LAST, LATER
from synth.text.fit.model import Fitted, Group
from synth.text.fit.noise import Noise
from synth.text.fit.options import SceneFitOptions
from synth.text.fit.quoted import identifier, yaml_text
from synth.text.fit.slots import FILLING, Slot, filling
from synth.text.fit.wording import slot_rule

PEOPLE = ("first", "second", "third")
SCENE = "scene.yaml"
_PLACES = {FIRST: (FIRST, LATER, LAST), LATER: (LATER, LAST, FIRST), LAST: (LAST, LATER, FIRST)}
"""Place -> where its templates are taken from, the first of these that has any."""
_RESERVED = ("locale", *PEOPLE, "say", "pick", "one_of", "day", "clock", "whole", "decimal", "digits", "letters")
"""Names of variables that the files themselves use for something else."""
_WIDTH = 118
_ABOUT = """Fitted by `synth train fit=scene` to about {texts} labelled texts: read, prune, edit, then generate.
What stands here is what at least {k} {units} have in common: the words of a template stand in this order in at
least {k} of them, words side by side do so in at least {k}, seven words in a row in at least {k} or in none, each word
of a list is in at least {k}. Labelled values are made up anew. Every number carries geometric noise of epsilon
{epsilon:g}: each by itself, not all of them together.
About {covered:.0%} of the texts are covered; the rest was dropped."""


def scene_files(options: SceneFitOptions, fitted: Fitted, noise: Noise, prefix: str) -> dict[str, str]:
    """Name -> text of every file; the scene itself, `SCENE`, names the others behind `prefix`."""
    names = _names([group.name for group in fitted.groups])
    phrases = {"texts.yaml": _texts(fitted, names, noise)}
    phrases |= {
        f"{names[group.name] or 'sentences'}.yaml": _sentences(group, names, noise, options.k)
        for group in fitted.groups
    }
    if fitted.slots:
        phrases["values.yaml"] = _values(fitted.slots)
    words = _words(fitted)
    files = {"text.j2": '{{ say("text") }}\n', **phrases, **({"words.yaml": words} if words else {})}
    scene = _scene(options, fitted, noise, [prefix + name for name in phrases], prefix, bool(words))
    return {SCENE: scene, **files}


def _names(classes: Sequence[str]) -> dict[str, str]:
    """Class -> its name in rules and files, which differ; those of our own files are taken."""
    names, taken = dict[str, str](), {"texts", "values", "words", "scene", "text"}
    for one in classes:
        name = identifier(one).lower() if one else ""
        while name in taken:
            name += "_"
        taken.add(name)
        names[one] = name
    return names


def _scene(
    options: SceneFitOptions, fitted: Fitted, noise: Noise, phrases: Sequence[str], prefix: str, words: bool
) -> str:
    units = "texts" if options.source.by is None else f"sources ({options.source.by})"
    about = _ABOUT.format(
        texts=noise.count(fitted.texts, options.k),
        k=options.k,
        units=units,
        epsilon=options.epsilon,
        covered=min(noise.count(100 * fitted.covered, 0), 100) / 100,
    )
    lines = [*(f"# {line}" for line in about.splitlines()), "kind: text", f"locale: {fitted.locale}"]
    if fitted.group_name:
        variable = _variable(fitted.group_name)
        lines += ["variables:", f"  {variable}:", "    choice:"]
        lines += [f"      {yaml_text(one.name)}: {noise.count(one.texts, options.k)}" for one in fitted.groups]
        lines += [f"attributes: {{{variable}: {variable}}}"]
    if any(slot.person_needed for slot in fitted.slots.values()):
        lines.append(f"people: [{', '.join(PEOPLE)}]")
    if fitted.slots:
        lines.append(f"labels: [{', '.join(fitted.slots)}]")
    lines += ["templates:", f"  text: {{file: {yaml_text(prefix + 'text.j2')}}}", "phrases:"]
    lines += [f"  - {yaml_text(name)}" for name in phrases]
    if words:
        lines.append(f"words: [{yaml_text(prefix + 'words.yaml')}]")
    return _file(lines)


def _variable(name: str) -> str:
    found = identifier(name)
    return f"{found}_" if found in _RESERVED else found


def _texts(fitted: Fitted, names: Mapping[str, str], noise: Noise) -> str:
    """How many sentences a text has, and what stands between them."""
    lines = ["# A text of each class: which sentences, in which order, with what between them.", "text:"]
    for group in fitted.groups:
        when = f", when: {{{_variable(fitted.group_name)}: {yaml_text(group.name)}}}" if fitted.group_name else ""
        known = {place for line in group.lines for place in line.mass}
        for gaps, number in sorted(group.layouts.items(), key=lambda one: (-one[1], one[0])):
            places = [FIRST, *(LATER for _ in gaps[1:]), *([LAST] if gaps else [])]
            said = "".join(
                f"{gap}<{_rule(next(one for one in _PLACES[place] if one in known), names[group.name])}>"
                for place, gap in zip(places, ("", *gaps), strict=True)
            )
            lines.append(f"  - {{say: {yaml_text(said)}{when}, weight: {noise.count(number, 1)}}}")
    return _file(lines)


def _rule(place: str, name: str) -> str:
    return f"{place}_{name}" if name else place


def _sentences(group: Group, names: Mapping[str, str], noise: Noise, k: int) -> str:
    """The templates of a class, place by place."""
    lines = [f"# {group.name}: sentences with how many texts have their words, and how often they are said."]
    support = {line.text: noise.count(line.support, k) for line in group.lines}
    for place in (FIRST, LATER, LAST):
        found = sorted((-noise.count(line.mass[place], 1), line.text) for line in group.lines if line.mass[place])
        if found:
            lines.append(f"{_rule(place, names[group.name])}:")
        for weight, text in found:
            lines.append(f"  - {{say: {yaml_text(text)}, weight: {-weight}}}  # {support[text]}")
    return _file(lines)


def _values(slots: Mapping[str, Slot]) -> str:
    lines = ["# What stands for the labelled values: people's fields, lists, shapes."]
    for slot in slots.values():
        lines.append(f"# {slot.label}: {slot.said}")
        for number, person in enumerate(PEOPLE if slot.personal else PEOPLE[:1], 1):
            lines.append(f"{slot_rule(slot.label, number)}: [{yaml_text(slot.expression(person))}]")
        for rule, entries in slot.phrases.items():
            lines.append(f"{rule}:")
            lines += [f"  - {{say: {yaml_text(text)}, weight: {weight}}}" for text, weight in entries]
    return _file(lines)


def _words(fitted: Fitted) -> str:
    lists = {name: entries for slot in fitted.slots.values() for name, entries in slot.words.items()}
    lines = list[str]()
    for name, entries in lists.items():
        lines += [f"{name}:", *(f"  {yaml_text(value)}: {weight}" for value, weight in entries.items())]
    if any(FILLING in text for slot in fitted.slots.values() for rule in slot.phrases.values() for text, _ in rule):
        nouns = ", ".join(yaml_text(word) for word in filling(fitted.locale))
        lines += ["# Everyday nouns that open values are filled with: WordNet 3.1, Princeton, WordNet licence."]
        lines += [f"{FILLING}:", *wrap(f"[{nouns}]", _WIDTH, initial_indent="  ", subsequent_indent="  ")]
    return _file(lines) if lines else ""


def _file(lines: Iterator[str] | Sequence[str]) -> str:
    return "\n".join([*lines, ""])
