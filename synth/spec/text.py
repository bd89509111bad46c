"""What a scene file of kind `text` may say: locale, people, templates, labels, noise, shares."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, Protocol

from pydantic import Discriminator, Field, Tag, model_validator

from synth.errors import suggest
from synth.spec.model import Flag, Model, Name, Number, Share, Whole
from synth.spec.noise import DuplicateRules, LabelNoise, Noise
from synth.spec.ranges import ValueChoice, ValueLiteral, ValueRange, range_tag
from synth.spec.rewrite import Rewrite
from synth.spec.when import When

LOCALE = "locale"
"""The name by which a sample's locale stands among its variables, in `when`, `balance` and templates."""

SpanLabel = Annotated[str, Field(strict=True, min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")]
FileName = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
LocaleRange = Annotated[
    Annotated[ValueLiteral, Tag("<literal>")] | Annotated[ValueChoice, Tag("<choice>")], Discriminator(range_tag)
]


class TemplateSpec(Model):
    """One way to begin a text."""

    file: FileName
    """template file, relative to the scene's folder"""
    weight: Annotated[Number, Field(gt=0)] = 1.0
    """relative weight among the templates that match a sample"""
    when: When = Field(default_factory=dict)
    """used only in samples whose variables match"""


class SpanBound(Model):
    """How many spans of a label a text must have."""

    min: Annotated[Whole, Field(ge=0)] = 0
    """fewest"""
    max: Annotated[Whole, Field(ge=0)] | None = None
    """most"""


class TextQuota(Model):
    """A rare case: the share of the whole data set that shows it, met exactly."""

    share: Share
    """share of all samples; share x count is rounded half to even"""
    when: When = Field(default_factory=dict)
    """variables forced to these values in the members"""
    require: Annotated[dict[SpanLabel, SpanBound], Field(max_length=50)] = Field(default_factory=dict)
    """label: {min, max} spans in every member; a text that breaks it is written anew (bounded)"""
    exclusive: Flag = True
    """true: no other sample may meet `when` and `require`, so the share is exact; false: the share is a lower bound"""

    @model_validator(mode="after")
    def _says_something(self) -> TextQuota:
        if not (self.when or self.require):
            raise ValueError("a quota needs `when` or `require`")
        return self


def balanced_groups(balance: Sequence[str | tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """A scene's `balance` as tuples of names."""
    return tuple((entry,) if isinstance(entry, str) else entry for entry in balance)


class Sampled(Protocol):
    """What scenes have in common whose samples are written from templates."""

    def ranges(self) -> Mapping[str, Any]: ...

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]: ...


class TextScene(Model):
    """A scene of kind `text`."""

    kind: Literal["text"]
    """what is made"""
    locale: LocaleRange = ValueLiteral("en_US")
    """language and country, or a `choice` of them; drawn once for each sample"""
    variables: Annotated[dict[Name, ValueRange], Field(max_length=100)] = Field(default_factory=dict)
    """name: range; drawn once for each sample, in templates by its name"""
    people: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    """names of the personas that a text may speak of; each is drawn anew for each sample"""
    labels: Annotated[tuple[SpanLabel, ...], Field(max_length=200)] = ()
    """every label that a span may have, in the order of reports"""
    templates: Annotated[dict[Name, TemplateSpec], Field(min_length=1, max_length=500)]
    """name: a template and when it is used"""
    phrases: Annotated[tuple[FileName, ...], Field(max_length=50)] = ()
    """files of phrase rules: rule: alternatives"""
    words: Annotated[tuple[FileName, ...], Field(max_length=50)] = ()
    """files of word lists: list: entries"""
    attributes: Annotated[dict[Name, Name], Field(max_length=50)] = Field(default_factory=dict)
    """name: the variable, or the `note` of the templates, that labels the text as a whole"""
    tokens: Literal["none", "words"] = "none"
    """`words`: every record also has tokens with BIO tags"""
    noise: Noise = Noise()
    """mistakes in the text; labels follow"""
    label_noise: LabelNoise = LabelNoise()
    """mistakes in the labels, for testing quality checks; the truth is kept in the record"""
    balance: Annotated[tuple[Name | tuple[Name, ...], ...], Field(max_length=20)] = ()
    """variables, or combinations of them, whose shares are met exactly over the data set"""
    quotas: Annotated[dict[Name, TextQuota], Field(max_length=50)] = Field(default_factory=dict)
    """name: a rare case and its share of the data set"""
    duplicates: DuplicateRules = DuplicateRules()
    """how alike two texts may be"""
    rewrite: Rewrite | None = None
    """paraphrase by a language model; default: none"""
    max_tries: Annotated[Whole, Field(ge=1, le=1000)] = 20
    """texts written for one sample before it is given up"""

    def ranges(self) -> Mapping[str, Any]:
        """Name -> range of everything that is drawn once for each sample, the locale first."""
        return {LOCALE: self.locale, **self.variables}

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """`balance` as tuples of names."""
        return balanced_groups(self.balance)


class TextFinding(NamedTuple):
    """Something that is wrong: where, what was got, what is allowed."""

    path: tuple[str, ...]
    got: Any
    allowed: str


def text_findings(scene: TextScene) -> Iterator[TextFinding]:
    """Everything that is wrong between the sections, in the order of the file's sections."""
    for name in (LOCALE, *scene.people):
        if name in scene.variables:
            yield TextFinding(("variables", name), name, "another name: this one is the locale's or a person's")
    for name, template in scene.templates.items():
        yield from when_findings(scene, ("templates", name, "when"), template.when)
    yield from balance_findings(scene)
    for name, quota in scene.quotas.items():
        yield from when_findings(scene, ("quotas", name, "when"), quota.when)
        for label in quota.require:
            if label not in scene.labels:
                yield TextFinding(("quotas", name, "require", label), label, suggest(label, scene.labels))
        if any(set(group) & set(quota.when) for group in scene.groups):
            both = next(iter(set(itertools.chain(*scene.groups)) & set(quota.when)))
            yield TextFinding(("quotas", name, "when", both), both, "a variable is either in `balance` or in a quota")


def balance_findings(scene: Sampled) -> Iterator[TextFinding]:
    """What is wrong with a scene's `balance`."""
    seen: set[str] = set()
    for number, group in enumerate(scene.groups):
        for name in group:
            path = ("balance", str(number))
            if name not in scene.ranges():
                yield TextFinding(path, name, suggest(name, scene.ranges()))
            elif scene.ranges()[name].values() is None:
                yield TextFinding(path, name, "only a variable with a `choice` of values can be balanced")
            elif name in seen:
                yield TextFinding(path, name, "each variable in one entry only; name a combination as a list")
            seen.add(name)


def when_findings(scene: Sampled, path: tuple[str, ...], when: Mapping[str, Any]) -> Iterator[TextFinding]:
    """What is wrong with conditions on a scene's variables."""
    ranges = scene.ranges()
    for name, wanted in when.items():
        if name not in ranges:
            yield TextFinding((*path, name), name, suggest(name, ranges))
            continue
        possible = ranges[name].values()
        if possible is None:
            yield TextFinding((*path, name), wanted[0], "only a variable with a `choice` of values can be matched")
            continue
        for value in wanted:
            if value not in possible:
                yield TextFinding((*path, name), value, suggest(str(value), map(str, possible)))
