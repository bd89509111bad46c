"""What a scene file of kind `packet` may contain: people, members, the facts they share, contradictions by quota."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from synth.core.errors import suggest
from synth.scene.messages import SceneProblem
from synth.scene.model import Model, Name, SceneModel, Share, Text, Whole
from synth.scene.ranges import NumberRange, ValueLiteral, ValueRange
from synth.scene.templated import LOCALE, FileName, LocaleRange
from synth.scene.when import When

FactName = Annotated[str, Field(strict=True, max_length=129, pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$")]
"""A fact of the packet (`net_salary`), or a field of one of its people (`customer.birth_date`)."""
PlaceName = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
TellsName = Annotated[str, Field(strict=True, max_length=200, pattern=r"^[A-Za-z_]\w*(\.\w+)+$")]
Years = Annotated[Whole, Field(ge=18, le=88)]


class PersonSpec(Model):
    """Somebody whom members have in common."""

    age: tuple[Years, Years] = (18, 88)
    """least and most years of age; the ages of 18 to 88 are drawn"""
    near: Name | None = None
    """another person of the packet, in whose town this one lives and works"""


class PartOfPlace(Model):
    """A fact that is only a part of what stands in a place."""

    fact: FactName
    """the fact"""
    how: Literal["within", "last_four"]
    """`within`: the place has the fact's words among others; `last_four`: it ends in the last four signs of the fact"""


ShowsSpec = Annotated[
    Annotated[FactName, Tag("<fact>")] | Annotated[PartOfPlace, Tag("<part>")],
    Discriminator(lambda value: "<fact>" if isinstance(value, str) else "<part>"),
]


class MemberSpec(Model):
    """One sample of another scene in each packet."""

    scene: FileName
    """a shipped scene's name, or a scene file beside this one: `./mine.yaml`"""
    people: Annotated[dict[Name, Name], Field(max_length=20)] = Field(default_factory=dict)
    """a person of that scene, or of its record: which person of the packet that is"""
    facts: Annotated[dict[Name, FactName], Field(max_length=50)] = Field(default_factory=dict)
    """a variable of that scene, or a fact that its record takes: which fact of the packet it is given"""
    shows: Annotated[dict[PlaceName, ShowsSpec], Field(max_length=100)] = Field(default_factory=dict)
    """the key of a field, or a `fact` of a text's spans: the fact of the packet that stands there, where it is printed;
    what spans say of people is known without"""
    set: Annotated[dict[str, Any], Field(max_length=50)] = Field(default_factory=dict)
    """leaves of that scene with other values, as on a command line: `set: {variables: {card: identity}}`"""
    spec: dict[str, Any] | None = None
    """that scene as it is used, with `set` and the packet's locales; written when the packet's scene is read"""


class Contradiction(Model):
    """A share of packets in which one member says something else, labelled with both places and what is true."""

    share: Share
    """share of all packets; share x count is rounded half to even"""
    member: Name
    """the member that says something else"""
    fact: FactName | None = None
    """the fact that it states otherwise; left out where it is about another person"""
    person: Name | None = None
    """the person in whose place it is about somebody else"""
    factor: NumberRange | None = None
    """of an amount or a number: what it is multiplied by; a number stays whole, and changes by 1 at least"""
    truth: Literal["member", "others"] = "others"
    """who says what is true: the others, or the member that differs from them"""

    @property
    def when(self) -> When:
        """Nothing is forced: a contradiction is no value of a variable."""
        return {}


class PacketScene(SceneModel):
    """A scene of kind `packet`."""

    kind: Literal["packet"]
    """what is made"""
    locale: LocaleRange = ValueLiteral("en_US")
    """language and country of all members, or a `choice` of them; drawn once for each packet"""
    variables: Annotated[dict[Name, ValueRange], Field(max_length=100)] = Field(default_factory=dict)
    """name: range; drawn once for each packet, a fact that members can be given"""
    words: Annotated[dict[Name, dict[Text, tuple[Text, ...]]], Field(max_length=100)] = Field(default_factory=dict)
    """variable: its values, each with the words that say it; a place shows the value whose words stand in it"""
    people: Annotated[dict[Name, PersonSpec], Field(max_length=20)] = Field(default_factory=dict)
    """name: somebody whom members have in common; drawn anew for each packet"""
    members: Annotated[dict[Name, MemberSpec], Field(min_length=2, max_length=20)]
    """name: a sample of another scene; those that are given a fact stand after the one that tells it"""
    facts: Annotated[dict[Name, TellsName], Field(max_length=50)] = Field(default_factory=dict)
    """name: the member and the key of its record that tells the fact: `payslip.totals.net`"""
    contradictions: Annotated[dict[Name, Contradiction], Field(max_length=50)] = Field(default_factory=dict)
    """name: what does not agree in a share of the packets"""
    max_tries: Annotated[Whole, Field(ge=1, le=100)] = 20
    """drafts of one packet before it is given up"""

    @property
    def quotas(self) -> Mapping[str, Contradiction]:
        """The contradictions, as the hall counts rare cases."""
        return self.contradictions

    def ranges(self) -> Mapping[str, Any]:
        """Name -> range of everything that is drawn once for each packet, the locale first."""
        return {LOCALE: self.locale, **self.variables}

    def told_by(self, fact: str) -> str:
        """The member that tells a fact; empty for one that the packet draws itself."""
        return self.facts.get(fact, "").partition(".")[0]


def packet_problems(scene: PacketScene) -> Iterator[SceneProblem]:
    """Everything that is wrong between the sections, in the order of the file's sections."""
    yield from _variable_problems(scene)
    for name, person in scene.people.items():
        if person.near is not None and (person.near == name or scene.people.get(person.near, person).near):
            allowed = suggest(person.near, [other for other, one in scene.people.items() if not one.near])
            yield SceneProblem(("people", name, "near"), person.near, allowed)
        if person.age[0] > person.age[1]:
            yield SceneProblem(("people", name, "age"), list(person.age), "the least age first")
    yield from _member_problems(scene)
    for name, told in scene.facts.items():
        if (member := told.partition(".")[0]) not in scene.members:
            yield SceneProblem(("facts", name), told, suggest(member, scene.members))
    for name, one in scene.contradictions.items():
        yield from _contradiction_problems(scene, name, one)


def _variable_problems(scene: PacketScene) -> Iterator[SceneProblem]:
    for name in (LOCALE, *scene.people, *scene.facts):
        if name in scene.variables:
            allowed = "another name: this one is the locale's, a person's or a fact's"
            yield SceneProblem(("variables", name), name, allowed)
    for name, values in scene.words.items():
        if name not in scene.variables:
            yield SceneProblem(("words", name), name, suggest(name, scene.variables))
        elif missing := [value for value in scene.variables[name].values() or () if str(value) not in values]:
            yield SceneProblem(("words", name), missing[0], "words for each of the variable's values")


def _member_problems(scene: PacketScene) -> Iterator[SceneProblem]:
    before: list[str] = []
    for name, member in scene.members.items():
        at = ("members", name)
        for who, person in member.people.items():
            if person not in scene.people:
                yield SceneProblem((*at, "people", who), person, suggest(person, scene.people))
        for given, fact in member.facts.items():
            yield from _fact_problems(scene, (*at, "facts", given), fact)
            told_by = scene.told_by(fact)
            if told_by and told_by not in before:
                yield SceneProblem((*at, "facts", given), fact, f"'{told_by}', which tells it, stands after '{name}'")
        for place, shown in member.shows.items():
            yield from _fact_problems(scene, (*at, "shows", place), fact_of(shown))
        before.append(name)


def fact_of(shown: str | PartOfPlace) -> str:
    """The fact that a place shows, all of it or a part."""
    return shown if isinstance(shown, str) else shown.fact


def _fact_problems(scene: PacketScene, path: tuple[str, ...], fact: str) -> Iterator[SceneProblem]:
    from synth.people import FIELDS  # where it is asked for: --help reads these classes, and people load numpy

    who, _, field = fact.partition(".")
    if not field:
        if who not in (known := [*scene.facts, *scene.variables]):
            yield SceneProblem(path, fact, suggest(who, known))
    elif who not in scene.people:
        yield SceneProblem(path, fact, suggest(who, scene.people))
    elif field not in FIELDS:
        yield SceneProblem(path, fact, suggest(field, FIELDS))


def _contradiction_problems(scene: PacketScene, name: str, one: Contradiction) -> Iterator[SceneProblem]:
    at = ("contradictions", name)
    if one.member not in scene.members:
        yield SceneProblem((*at, "member"), one.member, suggest(one.member, scene.members))
        return
    member = scene.members[one.member]
    if (one.fact is None) == (one.person is None):
        yield SceneProblem(at, name, "either `fact` or `person` is needed")
    elif one.person is not None:
        if one.person not in member.people.values():
            yield SceneProblem((*at, "person"), one.person, suggest(one.person, member.people.values()))
        if one.factor is not None:
            yield SceneProblem((*at, "factor"), one.factor, "only an amount or a number has a factor")
    elif one.factor is not None:
        if one.fact not in member.facts.values():
            yield SceneProblem((*at, "fact"), one.fact, f"a fact that '{one.member}' is given")
    elif one.fact is not None and one.fact.partition(".")[::2] not in [
        (who, "birth_date") for who in member.people.values()
    ]:
        yield SceneProblem((*at, "fact"), one.fact, "a person's `birth_date`, or a `factor` for an amount or a number")
